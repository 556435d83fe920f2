//! Where output goes: buffered stdout with a closed pipe as a quiet end, files written whole or not at all, and findings
//! on stderr.

use std::io::{self, BufWriter, Write};

use anyhow::{Context as _, Result};

use crate::report;
use crate::text::finding::{Finding, Severity};

pub use crate::text::whole_file::write as file;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, with findings at or above the deny level.
    Denied,
    /// Done as far as possible: an input could not be read at all.
    Unreadable,
}

impl Outcome {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::Denied => 1,
            Outcome::Unreadable => 2,
        }
    }

    /// The outcome of reading and of the findings against a deny level.
    pub fn of(unusable: usize, findings: &[Finding], deny: Option<Severity>) -> Outcome {
        if unusable > 0 {
            Outcome::Unreadable
        } else if deny.is_some_and(|deny| findings.iter().any(|finding| finding.severity >= deny)) {
            Outcome::Denied
        } else {
            Outcome::Done
        }
    }
}

/// Writes to stdout, styles kept only where they are shown.
pub fn stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, anstream::AutoStream::auto(io::stdout()));
    match write(&mut out).and_then(|()| out.flush()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to stdout"),
    }
}

/// Writes bytes to stdout as they are.
pub fn raw_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // The buffer must not be written again when it is dropped.
            let _ = out.into_parts();
            Ok(())
        }
        result => result.context("cannot write to stdout"),
    }
}

/// Prints findings on stderr.
pub fn findings(findings: &[Finding], quiet: bool) {
    if quiet || findings.is_empty() {
        return;
    }
    let mut err = BufWriter::new(anstream::stderr());
    // Nobody can be told that stderr is closed.
    let _ = report::text::findings(findings, &mut err).and_then(|()| err.flush());
}

/// Columns of the terminal, 100 where there is none; `COLUMNS` says otherwise.
pub fn width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    said.or(seen).filter(|columns| (40..=400).contains(columns)).unwrap_or(100)
}

/// Lines of the terminal that stdout is, if it is one.
pub fn height() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(_, height)| usize::from(height.0))
}
