//! What copying adds to claims and other offices write in other ways, made plain line by line, so that line numbers stay:
//! marks of Japanese and Korean claims, line and column numbers of a printed page, what a page shows around its claims, the
//! tagged text of grants of the seventies.

use crate::text::flow::narrow_digits;

/// A text made plain, and what was taken out, by line.
#[derive(Debug, Default)]
pub struct Cleaned {
    /// As many lines as there were.
    pub text: String,
    /// Lines from 1, and what was done there.
    pub notes: Vec<(usize, String)>,
}

/// Makes a text plain.
pub fn clean(text: &str) -> Cleaned {
    let mut lines: Vec<String> = text.split('\n').map(narrow_digits).collect();
    let mut notes = Vec::new();
    if is_tagged(&lines) {
        untag(&mut lines);
        notes.push((
            1,
            "tagged text of the seventies: number, title and claims were read, the rest was passed over".to_owned(),
        ));
    }
    for line in &mut lines {
        if let Some(plain) = bracketed_head(line) {
            *line = plain;
        }
    }
    columns(&mut lines, &mut notes);
    Cleaned { text: lines.join("\n"), notes }
}

/// 【請求項1】 is the number of a claim, 【特許請求の範囲】 their heading; other heads in such brackets are none of a claim.
fn bracketed_head(line: &str) -> Option<String> {
    let content = line.trim();
    let (head, rest) = match content.strip_prefix('【') {
        Some(inner) => inner.split_once('】')?,
        None => (content.strip_prefix("청구항")?, ""),
    };
    let head = head.trim();
    if matches!(
        head,
        "特許請求の範囲" | "請求の範囲" | "実用新案登録請求の範囲" | "청구의 범위" | "특허청구범위" | "청구범위"
    ) {
        return Some("Claims".to_owned());
    }
    let number = ["請求項", "청구항", "权利要求"].iter().find_map(|word| head.strip_prefix(word)).unwrap_or(head);
    let number = number.trim().trim_end_matches(['.', ':']);
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("{number}. {}", rest.trim()));
    }
    content.starts_with('【').then(|| rest.trim().to_owned())
}

/// The tags that a claim's text has in the form in which grants were published from 1976 to 2001.
const TAGS: [&str; 8] = ["PAR", "PA0", "PA1", "PA2", "PA3", "PAL", "TBL", "EQU"];

fn tag(line: &str) -> Option<(&str, &str)> {
    let tag = line.get(..3)?;
    let rest = line.get(3..)?;
    let is_tag = tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (is_tag && (rest.is_empty() || rest.starts_with(' '))).then(|| (tag, rest.trim()))
}

fn is_tagged(lines: &[String]) -> bool {
    let starts = |head: &str| {
        lines.iter().take(400).any(|line| line.trim_end() == head || line.starts_with(&format!("{head} ")))
    };
    starts("PATN") && (starts("WKU") || starts("TTL")) && lines.iter().any(|line| line.trim_end() == "CLMS")
}

fn untag(lines: &mut [String]) {
    let mut in_claims = false;
    for line in lines {
        let written = line.trim_end().to_owned();
        let goes_on = written.starts_with("     ");
        if matches!(written.as_str(), "CLMS" | "DCLM") {
            in_claims = true;
            "Claims".clone_into(line);
            continue;
        }
        let is_section = written.len() == 4 && written.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_section {
            in_claims = false;
        }
        *line = match tag(&written) {
            // Eight digits and one that checks them; a letter before them where it is a design or reissue.
            Some(("WKU", number)) => number.get(..number.len().saturating_sub(1)).map_or_else(String::new, |number| {
                let letters = number.chars().take_while(char::is_ascii_alphabetic).count();
                format!("US{}{}", &number[..letters], number[letters..].trim_start_matches('0'))
            }),
            Some(("TTL", title)) => title.to_owned(),
            Some((tag, text)) if in_claims && TAGS.contains(&tag) => text.to_owned(),
            _ if goes_on && in_claims => written.trim().to_owned(),
            _ => String::new(),
        };
    }
}

/// Most columns of a patent, and most lines of a column.
const MAX_COLUMN: u32 = 600;
const LINES: std::ops::RangeInclusive<u32> = 5..=70;

/// Takes out the numbers that a printed page has beside its lines (5, 10, 15 ...) and above its columns ("15 16").
fn columns(lines: &mut [String], notes: &mut Vec<(usize, String)>) {
    let pair = |line: &str| {
        let mut numbers = line.split_whitespace().map(str::parse::<u32>);
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(left)), Some(Ok(right)), None) => left % 2 == 1 && right == left + 1 && right <= MAX_COLUMN,
            _ => false,
        }
    };
    let has_columns = lines.iter().any(|line| pair(line));
    for (at, line) in lines.iter_mut().enumerate().filter(|(_, line)| pair(line)) {
        notes.push((at + 1, format!("the column numbers “{}” were left out", line.trim())));
        line.clear();
    }
    // Line numbers are told from the claim's own by their sequence: multiples of five that rise, and start again.
    let ends = |line: &str| {
        let (head, last) = line.trim_end().rsplit_once(' ')?;
        let number: u32 = last.parse().ok()?;
        (number.is_multiple_of(5) && LINES.contains(&number) && !head.trim().is_empty()).then_some(number)
    };
    let numbered: Vec<(usize, u32)> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, ends(line)?))).collect();
    let follows = |index: usize| {
        let (at, number) = numbered[index];
        let near = |other: &(usize, u32)| other.0.abs_diff(at) <= 8 && other.1.abs_diff(number) == 5;
        let before = index.checked_sub(1).is_some_and(|before| near(&numbered[before]) && numbered[before].1 < number);
        before || numbered.get(index + 1).is_some_and(|next| near(next) && next.1 > number)
    };
    let found: Vec<(usize, u32)> =
        (0..numbered.len()).filter(|index| follows(*index)).map(|index| numbered[index]).collect();
    if found.len() >= 2 || (has_columns && !found.is_empty()) {
        for (at, number) in found {
            let line = &mut lines[at];
            let cut = line.trim_end().len() - number.to_string().len();
            line.truncate(cut);
            notes.push((at + 1, format!("the line number {number} was left out")));
        }
    }
    notes.sort();
}
