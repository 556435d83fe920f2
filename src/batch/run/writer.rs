//! Writing a run so that it can be stopped at any moment: results first, then the journal that says how far they are
//! good. Taking it up cuts the files back to what the journal says.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::batch::portfolio::short;
use crate::batch::run::manifest::{Counts, Manifest};
use crate::batch::run::table::{self, Entry};
use crate::batch::run::{
    ERRORS, GONE, JOURNAL, LISTINGS, MANIFEST, RESULTS, SELLERS, file_hash, groups, id_key, tally, text_hash,
};
use crate::batch::screen::batch::Done;
use crate::batch::screen::record::write_error;
use crate::batch::screen::sellers::Lists;
use crate::text::finding::{Code, Finding, Severity};
use crate::text::source::display_name;
use crate::text::whole_file;

/// How long work may be lost at most.
const INTERVAL: Duration = Duration::from_millis(500);

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    /// Inputs that are done, and records of the next one.
    input: usize,
    records: u64,
    /// Bytes of the files that are good.
    results: u64,
    listings: u64,
    errors: u64,
    counts: Counts,
}

/// A run that is being written.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    manifest: Manifest,
    mark: Mark,
    results: BufWriter<File>,
    listings: BufWriter<File>,
    errors: BufWriter<File>,
    journal: File,
    /// Ids that were there, see [`id_key`].
    ids: FxHashSet<u64>,
    last: Instant,
    /// Held as long as it is written: no second process writes into it.
    _lock: File,
}

impl Writer {
    /// Starts a run in a folder that is not there or empty.
    ///
    /// # Errors
    /// When there is something in the folder, or it cannot be written.
    pub fn start(folder: &Path, manifest: Manifest) -> Result<Writer> {
        let name = display_name(folder);
        if folder.join(MANIFEST).exists() {
            bail!("{name} holds a run already; go on with --resume, or name another directory");
        }
        let is_empty = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
        if folder.exists() && !is_empty {
            bail!("{name} is not empty; name a directory for the run that is not there yet");
        }
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the directory {name}"))?;
        let lock = lock(folder)?;
        for file in [RESULTS, LISTINGS, ERRORS, JOURNAL] {
            create(&folder.join(file))?;
        }
        // Last, so that a run that has a manifest has the rest too.
        write_manifest(folder, &manifest)?;
        Writer::open(folder, manifest, Mark::default(), FxHashSet::default(), lock)
    }

    /// Takes a run up. Gives nothing when it is finished.
    ///
    /// # Errors
    /// When it is another run than the one asked for, or cannot be written.
    pub fn resume(folder: &Path, now: &Manifest) -> Result<Option<Writer>> {
        let before = Manifest::read(folder)?;
        if let Some(difference) = before.difference(now) {
            bail!(
                "the run {} cannot go on: {difference}; start another one in another directory",
                display_name(folder)
            );
        }
        if before.finished {
            return Ok(None);
        }
        let lock = lock(folder)?;
        let size = |file: &str| std::fs::metadata(folder.join(file)).map_or(0, |meta| meta.len());
        let (results, listings, errors) = (size(RESULTS), size(LISTINGS), size(ERRORS));
        // The last line that is whole and whose files are as long as it says.
        let journal = std::fs::read_to_string(folder.join(JOURNAL)).unwrap_or_default();
        let marks = journal.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let mut marks = marks.filter_map(|line| serde_json::from_str::<Mark>(line).ok());
        let good = |mark: &Mark| mark.results <= results && mark.listings <= listings && mark.errors <= errors;
        let mark = marks.rfind(good).unwrap_or_default();
        for (file, length) in [(RESULTS, mark.results), (LISTINGS, mark.listings), (ERRORS, mark.errors)] {
            let path = folder.join(file);
            let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
            let opened = opened.with_context(|| format!("cannot open {}", display_name(&path)))?;
            opened.set_len(length)?;
        }
        // A line that was cut off must not run into the next one.
        whole_file::write(&folder.join(JOURNAL), |out| table::write_line(&mark, out))?;
        let mut ids = FxHashSet::default();
        table::entries(folder, &mut |entry| {
            ids.insert(id_key(&entry.id));
            Ok(())
        })?;
        Writer::open(folder, before, mark, ids, lock).map(Some)
    }

