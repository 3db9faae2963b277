//! A listing that uses everything.

use domain::listing::{Draft, raw::*};

pub(crate) fn draft() -> Draft {
    let content = |title: &str| RawContent {
        title: title.into(),
        summary: "Responde con sus documentos y cita la fuente.".into(),
        description: "Leemos sus documentos y montamos el índice.\n\nDespués usted lo prueba."
            .into(),
    };
    let tier = |es: &str, en: &str, price_minor| RawTier {
        name: RawText::both(es, en),
        includes: RawText::both("Hasta 500 páginas\nUna ronda de pruebas", "Up to 500 pages"),
        price_minor,
        delivery_days: 10,
        revisions: Some(2),
    };
    let extra = |code: &str, es: &str, days, price| RawExtra {
        code: code.into(),
        label: RawText { es: Some(es.into()), en: None },
        days,
        price,
    };
    let option = |code: &str, es: &str, price_minor| RawOption {
        code: code.into(),
        label: RawText::both(es, es),
        price_minor,
    };
    let unit = || RawText::both("página", "page");
    let brackets = vec![
        RawBracket { up_to: 100, price_minor: 50_00 },
        RawBracket { up_to: 1_000, price_minor: 200_00 },
    ];
    let options = vec![option("ours", "Nuestro servidor", 30_00), option("yours", "El suyo", 0)];
    Draft::check(RawDraft {
        kind: "package".into(),
        category: "chatbots".into(),
        skills: vec!["rag".into()],
        languages: vec!["es".into(), "en".into()],
        currency: "EUR".into(),
        content: RawContents { es: Some(content("Asistente que cita sus documentos")), en: None },
        deliverables: vec![RawText::both("El índice", "The index")],
        acceptance: vec![RawText::both("Cita la fuente", "It quotes the source")],
        requirements: vec![RawText { es: Some("Sus documentos".into()), en: None }],
        faq: vec![RawQuestion {
            question: RawText::both("¿Funciona sin conexión?", "Does it work offline?"),
            answer: RawText::both("Sí.", "Yes."),
        }],
        tiers: vec![tier("Básico", "Basic", 400_00), tier("Completo", "Complete", 900_01)],
        extras: vec![
            extra("training", "Formación", 1, RawExtraPrice::Flat { price_minor: 80_00 }),
            extra(
                "pages",
                "Más páginas",
                2,
                RawExtraPrice::PerUnit { unit: unit(), price_minor: 33, min: 10, max: 500 },
            ),
            extra("rush", "Con prisa", -5, RawExtraPrice::Multiplier { bps: 5_000 }),
            extra(
                "scans",
                "Escaneado",
                3,
                RawExtraPrice::Range { unit: unit(), min: 10, brackets },
            ),
            extra("hosting", "Alojamiento", 0, RawExtraPrice::Exclusive { options }),
        ],
    })
    .unwrap()
}
