//! Pieces of bytes one after the other, and where each starts: many small records of an index, read one at a time.

use anyhow::{Context as _, Result, bail};

use crate::batch::portfolio::bundle::{Bundle, Sections};
use crate::pair::index::Bytes;

/// Bytes of a stored start.
const START: usize = 8;

/// Pieces that are read where they lie.
#[derive(Debug)]
pub struct Pieces {
    starts: Bytes,
    all: Bytes,
}

/// What stands behind the name of the pieces in the name of the section of their starts.
const STARTS: &str = "-starts";

impl Pieces {
    /// The pieces of an index by their name.
    ///
    /// # Errors
    /// When there are none.
    pub fn open(bundle: &Bundle, name: &str) -> Result<Pieces> {
        Ok(Pieces { starts: bundle.section(&format!("{name}{STARTS}"))?, all: bundle.section(name)? })
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        (self.starts.len() / START).saturating_sub(1) as u32
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them.
    ///
    /// # Errors
    /// When it is not there.
    pub fn get(&self, number: u32) -> Result<&[u8]> {
        let start = |at: usize| -> Result<usize> {
            let bytes = self.starts.get(at * START..(at + 1) * START).context("the index is cut off")?;
            Ok(u64::from_le_bytes(bytes.try_into()?) as usize)
        };
        let (from, to) = (start(number as usize)?, start(number as usize + 1)?);
        match self.all.get(from..to) {
            Some(piece) => Ok(piece),
            None => bail!("the index is not what it should be"),
        }
    }
}

/// Pieces that are collected.
#[derive(Debug, Default)]
pub struct Collected {
    starts: Vec<u8>,
    all: Vec<u8>,
}

impl Collected {
    /// Adds one.
    pub fn push(&mut self, piece: &[u8]) {
        self.starts.extend((self.all.len() as u64).to_le_bytes());
        self.all.extend_from_slice(piece);
    }

    /// Adds their sections.
    pub fn store(mut self, name: &str, sections: &mut Sections) {
        self.starts.extend((self.all.len() as u64).to_le_bytes());
        sections.push((format!("{name}{STARTS}"), self.starts));
        sections.push((name.to_owned(), self.all));
    }
}
