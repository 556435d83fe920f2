//! The comparison as JSON: one chart and one finding a line, written as they come.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::report::Report;

/// The whole comparison as a string, see [`write_comparison`].
pub fn comparison(report: &Report) -> String {
    let mut out = Vec::new();
    // Writing to memory does not fail, and charts hold nothing that JSON cannot say.
    let _ = write_comparison(&mut out, report);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes `{"schema": "readson.comparison/1", "charts": [..], "findings": [..]}` with one chart or finding a line.
/// Floats are rounded to three decimals, so that a change in the last bit of a score is no change in the bytes.
///
/// # Errors
/// When writing fails.
pub fn write_comparison(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    out.write_all(b"{\"schema\":\"readson.comparison/1\",\"charts\":[")?;
    write_lines(out, report.charts)?;
    out.write_all(b"],\"findings\":[")?;
    write_lines(out, report.findings)?;
    out.write_all(b"]}\n")
}

fn write_lines<T: Serialize>(out: &mut dyn Write, items: &[T]) -> io::Result<()> {
    for (index, item) in items.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        write_rounded(out, item)?;
    }
    if items.is_empty() { Ok(()) } else { out.write_all(b"\n") }
}

/// Writes a value as compact JSON with floats rounded to three decimals.
///
/// # Errors
/// When writing fails.
pub fn write_rounded<T: Serialize + ?Sized>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Rounded)).map_err(io::Error::from)
}

struct Rounded;

impl Formatter for Rounded {
    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        self.write_f64(writer, f64::from(value))
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let rounded = (value * 1000.0).round() / 1000.0;
        // Minus zero is zero, and a value too large to scale is left alone.
        let rounded = if rounded.is_finite() { rounded + 0.0 } else { value };
        write!(writer, "{rounded:?}")
    }
}
