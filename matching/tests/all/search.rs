//! Finding things.

use matching::types::{Correction, Doc, Filter, Lang, Query, Reason, Sort};

use crate::corpus::{doc, en, engine, es, keys, put, query, search, text};

#[test]
fn a_spanish_need_finds_an_english_listing() {
    let engine = engine(&[
        en("dental", "Dental clinic chatbot", "Answers patients and books appointments."),
        en("other", "Logo design", "A logo for your brand."),
        es("voz", "Agente de voz", "Atiende llamadas."),
    ]);

    let answer = search(&engine, "chatbot para clínica dental");

    assert_eq!(keys(&answer), ["dental"]);
    let translated = answer.matches[0].reasons.iter().any(|it| {
        matches!(it, Reason::Translated { typed, used, .. } if typed == "clínica" && used == "clinic")
    });
    assert!(translated, "{:?}", answer.matches[0].reasons);
}

#[test]
fn whom_it_is_for_does_not_outweigh_what_it_is() {
    let mut docs = vec![
        es("both", "Bot de WhatsApp para clínicas dentales", ""),
        es("bot", "Bot de WhatsApp para academias", ""),
        es("norma", "ISO 27001 en una clínica dental", ""),
        es("gasto", "Recortar el gasto de una clínica dental", ""),
    ];
    docs.extend((0..60).map(|n| es(&format!("other {n}"), "Cuadro de mando de ventas", "")));
    docs.extend((0..12).map(|n| es(&format!("clinic {n}"), "Citas de una clínica", "")));
    docs.extend((0..4).map(|n| es(&format!("dental {n}"), "Archivo dental", "")));

    let answer = search(&engine(&docs), "bot de WhatsApp para una clínica dental");

    assert_eq!(keys(&answer)[..2], ["both", "bot"]);
}

#[test]
fn accents_may_be_left_out_and_added() {
    let engine =
        engine(&[es("a", "Automatización de facturación", ""), es("b", "Diseno grafico", "")]);
    assert_eq!(keys(&search(&engine, "automatizacion facturacion")), ["a"]);
    assert_eq!(keys(&search(&engine, "diseño gráfico")), ["b"]);
}

#[test]
fn a_slip_is_corrected_and_said() {
    let engine = engine(&[es("a", "Automatización de procesos", ""), es("b", "Chatbot", "")]);
    let answer = search(&engine, "autmatizacion");
    assert_eq!(keys(&answer), ["a"]);
    let used = "automatización".to_owned();
    assert_eq!(
        answer.corrections,
        [Correction { typed: "autmatizacion".into(), used: used.clone() }]
    );
    assert!(
        matches!(&answer.matches[0].reasons[0], Reason::Corrected { used: it, .. } if *it == used)
    );
}

#[test]
fn weights_of_reasons_add_up_to_the_score() {
    let rated = Doc {
        rating_mean: Some(4.9),
        rating_count: 50,
        created_at_ms: crate::corpus::NOW_MS,
        labels: vec!["chatbot".into()],
        owner_name: "Lucía Dental".into(),
        ..en("a", "Dental chatbot", "A chatbot for clinics")
    };
    let engine = engine(&[rated, en("b", "Logo", "design")]);

    let answer = search(&engine, "chatbot dental");

    let reasons = &answer.matches[0].reasons;
    let sum: f32 = reasons.iter().map(Reason::weight).sum();
    assert!((sum - 1.0).abs() < 1e-4, "{sum}: {reasons:?}");
    assert!(reasons.windows(2).all(|it| it[0].weight() >= it[1].weight()));
    assert!(matches!(&reasons[0], Reason::Title { terms, .. } if terms == &["chatbot", "dental"]));
}

