//! What a template must not contain, beyond what `tests/tidy` refuses: anything htmx would have to
//! evaluate, anything from another host, raw markup from a place not known to be ours.

use std::{fs, path::Path};

/// `(path, text)` of all files below a folder of this crate.
pub(super) fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push((path.display().to_string(), text));
            }
        }
    }
    found
}

pub(super) fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Every tag of a template, `<` to `>`. Askama's own marks may hold a `>`, so they go first.
fn tags(text: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(['{']) {
        let close = match rest.as_bytes().get(start + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                plain.push_str(&rest[..=start]);
                rest = &rest[start + 1..];
                continue;
            }
        };
        plain.push_str(&rest[..start]);
        plain.push('·');
        rest = rest[start..].split_once(close).map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let starts = plain.match_indices('<').map(|(at, _)| at);
    starts.map(|at| plain[at..].split_inclusive('>').next().unwrap().to_owned()).collect()
}

#[test]
fn htmx_is_given_nothing_to_evaluate_and_nothing_is_loaded_from_elsewhere() {
    for (path, text) in files("templates") {
        for tag in tags(&text).iter().map(|it| it.to_lowercase()) {
            let evaluated = tag.contains("js:") || tag.contains("hx-vals=\"javascript");
            assert!(!evaluated, "{path}: `{tag}`");
            let filtered = tag.contains("hx-trigger=") && tag.contains('[');
            assert!(!filtered, "{path}: `{tag}`: a filter in hx-trigger needs eval");
            let elsewhere = tag.contains("src=\"http") || tag.contains("src=\"//");
            assert!(!elsewhere, "{path}: `{tag}` loads from another host");
        }
    }
}

/// Raw markup may come from these places only.
const RAW_ALLOWED: [(&str, &str); 1] = [("pages/doc.html", "body|safe")];

#[test]
fn raw_markup_comes_only_from_where_it_is_known_to_be_ours() {
    for (path, text) in files("templates") {
        let uses = text.matches("|safe").count() + text.matches("| safe").count();
        let allowed = RAW_ALLOWED
            .iter()
            .filter(|(file, _)| path.ends_with(file))
            .map(|(_, use_)| text.matches(use_).count())
            .sum::<usize>();
        assert_eq!(uses, allowed, "{path}: `|safe` that is not on the list");
        assert!(!text.contains("escape none") && !text.contains("e(\"none\")"), "{path}");
    }
}

#[test]
fn ids_are_not_made_of_what_people_wrote() {
    for (path, text) in files("templates") {
        for part in text.split(" id=\"").skip(1) {
            let id = part.split('"').next().unwrap_or_default();
            assert!(!id.contains(' ') || id.contains("{{"), "{path}: the id `{id}` has a space");
            assert!(!id.contains(".title") && !id.contains(".label"), "{path}: id `{id}`");
        }
    }
}

/// The names in `icon("…")` and `icon: "…"`.
fn icons_of(text: &str) -> impl Iterator<Item = &str> {
    let after = |mark: &'static str| text.split(mark).skip(1);
    let all = after("icon(\"").chain(after("icon: \""));
    all.filter_map(|it| it.split_once('"')).map(|(name, _)| name)
}

#[test]
fn every_icon_that_is_named_is_there() {
    let known: Vec<&str> = crate::icons::names().collect();
    let ours = files("templates").into_iter().chain(files("src/pages"));
    for (path, text) in ours {
        for name in icons_of(&text) {
            assert!(known.contains(&name), "{path}: no assets/icons/{name}.svg");
        }
    }
    for category in domain::taxonomy::categories() {
        assert!(known.contains(&category.icon()), "{}", category.icon());
    }
}

#[test]
fn the_tag_reader_sees_through_template_marks() {
    let found = tags("<a href=\"{{ x }}\"{% if a > b %} class=\"c\"{% endif %}>t</a>");
    assert_eq!(found, ["<a href=\"·\"· class=\"c\"·>", "</a>"]);
}
