//! Which documents hold which words, as written: enough to find every listing that could be of interest, without reading
//! the others.

use std::collections::BTreeMap;

use anyhow::Result;
use tantivy::directory::RamDirectory;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{DocSet as _, Index as TantivyIndex, IndexReader, TERMINATED, TantivyDocument};

use crate::pair::index::stored::{self, Bytes};

/// Words and the documents that have them.
pub struct WordIndex {
    engine: TantivyIndex,
    reader: IndexReader,
    field: Field,
    memory: Option<RamDirectory>,
}

fn schema() -> (Schema, Field) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("default")
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    let field = schema.add_text_field("words", TextOptions::default().set_indexing_options(indexing));
    (schema.build(), field)
}

impl WordIndex {
    /// Indexes documents by their words; a document's number is its place.
    ///
    /// # Errors
    /// When tantivy cannot build the index.
    pub fn build(documents: impl Iterator<Item = Vec<String>>) -> Result<WordIndex> {
        let (schema, field) = schema();
        let (memory, mut writer) = super::writer(schema)?;
        for words in documents {
            let token = |(position, text)| Token { position, text, ..Token::default() };
            let tokens = words.into_iter().enumerate().map(token).collect();
            let mut entry = TantivyDocument::default();
            entry.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
            writer.add_document(entry)?;
        }
        WordIndex::over(writer.finalize()?, field, Some(memory))
    }

    fn over(engine: TantivyIndex, field: Field, memory: Option<RamDirectory>) -> Result<WordIndex> {
        let reader = super::reader(&engine)?;
        Ok(WordIndex { engine, reader, field, memory })
    }

    /// The files of the index by name.
    ///
    /// # Errors
    /// When tantivy cannot read its own index.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>> {
        stored::files(&self.engine, self.memory.as_ref())
    }

    /// Opens an index from the bytes of its files.
    ///
    /// # Errors
    /// When they are no index of this kind.
    pub fn open(files: BTreeMap<String, Bytes>) -> Result<WordIndex> {
        WordIndex::over(stored::engine(files)?, schema().1, None)
    }

    /// The documents that have a word that is accepted, in order.
    ///
    /// # Errors
    /// When tantivy cannot read the index.
    pub fn documents_with(&self, mut accepts: impl FnMut(&str) -> bool) -> Result<Vec<u32>> {
        let mut found = Vec::new();
        for (at, segment) in self.reader.searcher().segment_readers().iter().enumerate() {
            debug_assert_eq!(at, 0, "one writer makes one segment");
            let words = segment.inverted_index(self.field)?;
            let mut has = vec![false; segment.max_doc() as usize];
            let mut terms = words.terms().stream()?;
            while let Some((term, info)) = terms.next() {
                if !std::str::from_utf8(term).is_ok_and(&mut accepts) {
                    continue;
                }
                let mut postings = words.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
                let mut document = postings.doc();
                while document != TERMINATED {
                    has[document as usize] = true;
                    document = postings.advance();
                }
            }
            found.extend((0..segment.max_doc()).filter(|document| has[*document as usize]));
        }
        Ok(found)
    }
}
