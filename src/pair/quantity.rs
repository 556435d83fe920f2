//! Quantities in claims and listings: numbers, ranges and bounds as closed intervals in base units.
//!
//! No crate reads what sellers write ("3.5in", "15.8ounces", "5'2\"", "0.5-0.8 mm", "1-1/2 inch"), so the grammar is
//! here and the units are a table (`data/units.txt`).

use serde::{Deserialize, Serialize};

use crate::text::tables::lasting::Lasting;
use crate::text::tables::{NUMBER_WORDS, UNITS};

mod bound;
mod count;
mod number;
mod rating;
mod scan;
mod sign;

pub use count::{THINGS, counts, quantities_and_counts};
pub use scan::{quantities, sides};

/// The dimensions of the two digits of a protection rating.
const SOLIDS: &str = "protection against solids";
const WATER: &str = "protection against water";

/// Whether a dimension is a digit of a protection rating, which a product has one of, whatever it is called.
pub fn is_rating(dimension: &str) -> bool {
    dimension == SOLIDS || dimension == WATER
}

/// A quantity: an interval of one dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// Byte offset, operator included.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// Lower bound in base units; negative infinity when open.
    pub low: f64,
    /// Upper bound in base units; infinity when open.
    pub high: f64,
    /// "length", "mass" and so on, as the unit table names it.
    #[serde(with = "crate::text::tables::lasting")]
    pub dimension: Lasting,
    /// Whether "about", "approximately" or the like stands before it.
    pub approximate: bool,
    /// Whether the bound itself lies outside: "less than 1 mm" is not 1 mm. Of quantities that are open on one side.
    pub strict: bool,
    /// What the figure is by another reading, in base units: "1.250 g" is 1,250 g where points group thousands.
    pub other: Option<f64>,
}

/// How a listing's quantity stands to a claim's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fit {
    /// The listing's values all lie inside the claim's.
    Inside,
    /// Some do.
    Overlapping,
    /// None does.
    Disjoint,
}

/// "About" stretches a claimed bound by a tenth: the widest reading that is common in practice. A word of degree has no
/// fixed meaning, so a value in the stretch only overlaps.
const ABOUT: f64 = 0.1;
/// Rounding in listings ("3.5 in" for 90 mm) is forgiven up to this share.
const ROUNDING: f64 = 0.006;
/// Temperatures are rounded by degrees, not by shares of what is above absolute zero; "about" is so many degrees.
const ZERO_CELSIUS: f64 = 273.15;
const DEGREES: f64 = 0.3;
const ABOUT_DEGREES: f64 = 2.0;

impl Quantity {
    /// A single value.
    pub fn exactly(start: usize, end: usize, value: f64, dimension: Lasting) -> Quantity {
        Quantity { start, end, low: value, high: value, dimension, approximate: false, strict: false, other: None }
    }

    /// Compares a listing's quantity with this claimed one; `None` when the dimensions differ. A figure that has two
    /// readings is outside only by both.
    pub fn fit(&self, offered: &Quantity) -> Option<Fit> {
        let fit = self.fit_as_read(offered)?;
        let other = offered.other.filter(|_| fit == Fit::Disjoint).map(|value| Quantity {
            low: value,
            high: value,
            other: None,
            ..*offered
        });
        let by_other = other.and_then(|other| self.fit_as_read(&other));
        let own = self.other.filter(|_| fit == Fit::Disjoint).map(|value| {
            let bound = |bound: f64| if bound.is_finite() { value } else { bound };
            Quantity { low: bound(self.low), high: bound(self.high), other: None, ..*self }
        });
        let by_own = own.and_then(|own| own.fit_as_read(offered));
        let is_open = [by_other, by_own].into_iter().flatten().any(|fit| fit != Fit::Disjoint);
        Some(if is_open { Fit::Overlapping } else { fit })
    }

