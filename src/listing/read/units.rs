//! Units as records write them: codes of UN/CEFACT and of shops' files.

/// Codes and the signs that people write.
const CODES: [(&str, &str); 38] = [
    ("GRM", "g"),
    ("GR", "g"),
    ("GM", "g"),
    ("GRAMS", "g"),
    ("GRAM", "g"),
    ("KGM", "kg"),
    ("KG", "kg"),
    ("KILOGRAMS", "kg"),
    ("MGM", "mg"),
    ("LBR", "lb"),
    ("LB", "lb"),
    ("POUNDS", "lb"),
    ("ONZ", "oz"),
    ("OZ", "oz"),
    ("OUNCES", "oz"),
    ("MMT", "mm"),
    ("MM", "mm"),
    ("CMT", "cm"),
    ("CM", "cm"),
    ("MTR", "m"),
    ("INH", "in"),
    ("IN", "in"),
    ("INCHES", "in"),
    ("FOT", "ft"),
    ("FT", "ft"),
    ("MLT", "ml"),
    ("ML", "ml"),
    ("MILLILITERS", "ml"),
    ("LTR", "l"),
    ("CEL", "°C"),
    ("FAH", "°F"),
    ("WTT", "W"),
    ("VLT", "V"),
    ("AMP", "A"),
    ("HTZ", "Hz"),
    ("LUM", "lm"),
    ("P1", "%"),
    ("C62", ""),
];

/// A value with its unit, the unit as people write it.
pub(super) fn with_unit(value: &str, unit: &str) -> String {
    let unit = unit.trim();
    let code = unit.to_ascii_uppercase().replace(['_', ' '], "");
    let sign = CODES.iter().find(|(known, _)| *known == code).map_or(unit, |(_, sign)| sign);
    format!("{} {sign}", value.trim()).trim_end().to_owned()
}
