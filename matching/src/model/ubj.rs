//! Universal Binary JSON, as far as XGBoost uses it.

use crate::model::{ModelError, document::Value};

/// Deeper nesting is not a model.
const MAX_DEPTH: usize = 64;

pub(crate) fn parse(bytes: &[u8]) -> Result<Value, ModelError> {
    let mut reader = Reader { bytes, at: 0 };
    let marker = reader.byte()?;
    reader.value(marker, 0)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, marker: u8, depth: usize) -> Result<Value, ModelError> {
        if depth > MAX_DEPTH {
            return Err(self.error("too much nesting"));
        }
        Ok(match marker {
            b'Z' => Value::Null,
            b'T' => Value::Bool(true),
            b'F' => Value::Bool(false),
            b'd' => Value::Float(f32::from_be_bytes(self.array()?)),
            b'D' => Value::Double(f64::from_be_bytes(self.array()?)),
            b'S' => Value::Text(self.text()?),
            b'C' => Value::Text(char::from(self.byte()?).to_string()),
            b'[' => self.list(depth)?,
            b'{' => self.fields(depth)?,
            b'i' | b'U' | b'I' | b'l' | b'L' => Value::Int(self.int(marker)?),
            _ => return Err(self.error("an unknown marker")),
        })
    }

    fn fields(&mut self, depth: usize) -> Result<Value, ModelError> {
        let mut fields = Vec::new();
        while self.peek()? != b'}' {
            let name = self.text()?;
            let marker = self.byte()?;
            fields.push((name, self.value(marker, depth + 1)?));
        }
        self.at += 1;
        Ok(Value::Fields(fields))
    }

    fn list(&mut self, depth: usize) -> Result<Value, ModelError> {
        if self.peek()? == b'$' {
            self.at += 1;
            let kind = self.byte()?;
            if self.byte()? != b'#' {
                return Err(self.error("a kind without a count"));
            }
            let count = self.count()?;
            return self.numbers(kind, count);
        }
        let mut items = Vec::new();
        if self.peek()? == b'#' {
            self.at += 1;
            for _ in 0..self.count()? {
                let marker = self.byte()?;
                items.push(self.value(marker, depth + 1)?);
            }
            return Ok(Value::List(items));
        }
        while self.peek()? != b']' {
            let marker = self.byte()?;
            items.push(self.value(marker, depth + 1)?);
        }
        self.at += 1;
        Ok(Value::List(items))
    }

    fn numbers(&mut self, kind: u8, count: usize) -> Result<Value, ModelError> {
        Ok(match kind {
            b'U' => Value::Bytes(self.take(count)?.to_vec()),
            b'd' => Value::Floats(self.each(count, f32::from_be_bytes)?),
            b'l' => Value::Ints(self.each(count, i32::from_be_bytes)?),
            b'L' => Value::Longs(self.each(count, i64::from_be_bytes)?),
            b'i' => Value::Ints(self.each(count, |it| i32::from(i8::from_be_bytes(it)))?),
            b'I' => Value::Ints(self.each(count, |it| i32::from(i16::from_be_bytes(it)))?),
            _ => return Err(self.error("a list of an unknown kind")),
        })
    }

    fn each<const N: usize, T>(
        &mut self,
        count: usize,
        read: impl Fn([u8; N]) -> T,
    ) -> Result<Vec<T>, ModelError> {
        let size = count.checked_mul(N).ok_or_else(|| self.error("a list too long"))?;
        let (chunks, _) = self.take(size)?.as_chunks::<N>();
        Ok(chunks.iter().map(|it| read(*it)).collect())
    }

    fn text(&mut self) -> Result<String, ModelError> {
        let count = self.count()?;
        let bytes = self.take(count)?;
        let text = std::str::from_utf8(bytes).ok();
        let text = text.ok_or_else(|| self.error("a text that is none"))?;
        Ok(text.to_owned())
    }

    fn count(&mut self) -> Result<usize, ModelError> {
        let marker = self.byte()?;
        let count = self.int(marker)?;
        usize::try_from(count).ok().ok_or_else(|| self.error("a length below zero"))
    }

    fn int(&mut self, marker: u8) -> Result<i64, ModelError> {
        Ok(match marker {
            b'i' => i64::from(i8::from_be_bytes(self.array()?)),
            b'U' => i64::from(self.byte()?),
            b'I' => i64::from(i16::from_be_bytes(self.array()?)),
            b'l' => i64::from(i32::from_be_bytes(self.array()?)),
            b'L' => i64::from_be_bytes(self.array()?),
            _ => return Err(self.error("no length where one should be")),
        })
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let bytes = self.take(N)?;
        Ok(bytes.try_into().expect("as many as were asked for"))
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let end = self.at.checked_add(count).filter(|it| *it <= self.bytes.len());
        let end = end.ok_or_else(|| self.error("an early end"))?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, ModelError> {
        Ok(self.take(1)?[0])
    }

    fn peek(&self) -> Result<u8, ModelError> {
        self.bytes.get(self.at).copied().ok_or_else(|| self.error("an early end"))
    }

    fn error(&self, what: &'static str) -> ModelError {
        ModelError::Malformed { what, at: self.at }
    }
}

pub(crate) fn write(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    put(value, &mut out);
    out
}

fn put(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(b'Z'),
        Value::Bool(true) => out.push(b'T'),
        Value::Bool(false) => out.push(b'F'),
        Value::Int(number) => {
            out.push(b'L');
            out.extend(number.to_be_bytes());
        }
        Value::Float(number) => {
            out.push(b'd');
            out.extend(number.to_be_bytes());
        }
        Value::Double(number) => {
            out.push(b'D');
            out.extend(number.to_be_bytes());
        }
        // Whatever a JSON file calls a number fits one of the two.
        Value::Number(text) => match text.parse::<i64>() {
            Ok(number) => put(&Value::Int(number), out),
            Err(_) => put(&Value::Float(text.parse().unwrap_or(f32::NAN)), out),
        },
        Value::Text(text) => {
            out.push(b'S');
            put_text(text, out);
        }
        Value::List(items) => {
            out.extend(b"[#");
            put_count(items.len(), out);
            items.iter().for_each(|it| put(it, out));
        }
        Value::Fields(fields) => {
            out.push(b'{');
            for (name, value) in fields {
                put_text(name, out);
                put(value, out);
            }
            out.push(b'}');
        }
        Value::Bytes(items) => put_numbers(b'U', items, |it| [it], out),
        Value::Ints(items) => put_numbers(b'l', items, i32::to_be_bytes, out),
        Value::Longs(items) => put_numbers(b'L', items, i64::to_be_bytes, out),
        Value::Floats(items) => put_numbers(b'd', items, f32::to_be_bytes, out),
    }
}

fn put_numbers<T: Copy, const N: usize>(
    kind: u8,
    items: &[T],
    bytes: impl Fn(T) -> [u8; N],
    out: &mut Vec<u8>,
) {
    out.extend([b'[', b'$', kind, b'#']);
    put_count(items.len(), out);
    items.iter().for_each(|it| out.extend(bytes(*it)));
}

fn put_text(text: &str, out: &mut Vec<u8>) {
    put_count(text.len(), out);
    out.extend(text.as_bytes());
}

fn put_count(count: usize, out: &mut Vec<u8>) {
    out.push(b'L');
    out.extend(i64::try_from(count).unwrap_or(i64::MAX).to_be_bytes());
}