    fn fit_as_read(&self, offered: &Quantity) -> Option<Fit> {
        if self.dimension != offered.dimension {
            return None;
        }
        let is_temperature = self.dimension == "temperature";
        let slack = |bound: f64, share: f64| match bound {
            bound if !bound.is_finite() => 0.0,
            bound if is_temperature => {
                let least = if share >= ABOUT { ABOUT_DEGREES } else { DEGREES };
                ((bound - ZERO_CELSIUS).abs() * share).max(least)
            }
            bound => bound.abs() * share,
        };
        // What is compared with a bound that lies outside itself is compared as it stands.
        let slack = |bound: f64, share: f64| if self.strict && share < ABOUT { 0.0 } else { slack(bound, share) };
        // A claimed rating is withstood by what withstands more.
        let high = if is_rating(self.dimension) { f64::INFINITY } else { self.high };
        let touches = |a: f64, b: f64| a.is_finite() && b.is_finite() && (a - b).abs() <= a.abs().max(b.abs()) * 1e-9;
        let inside = |share: f64| {
            offered.low >= self.low - slack(self.low, share)
                && offered.high <= high + slack(high, share)
                && !(self.strict && (touches(offered.low, self.low) || touches(offered.high, high)))
        };
        let apart = |share: f64| {
            let ends = self.strict || offered.strict;
            offered.high < self.low - slack(self.low, share)
                || offered.low > high + slack(high, share)
                || (ends && (touches(offered.high, self.low) || touches(offered.low, high)))
        };
        let reach = if self.approximate || offered.approximate { ABOUT } else { ROUNDING };
        Some(if inside(ROUNDING) {
            Fit::Inside
        } else if apart(reach) {
            Fit::Disjoint
        } else {
            Fit::Overlapping
        })
    }
}

/// A unit of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Unit {
    dimension: &'static str,
    factor: f64,
    offset: f64,
}

impl Unit {
    fn to_base(self, value: f64) -> f64 {
        value * self.factor + self.offset
    }
}

/// Looks a unit up as written, where case tells units apart by their case (Nm, nm); single letters must have the case
/// that the unit has.
fn unit(written: &str) -> Option<Unit> {
    let lower = written.to_lowercase();
    if written.chars().count() == 1 && written.chars().all(char::is_alphabetic) {
        let upper_only = matches!(lower.as_str(), "v" | "a" | "w" | "k" | "n" | "j");
        let lower_only = matches!(lower.as_str(), "m" | "g" | "s" | "h");
        if (upper_only && written == lower && lower != "v" && lower != "w") || (lower_only && written != lower) {
            return None;
        }
    }
    let mut fields = UNITS.get(written).or_else(|| UNITS.get(&lower))?.split('\t');
    let dimension = fields.next()?;
    let factor = fields.next()?.parse().ok()?;
    let offset = fields.next().map_or(Some(0.0), |offset| offset.parse().ok())?;
    Some(Unit { dimension, factor, offset })
}

