//! Spanish and English say the same things, and every key that is used exists.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::lint::{files, read};
use crate::pages::docs;

/// Key to the arguments it takes.
fn words(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("i18n").join(lang);
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut key = String::new();
        for line in text.lines() {
            let starts = line.starts_with(|it: char| it.is_ascii_lowercase());
            if let Some((name, _)) = line.split_once(" = ").filter(|_| starts) {
                name.clone_into(&mut key);
                let twice = found.insert(key.clone(), BTreeSet::new());
                assert!(twice.is_none(), "{lang}: `{key}` is written twice");
            }
            if let Some(args) = found.get_mut(&key) {
                args.extend(line.split('$').skip(1).map(|it| {
                    it.chars().take_while(char::is_ascii_alphanumeric).collect::<String>()
                }));
            }
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_arguments() {
    assert_eq!(words("es"), words("en"));
}

#[test]
fn every_key_is_used_and_every_key_used_exists() {
    let known = words("es");
    let mut sources: Vec<(String, String)> = Vec::new();
    for folder in ["templates", "src"] {
        sources.extend(files(folder).into_iter().filter(|(path, _)| !path.contains("/tests/")));
    }
    for key in known.keys() {
        let quoted = format!("\"{key}\"");
        let used = sources.iter().any(|(_, text)| text.contains(&quoted));
        assert!(used, "`{key}` is in i18n/ but no page says it");
    }
    for (path, text) in &sources {
        for call in [".tr(\"", ".num(\"", ".with(\"", ".args(\""] {
            for part in text.split(call).skip(1) {
                let key = part.split('"').next().unwrap_or_default();
                let is_preference = path.ends_with(".html") && part.starts_with("lang")
                    || part.starts_with("theme\",")
                    || part.starts_with("demo\"");
                let looks_like_key = path.ends_with(".html") || path.contains("/pages");
                let missing = looks_like_key && !is_preference && !known.contains_key(key);
                assert!(!missing, "{path}: there are no words for `{key}`");
            }
        }
    }
}

#[test]
fn pages_of_text_have_the_same_sections_in_both_languages() {
    use domain::lang::Lang;
    for doc in &docs::ALL {
        let shape = |lang| {
            let tags = ["<h1", "<h2", "<p", "<li", "<a href"];
            tags.map(|tag| doc.body(lang).matches(tag).count())
        };
        assert_eq!(shape(Lang::Es), shape(Lang::En), "{}", doc.path);
        assert_eq!(shape(Lang::Es)[0], 1, "{} has one h1", doc.path);
    }
}

#[test]
fn a_translation_is_not_the_original() {
    let line = |lang: &str, key: &str| {
        let file = read(&format!("i18n/{lang}/errors.ftl"));
        file.lines().find(|it| it.starts_with(&format!("{key} = "))).map(str::to_owned)
    };
    for words in crate::error::WORDS {
        for key in [words.title, words.text] {
            assert_ne!(line("es", key), line("en", key), "{key}");
            assert!(line("es", key).is_some(), "{key}");
        }
    }
}
