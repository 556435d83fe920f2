//! The bytes of documents in each format.

use std::path::PathBuf;

use anyhow::Result;

use crate::report::document::Document;
use crate::report::{docx, html, xlsx};
use crate::text::finding::{Code, Finding};

/// A document format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown.
    Md,
    /// A self-contained page.
    Html,
    /// Word.
    Docx,
    /// PDF.
    Pdf,
    /// Excel.
    Xlsx,
}

impl Format {
    /// The format's usual extension.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Md => "md",
            Format::Html => "html",
            Format::Docx => "docx",
            Format::Pdf => "pdf",
            Format::Xlsx => "xlsx",
        }
    }
}

/// Bytes of a document or workbook, and what a reader should know of them.
#[derive(Debug, Default)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was cut.
    pub findings: Vec<Finding>,
}

/// The bytes of documents in a format: sheets of one workbook, else one document.
///
/// # Errors
/// When the format fails, or is PDF and the program was built without it.
pub fn write(format: Format, documents: &[(String, Document)], fonts: &[PathBuf]) -> Result<Written> {
    let mut written = Written::default();
    match (format, documents) {
        (Format::Xlsx, documents) => {
            let workbook = xlsx::write(documents)?;
            written.bytes = workbook.bytes;
            written.findings = workbook
                .cut
                .iter()
                .map(|cell| {
                    Finding::new(Code::CutText, cell, "the text is longer than a cell holds and was cut")
                        .help("take another format for the whole text")
                })
                .collect();
        }
        (_, []) => {}
        (Format::Html | Format::Md, [(_, document), ..]) => written.bytes = html::page(document).into_bytes(),
        (Format::Docx, [(_, document), ..]) => written.bytes = docx::write(document)?,
        (Format::Pdf, [(_, document), ..]) => written.bytes = pdf(document, fonts)?,
    }
    Ok(written)
}

#[cfg(feature = "pdf")]
fn pdf(document: &Document, fonts: &[PathBuf]) -> Result<Vec<u8>> {
    super::pdf::write(document, fonts)
}

/// What the pages of a document say in PDF, line by line.
///
/// # Errors
/// When the typesetter fails, or the program was built without it.
#[cfg(feature = "pdf")]
pub fn pdf_content(document: &Document, fonts: &[PathBuf]) -> Result<Vec<String>> {
    super::pdf::content(document, fonts)
}

/// What the pages of a document say in PDF, line by line.
///
/// # Errors
/// Always: the program was built without PDF.
#[cfg(not(feature = "pdf"))]
pub fn pdf_content(_: &Document, _: &[PathBuf]) -> Result<Vec<String>> {
    anyhow::bail!(NO_PDF)
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Document, _: &[PathBuf]) -> Result<Vec<u8>> {
    anyhow::bail!(NO_PDF)
}

/// How to get PDF where the program was built without it.
pub const NO_PDF: &str = "this readson was built without PDF; build it with `cargo install --path . --features pdf`, or write \
                          HTML and print it from a browser";
