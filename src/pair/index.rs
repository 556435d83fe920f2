//! Full-text search: the one place that knows tantivy.
//!
//! One index, in memory or in the bytes of a file, over claims, elements, designs and passages of listings. Words are cut
//! and stemmed as everywhere else in the program ([`crate::text::lexis`]); queries are built in code and never parsed, since
//! tantivy's parser aborts the process on deeply nested input. One writer makes one segment, so that the same input gives
//! the same results in the same order.

use anyhow::Result;
use serde::Serialize;
use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index as TantivyIndex, IndexReader, ReloadPolicy, SingleSegmentIndexWriter, TantivyDocument, Term};

use crate::listing::{Listing, passages};
use crate::patent::{Kind, Patent};

mod stems;
mod stored;
mod words;

pub use stored::{Bytes, map};
pub use words::WordIndex;

use stems::{Stems, stems};

/// Memory for the writer, in bytes; tantivy's least is 15 MB.
const WRITER_MEMORY: usize = 32 << 20;
/// Most words of a query that are looked up.
const MAX_QUERY: usize = 64;

/// What a document of the index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// One element of a claim.
    Element,
    /// A figure description, statement or claim of a design.
    Design,
    /// A patent's title.
    Title,
    /// A passage of a listing.
    Passage,
}

/// One search result.
#[derive(Clone, Debug, Serialize)]
pub struct Hit {
    /// What it is.
    pub part: Part,
    /// Patent number or listing id.
    pub owner: String,
    /// Element label, `FIG. 1`, `statement`, `title`, or the field of a listing.
    pub place: String,
    /// The text, verbatim.
    pub text: String,
    /// BM25 score.
    pub score: f32,
}

/// An index that can be searched.
pub struct Index {
    engine: TantivyIndex,
    reader: IndexReader,
    fields: Fields,
    /// Where it lies, when it was built here.
    memory: Option<RamDirectory>,
}

/// The fields of a document; the text is kept beside its stems.
struct Fields {
    body: Field,
    part: Field,
    owner: Field,
    place: Field,
    text: Field,
}

struct Document<'d> {
    part: Part,
    owner: &'d str,
    place: String,
    text: &'d str,
}

impl Index {
    /// Indexes patents and listings.
    ///
    /// # Errors
    /// When tantivy cannot build the index.
    pub fn build(patents: &[Patent], listings: &[Listing]) -> Result<Index> {
        let mut documents = Vec::new();
        for patent in patents {
            push_patent(patent, &mut documents);
        }
        for listing in listings {
            for (_, passage, _) in passages::passages(listing) {
                let text = &listing.field(&passage.field).unwrap_or_default()[passage.start..passage.end];
                documents.push(Document { part: Part::Passage, owner: &listing.id, place: passage.field, text });
            }
        }
        let (schema, fields) = schema();
        let (memory, mut writer) = writer(schema)?;
        for document in &documents {
            let mut entry = TantivyDocument::default();
            entry.add_text(fields.body, document.text);
            entry.add_u64(fields.part, document.part as u64);
            entry.add_text(fields.owner, document.owner);
            entry.add_text(fields.place, &document.place);
            entry.add_text(fields.text, document.text);
            writer.add_document(entry)?;
        }
        Index::over(writer.finalize()?, fields, Some(memory))
    }

    fn over(engine: TantivyIndex, fields: Fields, memory: Option<RamDirectory>) -> Result<Index> {
        let reader = reader(&engine)?;
        Ok(Index { engine, reader, fields, memory })
    }

    /// The documents that share most with the words, best first; ties in the order of the index. Words next to each
    /// other in the query count more where they stand together.
    ///
    /// # Errors
    /// When tantivy cannot search.
    pub fn search(&self, words: &str, limit: usize) -> Result<Vec<Hit>> {
        let stems = stems(words);
        let term = |stem: &str| Term::from_field_text(self.fields.body, stem);
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for stem in stems.iter().take(MAX_QUERY) {
            clauses.push((Occur::Should, Box::new(TermQuery::new(term(stem), IndexRecordOption::WithFreqs))));
        }
        for pair in stems.windows(2).take(MAX_QUERY).filter(|pair| pair[0] != pair[1]) {
            let phrase = PhraseQuery::new(vec![term(&pair[0]), term(&pair[1])]);
            clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(phrase), 1.5))));
        }
        if clauses.is_empty() || limit == 0 || self.is_empty() {
            return Ok(Vec::new());
        }
        let searcher = self.reader.searcher();
        let mut top = searcher.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(limit).order_by_score())?;
        top.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        top.into_iter().map(|(score, address)| Ok(self.hit(score, &searcher.doc(address)?))).collect()
    }

    fn hit(&self, score: f32, document: &TantivyDocument) -> Hit {
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        let part = document.get_first(self.fields.part).and_then(|value| value.as_u64()).unwrap_or_default();
        Hit {
            part: PARTS.into_iter().find(|known| *known as u64 == part).unwrap_or(Part::Element),
            owner: text(self.fields.owner),
            place: text(self.fields.place),
            text: text(self.fields.text),
            score,
        }
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.reader.searcher().num_docs() as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

const PARTS: [Part; 4] = [Part::Element, Part::Design, Part::Title, Part::Passage];

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexing =
        TextFieldIndexing::default().set_tokenizer("lexis").set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let fields = Fields {
        body: schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing)),
        part: schema.add_u64_field("part", STORED),
        owner: schema.add_text_field("owner", STORED),
        place: schema.add_text_field("place", STORED),
        text: schema.add_text_field("text", STORED),
    };
    (schema.build(), fields)
}

/// One writer of one segment in memory.
fn writer(schema: Schema) -> Result<(RamDirectory, SingleSegmentIndexWriter)> {
    let memory = RamDirectory::create();
    let builder = TantivyIndex::builder().schema(schema).tokenizers(tokenizers());
    let writer = builder.single_segment_index_writer(memory.clone(), WRITER_MEMORY)?;
    Ok((memory, writer))
}

/// A reader of an index that does not change.
fn reader(engine: &TantivyIndex) -> Result<IndexReader> {
    Ok(engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?)
}

fn tokenizers() -> TokenizerManager {
    // tantivy wants its "default" tokenizer to be there for every field, also for those without text.
    let tokenizers = TokenizerManager::default();
    tokenizers.register("lexis", Stems::default());
    tokenizers
}

fn push_patent<'d>(patent: &'d Patent, documents: &mut Vec<Document<'d>>) {
    let mut push = |part, place: &str, text: &'d str| {
        if !text.trim().is_empty() {
            documents.push(Document { part, owner: &patent.number, place: place.to_owned(), text });
        }
    };
    push(Part::Title, "title", &patent.title);
    let part = if patent.kind == Kind::Design { Part::Design } else { Part::Element };
    for claim in &patent.claims {
        for element in &claim.elements {
            push(part, &element.label, claim.slice(element).trim());
        }
    }
    for figure in &patent.figures {
        push(Part::Design, &format!("FIG. {}", figure.number), &figure.description);
    }
    for statement in &patent.statements {
        push(Part::Design, "statement", statement);
    }
}
