//! One line of an import, and what can be wrong with it.

use domain::{
    listing::Draft,
    problem::{FieldProblem, Problem},
    text,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::RowError;
use crate::draft_json::DraftBody;

/// The longest line that is read.
pub(super) const MAX_LINE_BYTES: usize = 256 * 1024;
const MAX_ID_CHARS: usize = 120;
const EXTERNAL_ID: &str = "external_id";

/// A line as read.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) bytes: Vec<u8>,
}

/// A line that is a complete listing.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) external_id: String,
    pub(super) draft: Draft,
}

impl Row {
    pub(super) fn error(&self, problem: FieldProblem) -> RowError {
        let external_id = Some(self.external_id.clone());
        RowError { line: self.line, external_id, problem, unreadable: None }
    }
}

impl Line {
    pub(super) fn parse(self) -> Result<Row, Vec<RowError>> {
        let line = self.number;
        let error = |external_id: Option<&str>, problem, unreadable| RowError {
            line,
            external_id: external_id.map(str::to_owned),
            problem,
            unreadable,
        };
        let wrong_id = |it| vec![error(None, FieldProblem::new(EXTERNAL_ID, it), None)];
        let mut object = self.object().map_err(|(it, why)| vec![error(None, it, why)])?;
        let id = match object.remove(EXTERNAL_ID) {
            Some(Value::String(id)) => text::line(&id, 1, MAX_ID_CHARS).map_err(wrong_id)?,
            Some(_) => return Err(wrong_id(Problem::Malformed { example: "\"A-1042\"" })),
            None => return Err(wrong_id(Problem::Missing)),
        };
        let body = read(object, &self).map_err(|(it, why)| vec![error(Some(&id), it, why)])?;
        let draft = Draft::check(body.into()).map_err(|problems| {
            let problems = problems.into_iter();
            problems.map(|it| error(Some(&id), it, None)).collect::<Vec<_>>()
        })?;
        Ok(Row { line, external_id: id, draft })
    }

    fn object(&self) -> Result<Map<String, Value>, Unreadable> {
        if self.bytes.len() > MAX_LINE_BYTES {
            let problem = Problem::TooLong { max: MAX_LINE_BYTES };
            return Err((FieldProblem::new("", problem), None));
        }
        serde_json::from_slice(&self.bytes).map_err(|it| unreadable("", &it))
    }
}

/// What cannot be read, and what the parser says about it.
type Unreadable = (FieldProblem, Option<String>);

/// What the row says, besides its id.
fn read(object: Map<String, Value>, line: &Line) -> Result<DraftBody, Unreadable> {
    // Most rows are right; only a wrong one is read again and looked at piece by piece.
    serde_json::from_value(Value::Object(object)).map_err(|error| {
        let field = line.object().ok().and_then(|mut object| {
            object.remove(EXTERNAL_ID);
            wrong_field(&object)
        });
        unreadable(&field.unwrap_or_default(), &error)
    })
}

/// The first field that cannot be read by itself, with its place if it is in a list.
fn wrong_field(object: &Map<String, Value>) -> Option<String> {
    let is_wrong =
        |name: &str, value: Value| DraftBody::deserialize(json!({ name: value })).is_err();
    let mut fields = object.iter();
    let (name, value) = fields.find(|(name, value)| is_wrong(name, (*value).clone()))?;
    let place = value
        .as_array()
        .and_then(|list| list.iter().position(|it| is_wrong(name, Value::Array(vec![it.clone()]))));
    let name: String = name.chars().filter(|it| !it.is_control()).take(60).collect();
    Some(place.map_or_else(|| name.clone(), |at| format!("{name}[{at}]")))
}

/// The parser's words without the line number that it thinks it is at.
fn unreadable(field: &str, error: &serde_json::Error) -> Unreadable {
    let text = error.to_string();
    let why = text.split(" at line ").next().unwrap_or(&text);
    let why = why.chars().filter(|it| !it.is_control()).take(200).collect();
    let example = r#"{"external_id":"A-1042","kind":"package",…}"#;
    (FieldProblem::new(field, Problem::Malformed { example }), Some(why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo;

    fn good() -> Value {
        let listing = demo::market(7, demo::Size { providers: 3, listings: 1 }).listings().next();
        let mut value = serde_json::to_value(DraftBody::from(listing.unwrap().draft)).unwrap();
        value["external_id"] = "A-1".into();
        value
    }

    fn refused(text: &str) -> Vec<String> {
        let line = Line { number: 7, bytes: text.as_bytes().to_vec() };
        let errors = line.parse().err().expect("this line is wrong");
        let show = |it: &RowError| {
            format!("{} {} {}", it.line, it.problem.field, it.problem.problem.code())
        };
        errors.iter().map(show).collect()
    }

    #[test]
    fn a_line_with_everything_is_a_row() {
        let line = Line { number: 7, bytes: good().to_string().into_bytes() };
        let row = line.parse().unwrap_or_else(|it| panic!("{it:?}"));
        assert_eq!((row.line, row.external_id.as_str()), (7, "A-1"));
    }

    #[test]
    fn what_is_no_object_is_refused_as_a_whole() {
        for text in ["{", "[]", "7", "\u{1}", "{\"a\":", "nul"] {
            assert_eq!(refused(text), ["7  malformed"], "{text}");
        }
    }

    #[test]
    fn a_value_of_the_wrong_type_is_named() {
        let mut wrong = good();
        wrong["tiers"][0]["price_minor"] = "ten".into();
        assert_eq!(refused(&wrong.to_string()), ["7 tiers[0] malformed"]);
        let mut wrong = good();
        wrong["owner"] = "me".into();
        assert_eq!(refused(&wrong.to_string()), ["7 owner malformed"]);
    }

    #[test]
    fn a_value_that_breaks_a_rule_is_named() {
        let mut wrong = good();
        wrong["tiers"][0]["price_minor"] = 1.into();
        wrong["category"] = "zzz".into();
        let errors = ["7 category unknown-value", "7 tiers[0].price_minor out-of-range"];
        assert_eq!(refused(&wrong.to_string()), errors);
    }

    #[test]
    fn a_row_without_an_id_is_refused() {
        assert_eq!(refused("{}"), ["7 external_id missing"]);
        assert_eq!(refused("{\"external_id\":3}"), ["7 external_id malformed"]);
        assert_eq!(refused("{\"external_id\":\" \"}"), ["7 external_id missing"]);
    }
}
