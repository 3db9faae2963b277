//! What people would type: whole needs of the demo market's briefs, and short searches.

use std::fmt::Write;

use domain::{lang::Lang, taxonomy};
use marketplace_api::{
    demo::{self, Size},
    services::seed::DEMO_SEED,
};

/// What is typed: needs and skills, in both languages, in a fixed mixed order.
pub(crate) fn texts() -> Vec<(Lang, String)> {
    let mut texts = Vec::new();
    for brief in demo::market(DEMO_SEED, Size::STANDARD).briefs() {
        texts.extend(brief.title.langs().map(|(lang, title)| (lang, title.to_owned())));
    }
    for (index, skill) in taxonomy::skills().iter().enumerate() {
        let lang = if index % 2 == 0 { Lang::Es } else { Lang::En };
        texts.push((lang, skill.label(lang).to_owned()));
    }
    mixed(&texts)
}

/// Paths of searches, in a fixed mixed order: needs in both languages, skills, filters.
pub(crate) fn paths() -> Vec<String> {
    let texts = texts().into_iter().enumerate().map(|(index, (lang, text))| {
        let filter = if index % 8 == 0 { "&price_max=900" } else { "" };
        format!("/api/v1/search?lang={lang}&q={}{filter}", encode(&text))
    });
    let categories = taxonomy::categories().iter();
    let categories =
        categories.map(|it| format!("/api/v1/search?category={}&sort=newest", it.slug()));
    mixed(&texts.chain(categories).collect::<Vec<_>>())
}

/// Neighbours in the list should not be neighbours in time.
fn mixed<T: Clone>(list: &[T]) -> Vec<T> {
    (0..list.len()).map(|it| list[(it * 67) % list.len()].clone()).collect()
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

/// For a query string.
pub(crate) fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _infallible = write!(out, "%{byte:02X}");
        }
        out
    })
}
