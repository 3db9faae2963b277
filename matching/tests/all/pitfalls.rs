//! What a naive engine gets wrong, one test each. The numbers are those of the design's list.

use std::{collections::BTreeMap, time::Instant};

use matching::{
    engine::Engine,
    types::{Answer, Change, Doc, Lang, Phases, Query, Reason},
};
use proptest::prelude::*;

use crate::corpus::{doc, en, engine, es, keys, put, query, search, text};

fn timeless(answer: Answer) -> Answer {
    Answer { phases: Phases::default(), ..answer }
}

/// 8: one word in every field does not beat two words of the query.
#[test]
fn fields_do_not_add_up_to_a_second_word() {
    let word = "chatbot";
    let everywhere = Doc {
        texts: vec![text(Lang::Es, word, word, "chatbot chatbot chatbot chatbot chatbot chatbot")],
        labels: vec![word.into()],
        owner_name: word.into(),
        ..doc("everywhere")
    };
    let both = es("both", "Servicio", "Hacemos un chatbot para tu negocio dental.");
    let other = es("other", "Ayuda dental", "Nada más.");
    let engine = engine(&[everywhere, both, other]);
    assert_eq!(keys(&search(&engine, "chatbot dental"))[0], "both");
}

/// 8: synonyms and translations of a word are one idea, not several hits.
#[test]
fn names_of_one_idea_do_not_add_up() {
    let engine = engine(&[
        en("names", "Chatbot", "chat bot conversational bot chatbot bots chatbots"),
        en("ideas", "Helper", "A chatbot for your invoices."),
        en("third", "Invoices", ""),
    ]);
    assert_eq!(keys(&search(&engine, "chatbot facturas"))[0], "ideas");
}

/// 9: with accents, without them, one or many: the same listings.
#[test]
fn accents_and_plurals_meet() {
    let engine = engine(&[
        es("a", "Aplicación de facturación", ""),
        es("b", "Aplicaciones de Facturacion", ""),
        es("c", "Consultoría", ""),
    ]);
    for typed in ["aplicación", "aplicacion", "aplicaciones", "FACTURACIÓN", "facturaciones"] {
        let answer = search(&engine, typed);
        let mut found = keys(&answer);
        found.sort_unstable();
        assert_eq!(found, ["a", "b"], "{typed}");
    }
    assert_eq!(keys(&search(&engine, "consultorias")), ["c"]);
}

/// 10: no language is hidden, whatever the reader reads.
#[test]
fn short_queries_find_both_languages() {
    let engine = engine(&[
        es("es", "Chatbot con API y OCR de facturas", ""),
        en("en", "Chatbot with API and OCR for invoices", ""),
    ]);
    for typed in ["chatbot", "API", "OCR facturas", "ocr invoices"] {
        for lang in [None, Some(Lang::Es), Some(Lang::En)] {
            let answer = engine.search(&Query { lang, ..query(typed) }).unwrap();
            assert_eq!(answer.total.count, 2, "{typed} {lang:?}");
        }
    }
}

/// 11: what was typed beats what was probably meant, other things equal.
#[test]
fn an_exact_word_beats_a_corrected_one() {
    let mut docs: Vec<Doc> = (0..300).map(|n| es(&format!("k{n:03}"), "Facturas", "")).collect();
    docs.push(es("rare", "Facturaz", ""));
    let engine = engine(&docs);

    let answer = search(&engine, "facturaz");

    assert_eq!(keys(&answer)[0], "rare");
    assert!(answer.total.count > 1, "the neighbour is offered as well");
    assert_eq!(answer.corrections[0].used, "facturas");
    assert!(answer.matches[0].score > answer.matches[1].score);
    assert!(matches!(answer.matches[0].reasons[0], Reason::Title { .. }));
    assert!(matches!(answer.matches[1].reasons[0], Reason::Corrected { .. }));
}