#[test]
fn filters_are_or_within_a_field_and_and_across() {
    let of = |key, category: &str, skills: &[&str], price| Doc {
        facets: std::iter::once(("category".to_owned(), category.to_owned()))
            .chain(skills.iter().map(|it| ("skill".to_owned(), (*it).to_owned())))
            .collect(),
        price_minor: price,
        ..es(key, "Chatbot", "")
    };
    let engine = engine(&[
        of("a", "bots", &["rag", "python"], Some(10_000)),
        of("b", "bots", &["n8n"], Some(20_000)),
        of("c", "voice", &["rag"], Some(30_000)),
        of("d", "voice", &[], None),
    ]);
    let any = |field: &str, values: &[&str]| Filter::AnyOf {
        field: field.into(),
        values: values.iter().map(|it| (*it).to_owned()).collect(),
    };
    let found = |filters: Vec<Filter>| {
        let answer = engine.search(&Query { filters, ..query("chatbot") }).unwrap();
        let mut keys: Vec<String> = keys(&answer).into_iter().map(str::to_owned).collect();
        keys.sort();
        keys.concat()
    };

    assert_eq!(found(vec![]), "abcd");
    assert_eq!(found(vec![any("skill", &["rag", "n8n"])]), "abc");
    assert_eq!(found(vec![any("skill", &["rag"]), any("category", &["voice"])]), "c");
    assert_eq!(found(vec![any("skill", &["rag"]), any("skill", &["n8n"])]), "abc");
    assert_eq!(found(vec![any("skill", &["nobody has this"])]), "");
    assert_eq!(found(vec![Filter::PriceMinor { min: Some(20_000), max: None }]), "bc");
    assert_eq!(found(vec![Filter::PriceMinor { min: None, max: Some(20_000) }]), "ab");

    let unknown = engine.search(&Query { filters: vec![any("colour", &["red"])], ..query("") });
    assert_eq!(
        unknown.unwrap_err().to_string(),
        "there is no facet field `colour`; there are: category, skill"
    );
}

#[test]
fn orders_other_than_relevance_sort_by_their_column() {
    let of = |key, price, rating: Option<f32>, count, created_at_ms| Doc {
        price_minor: price,
        rating_mean: rating,
        rating_count: count,
        created_at_ms,
        ..es(key, "Chatbot", "")
    };
    let engine = engine(&[
        of("a", Some(300), Some(5.0), 1, 3),
        of("b", None, Some(4.8), 200, -1),
        of("c", Some(100), None, 0, 2),
        of("d", Some(300), Some(2.0), 40, 9),
    ]);
    let order = |sort| {
        let answer = engine.search(&Query { sort, ..query("chatbot") }).unwrap();
        keys(&answer).concat()
    };
    assert_eq!(order(Sort::PriceUp), "cadb");
    assert_eq!(order(Sort::PriceDown), "adcb");
    assert_eq!(order(Sort::Newest), "dacb");
    assert_eq!(order(Sort::Rating), "badc");
}

#[test]
fn no_words_means_browse() {
    let rated = |key, mean, count| Doc { rating_mean: Some(mean), rating_count: count, ..doc(key) };
    let fresh = Doc { created_at_ms: crate::corpus::NOW_MS, ..doc("fresh") };
    let engine = engine(&[rated("bad", 1.5, 90), rated("good", 4.9, 90), fresh, doc("plain")]);
    for nothing in ["", "   ", "¿?", "\u{200b}"] {
        assert_eq!(
            keys(&search(&engine, nothing)),
            ["fresh", "good", "plain", "bad"],
            "{nothing:?}"
        );
    }
}

#[test]
fn words_that_nobody_uses_find_nothing() {
    let engine = engine(&[es("a", "Chatbot", "")]);
    let answer = search(&engine, "xyzzyqqq");
    assert_eq!((answer.matches.len(), answer.total.count, answer.next), (0, 0, None));
}