fn number_word(word: &str) -> Option<f64> {
    NUMBER_WORDS.get(word)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> (f64, f64, &'static str, bool) {
        let found = quantities(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        (found[0].low, found[0].high, found[0].dimension, found[0].approximate)
    }

    fn near(a: f64, b: f64) -> bool {
        a.total_cmp(&b).is_eq() || (a - b).abs() <= 1e-9 * a.abs().min(b.abs())
    }

    #[test]
    fn what_sellers_write_is_read() {
        let inch = 0.0254;
        for (text, low, high, dimension) in [
            ("3.5 in", 3.5 * inch, 3.5 * inch, "length"),
            ("3.5in", 3.5 * inch, 3.5 * inch, "length"),
            ("3.5\"", 3.5 * inch, 3.5 * inch, "length"),
            ("1/2 in", 0.5 * inch, 0.5 * inch, "length"),
            ("1-1/2\"", 1.5 * inch, 1.5 * inch, "length"),
            ("½ inch", 0.5 * inch, 0.5 * inch, "length"),
            ("5'2\"", 62.0 * inch, 62.0 * inch, "length"),
            ("15.8ounces", 15.8 * 0.028_349_523_125, 15.8 * 0.028_349_523_125, "mass"),
            ("10-20 cm", 0.1, 0.2, "length"),
            ("10 to 20 mm", 0.01, 0.02, "length"),
            ("0.5\u{2013}0.8 mm", 0.0005, 0.0008, "length"),
            ("between 5 and 15 degrees", 5.0, 15.0, "angle"),
            ("from 15 degrees to 75 degrees", 15.0, 75.0, "angle"),
            ("at least 2 mm", 0.002, f64::INFINITY, "length"),
            ("\u{2265} 2 mm", 0.002, f64::INFINITY, "length"),
            ("no more than 9 mils", f64::NEG_INFINITY, 9.0 * 2.54e-5, "length"),
            ("not more than 9 mils", f64::NEG_INFINITY, 9.0 * 2.54e-5, "length"),
            ("no greater than 9 mils", f64::NEG_INFINITY, 9.0 * 2.54e-5, "length"),
            ("more than 9 mils", 9.0 * 2.54e-5, f64::INFINITY, "length"),
            ("no less than 9 mils", 9.0 * 2.54e-5, f64::INFINITY, "length"),
            ("no thicker than 9 mils", f64::NEG_INFINITY, 9.0 * 2.54e-5, "length"),
            ("up to 12 hours", f64::NEG_INFINITY, 43200.0, "time"),
            ("5 kg or more", 5.0, f64::INFINITY, "mass"),
            ("5,000 mAh", 18000.0, 18000.0, "charge"),
            ("12 VDC", 12.0, 12.0, "voltage"),
            ("20\u{b0}C", 293.15, 293.15, "temperature"),
            ("68 \u{b0}F", 293.15, 293.15, "temperature"),
            ("50%", 0.5, 0.5, "share"),
            ("0.5 \u{b1} 0.1 mm", 0.0004, 0.0006, "length"),
            ("3,5 cm", 0.035, 0.035, "length"),
            ("twenty mm", 0.02, 0.02, "length"),
            ("600 denier", 600.0, 600.0, "fineness"),
            ("a 12-volt", 12.0, 12.0, "voltage"),
            ("3 lb 4 oz", 3.25 * 0.453_592_37, 3.25 * 0.453_592_37, "mass"),
        ] {
            let (l, h, d, _) = one(text);
            assert!(
                near(l, low) && near(h, high) && d == dimension,
                "{text}: {l} {h} {d}, wanted {low} {high} {dimension}"
            );
        }
    }

    #[test]
    fn dimensions_are_one_quantity_a_side() {
        for text in ["10 x 5 x 2 cm", "10cm x 5cm x 2cm", "10*5*2cm", "10 \u{d7} 5 \u{d7} 2 cm"] {
            let sides: Vec<f64> = quantities(text).iter().map(|q| (q.low * 1000.0).round()).collect();
            assert_eq!(sides, [100.0, 50.0, 20.0], "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity_is_left_alone() {
        for text in [
            "2 in 1",
            "the lid 12",
            "(22)",
            "M4",
            "PS4100",
            "claim 1",
            "3 in the box",
            "",
            "a",
            "in",
            "x",
            "-",
            "1/0 in",
        ] {
            assert_eq!(quantities(text), [], "{text}");
        }
    }

    #[test]
    fn about_widens_and_says_so() {
        let claimed = &quantities("about 20% to about 50%")[0];
        assert!(claimed.approximate && near(claimed.low, 0.2) && near(claimed.high, 0.5));
        let at = |text: &str| claimed.fit(&quantities(text)[0]);
        assert_eq!(at("30%"), Some(Fit::Inside));
        assert_eq!(at("52%"), Some(Fit::Overlapping));
        assert_eq!(at("70%"), Some(Fit::Disjoint));
        assert_eq!(at("30 mm"), None);
    }
}
