//! The fast path looks at rough scores first; what it loses by that, against scoring everything exactly.

use std::collections::HashSet;

use matching::{
    measure::chance::Dice,
    types::{Doc, Lang, Query},
};

use crate::corpus::{doc, engine, query, text};

const ES: [&str; 24] = [
    "automatización",
    "facturas",
    "chatbot",
    "clínica",
    "datos",
    "traducción",
    "voz",
    "imágenes",
    "ventas",
    "contratos",
    "inventario",
    "reseñas",
    "pronóstico",
    "soporte",
    "correo",
    "calendario",
    "panadería",
    "logística",
    "abogados",
    "hoteles",
    "encuestas",
    "informes",
    "pagos",
    "catálogo",
];
const EN: [&str; 24] = [
    "automation",
    "invoices",
    "chatbot",
    "clinic",
    "data",
    "translation",
    "voice",
    "images",
    "sales",
    "contracts",
    "inventory",
    "reviews",
    "forecast",
    "support",
    "mail",
    "calendar",
    "bakery",
    "logistics",
    "lawyers",
    "hotels",
    "surveys",
    "reports",
    "payments",
    "catalogue",
];

/// Some words are said often, most seldom; one in three is of a trade nobody translates.
fn words(dice: &mut Dice, lang: Lang, count: usize) -> String {
    let all = if lang == Lang::Es { &ES } else { &EN };
    let word = |dice: &mut Dice| {
        let part = dice.fraction();
        let letter = |it: usize| char::from(b"bdfgklmnprtz"[it % 12]);
        if dice.below(3) == 0 {
            let at = (part * part * 1_500.0) as usize;
            format!("{}o{}u{}i{}", letter(at), letter(at / 12), letter(at / 5), letter(at / 144))
        } else {
            all[((part * part) * all.len() as f64) as usize].to_owned()
        }
    };
    (0..count).map(|_| word(dice)).collect::<Vec<String>>().join(" ")
}

fn market(dice: &mut Dice) -> Vec<Doc> {
    let make = |at: usize| {
        let lang = if dice.below(2) == 0 { Lang::Es } else { Lang::En };
        let (title, summary) = (2 + dice.below(4), dice.below(12));
        let body = dice.below(80);
        let texts = vec![text(
            lang,
            &words(dice, lang, title),
            &words(dice, lang, summary),
            &words(dice, lang, body),
        )];
        Doc { texts, ..doc(&format!("{at:05}")) }
    };
    (0..3_000).map(make).collect()
}

/// The part of the best `best` by exact scores that stands in the first `until`.
fn recall(best: usize, until: usize) -> f64 {
    let mut dice = Dice::new(11);
    let engine = engine(&market(&mut dice));
    let (mut kept, mut all) = (0, 0);
    for number in 0..60 {
        let lang = if number % 2 == 0 { Lang::Es } else { Lang::En };
        let count = 1 + dice.below(7);
        let text = words(&mut dice, lang, count);
        let query = Query { limit: until, lang: Some(lang), ..query(&text) };

        let fast = engine.search(&query).expect("any text is fine");
        let slow = engine.search_exhaustively(&query);

        let fast: HashSet<&str> = fast.matches.iter().map(|it| it.key.as_str()).collect();
        let best = &slow[..best.min(slow.len())];
        kept += best.iter().filter(|it| fast.contains(it.0.as_str())).count();
        all += best.len();
    }
    assert!(all > 300, "{all} results are too few to tell");
    kept as f64 / all as f64
}

#[test]
fn the_best_two_hundred_are_among_the_first_thousand() {
    let recall = recall(200, 1_000);
    assert!(recall >= 0.99, "{recall:.4}");
}

/// The first block is put in exact order: this is what a reader's first page depends on.
#[test]
fn the_best_ten_are_in_the_first_block() {
    let recall = recall(10, 100);
    assert!(recall >= 0.98, "{recall:.4}");
}
