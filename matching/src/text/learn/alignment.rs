//! The sums of the model: which word is linked to which, and how firmly.

use std::collections::HashMap;

/// Two words that stand in one unit somewhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// Spanish, English.
    pub(super) words: [u32; 2],
    /// Of the other language's word, given this side's: `[p(en | es), p(es | en)]`.
    pub(super) probability: [f32; 2],
    pub(super) support: u32,
}

/// How likely a word is to have no counterpart, at first.
const NULL: f32 = 0.05;

pub(super) struct Alignment {
    cells: Vec<Cell>,
    /// Cells of all units, unit after unit, by Spanish word, then by English word.
    places: Vec<u32>,
    /// p(word | NULL) by language of the word.
    null: [Vec<f32>; 2],
}

impl Alignment {
    pub(super) fn new(units: &[[Vec<u32>; 2]], sizes: [usize; 2]) -> Alignment {
        let mut numbers: HashMap<[u32; 2], u32> = HashMap::new();
        let mut cells: Vec<Cell> = Vec::new();
        let mut places = Vec::new();
        for [es, en] in units {
            for word in es {
                for other in en {
                    let words = [*word, *other];
                    let next = u32::try_from(cells.len()).unwrap_or(u32::MAX);
                    let place = *numbers.entry(words).or_insert(next);
                    if place == next {
                        cells.push(Cell { words, probability: [0.0; 2], support: 0 });
                    }
                    cells[place as usize].support += 1;
                    places.push(place);
                }
            }
        }
        for cell in &mut cells {
            cell.probability = [1.0 / sizes[1] as f32, 1.0 / sizes[0] as f32];
        }
        let null = sizes.map(|size| vec![NULL / size.max(1) as f32; size]);
        Alignment { cells, places, null }
    }

    pub(super) fn cells(self) -> Vec<Cell> {
        self.cells
    }

    /// One round of expectation and maximisation. Apart, each direction counts for itself; agreeing,
    /// both count the product of what they believe.
    pub(super) fn round(&mut self, units: &[[Vec<u32>; 2]], agreeing: bool) {
        if agreeing {
            let both = self.beliefs(units, None);
            self.normalise(&both, 0);
            self.normalise(&both, 1);
        } else {
            for side in 0..2 {
                let counts = self.beliefs(units, Some(side));
                self.normalise(&counts, side);
            }
        }
    }

    /// Expected number of links per cell, by one direction or by both at once.
    fn beliefs(&self, units: &[[Vec<u32>; 2]], only: Option<usize>) -> Vec<f32> {
        let mut counts = vec![0.0; self.cells.len()];
        let mut from = 0;
        for [es, en] in units {
            let width = en.len();
            let places = &self.places[from..from + es.len() * width];
            from += places.len();
            // What explains each English word, and each Spanish one.
            let mut of_en: Vec<f32> = en.iter().map(|it| self.null[1][*it as usize]).collect();
            let mut of_es: Vec<f32> = es.iter().map(|it| self.null[0][*it as usize]).collect();
            for (place, at) in places.iter().zip(0..) {
                let [to_en, to_es] = self.cells[*place as usize].probability;
                of_en[at % width] += to_en;
                of_es[at / width] += to_es;
            }
            for (place, at) in places.iter().zip(0..) {
                let [to_en, to_es] = self.cells[*place as usize].probability;
                let by_es = to_en / of_en[at % width].max(f32::MIN_POSITIVE);
                let by_en = to_es / of_es[at / width].max(f32::MIN_POSITIVE);
                counts[*place as usize] += match only {
                    Some(0) => by_es,
                    Some(_) => by_en,
                    None => by_es * by_en,
                };
            }
        }
        counts
    }

    /// Makes counts the probabilities of one direction.
    fn normalise(&mut self, counts: &[f32], side: usize) {
        let size = self.null[side].len();
        let mut sums = vec![0.0_f32; size];
        for (cell, count) in self.cells.iter().zip(counts) {
            sums[cell.words[side] as usize] += count;
        }
        for (cell, count) in self.cells.iter_mut().zip(counts) {
            let sum = sums[cell.words[side] as usize];
            cell.probability[side] = if sum > 0.0 { count / sum } else { 0.0 };
        }
    }
}
