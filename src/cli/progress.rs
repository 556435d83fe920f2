//! Progress of long work on stderr: a bar on a terminal, a line of JSON now and then elsewhere.

use std::cell::{Cell, OnceCell};
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::batch::run::manifest::Counts;

/// How often lines are written where there is no terminal.
const INTERVAL: Duration = Duration::from_secs(10);

/// Progress over records. What is shown never reaches the results.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    start: Instant,
    last: Cell<Instant>,
    /// Records that were done before it started.
    first: OnceCell<u64>,
    quiet: bool,
}

impl Progress {
    /// Progress over files of so many bytes; quiet where nothing is to be shown.
    pub fn new(quiet: bool, bytes: Option<u64>) -> Progress {
        let terminal = std::io::stderr().is_terminal();
        let style =
            if bytes.is_some() { "{bar:24} {percent:>3} %  {msg}, {eta} left" } else { "{spinner} {msg}, {elapsed}" };
        let bar = (!quiet && terminal).then(|| {
            let bar = ProgressBar::with_draw_target(bytes, ProgressDrawTarget::stderr());
            bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar
        });
        let now = Instant::now();
        Progress { bar, start: now, last: Cell::new(now), first: OnceCell::new(), quiet }
    }

    /// So much is done.
    pub fn at(&self, counts: &Counts, bytes: u64) {
        if self.quiet {
            return;
        }
        self.first.get_or_init(|| counts.read);
        if let Some(bar) = &self.bar {
            bar.set_message(format!(
                "{} records, {:.0} a second, {} pairs, {} errors",
                counts.read,
                self.rate(counts),
                counts.pairs,
                counts.errors
            ));
            if bar.length().is_some() {
                bar.set_position(bytes);
            } else {
                bar.tick();
            }
        } else if self.last.get().elapsed() >= INTERVAL {
            self.last.set(Instant::now());
            self.line(counts, false);
        }
    }

    /// All is done.
    pub fn end(&self, counts: &Counts) {
        if self.quiet {
            return;
        }
        match &self.bar {
            Some(bar) => bar.finish_and_clear(),
            None => self.line(counts, true),
        }
    }

    fn rate(&self, counts: &Counts) -> f64 {
        let first = self.first.get().copied().unwrap_or(0);
        (counts.read - first) as f64 / self.start.elapsed().as_secs_f64().max(0.001)
    }

    fn line(&self, counts: &Counts, finished: bool) {
        let line = serde_json::json!({
            "progress": {
                "read": counts.read, "pairs": counts.pairs, "errors": counts.errors,
                "seconds": self.start.elapsed().as_secs(), "per_second": self.rate(counts).round(), "finished": finished,
            }
        });
        anstream::eprintln!("{line}");
    }
}
