//! What a `.docx` says, read back from its bytes: a list of lines for comparing two files by eye or by `diff`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{Cursor, Read as _};

use anyhow::{Context as _, Result, bail};
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;

/// The largest part that is read, in bytes.
const MAX_PART: u64 = 64 << 20;

/// English metric units to a centimetre.
const EMU_CM: f64 = 360_000.0;

/// Lists the content of a `.docx`, a line for each paragraph, table row and page break.
///
/// First the page, then what stands at the head and foot of the pages, then the text: `# ` and so on before headings,
/// `- ` before list items, `> ` before quotes, `---` for a page break, `| a | b |` for a table row and `|= a | b |` for
/// one that is repeated as a head. The lines of a cell are joined by ` / `, a vertical bar in it is `¦`; pictures are
/// `[picture 4.0x3.0 cm: words]`, fields `{PAGE}`.
///
/// # Errors
/// When the bytes are no such file, a part is damaged or larger than 64 MiB.
pub fn content(bytes: &[u8]) -> Result<Vec<String>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).context("not a zip archive")?;
    let mut names: Vec<String> = archive.file_names().flatten().map(Cow::into_owned).collect();
    names.sort_unstable();
    let text = read(&mut archive, "word/document.xml")?;
    let mut lines = vec![format!("page: {}", text.page)];
    for label in ["header", "footer"] {
        let prefix = format!("word/{label}");
        for name in &names {
            if name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(".xml")).is_some() {
                let part = read(&mut archive, name)?;
                lines.extend(part.lines.iter().map(|line| format!("{label}: {line}")));
            }
        }
    }
    lines.extend(text.lines);
    Ok(lines)
}

/// Reads a part of the package.
fn read(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Reading> {
    let part = archive.by_name(name).with_context(|| format!("there is no {name}"))?;
    let mut bytes = Vec::new();
    part.take(MAX_PART + 1).read_to_end(&mut bytes).with_context(|| format!("{name} cannot be unpacked"))?;
    if bytes.len() as u64 > MAX_PART {
        bail!("{name} is larger than {} MiB", MAX_PART >> 20);
    }
    let xml = String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))?;
    let mut reading = Reading::default();
    reading.run(&xml).with_context(|| format!("{name} is damaged"))?;
    Ok(reading)
}

/// A part being read.
#[derive(Default)]
struct Reading {
    lines: Vec<String>,
    page: String,
    text: String,
    style: String,
    /// The level of the list whose item the paragraph begins.
    item: Option<usize>,
    /// Tables within tables count as text of the outer one's cell.
    tables: usize,
    row: Vec<String>,
    cell: Vec<String>,
    is_head: bool,
    /// Whether text is text: within the elements for it and not in a field's last known value.
    in_text: bool,
    in_run: bool,
    fields: usize,
    picture: (f64, f64, String),
}

impl Reading {
    fn run(&mut self, xml: &str) -> Result<()> {
        let mut reader = Reader::from_str(xml);
        let mut depth = 0_usize;
        loop {
            match reader.read_event()? {
                Event::Start(tag) => {
                    depth += 1;
                    self.start(&tag);
                }
                Event::Empty(tag) => {
                    self.start(&tag);
                    self.end(tag.name().into_inner());
                }
                Event::End(tag) => {
                    depth -= 1;
                    self.end(tag.name().into_inner());
                }
                Event::Text(text) => self.push(&text),
                Event::CData(text) => self.push(&text),
                Event::GeneralRef(name) => self.reference(&name)?,
                Event::DocType(_) => bail!("it defines a document type"),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
                Event::Eof if depth == 0 => return Ok(()),
                Event::Eof => bail!("it ends within an element"),
            }
        }
    }

    fn push(&mut self, text: &str) {
        if self.in_text && self.fields == 0 {
            self.text.push_str(text);
        }
    }

