//! A listing that uses everything, for tests in this crate.

use super::raw::*;

pub(crate) fn full() -> RawDraft {
    let content = |title: &str| RawContent {
        title: title.into(),
        summary: "Answers from your own documents, with sources.".into(),
        description:
            "We read your documents, build the index and measure the answers.\n\nThen you test it."
                .into(),
    };
    let tier = |es: &str, en: &str, price_minor| RawTier {
        name: RawText::both(es, en),
        includes: RawText::both("Hasta 500 páginas", "Up to 500 pages"),
        price_minor,
        delivery_days: 10,
        revisions: Some(2),
    };
    let extra = |code: &str, days, price| RawExtra {
        code: code.into(),
        label: RawText::both("Algo más", "Something more"),
        days,
        price,
    };
    let option = |code: &str, price_minor| RawOption {
        code: code.into(),
        label: RawText::both("Opción", "Option"),
        price_minor,
    };
    let unit = || RawText::both("página", "page");
    let brackets = vec![
        RawBracket { up_to: 100, price_minor: 50_00 },
        RawBracket { up_to: 1_000, price_minor: 200_00 },
    ];
    RawDraft {
        kind: "package".into(),
        category: crate::taxonomy::categories()[0].slug().into(),
        skills: vec!["rag".into()],
        languages: vec!["es".into(), "en".into()],
        currency: "EUR".into(),
        content: RawContents {
            es: Some(content("Asistente que cita tus documentos")),
            en: Some(content("An assistant that quotes your documents")),
        },
        deliverables: vec![RawText::both("El índice", "The index")],
        acceptance: vec![RawText::both("Cita la fuente", "It quotes the source")],
        requirements: vec![RawText { es: Some("Tus documentos".into()), en: None }],
        faq: vec![RawQuestion {
            question: RawText::both("¿Funciona sin conexión?", "Does it work offline?"),
            answer: RawText::both("Sí.", "Yes."),
        }],
        tiers: vec![tier("Básico", "Basic", 400_00), tier("Completo", "Complete", 900_01)],
        extras: vec![
            extra("training", 1, RawExtraPrice::Flat { price_minor: 80_00 }),
            extra(
                "pages",
                2,
                RawExtraPrice::PerUnit { unit: unit(), price_minor: 33, min: 10, max: 500 },
            ),
            extra("rush", -5, RawExtraPrice::Multiplier { bps: 5_000 }),
            extra("night", 0, RawExtraPrice::Multiplier { bps: 1_250 }),
            extra("scans", 3, RawExtraPrice::Range { unit: unit(), min: 10, brackets }),
            extra(
                "hosting",
                0,
                RawExtraPrice::Exclusive {
                    options: vec![option("ours", 30_00), option("yours", 0)],
                },
            ),
        ],
    }
}
