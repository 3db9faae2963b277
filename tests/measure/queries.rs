//! What people would type: whole needs of the demo market's briefs, and short searches.

use std::fmt::Write;

use domain::{lang::Lang, taxonomy};
use marketplace_api::{
    demo::{self, Size},
    services::seed::DEMO_SEED,
};

/// Paths of searches, in a fixed mixed order: needs in both languages, skills, filters.
pub(crate) fn paths() -> Vec<String> {
    let mut paths = Vec::new();
    for brief in demo::market(DEMO_SEED, Size::STANDARD).briefs() {
        for (lang, title) in brief.title.langs() {
            paths.push(format!("/api/v1/search?lang={lang}&q={}", encode(title)));
        }
    }
    for (index, skill) in taxonomy::skills().iter().enumerate() {
        let lang = if index % 2 == 0 { Lang::Es } else { Lang::En };
        let filter = if index % 5 == 0 { "&price_max=900" } else { "" };
        let text = encode(skill.label(lang));
        paths.push(format!("/api/v1/search?lang={lang}&q={text}{filter}"));
    }
    for category in taxonomy::categories() {
        paths.push(format!("/api/v1/search?category={}&sort=newest", category.slug()));
    }
    // Neighbours in the list should not be neighbours in time.
    let count = paths.len();
    (0..count).map(|it| paths[(it * 67) % count].clone()).collect()
}

/// The same searches, each with an upper price that no other has: answers that are kept do not serve
/// for them.
pub(crate) fn never_asked_before() -> Vec<String> {
    const TIMES: usize = 50;
    let paths = paths();
    let all = paths.iter().cycle().take(paths.len() * TIMES).enumerate();
    all.map(|(number, path)| {
        let path = path.replace("&price_max=900", "");
        format!("{path}&price_max={}", 1_000_000 + number)
    })
    .collect()
}

/// The needs and skills, as language and encoded text.
pub(crate) fn texts() -> Vec<(Lang, String)> {
    let in_path = |path: &String| {
        let lang = if path.contains("lang=es") { Lang::Es } else { Lang::En };
        let text = path.split("&q=").nth(1)?;
        Some((lang, text.split('&').next().unwrap_or(text).to_owned()))
    };
    paths().iter().filter_map(in_path).collect()
}

fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _infallible = write!(out, "%{byte:02X}");
        }
        out
    })
}
