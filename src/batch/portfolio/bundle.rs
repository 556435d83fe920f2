//! The file that an index is kept in: a line that says what it is, a header in JSON, and named sections, read where they
//! lie. A checksum over the whole tells damage, a digest of the content tells one index from another.

use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use crate::pair::index::{self, Bytes};
use crate::text::source::{display_name, sha256_hex};

/// Form of the file; grows when old readers could not read it.
const FORM: u32 = 2;
/// How the first line begins.
const MAGIC: &str = "readson index";
/// Sections start at multiples of this.
const ALIGN: usize = 8;

/// What an index says of itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Header {
    /// `readson.index/1`.
    pub schema: String,
    /// What is in it: `patents` or `listings`.
    pub kind: String,
    /// The program's version that made it. Another version reads texts in other ways, so it is not taken.
    pub version: String,
    /// SHA-256 of its content, the places of the sources aside.
    pub digest: String,
    /// How many patents or listings it holds.
    pub count: usize,
    /// How many claims are charted.
    pub claims: usize,
    /// What was asked for, as arguments: with the files it makes the command that makes it again.
    pub arguments: Vec<String>,
    /// The files it was made of, as they were named.
    pub files: Vec<String>,
    /// Name, offset behind the header and length of each section.
    pub(crate) sections: Vec<(String, usize, usize)>,
}

/// An index file.
#[derive(Debug)]
pub struct Bundle {
    /// What it says of itself.
    pub header: Header,
    body: Bytes,
}

/// Sections that say where things came from, not what they say: they do not count for the digest.
const PLACES: &str = "places";

/// Writes a bundle: the same sections give the same bytes.
///
/// # Errors
/// When it cannot be written.
pub fn write(mut header: Header, sections: &[(String, Vec<u8>)], out: &mut dyn Write) -> Result<()> {
    let mut body: Vec<u8> = Vec::with_capacity(sections.iter().map(|(_, bytes)| bytes.len() + ALIGN).sum());
    let mut counted: Vec<u8> = Vec::new();
    for (name, bytes) in sections {
        body.resize(body.len().next_multiple_of(ALIGN), 0);
        header.sections.push((name.clone(), body.len(), bytes.len()));
        body.extend_from_slice(bytes);
        if name != PLACES {
            counted.extend_from_slice(format!("{name} {}\n{}\n", bytes.len(), sha256_hex(bytes)).as_bytes());
        }
    }
    counted.extend_from_slice(format!("{} {}", header.version, header.arguments.join(" ")).as_bytes());
    "readson.index/1".clone_into(&mut header.schema);
    header.digest = sha256_hex(&counted);
    let mut head = serde_json::to_string(&header)?;
    head.push('\n');
    let mut crc = crc32fast::Hasher::new();
    crc.update(head.as_bytes());
    crc.update(&body);
    let first = format!("{MAGIC} {FORM} crc32={:08x} bytes={}\n", crc.finalize(), head.len() + body.len());
    out.write_all(first.as_bytes())?;
    out.write_all(head.as_bytes())?;
    out.write_all(&body)?;
    Ok(())
}

impl Bundle {
    /// Opens an index file and checks that it is whole and of this version. It is read where it lies.
    ///
    /// # Errors
    /// When it is no index, damaged, or of another version; the message says what to do.
    pub fn open(path: &Path, kind: &str) -> Result<Bundle> {
        let name = display_name(path);
        if !path.is_file() {
            bail!("{name} is not there; make it by `readson index PATENTS... -o {name}`");
        }
        let bytes = index::map(path).with_context(|| format!("cannot read {name}"))?;
        let head = &bytes[..bytes.len().min(4096)];
        let line = head.split(|byte| *byte == b'\n').next().and_then(|line| std::str::from_utf8(line).ok());
        let Some(words) = line.and_then(|line| line.strip_prefix(MAGIC)) else {
            bail!("{name} is no index of readson; make one by `readson index PATENTS... -o {name}`");
        };
        let mut words = words.split_whitespace();
        let mut value = |key: &str| words.next().and_then(|word| word.strip_prefix(key)).unwrap_or_default().to_owned();
        let (form, crc, length) = (value(""), value("crc32="), value("bytes="));
        if form != FORM.to_string() {
            bail!(
                "{name} has form {form} and this readson reads form {FORM}; make it again by `readson index PATENTS... -o {name}`"
            );
        }
        let start = line.map_or(0, str::len) + 1;
        let rest = bytes.slice(start.min(bytes.len())..bytes.len());
        if length.parse() != Ok(rest.len()) || u32::from_str_radix(&crc, 16) != Ok(crc32fast::hash(&rest)) {
            bail!("{name} is damaged: its checksum is wrong; make it again by `readson index PATENTS... -o {name}`");
        }
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let header: Header = serde_json::from_slice(&rest[..end]).with_context(|| format!("{name} has no header"))?;
        let version = env!("CARGO_PKG_VERSION");
        if header.version != version {
            bail!(
                "{name} was made by readson {} and this is {version}, which reads claims in another way; make it again by \
                 `{}`",
                header.version,
                header.command(&name)
            );
        }
        if header.kind != kind {
            bail!("{name} is an index of {}, and one of {kind} is needed", header.kind);
        }
        let body = rest.slice((end + 1).min(rest.len())..rest.len());
        Ok(Bundle { header, body })
    }

    /// The bytes of a section.
    ///
    /// # Errors
    /// When there is none.
    pub fn section(&self, name: &str) -> Result<Bytes> {
        let found = self.header.sections.iter().find(|section| section.0 == name);
        let (_, from, length) = found.with_context(|| format!("the index has no section {name}"))?;
        if from.checked_add(*length).is_none_or(|end| end > self.body.len()) {
            bail!("the section {name} of the index is cut off");
        }
        Ok(self.body.slice(*from..from + length))
    }

    /// The sections whose names begin with a prefix, by the rest of their names.
    ///
    /// # Errors
    /// When one is cut off.
    pub fn sections(&self, prefix: &str) -> Result<Vec<(String, Bytes)>> {
        let names = self.header.sections.iter().filter_map(|section| section.0.strip_prefix(prefix));
        names.map(|rest| Ok((rest.to_owned(), self.section(&format!("{prefix}{rest}"))?))).collect()
    }
}

/// Most files that the command for making an index again names.
const NAMED: usize = 8;

impl Header {
    /// The command that makes the index again.
    pub fn command(&self, name: &str) -> String {
        let mut words = vec!["readson".to_owned(), "index".to_owned()];
        words.extend(self.files.iter().take(NAMED).cloned());
        if self.files.len() > NAMED {
            words.push("...".to_owned());
        }
        words.extend(self.arguments.iter().cloned());
        words.extend(["-o".to_owned(), name.to_owned()]);
        words.join(" ")
    }

    /// The digest as records carry it.
    pub fn short_digest(&self) -> &str {
        short(&self.digest)
    }
}

/// As much of a digest as records and pages show.
pub fn short(digest: &str) -> &str {
    &digest[..digest.len().min(16)]
}

/// Named sections of a bundle.
pub type Sections = Vec<(String, Vec<u8>)>;