    fn reference(&mut self, name: &BytesRef) -> Result<()> {
        if let Some(character) = name.resolve_char_ref()? {
            self.push(character.encode_utf8(&mut [0; 4]));
        } else if let Some(text) = resolve_predefined_entity(name) {
            self.push(text);
        } else {
            bail!("it names the entity {}", &**name);
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart) {
        let value = || attribute(tag, "w:val").unwrap_or_default();
        match tag.name().into_inner() {
            "w:pStyle" => self.style = value(),
            "w:ilvl" => self.item = value().parse().ok(),
            "w:pageBreakBefore" if !matches!(value().as_str(), "0" | "false" | "off") => {
                self.lines.push("---".to_owned());
            }
            "w:r" => self.in_run = true,
            "w:t" => self.in_text = true,
            "w:instrText" => {
                self.in_text = true;
                self.text.push('{');
            }
            "w:fldSimple" => {
                self.fields += 1;
                let instruction = attribute(tag, "w:instr").unwrap_or_default();
                let _ = write!(self.text, "{{{}}}", instruction.trim());
            }
            "w:br" if attribute(tag, "w:type").as_deref() == Some("page") => self.lines.push("---".to_owned()),
            "w:br" => self.text.push_str(" / "),
            // Outside of runs this is a tab stop.
            "w:tab" if self.in_run => self.text.push_str(" → "),
            "w:tbl" => self.tables += 1,
            "w:tr" if self.tables == 1 => self.is_head = false,
            "w:tblHeader" if self.tables == 1 => self.is_head = true,
            "w:pgSz" => {
                self.page = page(number(tag, "w:w") as u32, number(tag, "w:h") as u32);
            }
            "wp:extent" => {
                (self.picture.0, self.picture.1) = (number(tag, "cx") / EMU_CM, number(tag, "cy") / EMU_CM);
            }
            "wp:docPr" => self.picture.2 = attribute(tag, "descr").unwrap_or_default(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "w:p" => self.paragraph(),
            "w:r" => self.in_run = false,
            "w:t" => self.in_text = false,
            "w:instrText" => {
                self.in_text = false;
                self.text.push('}');
            }
            "w:fldSimple" => self.fields = self.fields.saturating_sub(1),
            "w:tbl" => self.tables = self.tables.saturating_sub(1),
            "w:tc" if self.tables == 1 => {
                let cell = std::mem::take(&mut self.cell);
                self.row.push(cell.join(" / ").replace('|', "¦"));
            }
            "w:tr" if self.tables == 1 => {
                let row = std::mem::take(&mut self.row).join(" | ");
                self.lines.push(format!("|{} {row} |", if self.is_head { "=" } else { "" }));
            }
            "wp:inline" | "wp:anchor" => {
                let (width, height, words) = std::mem::take(&mut self.picture);
                let _ = write!(self.text, "[picture {width:.1}x{height:.1} cm: {words}]");
            }
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        let style = std::mem::take(&mut self.style);
        let item = self.item.take();
        if self.tables > 0 {
            self.cell.extend(Some(text).filter(|text| !text.is_empty()));
        } else if !text.is_empty() {
            let level = style.strip_prefix("Heading").and_then(|level| level.parse::<usize>().ok());
            let prefix = match (level, item) {
                (Some(level), _) => format!("{} ", "#".repeat(level.clamp(1, 9))),
                (None, Some(level)) => format!("{}- ", "  ".repeat(level.min(9))),
                (None, None) if style == "Quote" => "> ".to_owned(),
                (None, None) => String::new(),
            };
            self.lines.push(prefix + &text);
        }
    }
}

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    unescape(&found.value).ok().map(Cow::into_owned)
}

fn number(tag: &BytesStart, name: &str) -> f64 {
    attribute(tag, name).and_then(|value| value.parse::<f64>().ok()).unwrap_or_default()
}

/// The name of a page's size, given in twentieths of a point.
fn page(width: u32, height: u32) -> String {
    let is = |short: u32, long: u32| width.min(height).abs_diff(short) <= 20 && width.max(height).abs_diff(long) <= 20;
    let millimetres = |measure: u32| (f64::from(measure) * 25.4 / 1440.0).round();
    let size = if is(11_906, 16_838) {
        "A4".to_owned()
    } else if is(12_240, 15_840) {
        "Letter".to_owned()
    } else {
        format!("{} x {} mm", millimetres(width), millimetres(height))
    };
    format!("{size} {}", if width > height { "landscape" } else { "portrait" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_document_says_why() {
        assert_eq!(content(b"PK").unwrap_err().to_string(), "not a zip archive");
        for (xml, why) in [
            ("<w:document><w:body>", "it ends within an element"),
            ("<!DOCTYPE a><a/>", "it defines a document type"),
            ("<a>&b;</a>", "it names the entity b"),
        ] {
            assert_eq!(Reading::default().run(xml).unwrap_err().to_string(), why);
        }
    }

    #[test]
    fn pages_have_names() {
        assert_eq!(page(11_906, 16_838), "A4 portrait");
        assert_eq!(page(15_840, 12_240), "Letter landscape");
        assert_eq!(page(8_391, 11_906), "148 x 210 mm portrait");
    }
}
