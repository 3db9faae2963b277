//! What the site says, in Spanish and in English. The words are in `i18n/{es,en}/*.ftl`.
//!
//! **Invariant:** both languages have the same keys and every key used exists; `tests/i18n.rs`
//! fails otherwise. A missing key therefore shows itself here, not to a visitor.

use std::{borrow::Cow, collections::HashMap};

use domain::{lang::Lang, money::Money, time::Timestamp};
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid};

use crate::fmt;

fluent_templates::static_loader! {
    static WORDS = {
        locales: "./i18n",
        fallback_language: "en",
        // The marks fluent puts around arguments show up in copied text and in `<title>`.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ES: LanguageIdentifier = langid!("es");
static EN: LanguageIdentifier = langid!("en");

/// The language of one page: words, numbers, money and dates. Every template has one, named `t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct T {
    lang: Lang,
}

/// A whole number a sentence can be about.
pub trait Count {
    fn count(&self) -> i64;
}

macro_rules! counts {
    ($($kind:ty),+) => {$(
        impl Count for $kind {
            fn count(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )+};
}
counts!(u8, u16, u32, u64, usize, i32, i64);

impl<N: Count> Count for &N {
    fn count(&self) -> i64 {
        (**self).count()
    }
}

impl T {
    pub fn new(lang: Lang) -> T {
        T { lang }
    }

    pub fn lang(self) -> Lang {
        self.lang
    }

    /// For `<html lang>` and `hreflang`.
    pub fn code(self) -> &'static str {
        self.lang.code()
    }

    pub fn is_es(self) -> bool {
        self.lang == Lang::Es
    }

    /// The words for `key`.
    pub fn tr(self, key: &str) -> String {
        WORDS.lookup(self.id(), key)
    }

    /// The words for `key` about `n` things: `{ $n }` chooses the plural, `{ $count }` is `n` as
    /// written in this language.
    pub fn num(self, key: &str, n: impl Count) -> String {
        let n = n.count();
        let args = HashMap::from([
            (Cow::from("n"), FluentValue::from(n)),
            (Cow::from("count"), FluentValue::from(self.int(n))),
        ]);
        WORDS.lookup_with_args(self.id(), key, &args)
    }

    /// The words for `key` with `{ $what }` in them.
    pub fn with(self, key: &str, what: impl AsRef<str>) -> String {
        self.args(key, &[("what", what.as_ref())])
    }

    /// The words for `key` with several texts in them.
    pub fn args(self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue> = args
            .iter()
            .map(|(name, value)| (Cow::from(*name), FluentValue::from((*value).to_owned())))
            .collect();
        WORDS.lookup_with_args(self.id(), key, &args)
    }

    /// `1.234` or `1,234`.
    pub fn int(self, n: impl Count) -> String {
        fmt::int(self.lang, n.count())
    }

    /// `1.234,50 €` or `€1,234.50`.
    pub fn money(self, money: &Money) -> String {
        fmt::money(self.lang, *money)
    }

    /// Without the cents when there are none: `1.234 €`, but `1.234,50 €`.
    pub fn price(self, money: &Money) -> String {
        fmt::price(self.lang, *money)
    }

    /// `22 nov 2026`.
    pub fn date(self, at: &Timestamp) -> String {
        fmt::date(self.lang, *at)
    }

    /// `22 nov 2026, 23:45`, on the clocks of a time zone.
    pub fn moment(self, at: Timestamp, zone: &str) -> String {
        fmt::moment(self.lang, at, zone)
    }

    /// `2026-11-22`, for `<time datetime>`.
    pub fn iso_date(self, at: &Timestamp) -> String {
        fmt::iso_date(*at)
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self.lang {
            Lang::Es => &ES,
            Lang::En => &EN,
        }
    }
}

/// The language to answer in: what the address says, else what was chosen before, else what the
/// browser asks for, else Spanish. (The setting of an account comes between the second and the
/// third; see `Shell`.)
pub(crate) fn choose(
    address: Option<&str>,
    cookie: Option<&str>,
    accept_language: Option<&str>,
) -> Lang {
    let parse = |text: &str| text.parse::<Lang>().ok();
    address
        .and_then(parse)
        .or_else(|| cookie.and_then(parse))
        .or_else(|| accept_language.and_then(preferred))
        .unwrap_or(Lang::Es)
}

/// The first of our languages in order of the client's liking (RFC 9110 §12.5.4).
fn preferred(header: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for offer in header.split(',') {
        let mut parts = offer.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
        let primary = tag.split('-').next().unwrap_or_default();
        let quality = parts.find_map(|it| it.strip_prefix("q=")?.parse::<f32>().ok());
        let quality = quality.unwrap_or(1.0);
        let Ok(lang) = primary.parse::<Lang>() else { continue };
        if quality > 0.0 && best.is_none_or(|(known, _)| quality > known) {
            best = Some((quality, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_wins_over_everything() {
        let lang = choose(Some("en"), Some("es"), Some("es-ES"));
        assert_eq!(lang, Lang::En);
    }

    #[test]
    fn a_chosen_language_wins_over_the_browser() {
        assert_eq!(choose(None, Some("en"), Some("es")), Lang::En);
        assert_eq!(choose(None, None, Some("en-GB,en;q=0.9")), Lang::En);
        assert_eq!(choose(None, None, None), Lang::Es);
    }

    #[test]
    fn a_language_we_do_not_speak_is_passed_over() {
        assert_eq!(choose(Some("fr"), Some("xx"), Some("fr, en;q=0.2")), Lang::En);
        assert_eq!(preferred("de, fr;q=0.8"), None);
        assert_eq!(preferred("en;q=0, es;q=0.1"), Some(Lang::Es));
        assert_eq!(preferred("es-419;q=0.9, en;q=0.8"), Some(Lang::Es));
        assert_eq!(preferred(";;q=,\u{7f}"), None);
    }

    #[test]
    fn a_number_chooses_its_plural_and_is_written_as_people_write_it() {
        let (es, en) = (T::new(Lang::Es), T::new(Lang::En));
        assert_eq!(es.num("n-services", 1), "1 servicio");
        assert_eq!(es.num("n-services", 1_234), "1.234 servicios");
        assert_eq!(en.num("n-services", 1), "1 service");
        assert_eq!(en.num("n-services", 0), "0 services");
    }

    #[test]
    fn a_text_in_a_sentence_carries_no_invisible_marks() {
        let said = T::new(Lang::En).with("page-title", "Ranking");
        assert_eq!(said, "Ranking · Lonja");
    }
}
