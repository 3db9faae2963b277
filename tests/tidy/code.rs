//! Rust text without its comments and string contents, so that a rule about code does not trip
//! over prose. Line numbers stay as they were.

/// Comments and the insides of string and character literals become spaces.
pub(crate) fn only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = end_of_literal(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            let blank = |it: &char| if *it == '\n' { '\n' } else { ' ' };
            out.extend(chars[at..end].iter().map(blank));
            at = end;
        }
    }
    out
}

/// Whether `code` has `word` standing alone: `f32` is not in `buf32`.
pub(crate) fn has_word(code: &str, word: &str) -> bool {
    let joins = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    code.match_indices(word).any(|(at, _)| {
        !joins(code[..at].chars().next_back()) && !joins(code[at + word.len()..].chars().next())
    })
}

/// Where the comment or literal that begins at `at` ends; `at` itself when none begins there.
fn end_of_literal(chars: &[char], at: usize) -> usize {
    let here = &chars[at..];
    match here {
        ['/', '/', ..] => at + until(here, |rest| rest[0] == '\n', 0),
        ['/', '*', ..] => at + block_comment(here),
        ['"', ..] => at + quoted(here, '"'),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => at + quoted(here, '\''),
        ['r', '"' | '#', ..] if !follows_name(chars, at) => at + raw_string(here),
        _ => at,
    }
}

fn until(here: &[char], stop: impl Fn(&[char]) -> bool, from: usize) -> usize {
    (from..here.len()).find(|i| stop(&here[*i..])).unwrap_or(here.len())
}

fn block_comment(here: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < here.len() {
        match &here[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(here: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < here.len() && here[at] != quote {
        at += if here[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(here.len())
}

/// `r"…"` and `r##"…"##`; zero for a raw identifier such as `r#type`.
fn raw_string(here: &[char]) -> usize {
    let hashes = until(&here[1..], |rest| rest[0] != '#', 0);
    if here.get(1 + hashes) != Some(&'"') {
        return 0;
    }
    let closes = |rest: &[char]| {
        rest[0] == '"' && rest.len() > hashes && rest[1..=hashes].iter().all(|it| *it == '#')
    };
    (until(here, closes, 2 + hashes) + 1 + hashes).min(here.len())
}

/// The `r` of `for"` would be the end of a name, not the start of a raw string.
fn follows_name(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_')
}

#[test]
fn comments_and_strings_are_not_code() {
    let text =
        "let a = \"f32 \\\" f64\"; // f32\n/* f32 /* f64 */ */ let b = r#\"f64 \"f32\"#; 'f'";

    let code = only(text);

    assert!(!has_word(&code, "f32") && !has_word(&code, "f64"), "{code}");
    assert!(has_word(&code, "a") && has_word(&code, "b"), "{code}");
    assert_eq!(code.lines().count(), text.lines().count());
}

#[test]
fn lifetimes_and_raw_identifiers_are_code() {
    let code = only("fn f<'a>(r#type: &'a f64) -> char { '\\'' }");

    assert!(has_word(&code, "f64") && has_word(&code, "type"), "{code}");
}
