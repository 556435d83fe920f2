//! Sides with their names: "30 x 20 x 10 cm (L x W x H)", "L 120 × W 60 × H 75 cm", "75H x 110W x 60D cm", "长宽高: 30*20*10cm".

use crate::pair::quantity::{Quantity, quantities, sides};
use crate::text::lexis::Token;

/// The measure that a letter or word names as the name of a side.
fn axis(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "l" | "length" | "long" | "长" | "長" => "length",
        "w" | "width" | "wide" | "b" | "宽" | "寬" => "width",
        "h" | "height" | "high" | "tall" | "高" => "height",
        "d" | "depth" | "deep" | "深" => "depth",
        "t" | "thick" | "thickness" | "厚" => "thickness",
        _ => return None,
    })
}

/// The names of sides in their order, where a text lists nothing else in brackets or before a colon: "L x W x H".
fn listed(text: &str) -> Vec<&'static str> {
    let mut best: Vec<&'static str> = Vec::new();
    let mut run: Vec<&'static str> = Vec::new();
    let pieces = text.split(|c: char| !c.is_alphanumeric() && c != '\u{d7}');
    for piece in pieces.flat_map(|piece| piece.split('\u{d7}')).filter(|piece| !piece.is_empty()) {
        let han: Option<Vec<&'static str>> = piece
            .chars()
            .map(|c| axis(c.encode_utf8(&mut [0; 4])))
            .collect::<Option<_>>()
            .filter(|_| !piece.is_ascii());
        match (axis(piece), han) {
            (Some(measure), _) if !run.contains(&measure) => run.push(measure),
            (None, Some(measures)) if measures.len() > 1 => run.extend(measures),
            _ if piece.eq_ignore_ascii_case("x") || piece.eq_ignore_ascii_case("by") => {}
            _ => run.clear(),
        }
        if run.len() > best.len() {
            best.clone_from(&run);
        }
    }
    if best.len() > 1 { best } else { Vec::new() }
}

/// The sides of a text (with its tokens) and their measures, where their names say which is which. `name` is the
/// attribute's.
pub fn named_sides(name: &str, text: &str, tokens: &[Token]) -> Vec<(Quantity, &'static str)> {
    if let Some(marked) = marked(text, tokens) {
        return marked;
    }
    let before = text.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    let behind = text.rsplit(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    let Some(names) = [name, before, behind].into_iter().map(listed).find(|names| !names.is_empty()) else {
        return Vec::new();
    };
    let sides = sides(text);
    if sides.len() != names.len() {
        return Vec::new();
    }
    sides.into_iter().zip(names).collect()
}

/// Numbers that bear their side's name themselves, before or behind: "W 60", "60D", "60 cm (W)".
fn marked(text: &str, tokens: &[Token]) -> Option<Vec<(Quantity, &'static str)>> {
    let name = |token: Option<&Token>| token.filter(|token| !token.number).and_then(|token| axis(token.text(text)));
    let numbers: Vec<usize> = (0..tokens.len()).filter(|at| tokens[*at].number).collect();
    let before: Option<Vec<&'static str>> =
        numbers.iter().map(|at| name(at.checked_sub(1).and_then(|before| tokens.get(before)))).collect();
    let behind = || -> Option<Vec<&'static str>> {
        numbers
            .iter()
            .map(|at| {
                name(tokens.get(at + 1)).or_else(|| {
                    name(tokens.get(at + 2)).filter(|_| !tokens.get(at + 1).is_some_and(|next| next.number))
                })
            })
            .collect()
    };
    let names = before.or_else(behind).filter(|names| names.len() > 1)?;
    // The last unit of length is every side's that has none.
    let unit = tokens.iter().rev().find_map(|token| {
        let one = format!("1 {}", token.text(text));
        let read = quantities(&one);
        read.first()
            .filter(|quantity| quantity.dimension == "length" && quantity.end == one.len())
            .map(|quantity| quantity.low)
    })?;
    let value = |at: &usize| tokens[*at].text(text).replace(',', ".").parse::<f64>().ok();
    let values: Option<Vec<f64>> = numbers.iter().map(value).collect();
    let sides = numbers.iter().zip(values?).zip(names).map(|((at, value), measure)| {
        let Token { start, end, .. } = tokens[*at];
        (Quantity::exactly(start, end, value * unit, "length"), measure)
    });
    Some(sides.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lexis;

    #[test]
    fn sides_bear_their_names() {
        let read = |name: &str, text: &str| -> Vec<(i64, &'static str)> {
            named_sides(name, text, &lexis::tokens(text))
                .into_iter()
                .map(|(side, measure)| ((side.low * 100.0).round() as i64, measure))
                .collect()
        };
        let desk = [(120, "length"), (60, "width"), (75, "height")];
        assert_eq!(read("Dimensions (L x W x H)", "120 x 60 x 75 cm"), desk);
        assert_eq!(read("", "L 120 × W 60 × H 75 cm"), desk);
        assert_eq!(read("", "120 x 60 x 75 cm (LxWxH)"), []);
        assert_eq!(read("", "120 x 60 x 75 cm (L x W x H)"), desk);
        assert_eq!(read("长宽高", "120*60*75cm"), desk);
        assert_eq!(read("", "Size: 75H x 110W x 60D cm"), [(75, "height"), (110, "width"), (60, "depth")]);
        for text in ["120 x 60 cm", "2 L x 3", "W 60", "", "L"] {
            assert_eq!(read("Size", text), [], "{text}");
        }
    }
}
