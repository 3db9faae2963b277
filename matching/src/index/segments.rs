//! What tantivy is asked to keep, and how its numbering meets ours.
//!
//! One text field holds the postings. Its terms are the numbers of ours (see
//! [`crate::index::terms`]), and each counts as often as its field weighs, so the frequencies in the
//! postings are already weighted sums over fields. `slot` says which document a posting is about,
//! whatever segment it ends up in; `blob` is the document itself.

use std::sync::Arc;

use tantivy::{
    SegmentReader, TantivyError,
    index::{InvertedIndexReader, SegmentId},
    schema::{
        FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
    },
    tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer},
};

use crate::index::terms::TermId;

#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    pub(crate) text: Field,
    pub(crate) slot: Field,
    pub(crate) blob: Field,
}

const TOKENIZER: &str = "counted";

impl Fields {
    pub(crate) fn new() -> Fields {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqs);
        let text =
            schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let slot = schema.add_u64_field("slot", INDEXED | FAST);
        let blob = schema.add_bytes_field("blob", STORED);
        Fields { schema: schema.build(), text, slot, blob }
    }
}

/// Between the tokens of a document, and never inside one.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// Adds the token that stands for a term: its number in a few letters.
pub(crate) fn push_token(text: &mut String, id: TermId) {
    let mut rest = id;
    loop {
        text.push(char::from(b'0' + (rest & 63).to_le_bytes()[0]));
        rest >>= 6;
        if rest == 0 {
            break;
        }
    }
}

pub(crate) fn token(id: TermId) -> String {
    let mut text = String::new();
    push_token(&mut text, id);
    text
}

pub(crate) fn register(index: &tantivy::Index) {
    index.tokenizers().register(TOKENIZER, TextAnalyzer::from(Counted::default()));
}

/// Reads `token` `count` `separator` …, and gives the token that many times.
#[derive(Debug, Clone, Default)]
struct Counted {
    token: Token,
}

struct CountedStream<'a> {
    rest: &'a str,
    left: u8,
    token: &'a mut Token,
}

impl Tokenizer for Counted {
    type TokenStream<'a> = CountedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CountedStream<'a> {
        self.token.reset();
        CountedStream { rest: text, left: 0, token: &mut self.token }
    }
}

impl TokenStream for CountedStream<'_> {
    fn advance(&mut self) -> bool {
        if self.left == 0 {
            let Some((entry, rest)) = self.rest.split_once(SEPARATOR) else { return false };
            let Some((at, count)) = entry.char_indices().next_back() else { return false };
            self.token.text.clear();
            self.token.text.push_str(&entry[..at]);
            self.left = u8::try_from(count).unwrap_or(b'1').saturating_sub(b'0').max(1);
            self.rest = rest;
        }
        self.left -= 1;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// One segment, with the slot of each of its documents.
#[derive(Clone)]
pub(crate) struct SegmentView {
    pub(crate) id: SegmentId,
    deletes: Option<u64>,
    pub(crate) text: Field,
    pub(crate) postings: Arc<InvertedIndexReader>,
    /// One per document.
    pub(crate) places: Arc<Vec<Place>>,
}

/// Where a document of a segment is in ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// [`DEAD`] if it is deleted.
    pub(crate) slot: u32,
    /// Its text's length, in tantivy's one-byte form.
    pub(crate) norm: u8,
}

impl std::fmt::Debug for SegmentView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SegmentView").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The slot of what is no longer there.
pub(crate) const DEAD: u32 = u32::MAX;

impl SegmentView {
    /// Takes over what it can from `known`, the views of an earlier state.
    pub(crate) fn open(
        reader: &SegmentReader,
        fields: &Fields,
        known: &[SegmentView],
    ) -> Result<SegmentView, TantivyError> {
        let (id, deletes) = (reader.segment_id(), reader.delete_opstamp());
        if let Some(same) = known.iter().find(|it| it.id == id && it.deletes == deletes) {
            return Ok(same.clone());
        }
        let column = reader.fast_fields().u64("slot")?.first_or_default_col(u64::from(DEAD));
        let mut wide = vec![0; reader.max_doc() as usize];
        column.get_range(0, &mut wide);
        let norms = reader.get_fieldnorms_reader(fields.text)?;
        let alive = reader.alive_bitset();
        let place = |(slot, doc): (u64, u32)| {
            let is_dead = alive.is_some_and(|it| it.is_deleted(doc));
            let slot = if is_dead { DEAD } else { u32::try_from(slot).unwrap_or(DEAD) };
            Place { slot, norm: norms.fieldnorm_id(doc) }
        };
        let places = wide.into_iter().zip(0..).map(place).collect();
        Ok(SegmentView {
            id,
            deletes,
            text: fields.text,
            postings: reader.inverted_index(fields.text)?,
            places: Arc::new(places),
        })
    }
}
