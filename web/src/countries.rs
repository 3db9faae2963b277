//! What countries are called. The names are in `countries.txt`, one line each, and follow the
//! Unicode CLDR.

use domain::{country::Country, lang::Lang};

const NAMES: &str = include_str!("countries.txt");

/// The name of a country; its code when it has none.
pub fn name(country: Country, lang: Lang) -> &'static str {
    let line = lines().find(|(code, ..)| *code == country.code());
    match (line, lang) {
        (Some((_, es, _)), Lang::Es) => es,
        (Some((_, _, en)), Lang::En) => en,
        (None, _) => country.code(),
    }
}

/// All countries by name, for a list to choose from.
pub fn sorted(lang: Lang) -> Vec<(Country, &'static str)> {
    let mut all: Vec<_> = Country::all().map(|it| (it, name(it, lang))).collect();
    all.sort_by_key(|(_, name)| name.to_lowercase().replace(['Á', 'á'], "a"));
    all
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    NAMES.lines().filter_map(|line| {
        let mut parts = line.split('|').map(str::trim);
        Some((parts.next()?, parts.next()?, parts.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_name_in_both_languages() {
        for country in Country::all() {
            for lang in Lang::ALL {
                let name = name(country, lang);
                assert!(name.chars().count() > 2, "{country} is `{name}` in {lang}");
            }
        }
        assert_eq!(lines().count(), Country::all().count());
    }

    #[test]
    fn a_list_to_choose_from_is_in_order() {
        let spanish: Vec<&str> = sorted(Lang::Es).into_iter().map(|(_, name)| name).collect();
        let at = |name: &str| spanish.iter().position(|it| *it == name).unwrap();
        assert!(at("Alemania") < at("España") && at("España") < at("Francia"));
        assert_eq!(name("GB".parse().unwrap(), Lang::Es), "Reino Unido");
    }
}
