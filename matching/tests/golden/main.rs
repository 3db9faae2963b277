//! The ranking of a small bilingual market: no change of order goes unseen.
//!
//! A difference here is not an error by itself. Read it; if it is better, accept it, and say in the
//! commit why.

use matching::{
    engine::Engine,
    types::{Change, Doc, Lang, Query, Reason, Sort, Text},
};

const MARKET: &str = include_str!("market.txt");
const NOW_MS: i64 = 1_790_000_000_000;

fn market() -> Vec<Doc> {
    let mut docs: Vec<Doc> = Vec::new();
    for line in MARKET.lines().filter(|it| !it.trim().is_empty() && !it.starts_with('#')) {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        match (line.starts_with(' '), &parts[..], docs.last_mut()) {
            (true, [lang, title, summary, body], Some(doc)) => doc.texts.push(Text {
                lang: if *lang == "es" { Lang::Es } else { Lang::En },
                title: (*title).to_owned(),
                summary: (*summary).to_owned(),
                body: (*body).to_owned(),
            }),
            (false, [key, owner, labels], _) => docs.push(Doc {
                key: (*key).to_owned(),
                owner: (*owner).to_owned(),
                owner_name: (*owner).to_owned(),
                labels: labels.split(',').map(|it| it.trim().to_owned()).collect(),
                created_at_ms: NOW_MS - 200 * 86_400_000,
                ..Doc::default()
            }),
            _ => panic!("the market says: {line}"),
        }
    }
    docs
}

fn named(reason: &Reason) -> String {
    match reason {
        Reason::Title { terms, .. } => format!("title: {}", terms.join(" ")),
        Reason::Label { terms, .. } => format!("label: {}", terms.join(" ")),
        Reason::Body { terms, .. } => format!("body: {}", terms.join(" ")),
        Reason::Owner { name, .. } => format!("owner: {name}"),
        Reason::Corrected { typed, used, .. } => format!("{typed} ~ {used}"),
        Reason::Translated { typed, used, .. } => format!("{typed} = {used}"),
        other => format!("{other:?}"),
    }
}

fn ranked(lang: Lang, queries: &[&str]) -> String {
    let engine = Engine::open(None, &[]).expect("memory is enough");
    let docs = market();
    assert!(docs.len() >= 20 && docs.iter().all(|it| !it.texts.is_empty()));
    let changes = docs.into_iter().map(|it| Change::Put(Box::new(it))).collect();
    engine.apply(changes, 1).expect("the market fits");

    let mut shown = String::new();
    for text in queries {
        let query = Query {
            text: (*text).to_owned(),
            lang: Some(lang),
            filters: Vec::new(),
            sort: Sort::Relevance,
            limit: 4,
            after: None,
            facets: false,
            now_ms: NOW_MS,
            ..Query::default()
        };
        let answer = engine.search(&query).expect("any text is fine");
        shown.push_str(&format!("{text} ({})\n", answer.total.count));
        for it in &answer.matches {
            let reasons: Vec<String> = it.reasons.iter().map(named).collect();
            shown.push_str(&format!("  {:.2} {} · {}\n", it.score, it.key, reasons.join(" · ")));
        }
    }
    shown
}

