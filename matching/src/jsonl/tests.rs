use std::io::Write as _;

use proptest::prelude::*;

use super::*;

fn records(bytes: &[u8]) -> Vec<Result<Record, String>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let name = file.path().display().to_string();
    let found = read(file.path()).unwrap();
    found.map(|it| it.map_err(|error| error.to_string().replace(&name, "file"))).collect()
}

fn record(line: &str) -> Record {
    records(line.as_bytes()).remove(0).unwrap()
}

#[test]
fn nothing_but_an_id_is_needed() {
    let found = record(r#"{"id": "a", "title": null, "perf": {"x": [1]}}"#);

    assert_eq!((found.id.as_str(), found.title.as_str(), found.text.as_str()), ("a", "", ""));
    assert_eq!(found.lang, None);
}

#[test]
fn numbers_lists_and_objects_are_words() {
    let found =
        record(r#"{"id": 7, "title": 2001, "text": ["a", {"b": "c"}, null], "category": true}"#);

    assert_eq!(found.id, "7");
    assert_eq!(found.title, "2001");
    assert_eq!(found.text, "a; c");
    assert_eq!(found.category, "true");
}

#[test]
fn marks_blank_lines_and_carriage_returns_are_nothing() {
    let found = records(b"\xef\xbb\xbf{\"id\":\"a\"}\r\n\r\n  \n{\"id\":\"b\"}");

    let ids: Vec<String> = found.into_iter().map(|it| it.unwrap().id).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn a_bad_line_is_named_with_its_column() {
    let cases: [(&[u8], &str); 5] = [
        (b"{\"id\":\"a\"}\n{\"id\" 1}\n", "file:2:7: this is not JSON: expected `:`"),
        ("{\"id\":\"ñññ\" 1}".as_bytes(), "file:1:13: this is not JSON: expected `,` or `}`"),
        (b"[1]", "file:1:1: this is not a JSON object"),
        (b"{\"title\":\"x\"}", "file:1:1: the object has no `id`"),
        (b"{\"id\":\"\xff\"}", "file:1:8: this is not UTF-8"),
    ];
    for (bytes, wanted) in cases {
        let last = records(bytes).pop().unwrap();
        assert_eq!(last.unwrap_err(), wanted);
    }
}

#[test]
fn half_a_surrogate_pair_is_a_replacement_character() {
    let found = record(r#"{"id": "a", "title": "\ud83d\ude00 \ud83d x \\ud83d"}"#);

    assert_eq!(found.title, "😀 \u{fffd} x \\ud83d");
}

#[test]
fn the_language_is_the_one_written_or_the_one_the_words_are_in() {
    let cases = [
        (r#"{"id":1,"lang":"es-MX","title":"The tailor of the town"}"#, Some(Lang::Es)),
        (r#"{"id":1,"lang":"ENG","title":"Ocupaciones"}"#, Some(Lang::En)),
        (r#"{"id":1,"lang":"fr","title":"Suboficiales de las fuerzas armadas"}"#, Some(Lang::Es)),
        (r#"{"id":1,"title":"Chief executives of the board"}"#, Some(Lang::En)),
        (r#"{"id":1,"title":"programador"}"#, Some(Lang::Es)),
        (r#"{"id":1,"title":"welding engineer"}"#, Some(Lang::En)),
        (r#"{"id":1,"title":"API"}"#, None),
        (r#"{"id":1,"title":""}"#, None),
    ];
    for (line, wanted) in cases {
        assert_eq!(record(line).lang, wanted, "{line}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _found = records(&bytes);
    }

    #[test]
    fn any_text_comes_through(title in "\\PC*", id in "[a-z]{1,5}") {
        let line = serde_json::json!({ "id": id, "title": title }).to_string();

        let found = record(&line);

        prop_assert_eq!(found.title, title);
    }
}
