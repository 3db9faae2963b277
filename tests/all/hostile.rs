//! Garbage, to every route that listens: refused or answered, never a failure of ours, never slow.
//!
//! The routes and their usual bodies are those of the authorisation matrix.

mod json;

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use marketplace_tests::Answer;
use serde_json::{Value, json};

use crate::{
    authz::table::{self, Expected, Line, ROLES},
    world::{Copy, READ, World},
};

/// No garbage may keep a debug build busy for longer.
const LIMIT: Duration = Duration::from_secs(3);

#[actix_web::test]
async fn json_garbage_is_refused_by_every_route() {
    let world = World::build().await;
    let copy = world.open().await;
    let mut faults = Faults::default();

    for line in with_json() {
        for (name, bytes) in json::cases() {
            // An import answers for each line, and has read the request all the same.
            let wrong = name.starts_with("n_") && line.kind() == "application/json";
            let asked = copy.send(&line, line.kind(), &bytes);
            let answer = faults.time(&line, &name, asked).await;
            if wrong && answer.status < 400 {
                faults.note(&line, &name, &answer);
            }
        }
    }

    faults.none();
}

#[actix_web::test]
async fn odd_values_in_any_field_are_no_failure_of_ours() {
    let world = World::build().await;
    let copy = world.open().await;
    let mut faults = Faults::default();
    // A field that two routes share is read by the same code.
    let mut seen = HashSet::new();

    for line in with_json() {
        let usual: Value = serde_json::from_str(&copy.body(&line)).expect("the body is JSON");
        for place in leaves(&usual) {
            if !seen.insert((place.clone(), usual.pointer(&place).cloned())) {
                continue;
            }
            for odd in odd_values() {
                let mut body = usual.clone();
                *body.pointer_mut(&place).expect("a leaf of this body") = odd.clone();
                let bytes = body.to_string().into_bytes();
                let odd: String = odd.to_string().chars().take(40).collect();
                let asked = copy.send(&line, line.kind(), &bytes);
                faults.time(&line, &format!("{place} = {odd}"), asked).await;
            }
        }
    }

    faults.none();
}

#[actix_web::test]
async fn json_comes_as_json_or_not_at_all() {
    let world = World::build().await;
    let copy = world.open().await;
    let mut faults = Faults::default();
    let kinds = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/octet-stream",
        "json",
        "*/*",
    ];

    for line in with_json() {
        let body = copy.body(&line).into_bytes();
        for kind in kinds {
            let answer = faults.time(&line, kind, copy.send(&line, kind, &body)).await;
            if answer.status < 400 {
                faults.note(&line, kind, &answer);
            }
        }
    }

    faults.none();
}

#[actix_web::test]
async fn odd_paths_and_queries_are_no_failure_of_ours() {
    let world = World::build().await;
    let copy = world.open().await;
    let mut faults = Faults::default();

    for line in table::read() {
        for odd in odd_text() {
            let odd = percent(&odd);
            let shown: String = odd.chars().take(40).collect();
            if line.path.contains('{') {
                let path = copy.path_with(&line, &odd);
                faults.time(&line, &shown, copy.send_to(&line, &path)).await;
            }
            if line.method == "GET" {
                let query: Vec<String> = PARAMETERS.map(|it| format!("{it}={odd}")).to_vec();
                let path = copy.path(&line);
                for query in [query.join("&"), format!("q={odd}"), format!("cursor={odd}"), odd] {
                    // No address is longer than this.
                    let query: String = query.chars().take(60_000).collect();
                    let path = format!("{path}?{query}");
                    faults.time(&line, &shown, copy.send_to(&line, &path)).await;
                }
            }
        }
    }

    faults.none();
}

const PARAMETERS: [&str; 14] = [
    "q",
    "lang",
    "category",
    "skill",
    "price_min",
    "price_max",
    "limit",
    "cursor",
    "sort",
    "page",
    "next",
    "type",
    "delivery_days",
    "dry_run",
];

/// Routes that take JSON, each asked by somebody who may.
fn with_json() -> Vec<Line> {
    let takes = |line: &Line| line.path.starts_with("/api/") && line.body.is_some();
    table::read().into_iter().filter(takes).collect()
}