#[test]
fn in_spanish() {
    let shown = ranked(
        Lang::Es,
        &[
            "chatbot para clínica dental",
            "chatbot whatsapp tienda",
            "necesito automatizar mis facturas",
            "aprendizaje automatico ventas",
            "agente de voz reservas",
            "traductora ingles",
            "abogado contratos",
            "autmatización de procesos",
            "buscar en mis documentos",
            "fotos producto",
            "clara voz",
        ],
    );
    insta::assert_snapshot!(shown, @"
    chatbot para clínica dental (3)
      1.52 dental-bot-en · title: chatbot dental · clínica = clinic · label: chatbot · body: chatbot
      0.56 shop-bot · title: chatbot · label: chatbot
      0.53 faq-bot · label: chatbot
    chatbot whatsapp tienda (2)
      1.68 shop-bot · title: chatbot whatsapp tienda · label: chatbot whatsapp
      0.32 restaurant-voice · body: whatsapp
    necesito automatizar mis facturas (4)
      1.61 invoice-ocr-es · title: facturas · label: automatizar · body: facturas
      1.15 invoice-ocr-en · facturas = invoice · automatizar = automation
      0.62 n8n-flows · title: automatizar · label: automatizar
      0.50 zapier-flows · automatizar = automation
    aprendizaje automatico ventas (2)
      1.13 forecast-en · ventas = sale · aprendizaje automatico = machine learning
      1.06 churn-model · aprendizaje automatico = machine learning · body: ventas
    agente de voz reservas (4)
      1.73 restaurant-voice · title: agente de voz reservas · label: agente de voz · body: reservas
      0.71 clinic-voice · label: agente de voz · body: agente de voz
      0.37 dental-bot-en · reservas = booking
      0.28 invoice-ocr-en · reservas = booking
    traductora ingles (1)
      1.42 translation-es-en · traductora = translator · title: ingles
    abogado contratos (2)
      1.39 legal-rag · body: abogado contratos · title: contratos · label: contratos
      0.37 translation-es-en · body: contratos
    autmatización de procesos (3)
      1.39 n8n-flows · title: procesos · autmatización ~ automatización
      0.43 invoice-ocr-es · autmatización ~ automatización
      0.30 zapier-flows · procesos = process
    buscar en mis documentos (3)
      1.58 faq-bot · title: documentos
      1.13 gdpr-audit · body: documentos
      1.06 n8n-flows · body: documentos
    fotos producto (3)
      1.72 product-photos · title: fotos producto · label: fotos producto · body: fotos
      0.59 product-copy · title: producto
      0.31 forecast-en · producto = product
    clara voz (3)
      1.48 restaurant-voice · owner: Clara Voz · title: voz · label: voz
      1.46 clinic-voice · owner: Clara Voz · title: voz · label: voz · body: voz
      0.37 tutoring · owner: Aula Clara
    ");
}

#[test]
fn in_english() {
    let shown = ranked(
        Lang::En,
        &[
            "dental clinic chatbot",
            "invoice ocr",
            "machine learning churn",
            "voice agent for bookings",
            "legal contract search",
            "quality control camera",
            "c++",
            "nodejs",
            "translation spanish english",
            "workflow automatoin",
        ],
    );
    insta::assert_snapshot!(shown, @"
    dental clinic chatbot (3)
      1.77 dental-bot-en · title: dental clinic chatbot · label: chatbot · body: chatbot
      0.56 shop-bot · title: chatbot · label: chatbot
      0.53 faq-bot · label: chatbot
    invoice ocr (2)
      1.63 invoice-ocr-en · title: invoice · label: ocr · body: invoice ocr
      1.32 invoice-ocr-es · invoice = factura · label: ocr · body: ocr
    machine learning churn (2)
      1.26 churn-model · churn = abandono · label: machine learning · body: machine learning
      0.59 forecast-en · label: machine learning · body: machine learning
    voice agent for bookings (4)
      1.19 restaurant-voice · voice agent = agente de voz · bookings = reserva
      0.62 clinic-voice · voice agent = agente de voz
      0.51 dental-bot-en · body: bookings
      0.41 invoice-ocr-en · body: bookings
    legal contract search (1)
      1.32 legal-rag · label: legal · search = búsqueda · contract = contrato
    quality control camera (1)
      1.11 computer-vision · quality = calidad · camera = cámara · title: control · label: control
    c++ (1)
      1.79 cpp-inference · title: c++ · label: c++
    nodejs (1)
      1.10 cpp-inference · body: nodejs
    translation spanish english (1)
      1.67 translation-es-en · title: translation spanish english · label: translation · body: translation
    workflow automatoin (3)
      1.37 zapier-flows · title: workflow · automatoin ~ automation
      0.43 invoice-ocr-en · automatoin ~ automation
      0.38 n8n-flows · workflow = flujo de trabajo
    ");
}