#[test]
fn technical_words_are_found_however_they_are_written() {
    let engine = engine(&[
        en("node", "Node.js backend", ""),
        en("cpp", "C++ inference", ""),
        en("csharp", "C# bots", ""),
        en("n8n", "n8n workflows", ""),
        en("gpt", "GPT-4o assistant", ""),
    ]);
    for (typed, key) in [
        ("nodejs", "node"),
        ("node js", "node"),
        ("NODE.JS", "node"),
        ("c++", "cpp"),
        ("c#", "csharp"),
        ("N8N", "n8n"),
        ("gpt4o", "gpt"),
        ("gpt 4o", "gpt"),
    ] {
        assert_eq!(keys(&search(&engine, typed)), [key], "{typed}");
    }
}

#[test]
fn an_owner_is_found_by_name() {
    let named = Doc { owner_name: "Taller Quijote".into(), ..es("a", "Chatbot", "") };
    let engine = engine(&[named, es("b", "Chatbot", "")]);
    let answer = search(&engine, "quijote");
    assert_eq!(keys(&answer), ["a"]);
    assert!(
        matches!(&answer.matches[0].reasons[0], Reason::Owner { name, .. } if name == "Taller Quijote")
    );
}

#[test]
fn one_owner_does_not_fill_the_first_page() {
    let docs: Vec<Doc> = (0..30)
        .map(|n| Doc {
            owner: if n < 15 { "greedy".into() } else { format!("owner {n}") },
            ..es(
                &format!("k{n:02}"),
                "Chatbot dental",
                if n < 15 { "" } else { "y otras cosas más" },
            )
        })
        .collect();
    let engine = engine(&docs);
    let answer = search(&engine, "chatbot dental");
    let greedy = |found: &[&str]| found.iter().filter(|it| **it < "k15").count();
    assert_eq!(greedy(&keys(&answer)[..10]), 2);
    assert_eq!(greedy(&keys(&answer)[10..]), 10);
    assert_eq!(answer.total.count, 30);
}

#[test]
fn completions_are_labels_and_title_words_that_are_still_there() {
    let labelled =
        Doc { labels: vec!["WhatsApp Business".into()], ..es("a", "Automatización web", "") };
    let engine =
        engine(&[labelled, es("b", "Automatizaciones", ""), es("c", "Automatización", "")]);
    assert_eq!(engine.suggest("auto", None, 5), ["automatización", "automatizaciones"]);
    assert_eq!(engine.suggest("AUTOMATIZACIONE", None, 5), ["automatizaciones"]);
    assert_eq!(engine.suggest("whats", None, 5), ["WhatsApp Business"]);
    assert_eq!(engine.suggest("", None, 5), [""; 0]);

    engine.apply(vec![matching::types::Change::Remove("b".into())], 2).unwrap();
    assert_eq!(engine.suggest("auto", None, 5), ["automatización"]);
}

#[test]
fn a_title_of_the_readers_language_weighs_but_hides_nothing() {
    let both = vec![text(Lang::Es, "Chatbot", "", ""), text(Lang::En, "Chatbot", "", "")];
    let engine =
        engine(&[es("a", "Chatbot", ""), en("b", "Chatbot", ""), Doc { texts: both, ..doc("c") }]);
    let order = |lang| keys(&engine.search(&Query { lang, ..query("chatbot") }).unwrap()).concat();
    assert_eq!(order(Some(Lang::Es)), "acb");
    assert_eq!(order(Some(Lang::En)), "bca");
}

#[test]
fn an_edit_replaces_and_a_removal_removes() {
    let engine = engine(&[es("a", "Chatbot dental", "")]);
    engine.apply(vec![put(&es("a", "Agente de voz", ""))], 2).unwrap();
    assert_eq!(keys(&search(&engine, "chatbot")), [""; 0]);
    assert_eq!(keys(&search(&engine, "voz")), ["a"]);
    let twice = vec![put(&es("b", "Uno", "")), put(&es("b", "Dos dibujos", ""))];
    engine.apply(twice, 3).unwrap();
    assert_eq!((keys(&search(&engine, "dibujo")), engine.len()), (vec!["b"], 2));
    engine.apply(vec![matching::types::Change::Remove("a".into())], 4).unwrap();
    assert_eq!((engine.len(), engine.position()), (1, 4));
}
