//! Per document: what to filter, sort and count by, and its term list.
//!
//! Documents live in numbered slots; slots of removed documents are used again. Slots are grouped
//! in chunks, and a chunk is a set of plain arrays: reading one column of all matches is a walk
//! through memory.

use std::{collections::HashMap, sync::Arc};

use crate::index::{
    blob::Blob,
    bytes::{Reader, fnv1a, put_bytes},
    record::Record,
};

pub(crate) const CHUNK: usize = 4096;

/// In the columns for price and delivery: there is none. Larger than any real one.
pub(crate) const NO_PRICE: u64 = u64::MAX;
pub(crate) const NO_DAYS: u32 = u32::MAX;

/// Copying it copies pointers; changing a slot of a copy copies its chunk.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    pub(crate) chunks: Vec<Arc<Chunk>>,
    /// One per facet field the engine was opened with.
    pub(crate) fields: Vec<Arc<FacetField>>,
    /// The values of all fields in one numbering: place of the field, and value.
    pub(crate) numbered: Arc<Vec<(usize, Arc<str>)>>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Chunk {
    pub(crate) prices: Vec<u64>,
    pub(crate) days: Vec<u32>,
    /// NaN when nobody has rated it: no comparison holds then.
    pub(crate) ratings: Vec<f32>,
    pub(crate) rating_counts: Vec<u32>,
    /// See [`steady_rating`].
    pub(crate) qualities: Vec<f32>,
    pub(crate) created_at_ms: Vec<i64>,
    pub(crate) owners: Vec<u32>,
    /// By which its signals are kept.
    pub(crate) numbers: Vec<u32>,
    /// A hash of the key: an order among equals that is cheap to compare.
    pub(crate) lots: Vec<u32>,
    /// Facet values of all fields, by their numbers in [`Columns::numbered`].
    pub(crate) values: Lists,
    /// `None` in free slots.
    pub(crate) rows: Vec<Option<Arc<[u8]>>>,
}

/// Numbers that stand for what a document names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ids {
    pub(crate) owner: u32,
    pub(crate) signals: u32,
}

/// What is kept of a document besides columns, in one piece: reading it is one jump in memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) key: &'a str,
    pub(crate) owner_name: &'a str,
    pub(crate) record: &'a [u8],
}

impl<'a> Row<'a> {
    fn encode(&self) -> Arc<[u8]> {
        let mut bytes = Vec::with_capacity(self.record.len() + 64);
        put_bytes(&mut bytes, self.key.as_bytes());
        put_bytes(&mut bytes, self.owner_name.as_bytes());
        bytes.extend_from_slice(self.record);
        bytes.into()
    }

    fn read(bytes: &'a [u8]) -> Option<Row<'a>> {
        let mut reader = Reader::new(bytes);
        Some(Row { key: reader.text()?, owner_name: reader.text()?, record: reader.rest() })
    }
}

/// A list of numbers per slot, end to end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists {
    /// Where the list of each slot ends.
    ends: Vec<u32>,
    values: Vec<u32>,
}

impl Lists {
    #[inline]
    pub(crate) fn get(&self, at: usize) -> &[u32] {
        let from = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.values[from..self.ends[at] as usize]
    }

    fn set(&mut self, at: usize, list: &[u32]) {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        let until = self.ends[at];
        self.values.splice(from as usize..until as usize, list.iter().copied());
        let len = u32::try_from(list.len()).expect("a document has fewer than 2³² values");
        for end in &mut self.ends[at..] {
            *end = *end - until + from + len;
        }
    }

    fn push_empty(&mut self) {
        self.ends
            .push(u32::try_from(self.values.len()).expect("a chunk has fewer than 2³² values"));
    }
}

/// A facet field, and the numbers of its values.
#[derive(Debug, Clone, Default)]
pub(crate) struct FacetField {
    pub(crate) name: String,
    numbers: HashMap<Arc<str>, u32>,
}

impl FacetField {
    pub(crate) fn number(&self, value: &str) -> Option<u32> {
        self.numbers.get(value).copied()
    }
}

impl Columns {
    pub(crate) fn new(fields: &[String]) -> Columns {
        let of =
            |name: &String| Arc::new(FacetField { name: name.clone(), ..FacetField::default() });
        let fields = fields.iter().map(of).collect();
        Columns { chunks: Vec::new(), fields, numbered: Arc::default() }
    }

    /// Slots in use or free.
    pub(crate) fn slots(&self) -> usize {
        match self.chunks.split_last() {
            Some((last, full)) => full.len() * CHUNK + last.rows.len(),
            None => 0,
        }
    }

