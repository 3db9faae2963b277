//! Corpora and queries as files of one JSON object a line, as anybody may have them.
//!
//! Nothing is asked of a record but an `id`. Whatever else is missing, empty, a number, a list or of
//! another alphabet is taken as it is: a file that half works is more use than one that is refused.
//! What is not JSON, or has no `id`, is refused by file, line and column.

mod guess;

#[cfg(test)]
mod tests;

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::types::{Doc, Lang, Text};

#[derive(Debug, thiserror::Error)]
pub enum JsonlError {
    #[error("cannot read {}", path.display())]
    Io {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{}:{line}:{column}: {what}", path.display())]
    Line { path: PathBuf, line: usize, column: usize, what: String },
}

/// One object of a file. Fields that nobody asks for are not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: String,
    pub title: String,
    pub category: String,
    pub text: String,
    /// As written, or guessed from the words.
    pub lang: Option<Lang>,
}

impl Record {
    /// `key` names it in the index, so that two records may have one `id`. Each has an owner of its
    /// own and no date or rating: nothing but its words can place it.
    pub fn into_doc(self, key: String) -> Doc {
        let texts = vec![Text {
            lang: self.lang.unwrap_or(Lang::En),
            title: self.title,
            summary: String::new(),
            body: self.text,
        }];
        let labels = if self.category.is_empty() { Vec::new() } else { vec![self.category] };
        Doc { owner: key.clone(), key, texts, labels, ..Doc::default() }
    }
}

/// The records of the file at `path`, read as they are asked for. Empty lines are skipped.
///
/// # Errors
/// [`JsonlError`] when the file cannot be opened; later, as an item, when a line is not a record.
pub fn read(
    path: &Path,
) -> Result<impl Iterator<Item = Result<Record, JsonlError>> + use<>, JsonlError> {
    let path = path.to_owned();
    let cannot = {
        let path = path.clone();
        move |source| JsonlError::Io { path: path.clone(), source }
    };
    let file = File::open(&path).map_err(&cannot)?;
    let mut input = BufReader::with_capacity(1 << 20, file);
    let mut number = 0;
    let mut bytes = Vec::new();
    Ok(std::iter::from_fn(move || {
        loop {
            bytes.clear();
            number += 1;
            match input.read_until(b'\n', &mut bytes) {
                Err(source) => return Some(Err(cannot(source))),
                Ok(0) => return None,
                Ok(_) => {}
            }
            let start = if number == 1 && bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            let line = &bytes[start..];
            if !line.trim_ascii().is_empty() {
                return Some(parse(line).map_err(|(column, what)| JsonlError::Line {
                    path: path.clone(),
                    line: number,
                    column,
                    what,
                }));
            }
        }
    }))
}

/// The column counts characters from 1.
fn parse(line: &[u8]) -> Result<Record, (usize, String)> {
    let text = std::str::from_utf8(line).map_err(|error| {
        let before = String::from_utf8_lossy(&line[..error.valid_up_to()]);
        (before.chars().count() + 1, "this is not UTF-8".to_owned())
    })?;
    let value = match serde_json::from_str::<Value>(text) {
        Ok(value) => value,
        Err(error) => match serde_json::from_str::<Value>(&whole_surrogates(text)) {
            Ok(value) => value,
            Err(_) => return Err((column(text, &error), reason(&error))),
        },
    };
    let Value::Object(fields) = value else {
        return Err((1, "this is not a JSON object".to_owned()));
    };
    let field = |name: &str| fields.get(name).map(plain).unwrap_or_default();
    let id = field("id");
    if id.trim().is_empty() {
        return Err((1, "the object has no `id`".to_owned()));
    }
    let (title, category, text) = (field("title"), field("category"), field("text"));
    let lang = guess::named(&field("lang"))
        .or_else(|| guess::of_words([&title, &category, &text].into_iter().map(String::as_str)));
    Ok(Record { id, title, category, text, lang })
}

/// Any JSON value as words.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => joined(items.iter()),
        Value::Object(fields) => joined(fields.values()),
    }
}

fn joined<'a>(values: impl Iterator<Item = &'a Value>) -> String {
    let parts: Vec<String> = values.map(plain).filter(|it| !it.is_empty()).collect();
    parts.join("; ")
}

/// Half of a surrogate pair stands for nothing, yet some programs write it: a replacement character
/// takes its place.
fn whole_surrogates(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let unit = |from: usize| {
            let digits = rest.get(from..from + 6)?.strip_prefix("\\u")?;
            u16::from_str_radix(digits, 16).ok()
        };
        let taken = match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                out.push_str("\\ufffd");
                rest = &rest[at + 6..];
                continue;
            }
            (Some(_), _) => 6,
            // An escape of one letter; the letter may be a backslash itself.
            (None, _) => 1 + rest[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
        out.push_str(&rest[at..at + taken]);
        rest = &rest[at + taken..];
    }
    out.push_str(rest);
    out
}

/// serde_json counts bytes.
fn column(text: &str, error: &serde_json::Error) -> usize {
    let bytes = error.column().saturating_sub(1).min(text.len());
    text.bytes().take(bytes).filter(|it| it & 0xC0 != 0x80).count() + 1
}

fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    format!("this is not JSON: {}", &text[..end])
}
