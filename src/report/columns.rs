//! Text in the columns of a terminal: wrapped, or cut to a window.

/// Lines of at most `width` columns, broken at spaces, and inside a word only when it is longer than a line.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for word in text.split(' ') {
        let length = word.chars().map(columns).sum::<usize>();
        if used > 0 && used + 1 + length > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        for character in word.chars() {
            if used > 0 && used + columns(character) > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used += columns(character);
        }
    }
    lines.push(line);
    lines
}

/// How many columns a text takes.
pub(super) fn text_columns(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// As much of a text as fits, from a little before a character on, with ellipses where it is cut.
pub(super) fn window(text: &str, focus: usize, room: usize) -> String {
    if text_columns(text) <= room {
        return text.to_owned();
    }
    // What follows the focus is worth more than what stands before it, and the end of the text is not left empty.
    let characters: Vec<char> = text.chars().collect();
    let focus = focus.min(characters.len());
    let fits = |from: usize| {
        let mut used = usize::from(from > 0);
        let tail = characters[from..].iter().take_while(|c| {
            used += columns(**c);
            used < room
        });
        from + tail.count()
    };
    let mut from = if fits(0) > focus + LOOKAHEAD { 0 } else { focus.saturating_sub(room / 4) };
    while from > 0 && fits(from - 1) == characters.len() {
        from -= 1;
    }
    let to = fits(from);
    let mut out = String::new();
    if from > 0 {
        out.push('…');
    }
    out.extend(&characters[from..to]);
    if to < characters.len() {
        out.truncate(out.trim_end().len());
        out.push('…');
    }
    out
}

/// How many characters from the focus on are to be seen.
const LOOKAHEAD: usize = 15;

/// How many columns a terminal gives a character; East Asian wide characters and emoji take two.
fn columns(character: char) -> usize {
    match character as u32 {
        0x0300..=0x036F | 0x200B..=0x200D | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F
        | 0x2E80..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1FAFF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_shows_its_focus_and_keeps_the_width() {
        let text = "Nachtlauf LED 狗项圈 USB-C Rechargeable collar, Size M";
        assert_eq!(window(text, 0, 80), text);
        for (focus, room) in [(0, 20), (14, 20), (24, 20), (50, 20), (99, 20), (10, 3)] {
            let shown = window(text, focus, room);
            assert!(text_columns(&shown) <= room, "{shown}");
            assert!(text.contains(shown.trim_matches('…')), "{shown}");
        }
        assert!(window(text, 24, 20).contains("Rechargeable"));
    }

    #[test]
    fn wrapping_keeps_every_word_and_the_width() {
        let text =
            "a lid pivotally mounted to the body by a hinge pin 不锈钢保温杯真空双层 https://example.com/a/very/long";
        let lines = wrap(text, 20);
        let joined = lines.concat().replace(' ', "");
        assert_eq!(joined, text.replace(' ', ""));
        assert!(lines.iter().all(|line| line.chars().map(columns).sum::<usize>() <= 20), "{lines:?}");
    }
}