#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    /// Waits for an answer; a failure of ours and a long wait are faults.
    async fn time(
        &mut self,
        line: &Line,
        what: &str,
        asked: impl Future<Output = Answer>,
    ) -> Answer {
        let began = Instant::now();
        let answer = asked.await;
        if answer.status >= 500 {
            self.note(line, what, &answer);
        }
        if began.elapsed() > LIMIT {
            self.0.push(format!("{} with {what}: took {:?}", line.name(), began.elapsed()));
        }
        answer
    }

    fn note(&mut self, line: &Line, what: &str, answer: &Answer) {
        self.0.push(format!("{} with {what}: {} {}", line.name(), answer.status, answer.slug()));
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{} faults:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// Addresses (RFC 6901) of everything in `value`, the whole included.
fn leaves(value: &Value) -> Vec<String> {
    let below = |name: String, it: &Value| -> Vec<String> {
        leaves(it).into_iter().map(|rest| format!("/{name}{rest}")).collect()
    };
    let mut found = vec![String::new()];
    match value {
        Value::Object(fields) => {
            found.extend(fields.iter().flat_map(|(name, it)| below(name.clone(), it)));
        }
        Value::Array(items) => {
            found.extend(items.iter().enumerate().flat_map(|(i, it)| below(i.to_string(), it)));
        }
        _ => {}
    }
    found
}

fn odd_values() -> Vec<Value> {
    let mut values = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(0.1),
        json!(1e308),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(2_147_483_648_u64),
        json!([]),
        json!([null]),
        json!(vec![0; 5_000]),
        json!({}),
        json!({ "$ne": null }),
    ];
    values.extend(odd_text().into_iter().map(|it| json!(it)));
    values
}

fn odd_text() -> Vec<String> {
    let some = [
        "",
        " ",
        "\0",
        "a\0b",
        "\u{1}\u{7f}\u{85}",
        "\u{feff}\u{200b}\u{200d}",
        "\u{202e}drawkcab\u{202c}",
        "\u{ffff}\u{10ffff}",
        "ﷺ﷽",
        "İıſẞ",
        "👩\u{200d}👩\u{200d}👧\u{200d}👦🏴\u{e0067}\u{e007f}",
        "' OR '1'='1' --",
        "\"; DROP TABLE users; --",
        "%' AND 1=CAST((SELECT 1) AS INT) --",
        "<script>alert(1)</script>",
        "{{7*7}}${7*7}",
        "../../../../etc/passwd",
        "..\\..\\",
        "%2e%2e%2f",
        "AND OR NOT (\"title:*\")~9999^1e9 +-[* TO *]",
        "*",
        "-1",
        "1e999",
        "NaN",
        "9999999999999999999999",
        "2026-02-30T25:61:61Z",
        "lst_00000000000000000000000000000000",
        "usr_",
        "null",
        "es-ES-u-va-posix-x-0",
    ];
    let mut texts = some.map(str::to_owned).to_vec();
    texts.push("e\u{301}\u{316}".repeat(500));
    texts.push("a".repeat(10_000));
    texts.push((0..10_000).map(|i| format!("t{i} ")).collect());
    texts.push("(".repeat(5_000));
    texts.push("\"a b\" ".repeat(2_000));
    texts
}

/// Every byte escaped that may not stand in an address.
fn percent(text: &str) -> String {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"-._~".contains(&it);
    let one = |it: u8| if plain(it) { char::from(it).to_string() } else { format!("%{it:02X}") };
    let all: String = text.bytes().map(one).collect();
    all.chars().take(30_000).collect()
}

impl Copy<'_> {
    async fn send(&self, line: &Line, kind: &str, bytes: &[u8]) -> Answer {
        let path = self.path(line);
        self.person(somebody(line)).send_bytes(&line.method, &path, &READ, (kind, bytes)).await
    }

    async fn send_to(&self, line: &Line, path: &str) -> Answer {
        self.person(somebody(line)).send(&line.method, path, &[], None).await
    }
}

/// The last role that may: it reaches furthest into the route.
fn somebody(line: &Line) -> &'static str {
    let may = |(_, expected): &(&str, &Expected)| **expected == Expected::Allowed;
    let sure = ["owner", "trust", "support", "finance", "stranger"];
    let allowed: Vec<&str> =
        ROLES.into_iter().zip(&line.expected).filter(may).map(|it| it.0).collect();
    sure.into_iter().find(|it| allowed.contains(it)).unwrap_or("anonymous")
}
