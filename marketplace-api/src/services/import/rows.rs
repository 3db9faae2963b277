//! From lines of text to checked rows.

use std::io::{BufRead, Read};

use domain::{
    listing::{Draft, ListingKind, raw::RawDraft},
    problem::{FieldProblem, Problem},
    text,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::RowError;
use crate::{draft_json::DraftBody, error::AppError};

const MAX_LINE_BYTES: u64 = 256 << 10;
const EXTERNAL_ID_CHARS: (usize, usize) = (1, 120);

/// One row that is right in itself.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) external_id: String,
    pub(super) kind: ListingKind,
    /// Checked and uniform.
    pub(super) raw: RawDraft,
}

/// Reads rows one by one. Empty lines are passed over.
pub(super) struct Reader<R> {
    input: R,
    line: u64,
    n_bytes: u64,
    buffer: Vec<u8>,
}

impl<R: BufRead> Reader<R> {
    pub(super) fn new(input: R) -> Reader<R> {
        Reader { input, line: 0, n_bytes: 0, buffer: Vec::new() }
    }

    pub(super) fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    /// The next row, or what is wrong with it; `None` at the end.
    ///
    /// # Errors
    /// When the input itself cannot be read.
    pub(super) fn next(&mut self) -> Result<Option<Result<Row, Vec<RowError>>>, AppError> {
        loop {
            if !self.read_line()? {
                return Ok(None);
            }
            if self.buffer.len() as u64 > MAX_LINE_BYTES {
                let max = usize::try_from(MAX_LINE_BYTES).unwrap_or(usize::MAX);
                let problem = FieldProblem::new("", Problem::TooLong { max });
                return Ok(Some(Err(vec![self.error(None, problem)])));
            }
            if !self.buffer.trim_ascii().is_empty() {
                return Ok(Some(self.parse()));
            }
        }
    }

    /// Reads a line into the buffer, or its beginning when it is far too long; the rest is skipped.
    fn read_line(&mut self) -> Result<bool, AppError> {
        let unreadable = |it| AppError::internal("the input cannot be read", it);
        self.buffer.clear();
        let mut part = (&mut self.input).take(MAX_LINE_BYTES + 1);
        let n_read = part.read_until(b'\n', &mut self.buffer).map_err(unreadable)?;
        self.n_bytes += n_read as u64;
        self.line += 1;
        let cut = n_read as u64 > MAX_LINE_BYTES && self.buffer.last() != Some(&b'\n');
        if cut {
            self.n_bytes += skip_line(&mut self.input).map_err(unreadable)?;
        }
        Ok(n_read > 0)
    }

    fn parse(&self) -> Result<Row, Vec<RowError>> {
        let mut fields: Map<String, Value> = self.json(serde_json::from_slice(&self.buffer))?;
        let external_id = fields.remove("external_id");
        let external_id = external_id.as_ref().and_then(Value::as_str).unwrap_or_default();
        let (min, max) = EXTERNAL_ID_CHARS;
        let named = text::line(external_id, min, max);
        let external_id = named
            .map_err(|problem| vec![self.error(None, FieldProblem::new("external_id", problem))])?;
        let body: DraftBody = self
            .json(DraftBody::deserialize(Value::Object(fields)))
            .map_err(|it| name(it, &external_id))?;
        let draft = Draft::check(body.into()).map_err(|problems| {
            let error = |it| self.error(Some(&external_id), it);
            problems.into_iter().map(error).collect::<Vec<_>>()
        })?;
        let raw = RawDraft::from(&draft);
        Ok(Row { line: self.line, external_id, kind: draft.kind, raw })
    }

    fn json<T>(&self, parsed: serde_json::Result<T>) -> Result<T, Vec<RowError>> {
        parsed.map_err(|error| {
            let example = r#"{"external_id":"a-1","kind":"package",…}"#;
            let mut row = self.error(None, FieldProblem::new("", Problem::Malformed { example }));
            row.unreadable = Some(error.to_string());
            vec![row]
        })
    }

    fn error(&self, external_id: Option<&str>, problem: FieldProblem) -> RowError {
        let external_id = external_id.map(str::to_owned);
        RowError { line: self.line, external_id, problem, unreadable: None }
    }
}

fn name(mut errors: Vec<RowError>, external_id: &str) -> Vec<RowError> {
    for error in &mut errors {
        error.external_id = Some(external_id.to_owned());
    }
    errors
}

/// Reads to the end of the line without keeping it.
fn skip_line(input: &mut impl BufRead) -> std::io::Result<u64> {
    let mut skipped = 0;
    loop {
        let part = input.fill_buf()?;
        let end = part.iter().position(|it| *it == b'\n');
        let used = end.map_or(part.len(), |it| it + 1);
        input.consume(used);
        skipped += used as u64;
        if end.is_some() || used == 0 {
            return Ok(skipped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(input: &str) -> Vec<(u64, String)> {
        let mut reader = Reader::new(input.as_bytes());
        let mut found = Vec::new();
        while let Some(row) = reader.next().unwrap() {
            for error in row.err().into_iter().flatten() {
                found.push((error.line, error.problem.field.clone()));
            }
        }
        found
    }

    #[test]
    fn a_bad_row_names_its_line_and_field() {
        let input =
            "\n{\"external_id\":\"a\",\"kind\":\"package\"}\nnot json\n{\"kind\":\"package\"}\n";
        let found = errors(input);
        assert!(found.contains(&(2, "tiers".to_owned())), "{found:?}");
        assert!(found.contains(&(3, String::new())), "{found:?}");
        assert!(found.contains(&(4, "external_id".to_owned())), "{found:?}");
    }

    #[test]
    fn a_line_without_end_is_refused_and_the_next_one_read() {
        let long = format!("{}\n{{}}\n", "x".repeat(3 << 20));
        assert_eq!(errors(&long), [(1, String::new()), (2, "external_id".to_owned())]);
    }

    #[test]
    fn a_field_we_do_not_know_is_refused() {
        let mut reader = Reader::new(&b"{\"external_id\":\"a\",\"pricee\":1}"[..]);
        let errors = reader.next().unwrap().unwrap().err().unwrap();
        assert!(errors[0].unreadable.as_ref().unwrap().contains("pricee"));
        assert_eq!(errors[0].external_id.as_deref(), Some("a"));
    }
}
