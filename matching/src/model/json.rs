//! JSON as XGBoost writes it, numbers left as text. `NaN` and `Infinity` are numbers here.

use crate::model::{ModelError, document::Value};

/// Deeper nesting is not a model.
const MAX_DEPTH: usize = 64;

pub(crate) fn parse(bytes: &[u8]) -> Result<Value, ModelError> {
    let mut reader = Reader { bytes, at: 0 };
    let value = reader.value(0)?;
    reader.blanks();
    if reader.at < bytes.len() {
        return Err(reader.error("something after its end"));
    }
    Ok(value)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, ModelError> {
        if depth > MAX_DEPTH {
            return Err(self.error("too much nesting"));
        }
        self.blanks();
        match self.peek() {
            Some(b'{') => self.fields(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => Ok(Value::Text(self.string()?)),
            Some(_) => self.word(),
            None => Err(self.error("an early end")),
        }
    }

    fn fields(&mut self, depth: usize) -> Result<Value, ModelError> {
        self.at += 1;
        let mut fields = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Fields(fields));
                }
                Some(b',') if !fields.is_empty() => self.at += 1,
                Some(b'"') => {
                    let name = self.string()?;
                    self.blanks();
                    self.expect(b':', "a name without a colon")?;
                    fields.push((name, self.value(depth + 1)?));
                }
                _ => return Err(self.error("no name where one should be")),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, ModelError> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::List(items));
                }
                Some(b',') if !items.is_empty() => self.at += 1,
                _ => items.push(self.value(depth + 1)?),
            }
        }
    }

    fn string(&mut self) -> Result<String, ModelError> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return Err(self.error("a text without an end")),
            }
        }
        self.at += 1;
        let quoted = &self.bytes[start..self.at];
        let text = serde_json::from_slice(quoted).ok();
        text.ok_or(ModelError::Malformed { what: "a text that is none", at: start })
    }

    fn word(&mut self) -> Result<Value, ModelError> {
        let start = self.at;
        while self.peek().is_some_and(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it)) {
            self.at += 1;
        }
        let word = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        match word {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ if word.parse::<f32>().is_ok() => Ok(Value::Number(word.to_owned())),
            _ => Err(ModelError::Malformed { what: "a word that is no number", at: start }),
        }
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|it| it.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn expect(&mut self, wanted: u8, what: &'static str) -> Result<(), ModelError> {
        if self.peek() != Some(wanted) {
            return Err(self.error(what));
        }
        self.at += 1;
        Ok(())
    }

    fn error(&self, what: &'static str) -> ModelError {
        ModelError::Malformed { what, at: self.at }
    }
}