    pub(crate) fn row(&self, slot: u32) -> Option<Row<'_>> {
        let (chunk, at) = place(slot);
        Row::read(self.chunks.get(chunk)?.rows.get(at)?.as_deref()?)
    }

    /// Empty for a free slot.
    pub(crate) fn key(&self, slot: u32) -> &str {
        self.row(slot).map_or("", |it| it.key)
    }

    pub(crate) fn record(&self, slot: u32) -> Option<Record<'_>> {
        let (chunk, at) = place(slot);
        let mut reader = Reader::new(self.chunks.get(chunk)?.rows.get(at)?.as_deref()?);
        let _names = (reader.bytes()?, reader.bytes()?);
        Record::read(reader.rest())
    }

    /// Makes `slot` and all before it exist.
    pub(crate) fn grow_to(&mut self, slot: u32) {
        let (chunk, at) = place(slot);
        for number in self.chunks.len().saturating_sub(1)..=chunk {
            if self.chunks.len() == number {
                self.chunks.push(Arc::default());
            }
            let last = if number == chunk { at } else { CHUNK - 1 };
            if self.chunks[number].rows.len() <= last {
                let chunk = Arc::make_mut(&mut self.chunks[number]);
                while chunk.rows.len() <= last {
                    chunk.push_empty();
                }
            }
        }
    }

    pub(crate) fn put(&mut self, slot: u32, ids: Ids, blob: &Blob<'_>) {
        let values = self.values_of(blob);
        self.grow_to(slot);
        let (chunk, at) = place(slot);
        let chunk = Arc::make_mut(&mut self.chunks[chunk]);
        chunk.values.set(at, &values);
        chunk.prices[at] = blob.price_minor.unwrap_or(NO_PRICE);
        chunk.days[at] = blob.delivery_days.unwrap_or(NO_DAYS);
        chunk.ratings[at] = blob.rating_mean.unwrap_or(f32::NAN);
        chunk.rating_counts[at] = blob.rating_count;
        chunk.qualities[at] = steady_rating(blob.rating_mean, blob.rating_count);
        chunk.created_at_ms[at] = blob.created_at_ms;
        chunk.owners[at] = ids.owner;
        chunk.numbers[at] = ids.signals;
        chunk.lots[at] = fnv1a(blob.key.as_bytes());
        let row = Row { key: blob.key, owner_name: blob.owner_name, record: blob.record };
        chunk.rows[at] = Some(row.encode());
    }

    /// Frees the slot.
    pub(crate) fn remove(&mut self, slot: u32) {
        let (chunk, at) = place(slot);
        if let Some(chunk) = self.chunks.get_mut(chunk) {
            let chunk = Arc::make_mut(chunk);
            chunk.values.set(at, &[]);
            chunk.rows[at] = None;
        }
    }

    /// The document's values in the fields that are kept, each once.
    fn values_of(&mut self, blob: &Blob<'_>) -> Vec<u32> {
        let mut values = Vec::new();
        for (name, value) in &blob.facets {
            let Some(field) = self.fields.iter().position(|it| it.name == *name) else { continue };
            let number = self.fields[field].number(value).unwrap_or_else(|| {
                let numbered = Arc::make_mut(&mut self.numbered);
                let number = u32::try_from(numbered.len()).expect("fewer than 2³² values");
                let value: Arc<str> = Arc::from(*value);
                numbered.push((field, Arc::clone(&value)));
                Arc::make_mut(&mut self.fields[field]).numbers.insert(value, number);
                number
            });
            if !values.contains(&number) {
                values.push(number);
            }
        }
        values
    }

    /// Roughly what all this takes.
    pub(crate) fn bytes(&self) -> u64 {
        let mut bytes = 0;
        for chunk in &self.chunks {
            bytes += chunk.rows.len() * 56;
            bytes += 4 * (chunk.values.ends.len() + chunk.values.values.len());
            for row in chunk.rows.iter().flatten() {
                bytes += 32 + row.len();
            }
        }
        bytes as u64
    }
}

impl Chunk {
    fn push_empty(&mut self) {
        self.prices.push(NO_PRICE);
        self.days.push(NO_DAYS);
        self.ratings.push(f32::NAN);
        self.rating_counts.push(0);
        self.qualities.push(0.0);
        self.created_at_ms.push(0);
        self.owners.push(0);
        self.numbers.push(0);
        self.lots.push(0);
        self.values.push_empty();
        self.rows.push(None);
    }
}

#[inline]
pub(crate) fn place(slot: u32) -> (usize, usize) {
    (slot as usize / CHUNK, slot as usize % CHUNK)
}

/// What a rating is worth before anyone has rated, and how many ratings that belief is worth.
const USUAL_RATING: f32 = 4.2;
const BELIEF: f32 = 8.0;

/// The mean rating, drawn towards the usual one when few have rated: one friend's five stars do not
/// beat two hundred customers' 4.8.
pub(crate) fn steady_rating(mean: Option<f32>, count: u32) -> f32 {
    match mean {
        Some(mean) => (mean * count as f32 + USUAL_RATING * BELIEF) / (count as f32 + BELIEF),
        None => USUAL_RATING,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_apart_when_one_changes() {
        let mut lists = Lists::default();
        (0..3).for_each(|_| lists.push_empty());
        lists.set(1, &[7, 8]);
        lists.set(0, &[1]);
        lists.set(2, &[9]);
        lists.set(1, &[5, 6, 7]);
        assert_eq!([lists.get(0), lists.get(1), lists.get(2)], [&[1][..], &[5, 6, 7], &[9]]);

        lists.set(1, &[]);
        assert_eq!([lists.get(0), lists.get(1), lists.get(2)], [&[1][..], &[], &[9]]);
    }

    #[test]
    fn few_ratings_move_little() {
        let friend = steady_rating(Some(5.0), 1);
        let many = steady_rating(Some(4.8), 200);
        assert!(friend < many && friend > steady_rating(None, 0));
    }
}
