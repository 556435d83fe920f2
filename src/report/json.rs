//! The comparison as JSON: one chart and one finding a line, written as they come.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use sha2::{Digest as _, Sha256};

use crate::chart::Chart;
use crate::chart::seal::{self, Seal};
use crate::report::Report;
use crate::text::source::hex;

/// The whole comparison as a string, see [`write_comparison`].
pub fn comparison(report: &Report) -> String {
    let mut out = Vec::new();
    // Writing to memory does not fail, and charts hold nothing that JSON cannot say.
    let _ = write_comparison(&mut out, report);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes `{"schema": "readson.comparison/1", "charts": [..], "findings": [..], "seal": {..}}` with one chart or finding a
/// line. Each chart bears the digest of what the machine says in it, the seal that of the whole and of the file.
/// Floats are rounded to three decimals, so that a change in the last bit of a score is no change in the bytes.
///
/// # Errors
/// When writing fails.
pub fn write_comparison(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut out = Sealing { out, hash: Sha256::new() };
    out.write_all(b"{\"schema\":\"readson.comparison/1\",\"charts\":[")?;
    let mut digests = Vec::with_capacity(report.charts.len());
    for (index, chart) in report.charts.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        let (mut line, digest) = sealed(chart)?;
        line.truncate(line.len().saturating_sub(1));
        out.write_all(&line)?;
        write!(out, ",\"digest\":\"{digest}\"}}")?;
        digests.push(digest);
    }
    if !report.charts.is_empty() {
        out.write_all(b"\n")?;
    }
    out.write_all(b"],\"findings\":[")?;
    write_lines(&mut out, report.findings)?;
    out.write_all(b"]")?;
    let findings = serde_json::to_value(report.findings).map_err(io::Error::from)?;
    let Sealing { out, hash } = out;
    let seal = Seal {
        version: report.version.to_owned(),
        machine: seal::of_report(report.version, digests.iter().map(String::as_str), &findings),
        file: hex(&hash.finalize()),
    };
    out.write_all(seal.written().as_bytes())
}

/// A chart as one line of JSON, and the digest of what the machine says in it.
fn sealed(chart: &Chart) -> io::Result<(Vec<u8>, String)> {
    let mut line = Vec::new();
    write_rounded(&mut line, chart)?;
    let digest = seal::digest(&serde_json::from_slice(&line).map_err(io::Error::from)?);
    Ok((line, digest))
}

/// A chart as the JSON has it, without its digest.
///
/// # Errors
/// When it cannot be said in JSON.
pub fn value(chart: &Chart) -> io::Result<serde_json::Value> {
    let mut line = Vec::new();
    write_rounded(&mut line, chart)?;
    serde_json::from_slice(&line).map_err(io::Error::from)
}

/// The digest of what the machine says in charts that stand in one document.
pub fn digest<'c>(charts: impl IntoIterator<Item = &'c Chart>) -> String {
    // Writing to memory does not fail.
    let each: Vec<String> =
        charts.into_iter().filter_map(|chart| sealed(chart).ok()).map(|(_, digest)| digest).collect();
    seal::together(each.iter().map(String::as_str))
}

/// Hashes what it writes.
struct Sealing<'o> {
    out: &'o mut dyn Write,
    hash: Sha256,
}

impl Write for Sealing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
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
