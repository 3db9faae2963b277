//! What is in a model file, whichever of the two formats it is in.
//!
//! Numbers are not converted: JSON's stay text, UBJSON's stay as wide as they were. A threshold that
//! passes through 64 bits and back may move by one unit, and then a row on it goes the other way.

use crate::model::{ModelError, json, ubj};

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f32),
    Double(f64),
    /// A number of a JSON file, as written.
    Number(String),
    Text(String),
    List(Vec<Value>),
    /// In the order of the file.
    Fields(Vec<(String, Value)>),
    Bytes(Vec<u8>),
    Ints(Vec<i32>),
    Longs(Vec<i64>),
    Floats(Vec<f32>),
}

impl Value {
    /// # Errors
    /// [`ModelError::Malformed`] when the bytes are neither UBJSON nor JSON.
    pub fn parse(bytes: &[u8]) -> Result<Value, ModelError> {
        // Both begin with a brace; in UBJSON a length follows, in JSON a quote or a blank.
        match bytes {
            [b'{', b'L' | b'l' | b'i' | b'U' | b'I' | b'$' | b'#', ..] => ubj::parse(bytes),
            _ => json::parse(bytes),
        }
    }

    /// As UBJSON that XGBoost reads.
    pub fn to_ubj(&self) -> Vec<u8> {
        ubj::write(self)
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        let Value::Fields(fields) = self else { return None };
        fields.iter().find(|it| it.0 == name).map(|it| &it.1)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        let Value::Fields(fields) = self else { return None };
        fields.iter_mut().find(|it| it.0 == name).map(|it| &mut it.1)
    }

    /// `a/b/c`.
    ///
    /// # Errors
    /// [`ModelError::Missing`] when there is no such thing.
    pub fn at(&self, path: &str) -> Result<&Value, ModelError> {
        let found = path.split('/').try_fold(self, |it, name| it.get(name));
        found.ok_or_else(|| missing(path))
    }

    /// # Errors
    /// [`ModelError::Missing`] when there is no such text.
    pub fn text(&self, path: &str) -> Result<&str, ModelError> {
        match self.at(path)? {
            Value::Text(text) => Ok(text),
            _ => Err(missing(path)),
        }
    }

    /// # Errors
    /// [`ModelError::Missing`] when there is no such list.
    pub fn list(&self, path: &str) -> Result<&[Value], ModelError> {
        match self.at(path)? {
            Value::List(items) => Ok(items),
            _ => Err(missing(path)),
        }
    }

    /// # Errors
    /// [`ModelError::Missing`] when there is no such list, or something in it is not a number.
    pub fn floats(&self, path: &str) -> Result<Vec<f32>, ModelError> {
        match self.at(path)? {
            Value::Floats(items) => Ok(items.clone()),
            Value::List(items) => {
                let numbers = items.iter().map(|it| match it {
                    Value::Float(number) => Some(*number),
                    Value::Number(text) => text.parse().ok(),
                    Value::Int(number) => i16::try_from(*number).ok().map(f32::from),
                    _ => None,
                });
                numbers.collect::<Option<_>>().ok_or_else(|| missing(path))
            }
            _ => Err(missing(path)),
        }
    }

    /// # Errors
    /// [`ModelError::Missing`] when there is no such list, or something in it is not a whole number.
    pub fn ints(&self, path: &str) -> Result<Vec<i64>, ModelError> {
        match self.at(path)? {
            Value::Ints(items) => Ok(items.iter().copied().map(i64::from).collect()),
            Value::Longs(items) => Ok(items.clone()),
            Value::Bytes(items) => Ok(items.iter().copied().map(i64::from).collect()),
            Value::List(items) => {
                let numbers = items.iter().map(|it| match it {
                    Value::Int(number) => Some(*number),
                    Value::Bool(truth) => Some(i64::from(*truth)),
                    Value::Number(text) => text.parse().ok(),
                    _ => None,
                });
                numbers.collect::<Option<_>>().ok_or_else(|| missing(path))
            }
            _ => Err(missing(path)),
        }
    }

    /// How many items the list there has; none when there is no list.
    pub fn count(&self, path: &str) -> usize {
        match self.at(path) {
            Ok(Value::List(items)) => items.len(),
            Ok(Value::Bytes(items)) => items.len(),
            Ok(Value::Ints(items)) => items.len(),
            Ok(Value::Longs(items)) => items.len(),
            Ok(Value::Floats(items)) => items.len(),
            _ => 0,
        }
    }
}

pub(crate) fn missing(path: &str) -> ModelError {
    ModelError::Missing { path: path.to_owned() }
}
