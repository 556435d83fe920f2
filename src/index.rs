//! Full-text search: the one place that knows tantivy.
//!
//! One index, in memory, over claims, elements, designs and passages of listings. Words are cut and stemmed as
//! everywhere else in the program ([`crate::lexis`]); queries are built in code and never parsed, since tantivy's parser
//! aborts the process on deeply nested input. One writer makes one segment, so that the same input gives the same
//! results in the same order.

use anyhow::Result;
use serde::Serialize;
use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};
use tantivy::{Index as TantivyIndex, TantivyDocument, Term};

use crate::claim::{Kind, Patent};
use crate::lexis;
use crate::listing::Listing;
use crate::passages;

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

/// An index in memory.
pub struct Index {
    engine: TantivyIndex,
    body: Field,
    id: Field,
    documents: Vec<Document>,
}

struct Document {
    part: Part,
    owner: String,
    place: String,
    text: String,
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
                let text = listing.field(&passage.field).unwrap_or_default()[passage.start..passage.end].to_owned();
                documents.push(Document { part: Part::Passage, owner: listing.id.clone(), place: passage.field, text });
            }
        }
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("lexis")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
        let id = schema.add_u64_field("id", STORED);
        // tantivy wants its "default" tokenizer to be there for every field, also for those without text.
        let tokenizers = TokenizerManager::default();
        tokenizers.register("lexis", Stems::default());
        let mut writer = TantivyIndex::builder()
            .schema(schema.build())
            .tokenizers(tokenizers)
            .single_segment_index_writer(RamDirectory::create(), WRITER_MEMORY)?;
        for (number, document) in documents.iter().enumerate() {
            let mut entry = TantivyDocument::default();
            entry.add_text(body, &document.text);
            entry.add_u64(id, number as u64);
            writer.add_document(entry)?;
        }
        let index = writer.finalize()?;
        Ok(Index { engine: index, body, id, documents })
    }

    /// The documents that share most with the words, best first; ties in the order of the index. Words next to each
    /// other in the query count more where they stand together.
    ///
    /// # Errors
    /// When tantivy cannot search.
    pub fn search(&self, words: &str, limit: usize) -> Result<Vec<Hit>> {
        let stems = stems(words);
        let term = |stem: &str| Term::from_field_text(self.body, stem);
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for stem in stems.iter().take(MAX_QUERY) {
            clauses.push((Occur::Should, Box::new(TermQuery::new(term(stem), IndexRecordOption::WithFreqs))));
        }
        for pair in stems.windows(2).take(MAX_QUERY).filter(|pair| pair[0] != pair[1]) {
            let phrase = PhraseQuery::new(vec![term(&pair[0]), term(&pair[1])]);
            clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(phrase), 1.5))));
        }
        if clauses.is_empty() || limit == 0 || self.documents.is_empty() {
            return Ok(Vec::new());
        }
        let searcher = self.engine.reader()?.searcher();
        let top = searcher.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(limit).order_by_score())?;
        let mut hits: Vec<(f32, usize)> = Vec::with_capacity(top.len());
        for (score, address) in top {
            let stored: TantivyDocument = searcher.doc(address)?;
            if let Some(number) = stored.get_first(self.id).and_then(|value| value.as_u64()) {
                hits.push((score, number as usize));
            }
        }
        hits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(hits
            .into_iter()
            .map(|(score, number)| {
                let document = &self.documents[number];
                Hit {
                    part: document.part,
                    owner: document.owner.clone(),
                    place: document.place.clone(),
                    text: document.text.clone(),
                    score,
                }
            })
            .collect())
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }
}

fn push_patent(patent: &Patent, documents: &mut Vec<Document>) {
    let mut push = |part, place: &str, text: &str| {
        if !text.trim().is_empty() {
            documents.push(Document {
                part,
                owner: patent.number.clone(),
                place: place.to_owned(),
                text: text.to_owned(),
            });
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

/// The stems of a text; Chinese and other scripts without spaces give overlapping pairs of characters.
fn stems(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for token in lexis::tokens(text) {
        let written = token.text(text);
        if written.chars().any(is_unspaced) {
            let chars: Vec<char> = written.chars().collect();
            if chars.len() == 1 {
                found.push(written.to_owned());
            }
            found.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            found.push(lexis::stem(&lexis::fold(written)).into_owned());
        }
    }
    found
}

/// Han, kana, hangul, Thai, Lao, Khmer: scripts written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF | 0x20000..=0x2FA1F)
}

/// The program's own words and stems as a tantivy tokenizer. No token is dropped for its length.
#[derive(Clone, Default)]
struct Stems {
    tokens: Vec<Token>,
    at: usize,
}

struct StemStream<'a>(&'a mut Stems);

impl Tokenizer for Stems {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StemStream<'a> {
        self.tokens = stems(text)
            .into_iter()
            .enumerate()
            .map(|(position, text)| Token { position, text, ..Token::default() })
            .collect();
        self.at = 0;
        StemStream(self)
    }
}

impl TokenStream for StemStream<'_> {
    fn advance(&mut self) -> bool {
        self.0.at += 1;
        self.0.at <= self.0.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.0.tokens[self.0.at - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.0.tokens[self.0.at - 1]
    }
}