/// 12: scores depend on the documents that are there, not on those that were.
#[test]
fn the_dead_do_not_count() {
    let living: Vec<Doc> = (0..40)
        .map(|n| {
            es(&format!("k{n:02}"), ["Chatbot dental", "Agente de voz"][n % 2], "para clínicas")
        })
        .collect();
    let ask = |engine: &Engine| {
        ["chatbot", "agente dental clínica", ""]
            .map(|typed| timeless(search(engine, typed)).matches)
    };
    let straight = engine(&living);

    let crooked = Engine::open(None, &["category", "skill"]).unwrap();
    for (n, doc) in (1..).zip(living.iter().rev()) {
        let passing = es(&format!("gone {n}"), "Chatbot dental chatbot", "voz voz voz");
        let older = Doc { texts: vec![text(Lang::En, "Something else", "", "")], ..doc.clone() };
        crooked.apply(vec![put(&passing), put(&older)], n).unwrap();
        crooked.apply(vec![put(doc), Change::Remove(passing.key)], n).unwrap();
    }
    assert_eq!(ask(&crooked), ask(&straight));

    crooked.replace_all(living.into_iter(), 99, |_| ()).unwrap();
    assert_eq!(ask(&crooked), ask(&straight));
}

/// 13: edit by edit, segments stay few.
#[test]
fn many_small_edits_leave_few_segments() {
    let engine = engine(&[es("a", "Chatbot", "")]);
    for n in 0..150 {
        engine.apply(vec![put(&es(&format!("k{}", n % 50), "Agente de voz", ""))], n).unwrap();
        assert!(engine.stats().segments <= 8, "{} after {n} edits", engine.stats().segments);
    }
    assert_eq!((engine.len(), search(&engine, "agente").total.count), (51, 50));
}

#[derive(Debug, Clone)]
enum Edit {
    Put(u8, usize),
    Remove(u8),
    Rebuild,
}

fn edits() -> impl Strategy<Value = Vec<Vec<Edit>>> {
    let edit = prop_oneof![
        6 => (0_u8..12, 0..TITLES.len()).prop_map(|(key, title)| Edit::Put(key, title)),
        3 => (0_u8..12).prop_map(Edit::Remove),
        1 => Just(Edit::Rebuild),
    ];
    prop::collection::vec(prop::collection::vec(edit, 0..4), 1..12)
}

const TITLES: [&str; 4] = ["Chatbot", "Agente de voz", "Dental clinic", "Facturas"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// 14: what was written is read, at once, and nothing else is.
    #[test]
    fn a_search_sees_what_was_applied(batches in edits()) {
        let engine = engine(&[]);
        let mut model: BTreeMap<String, usize> = BTreeMap::new();
        for (batch, position) in batches.iter().zip(1..) {
            let mut changes = Vec::new();
            for edit in batch {
                match edit {
                    Edit::Put(key, title) => {
                        let key = format!("k{key}");
                        changes.push(put(&es(&key, TITLES[*title], "")));
                        model.insert(key, *title);
                    }
                    Edit::Remove(key) => {
                        changes.push(Change::Remove(format!("k{key}")));
                        model.remove(&format!("k{key}"));
                    }
                    Edit::Rebuild => {
                        engine.apply(std::mem::take(&mut changes), position).unwrap();
                        let docs: Vec<Doc> =
                            model.iter().map(|(key, title)| es(key, TITLES[*title], "")).collect();
                        engine.replace_all(docs.into_iter(), position, |_| ()).unwrap();
                    }
                }
            }
            engine.apply(changes, position).unwrap();

            prop_assert_eq!((engine.len(), engine.position()), (model.len() as u64, position));
            for (typed, title) in ["chatbot", "voz", "clinic", "factura"].iter().zip(0..) {
                let answer = search(&engine, typed);
                let mut found = keys(&answer);
                found.sort_unstable();
                let wanted: Vec<&str> = model
                    .iter()
                    .filter(|(_, it)| **it == title)
                    .map(|(key, _)| key.as_str())
                    .collect();
                prop_assert_eq!(found, wanted);
            }
        }
    }
}

