//! Judgments and runs, in the files that the TREC tools share.
//!
//! A query that was judged but not answered counts as answered by nothing: leaving it out would
//! reward silence. Within a query, rank comes from the score; equal scores are ordered as trec_eval
//! orders them, the later document name first.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::measure::metrics::{Graded, Measure};

/// A line that is not what the format says.
#[derive(Debug, thiserror::Error)]
#[error("{file}:{line}:{column}: {what}")]
pub struct TrecError {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub what: String,
}

/// By query, then by document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgments {
    by_query: BTreeMap<String, HashMap<String, i32>>,
}

/// By query: documents, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run {
    by_query: HashMap<String, Vec<String>>,
}

impl Judgments {
    /// `query 0 document grade`, parted by tabs, or by blanks where there are no tabs. A document
    /// judged twice has its last grade.
    ///
    /// # Errors
    /// [`TrecError`] for the first line that is not so.
    pub fn parse(text: &str, file: &str) -> Result<Judgments, TrecError> {
        let mut judgments = Judgments::default();
        for line in lines(text, file) {
            let [query, _, document, grade] = line.fields("query 0 document grade")?;
            let value = grade.text.parse::<f64>().ok().filter(|it| it.fract() == 0.0);
            let value = value.filter(|it| (-1000.0..=1000.0).contains(it));
            let Some(value) = value else {
                let what = format!("the grade `{}` is not a whole number", grade.text);
                return Err(line.error(grade.column, what));
            };
            let of_query = judgments.by_query.entry(query.text.to_owned()).or_default();
            of_query.insert(document.text.to_owned(), value as i32);
        }
        Ok(judgments)
    }

    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.by_query.keys().map(String::as_str)
    }

    /// What was judged of `document`, or 0.
    pub fn grade(&self, query: &str, document: &str) -> i32 {
        self.by_query.get(query).and_then(|it| it.get(document)).copied().unwrap_or(0)
    }

    /// What `run` is worth, query by query, in the order of [`Judgments::queries`]; nothing where
    /// the definition leaves the query out.
    pub fn values(&self, run: &Run, measure: Measure) -> Vec<Option<f64>> {
        let grades = self.by_query.values().flat_map(HashMap::values);
        let highest = grades.copied().max().unwrap_or(0);
        let each = self.by_query.iter().map(|(query, judged)| {
            let group: Vec<i32> = judged.values().copied().collect();
            let answer = run.by_query.get(query).map_or(&[][..], Vec::as_slice);
            let ranked: Vec<i32> =
                answer.iter().map(|it| judged.get(it).copied().unwrap_or(0)).collect();
            measure.of(&Graded { ranked: &ranked, group: &group, highest })
        });
        each.collect()
    }
}

impl Run {
    /// `query Q0 document rank score tag`, parted by tabs, or by blanks where there are no tabs.
    ///
    /// # Errors
    /// [`TrecError`] for the first line that is not so, or that names a document again.
    pub fn parse(text: &str, file: &str) -> Result<Run, TrecError> {
        let mut scored: HashMap<String, Vec<(f64, String)>> = HashMap::new();
        let mut seen: HashSet<(&str, &str)> = HashSet::new();
        for line in lines(text, file) {
            let [query, _, document, _, score, _] =
                line.fields("query Q0 document rank score tag")?;
            let value = score.text.parse::<f64>().ok().filter(|it| !it.is_nan());
            let Some(value) = value else {
                let what = format!("the score `{}` is not a number", score.text);
                return Err(line.error(score.column, what));
            };
            if !seen.insert((query.text, document.text)) {
                let what = format!("document `{}` again for query `{}`", document.text, query.text);
                return Err(line.error(document.column, what));
            }
            let of_query = scored.entry(query.text.to_owned()).or_default();
            of_query.push((value, document.text.to_owned()));
        }
        Ok(Run::of_scores(scored))
    }

    pub fn of_scores(scored: HashMap<String, Vec<(f64, String)>>) -> Run {
        let order = |(query, mut documents): (String, Vec<(f64, String)>)| {
            documents.sort_unstable_by(|one, other| {
                other.0.total_cmp(&one.0).then_with(|| other.1.cmp(&one.1))
            });
            (query, documents.into_iter().map(|it| it.1).collect())
        };
        Run { by_query: scored.into_iter().map(order).collect() }
    }

    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.by_query.keys().map(String::as_str)
    }
}

/// The mean of what was not left out; 0 when all was.
pub fn mean(values: &[Option<f64>]) -> f64 {
    let kept: Vec<f64> = values.iter().copied().flatten().collect();
    if kept.is_empty() { 0.0 } else { kept.iter().sum::<f64>() / kept.len() as f64 }
}

struct Line<'a> {
    file: &'a str,
    number: usize,
    text: &'a str,
}

#[derive(Clone, Copy)]
struct Field<'a> {
    text: &'a str,
    /// In characters, from 1.
    column: usize,
}

fn lines<'a>(text: &'a str, file: &'a str) -> impl Iterator<Item = Line<'a>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let numbered = text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty());
    numbered.map(move |(at, text)| Line { file, number: at + 1, text })
}

impl<'a> Line<'a> {
    fn fields<const N: usize>(&self, form: &str) -> Result<[Field<'a>; N], TrecError> {
        let fields: Vec<Field<'a>> = if self.text.contains('\t') {
            let parts = self.text.split('\t').filter(|it| !it.trim().is_empty());
            parts.map(|it| self.field(it.trim())).collect()
        } else {
            self.text.split_whitespace().map(|it| self.field(it)).collect()
        };
        let count = fields.len();
        fields.try_into().map_err(|fields: Vec<Field<'a>>| {
            let column = match fields.get(N) {
                Some(extra) => extra.column,
                None => self.text.chars().count() + 1,
            };
            self.error(column, format!("{count} fields where `{form}` has {N}"))
        })
    }

    fn field(&self, part: &'a str) -> Field<'a> {
        let offset = part.as_ptr() as usize - self.text.as_ptr() as usize;
        Field { text: part, column: self.text[..offset].chars().count() + 1 }
    }

    fn error(&self, column: usize, what: String) -> TrecError {
        TrecError { file: self.file.to_owned(), line: self.number, column, what }
    }
}
