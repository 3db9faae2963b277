//! Rows to learn from and to score: SVMlight with query ids, as LETOR writes it.
//!
//! `grade qid:query feature:value … # comment`. Rows of one query stand together. A feature that a row
//! does not name is unknown, not zero: that is how XGBoost reads the same file.

#[cfg(test)]
mod tests;

/// A line that is not what the format says.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {what}")]
pub struct LetorError {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub what: String,
}

/// Rows by query, side by side in memory; feature numbers are those of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    pub grades: Vec<i32>,
    /// One a row.
    pub queries: Vec<String>,
    /// How many rows each query has, in the order of the file.
    pub groups: Vec<usize>,
    entries: Vec<Vec<(u32, f32)>>,
}

/// No file has so many; a number beyond it is a mistake.
const MAX_FEATURE: u32 = 1 << 20;

impl Rows {
    /// # Errors
    /// [`LetorError`] for the first line that is not so.
    pub fn parse(text: &str, file: &str) -> Result<Rows, LetorError> {
        let mut rows = Rows::default();
        let mut seen = std::collections::HashSet::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (at, text) in text.lines().enumerate() {
            let line = Line { file, number: at + 1, text };
            let useful = text.split('#').next().unwrap_or_default();
            if useful.trim().is_empty() {
                continue;
            }
            let row = line.row(useful)?;
            if rows.queries.last() != Some(&row.query) {
                if !seen.insert(row.query.clone()) {
                    let what =
                        format!("rows of query `{}` again; they must stand together", row.query);
                    return Err(line.error(row.query_column, what));
                }
                rows.groups.push(0);
            }
            *rows.groups.last_mut().expect("pushed with the first row") += 1;
            rows.grades.push(row.grade);
            rows.queries.push(row.query);
            rows.entries.push(row.entries);
        }
        Ok(rows)
    }

    pub fn len(&self) -> usize {
        self.grades.len()
    }

    pub fn is_empty(&self) -> bool {
        self.grades.is_empty()
    }

    /// The numbers of the features that any row names, rising.
    pub fn features(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.entries.iter().flatten().map(|it| it.0).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Row by row, one value for each of `features`, which rise; `NaN` where a row has none. Features
    /// that are not asked for are left out.
    pub fn dense(&self, features: &[u32]) -> Vec<f32> {
        let mut values = vec![f32::NAN; self.len() * features.len()];
        for (entries, row) in self.entries.iter().zip(values.chunks_mut(features.len().max(1))) {
            for (number, value) in entries {
                if let Ok(at) = features.binary_search(number) {
                    row[at] = *value;
                }
            }
        }
        values
    }

    /// The queries whose position in [`Rows::groups`] is `chosen`.
    pub fn of_queries(&self, chosen: impl Fn(usize) -> bool) -> Rows {
        let mut kept = Rows::default();
        let mut start = 0;
        for (at, count) in self.groups.iter().enumerate() {
            let end = start + count;
            if chosen(at) {
                kept.grades.extend(&self.grades[start..end]);
                kept.queries.extend_from_slice(&self.queries[start..end]);
                kept.entries.extend_from_slice(&self.entries[start..end]);
                kept.groups.push(*count);
            }
            start = end;
        }
        kept
    }

    /// The rows of `other` after these. A query that both have stays two.
    pub fn append(&mut self, other: Rows) {
        self.grades.extend(other.grades);
        self.queries.extend(other.queries);
        self.groups.extend(other.groups);
        self.entries.extend(other.entries);
    }
}

struct Row {
    grade: i32,
    query: String,
    query_column: usize,
    entries: Vec<(u32, f32)>,
}

struct Line<'a> {
    file: &'a str,
    number: usize,
    text: &'a str,
}

impl Line<'_> {
    fn row(&self, useful: &str) -> Result<Row, LetorError> {
        let mut fields = useful.split_whitespace().map(|it| (self.column(it), it));
        let (column, grade) = fields.next().expect("the line is not empty");
        let value = grade.parse::<f64>().ok().filter(|it| it.fract() == 0.0);
        let value = value.filter(|it| (-1.0..=31.0).contains(it));
        let value = value.ok_or_else(|| {
            self.error(column, format!("the grade `{grade}` is not a whole number up to 31"))
        })?;
        let (query_column, query) = fields.next().unwrap_or((self.text.chars().count() + 1, ""));
        let query = query.strip_prefix("qid:").filter(|it| !it.is_empty());
        let query = query.ok_or_else(|| {
            self.error(
                query_column,
                "`qid:` and the query's name should follow the grade".to_owned(),
            )
        })?;
        let mut entries: Vec<(u32, f32)> = Vec::new();
        for (column, field) in fields {
            let entry = self.entry(column, field)?;
            if entries.last().is_some_and(|it| it.0 >= entry.0) {
                let what = format!("feature {} after {}", entry.0, entries[entries.len() - 1].0);
                return Err(self.error(column, what));
            }
            entries.push(entry);
        }
        Ok(Row { grade: value as i32, query: query.to_owned(), query_column, entries })
    }

    fn entry(&self, column: usize, field: &str) -> Result<(u32, f32), LetorError> {
        let wrong = || self.error(column, format!("`{field}` is not `feature:value`"));
        let (number, value) = field.split_once(':').ok_or_else(wrong)?;
        let number = number.parse::<u32>().ok().filter(|it| *it <= MAX_FEATURE);
        let value = value.parse::<f32>().ok().filter(|it| !it.is_infinite());
        Ok((number.ok_or_else(wrong)?, value.ok_or_else(wrong)?))
    }

    fn column(&self, part: &str) -> usize {
        let offset = part.as_ptr() as usize - self.text.as_ptr() as usize;
        self.text[..offset].chars().count() + 1
    }

    fn error(&self, column: usize, what: String) -> LetorError {
        LetorError { file: self.file.to_owned(), line: self.number, column, what }
    }
}