/// 31: saying a word a thousand times does not put a listing above one that is about it.
#[test]
fn stuffing_does_not_pay() {
    let stuffed = es("stuffed", "Servicios", &"chatbot ".repeat(5_000));
    let engine =
        engine(&[stuffed, es("honest", "Chatbot para tiendas", "Responde a tus clientes.")]);
    assert_eq!(keys(&search(&engine, "chatbot")), ["honest", "stuffed"]);
}

/// 31: operators are text, and a query of ten thousand words is answered like one of thirty-two.
#[test]
fn hostile_queries_are_answered() {
    let mut docs: Vec<Doc> = (0..200).map(|n| es(&format!("k{n}"), "Chatbot", "dental")).collect();
    docs.push(es("odd", "a\0b\u{202e}c", "\u{feff}"));
    let engine = engine(&docs);
    let long = (0..10_000).map(|n| format!("palabra{n}")).collect::<Vec<_>>().join(" ");
    for typed in [
        long.as_str(),
        &"chatbot ".repeat(10_000),
        "chatbot AND (dental OR *) -nada ~2 ^3 [a TO b] field:x \"",
        ".*",
        "chat\u{200d}bot",
        "\u{202e}tobtahc",
        "\0\u{1}\u{7f}",
        "((((((((((",
        "👩‍⚕️ 牙科 聊天机器人 зуб",
        &"a".repeat(100_000),
        &"á\u{301}".repeat(5_000),
    ] {
        let began = Instant::now();
        let answer = engine.search(&query(typed)).unwrap();
        assert!(began.elapsed().as_secs() < 2, "{typed:.40}");
        assert!(answer.matches.len() <= 20);
    }
    assert_eq!(search(&engine, "chat\u{200d}bot").total.count, 200);
    let operators = "chatbot AND (dental OR *) -nada ~2 ^3 [a TO b] field:x \"";
    assert_eq!(search(&engine, operators).total.count, 200);
}

/// The long tail of a query of six words is not what was asked for, in results or in counts.
#[test]
fn one_common_word_of_six_is_not_enough() {
    let mut docs: Vec<Doc> =
        (0..60).map(|n| es(&format!("tail{n}"), "Servicio", "cliente")).collect();
    docs.push(es("right", "Agente de voz para reservas en restaurante", "atiende a cada cliente"));
    let engine = engine(&docs);
    assert_eq!(
        keys(&search(&engine, "agente voz reservas restaurante cliente servicio")),
        ["right"]
    );

    // Where nothing has more than one of them, one must do.
    let far = ["Patagonia", "Zanzíbar", "Groenlandia"].map(|it| es(it, it, ""));
    engine.apply(far.iter().map(put).collect(), 2).unwrap();
    assert_eq!(search(&engine, "patagonia zanzíbar groenlandia").total.count, 3);
}

/// 10: a sentence says in which language a word is meant; the other reading comes later, not never.
#[test]
fn the_unlikely_reading_of_a_word_comes_second() {
    let engine = engine(&[en("past", "Actual figures", ""), en("now", "Current figures", "")]);
    let typed = "quiero una previsión con la situación actual de la empresa";
    assert_eq!(keys(&search(&engine, typed)), ["now", "past"]);
    assert_eq!(keys(&search(&engine, "I want the actual figures"))[0], "past");
}

/// A compound that nobody writes as one word is its words.
#[test]
fn a_compound_nobody_writes_is_taken_apart() {
    let engine = engine(&[es("a", "Montador de muebles", ""), en("b", "Back-end developer", "")]);
    assert_eq!(keys(&search(&engine, "montador-instalador")), ["a"]);
    for typed in ["backend", "back-end", "back end"] {
        assert_eq!(keys(&search(&engine, typed)), ["b"], "{typed}");
    }
}

/// Words that neither list of translations has are guessed by their sound, if the index has them.
#[test]
fn words_that_sound_alike_meet() {
    let engine = engine(&[en("a", "Tribology and lubrication", ""), es("b", "Criogenista", "")]);
    assert_eq!(keys(&search(&engine, "tribología")), ["a"]);
    assert_eq!(keys(&search(&engine, "cryogenist")), ["b"]);
}
