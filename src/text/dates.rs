//! Dates as documents write them.

/// Days from one date to another, both `YYYY-MM-DD` (what follows is not looked at); `None` where one is no date.
pub fn days_between(from: &str, to: &str) -> Option<i64> {
    Some((day(to)? - day(from)?).whole_days())
}

/// A date at the start of a text, with the rest of it where that is a time.
pub fn day(text: &str) -> Option<time::Date> {
    let text = text.trim();
    let rest = text.get(10..)?;
    if !rest.is_empty() && !rest.starts_with(['T', 't', ' ']) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i32>().ok();
    if text.as_bytes()[4] != b'-' || text.as_bytes()[7] != b'-' {
        return None;
    }
    let month = time::Month::try_from(u8::try_from(part(5..7)?).ok()?).ok()?;
    time::Date::from_calendar_date(part(0..4)?, month, u8::try_from(part(8..10)?).ok()?).ok()
}
