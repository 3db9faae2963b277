//! The matrix as written in `tests/authz/*.tsv`.
//!
//! One line for each route: method, path, and one answer for each role, in the order of [`ROLES`].
//! Indented lines below it belong to it: the body to send, and `name = object` where a parameter
//! stands for another object than usual.

use std::fs;

/// Everybody who is sent to every route. `stranger`, `member`, `admin` and `owner` are active; the
/// last three belong to the organisation that owns what the path names.
pub(crate) const ROLES: [&str; 13] = [
    "anonymous",
    "unverified",
    "suspended",
    "stranger",
    "member",
    "admin",
    "owner",
    "support",
    "trust",
    "finance",
    "key-read",
    "key-write",
    "key-revoked",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Anything but a refusal for who one is.
    Allowed,
    /// Refused with this status.
    Refused(u16),
    /// Sent to the sign-in page.
    SignIn,
}

#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) expected: Vec<Expected>,
    pub(crate) body: Option<String>,
    /// `(parameter, object)` where they differ from usual.
    pub(crate) objects: Vec<(String, String)>,
}

impl Line {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Content type of the body: `content-type = …`, or what is usual at such an address.
    pub(crate) fn kind(&self) -> &str {
        let said = self.objects.iter().find(|(it, _)| it == "content-type");
        let usual = match self.path.starts_with("/api/") {
            true => "application/json",
            false => "application/x-www-form-urlencoded",
        };
        said.map_or(usual, |(_, kind)| kind.as_str())
    }
}

/// All lines of all files.
pub(crate) fn read() -> Vec<Line> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/authz");
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder).expect("the matrix is there") {
        let path = entry.expect("an entry can be read").path();
        let text = fs::read_to_string(&path).expect("the matrix is text");
        lines.extend(parse(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display())));
    }
    lines
}

fn parse(text: &str) -> Result<Vec<Line>, String> {
    let mut lines: Vec<Line> = Vec::new();
    for text in text.lines().filter(|it| !it.starts_with('#') && !it.trim().is_empty()) {
        if text.starts_with(char::is_whitespace) {
            let line = lines.last_mut().ok_or("begins with an indented line")?;
            belongs_to(line, text.trim());
        } else {
            lines.push(route(text)?);
        }
    }
    Ok(lines)
}

fn route(text: &str) -> Result<Line, String> {
    let mut words = text.split_whitespace().map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(format!("`{text}` names no route"));
    };
    let expected = words.map(|it| cell(&it)).collect::<Result<Vec<_>, _>>()?;
    if expected.len() != ROLES.len() {
        return Err(format!(
            "{method} {path}: {} answers for {} roles",
            expected.len(),
            ROLES.len()
        ));
    }
    Ok(Line { method, path, expected, body: None, objects: Vec::new() })
}

fn cell(word: &str) -> Result<Expected, String> {
    match word {
        "ok" => Ok(Expected::Allowed),
        "in" => Ok(Expected::SignIn),
        "401" | "403" | "404" => Ok(Expected::Refused(word.parse().unwrap_or(0))),
        other => Err(format!("`{other}` is no answer: ok, in, 401, 403 or 404")),
    }
}

fn belongs_to(line: &mut Line, text: &str) {
    match text.split_once(" = ") {
        Some((name, object)) if !text.starts_with(['{', '[']) => {
            line.objects.push((name.trim().to_owned(), object.trim().to_owned()));
        }
        _ => line.body.get_or_insert_default().push_str(text),
    }
}

#[test]
fn a_line_carries_its_body_and_objects() {
    let cells = ["401", "ok", "in"].repeat(5)[..ROLES.len()].join(" ");
    let text =
        format!("# note\nPOST /x/{{id}} {cells}\n  {{\"a\": 1,\n   \"b\": 2}}\n  id = draft\n");

    let lines = parse(&text).unwrap();

    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].name(), "POST /x/{id}");
    assert_eq!(lines[0].expected[2], Expected::SignIn);
    assert_eq!(lines[0].body.as_deref(), Some("{\"a\": 1,\"b\": 2}"));
    assert_eq!(lines[0].objects, [("id".to_owned(), "draft".to_owned())]);
}

#[test]
fn a_line_without_an_answer_for_each_role_is_refused() {
    assert!(parse("GET /x ok ok\n").unwrap_err().contains("2 answers"));
    assert!(parse("GET /x perhaps\n").unwrap_err().contains("perhaps"));
}
