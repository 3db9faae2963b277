//! Spanish and English, equal. Text may exist in one of them or in both; the original is never
//! hidden because a translation is missing.

use std::{fmt, str::FromStr};

use crate::named;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    Es,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Es, Lang::En];

    pub fn code(self) -> &'static str {
        match self {
            Lang::Es => "es",
            Lang::En => "en",
        }
    }

    pub fn other(self) -> Lang {
        match self {
            Lang::Es => Lang::En,
            Lang::En => Lang::Es,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language we speak; use `es` or `en`")]
pub struct UnknownLang(pub String);

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(text: &str) -> Result<Lang, UnknownLang> {
        Lang::ALL
            .into_iter()
            .find(|it| it.code() == text)
            .ok_or_else(|| UnknownLang(text.to_owned()))
    }
}

/// Something said in Spanish, in English, or in both. At least one is always there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Localized<T> {
    es: Option<T>,
    en: Option<T>,
}

impl<T> Localized<T> {
    /// `None` when neither language is given: there is nothing to show.
    pub fn new(es: Option<T>, en: Option<T>) -> Option<Localized<T>> {
        (es.is_some() || en.is_some()).then_some(Localized { es, en })
    }

    pub fn one(lang: Lang, text: T) -> Localized<T> {
        match lang {
            Lang::Es => Localized { es: Some(text), en: None },
            Lang::En => Localized { es: None, en: Some(text) },
        }
    }

    pub fn both(es: T, en: T) -> Localized<T> {
        Localized { es: Some(es), en: Some(en) }
    }

    pub fn get(&self, lang: Lang) -> Option<&T> {
        match lang {
            Lang::Es => self.es.as_ref(),
            Lang::En => self.en.as_ref(),
        }
    }

    /// The text for a reader of `lang`, with the language it is really in.
    pub fn best(&self, lang: Lang) -> (Lang, &T) {
        let wanted = self.get(lang).map(|it| (lang, it));
        let other = self.get(lang.other()).map(|it| (lang.other(), it));
        wanted.or(other).expect("Localized::new refuses an empty pair")
    }

    pub fn langs(&self) -> impl Iterator<Item = (Lang, &T)> {
        Lang::ALL.into_iter().filter_map(|lang| Some((lang, self.get(lang)?)))
    }
}

named!(/// A language people work in. Listings and profiles name them; the site itself speaks [`Lang`].
Spoken {
    Es = "es",
    En = "en",
    Ca = "ca",
    Eu = "eu",
    Gl = "gl",
    Pt = "pt",
    Fr = "fr",
    It = "it",
    De = "de",
    Nl = "nl",
    Pl = "pl",
    Ro = "ro",
    Uk = "uk",
    Ar = "ar",
    Zh = "zh",
    Ja = "ja",
});

impl Spoken {
    /// What it is called in `lang`, as inside a sentence.
    pub fn name(self, lang: Lang) -> &'static str {
        let (es, en) = match self {
            Spoken::Es => ("español", "Spanish"),
            Spoken::En => ("inglés", "English"),
            Spoken::Ca => ("catalán", "Catalan"),
            Spoken::Eu => ("euskera", "Basque"),
            Spoken::Gl => ("gallego", "Galician"),
            Spoken::Pt => ("portugués", "Portuguese"),
            Spoken::Fr => ("francés", "French"),
            Spoken::It => ("italiano", "Italian"),
            Spoken::De => ("alemán", "German"),
            Spoken::Nl => ("neerlandés", "Dutch"),
            Spoken::Pl => ("polaco", "Polish"),
            Spoken::Ro => ("rumano", "Romanian"),
            Spoken::Uk => ("ucraniano", "Ukrainian"),
            Spoken::Ar => ("árabe", "Arabic"),
            Spoken::Zh => ("chino", "Chinese"),
            Spoken::Ja => ("japonés", "Japanese"),
        };
        match lang {
            Lang::Es => es,
            Lang::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_translation_shows_the_original() {
        let only_english = Localized::one(Lang::En, "bot");
        assert_eq!(only_english.best(Lang::Es), (Lang::En, &"bot"));
    }

    #[test]
    fn nothing_in_no_language_is_refused() {
        assert!(Localized::<String>::new(None, None).is_none());
    }
}