    fn open(folder: &Path, manifest: Manifest, mark: Mark, ids: FxHashSet<u64>, lock: File) -> Result<Writer> {
        let append = |name: &str| -> Result<File> {
            let path = folder.join(name);
            let file = OpenOptions::new().append(true).create(true).open(&path);
            let mut file = file.with_context(|| format!("cannot open {}", display_name(&path)))?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        Ok(Writer {
            results: BufWriter::with_capacity(1 << 18, append(RESULTS)?),
            listings: BufWriter::with_capacity(1 << 18, append(LISTINGS)?),
            errors: BufWriter::new(append(ERRORS)?),
            journal: append(JOURNAL)?,
            folder: folder.to_owned(),
            manifest,
            mark,
            ids,
            last: Instant::now(),
            _lock: lock,
        })
    }

    /// The input to go on with, and how many of its records are done.
    pub fn position(&self) -> (usize, u64) {
        (self.mark.input, self.mark.records)
    }

    /// How many of what so far.
    pub fn counts(&self) -> Counts {
        self.mark.counts
    }

    /// Takes what became of some records of the present input.
    ///
    /// # Errors
    /// When the disk is full or fails; what was written before stays good.
    pub fn take(&mut self, all: Vec<Done>, lists: &Lists) -> Result<()> {
        for done in all {
            self.one(done, lists)?;
        }
        if self.last.elapsed() >= INTERVAL {
            self.keep()?;
        }
        Ok(())
    }

    fn one(&mut self, mut done: Done, lists: &Lists) -> Result<()> {
        let counts = &mut self.mark.counts;
        if !done.is_further {
            self.mark.records += 1;
            counts.read += 1;
        }
        counts.cut += u64::from(done.cut);
        if let Some(listing) = done.listing.take() {
            if self.ids.insert(id_key(&listing.id)) {
                counts.listings += 1;
                counts.allowed += u64::from(done.allowed);
                counts.reused += u64::from(done.reused);
                counts.pairs += done.count as u64;
                let entry = Entry {
                    text: text_hash(&listing),
                    sketch: if done.count > 0 { groups::sketch(&listing) } else { String::new() },
                    list: lists.role(&listing.seller),
                    input: self.mark.input,
                    line: done.line,
                    at: self.mark.results,
                    bytes: done.pairs.len() as u64,
                    pairs: done.count as u64,
                    id: listing.id,
                    title: listing.title,
                    url: listing.url,
                    seller: listing.seller,
                    source: listing.source,
                };
                self.results.write_all(&done.pairs)?;
                self.mark.results += done.pairs.len() as u64;
                let mut line = Vec::new();
                table::write_line(&entry, &mut line)?;
                self.listings.write_all(&line)?;
                self.mark.listings += line.len() as u64;
            } else {
                let finding = duplicate(&listing.file, done.line, &listing.id);
                write_error(short(&self.manifest.index.digest), &finding, &listing.sha256, &mut done.errors);
                done.error_count += 1;
                self.mark.counts.duplicates += 1;
            }
        }
        self.mark.counts.errors += done.error_count as u64;
        self.errors.write_all(&done.errors)?;
        self.mark.errors += done.errors.len() as u64;
        Ok(())
    }

    /// Says that the present input is done.
    ///
    /// # Errors
    /// As [`Writer::take`].
    pub fn next_input(&mut self) -> Result<()> {
        self.mark.input += 1;
        self.mark.records = 0;
        self.keep()
    }

    /// Makes sure that what was taken is on the disk, and notes it.
    ///
    /// # Errors
    /// As [`Writer::take`].
    pub fn keep(&mut self) -> Result<()> {
        for out in [&mut self.results, &mut self.listings, &mut self.errors] {
            out.flush()?;
            out.get_ref().sync_data()?;
        }
        let mut line = Vec::new();
        table::write_line(&self.mark, &mut line)?;
        self.journal.write_all(&line)?;
        self.journal.sync_data()?;
        self.last = Instant::now();
        Ok(())
    }

    /// Finishes the run: the tally, the listings that are gone since an earlier run, and the manifest.
    ///
    /// # Errors
    /// As [`Writer::take`].
    pub fn finish(mut self, since: Option<&Path>) -> Result<Manifest> {
        self.keep()?;
        let sellers = tally::sellers(&self.folder)?;
        whole_file::write(&self.folder.join(SELLERS), |out| {
            sellers.iter().try_for_each(|seller| table::write_line(seller, out))
        })?;
        if let Some(since) = since {
            whole_file::write(&self.folder.join(GONE), |out| self.gone(since, out))?;
        }
        self.manifest.counts = self.mark.counts;
        self.manifest.results_sha256 = file_hash(&self.folder.join(RESULTS))?.1;
        self.manifest.finished = true;
        write_manifest(&self.folder, &self.manifest)?;
        std::fs::remove_file(self.folder.join(JOURNAL))?;
        let _ = std::fs::remove_file(self.folder.join(LOCK));
        Ok(self.manifest)
    }

    /// Listings of an earlier run, and of those before it, that are not in this one: where their pairs stood is over.
    fn gone(&self, since: &Path, out: &mut dyn Write) -> Result<()> {
        let mut keep = |entry: Entry| -> Result<()> {
            if !self.ids.contains(&id_key(&entry.id)) {
                let bare = Entry { at: 0, bytes: 0, sketch: String::new(), ..entry };
                table::write_line(&bare, out)?;
            }
            Ok(())
        };
        table::entries(since, &mut keep)?;
        if since.join(GONE).exists() {
            table::lines(&since.join(GONE), &mut keep)?;
        }
        Ok(())
    }
}

fn duplicate(file: &str, line: usize, id: &str) -> Finding {
    let shown = crate::listing::read::fields::shown(id);
    let mut finding = Finding::new(Code::DuplicateId, file, format!("id \"{shown}\" was there before in this run"));
    // Not compared at all, unlike where all listings are at hand.
    finding.severity = Severity::Error;
    finding.at_line(line).help("give this listing an id of its own, or remove one of the two; the first is kept")
}

const LOCK: &str = ".lock";

/// The lock of a run's folder; it goes with the process, however that ends.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(|| format!("cannot write {}", display_name(&path)))?;
    if file.try_lock().is_err() {
        bail!("another process is writing the run {}", display_name(folder));
    }
    Ok(file)
}

fn create(path: &Path) -> Result<()> {
    File::create(path).map(drop).with_context(|| format!("cannot write {}", display_name(path)))
}

fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<()> {
    whole_file::write(&folder.join(MANIFEST), |out| {
        serde_json::to_writer_pretty(&mut *out, manifest)?;
        Ok(out.write_all(b"\n")?)
    })
}
