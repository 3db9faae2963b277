//! Likeness of texts by their characters: TF-IDF cosine of the pieces of three to five letters within
//! words.
//!
//! Words that no analyzer brings together still share pieces: `programadora` and `programming`,
//! `electroterapeuta` and `electrotherapy`, a name and its misspelling. It is a second opinion beside
//! the words, not a replacement of them.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::text::fold::fold;

const SIZES: std::ops::RangeInclusive<usize> = 3..=5;

/// Only so much of a query is read.
const MAX_QUERY_CHARS: usize = 4_000;

/// Texts by their pieces, numbered in the order they came.
#[derive(Debug)]
pub struct Grams {
    known: HashMap<u128, u32>,
    /// Where each piece's postings begin, and where the last one's end.
    starts: Vec<usize>,
    /// Text and dampened count.
    postings: Vec<(u32, f32)>,
    rarities: Vec<f32>,
    /// Each text's length as a vector.
    lengths: Vec<f32>,
    /// What was compared of each text.
    heads: Vec<String>,
}

/// Collects texts.
#[derive(Debug, Default)]
pub struct GramsBuilder {
    known: HashMap<u128, u32>,
    /// Piece, text and dampened count.
    entries: Vec<(u32, u32, f32)>,
    n_texts: u32,
    heads: Vec<String>,
}

impl GramsBuilder {
    /// Only the first `max_chars` of `text` count.
    pub fn add(&mut self, text: &str, max_chars: usize) {
        let number = self.n_texts;
        self.n_texts += 1;
        self.heads.push(text.chars().take(max_chars).collect());
        for (piece, count) in counted(text, max_chars) {
            let next = u32::try_from(self.known.len()).expect("fewer pieces than 2^32");
            let piece = *self.known.entry(piece).or_insert(next);
            self.entries.push((piece, number, dampened(count)));
        }
    }

    pub fn build(self) -> Grams {
        let mut starts = vec![0_usize; self.known.len() + 1];
        for (piece, _, _) in &self.entries {
            starts[*piece as usize + 1] += 1;
        }
        let total = f64::from(self.n_texts);
        let rarity =
            |frequency: &usize| (((1.0 + total) / (1.0 + *frequency as f64)).ln() + 1.0) as f32;
        let rarities: Vec<f32> = starts[1..].iter().map(rarity).collect();
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut postings = vec![(0, 0.0); self.entries.len()];
        let mut squares = vec![0.0_f32; self.n_texts as usize];
        for (piece, text, count) in self.entries {
            let place = &mut next[piece as usize];
            postings[*place] = (text, count);
            *place += 1;
            squares[text as usize] += (count * rarities[piece as usize]).powi(2);
        }
        let lengths = squares.into_iter().map(f32::sqrt).collect();
        Grams { known: self.known, starts, postings, rarities, lengths, heads: self.heads }
    }
}

impl Grams {
    /// The texts most like `text`, best first, at most `limit`, with their cosines; equals in the order
    /// they came.
    pub fn nearest(&self, text: &str, limit: usize) -> Vec<(u32, f32)> {
        let mut found: Vec<(u32, f32)> =
            (0..).zip(self.cosines(text)).filter(|it| it.1 > 0.0).collect();
        let order = |one: &(u32, f32), other: &(u32, f32)| {
            other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0))
        };
        if found.len() > limit && limit > 0 {
            found.select_nth_unstable_by(limit - 1, order);
        }
        found.truncate(limit);
        found.sort_unstable_by(order);
        found
    }

    /// How like `text` each text is, in the order they came.
    pub fn cosines(&self, text: &str) -> Vec<f32> {
        self.cosines_of(&self.weighed(text))
    }

    /// As [`Grams::cosines`], with the middle of some of the texts here, each by its weight.
    ///
    /// # Panics
    /// When one of `of` is no text here.
    pub fn cosines_with_middle(&self, of: &[(u32, f32)]) -> Vec<f32> {
        let mut middle: HashMap<u128, f32> = HashMap::new();
        for (at, part) in of {
            let pieces = self.weighed(&self.heads[*at as usize]);
            let length = pieces.iter().map(|it| it.1 * it.1).sum::<f32>().sqrt();
            for (piece, weight) in pieces {
                *middle.entry(piece).or_default() += part * weight / length.max(f32::MIN_POSITIVE);
            }
        }
        let mut middle: Vec<(u128, f32)> = middle.into_iter().collect();
        middle.sort_unstable_by_key(|it| it.0);
        self.cosines_of(&middle)
    }

    /// Pieces in order and their weights.
    fn weighed(&self, text: &str) -> Vec<(u128, f32)> {
        let unknown = (1.0 + self.lengths.len() as f32).ln() + 1.0;
        let counts = counted(text, MAX_QUERY_CHARS).into_iter();
        let weighed = counts.map(|(piece, count)| {
            let rarity = self.known.get(&piece).map_or(unknown, |it| self.rarities[*it as usize]);
            (piece, dampened(count) * rarity)
        });
        weighed.collect()
    }

    fn cosines_of(&self, pieces: &[(u128, f32)]) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.lengths.len()];
        let mut square = 0.0;
        for (piece, weight) in pieces {
            square += weight * weight;
            let Some(piece) = self.known.get(piece).map(|it| *it as usize) else { continue };
            let weight = weight * self.rarities[piece];
            for (text, count) in &self.postings[self.starts[piece]..self.starts[piece + 1]] {
                sums[*text as usize] += weight * count;
            }
        }
        let length = square.sqrt();
        for (sum, own) in sums.iter_mut().zip(&self.lengths).filter(|(sum, _)| **sum > 0.0) {
            *sum /= own * length;
        }
        sums
    }
}

fn dampened(count: u32) -> f32 {
    1.0 + (count as f32).ln()
}

/// How often each piece occurs, in order: sums of floats depend on it. A word's ends are pieces too:
/// they hold a blank.
fn counted(text: &str, max_chars: usize) -> Vec<(u128, u32)> {
    let head: String = text.chars().take(max_chars).collect();
    let folded = fold(&head).to_lowercase();
    let mut pieces = Vec::new();
    let mut letters = Vec::new();
    for word in folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()) {
        letters.clear();
        letters.push(' ');
        letters.extend(word.chars());
        letters.push(' ');
        for size in SIZES {
            pieces.extend(letters.windows(size).map(packed));
        }
    }
    pieces.sort_unstable();
    pieces.chunk_by(|one, other| one == other).map(|it| (it[0], it.len() as u32)).collect()
}

/// Five characters of 21 bits fit 128.
fn packed(piece: &[char]) -> u128 {
    piece.iter().fold(0, |sum, it| (sum << 21) | u128::from(u32::from(*it)))
}
