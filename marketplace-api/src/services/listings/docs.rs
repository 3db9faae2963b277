//! Listings as the search index takes them.
//!
//! The index learns opaque keys and plain text. What may be shown is asked again when a result is
//! (see [`super::cards`]), so a document that is late does no harm.

use std::collections::HashMap;

use domain::{
    id::{ListingId, VersionId},
    lang::{Lang, Localized},
    listing::{Draft, ExtraPrice},
    provider::SyntheticRating,
    taxonomy,
};
use matching::types::{Doc, Text};

use super::Page;
use crate::{
    app::App,
    error::AppError,
    store::listings::{shown, shown::Shown, versions},
};

/// A document for each of `ids` that may be shown now. Those without one are to be taken out of the
/// index.
///
/// # Errors
/// `Store`, `Corrupt`.
pub async fn docs(app: &App, ids: &[ListingId]) -> Result<Vec<Doc>, AppError> {
    let shown = shown::among(app.store.connection(), ids).await?;
    load(app, shown).await
}

/// All documents, `limit` at a time, in the order the listings were made; `next` is where to go on.
///
/// # Errors
/// `Store`, `Corrupt`.
pub async fn docs_after(
    app: &App,
    last: Option<ListingId>,
    limit: u64,
) -> Result<Page<Doc, ListingId>, AppError> {
    let shown = shown::after(app.store.connection(), last, limit).await?;
    let is_full = shown.len() as u64 == limit;
    let next = shown.last().filter(|_| is_full).map(|it| it.id);
    Ok(Page { items: load(app, shown).await?, next })
}

async fn load(app: &App, shown: Vec<Shown>) -> Result<Vec<Doc>, AppError> {
    let ids: Vec<VersionId> = shown.iter().map(|it| it.version).collect();
    let contents = versions::contents(app.store.connection(), &ids).await?;
    let mut contents: HashMap<VersionId, _> = contents.into_iter().collect();
    let mut docs = Vec::with_capacity(shown.len());
    for it in shown {
        // A version approved between the two queries is told by its own event.
        let Some(raw) = contents.remove(&it.version) else { continue };
        let draft = Draft::restore(raw).ok_or(AppError::Corrupt { what: "listing version" })?;
        docs.push(doc(&it, &draft));
    }
    Ok(docs)
}

fn doc(shown: &Shown, draft: &Draft) -> Doc {
    let texts = draft.content.langs().map(|(lang, content)| Text {
        lang: match lang {
            Lang::Es => matching::types::Lang::Es,
            Lang::En => matching::types::Lang::En,
        },
        title: content.title.clone(),
        summary: content.summary.clone(),
        body: body(draft, lang, &content.description),
    });
    let rating = shown.synthetic_rating;
    Doc {
        key: shown.id.to_string(),
        owner: shown.org.to_string(),
        owner_name: shown.name.clone(),
        texts: texts.collect(),
        labels: labels(draft),
        facets: facets(shown, draft),
        price_minor: Some(draft.from_price().minor()),
        delivery_days: Some(draft.from_delivery_days()),
        rating_mean: rating.map(mean),
        rating_count: rating.map_or(0, |it| it.count),
        created_at_ms: shown.created_at,
    }
}

fn mean(rating: SyntheticRating) -> f32 {
    f32::from(rating.mean_hundredths) / 100.0
}

/// The description, then what else the listing says in this language.
fn body(draft: &Draft, lang: Lang, description: &str) -> String {
    let mut body = description.to_owned();
    let mut add = |text: &Localized<String>| {
        if let Some(text) = text.get(lang) {
            body.push('\n');
            body.push_str(text);
        }
    };
    draft.deliverables.iter().for_each(&mut add);
    draft.acceptance.iter().for_each(&mut add);
    draft.requirements.iter().for_each(&mut add);
    for tier in &draft.tiers {
        add(&tier.name);
        add(&tier.includes);
    }
    for extra in &draft.extras {
        add(&extra.label);
        if let ExtraPrice::Exclusive { options } = &extra.price {
            options.iter().for_each(|it| add(&it.label));
        }
    }
    for it in &draft.faq {
        add(&it.question);
        add(&it.answer);
    }
    body
}

/// What the category and the skills are called, in both languages, with their synonyms.
fn labels(draft: &Draft) -> Vec<String> {
    let mut labels = Vec::new();
    for lang in Lang::ALL {
        if let Some(category) = taxonomy::category(&draft.category) {
            labels.push(category.name(lang).to_owned());
        }
        for skill in draft.skills.iter().filter_map(|it| taxonomy::skill(it)) {
            labels.push(skill.label(lang).to_owned());
            labels.extend(skill.synonyms(lang).iter().cloned());
        }
    }
    labels.sort_unstable();
    labels.dedup();
    labels
}

fn facets(shown: &Shown, draft: &Draft) -> Vec<(String, String)> {
    let facet = |field: &str, value: &str| (field.to_owned(), value.to_owned());
    let mut facets = vec![
        facet("category", &draft.category),
        facet("kind", draft.kind.code()),
        facet("country", &shown.country),
    ];
    facets.extend(draft.skills.iter().map(|it| facet("skill", it)));
    facets.extend(draft.languages.iter().map(|it| facet("lang", it.code())));
    facets
}

#[cfg(test)]
mod tests {
    use domain::{
        id::OrgId,
        listing::raw::{RawContent, RawDraft, RawText, RawTier},
    };

    use super::*;

    fn draft() -> Draft {
        let content = |title: &str| RawContent {
            title: title.into(),
            summary: "Respuestas con su fuente al lado.".into(),
            description: "Leemos tus documentos y medimos las respuestas.".into(),
        };
        let mut raw = RawDraft {
            kind: "package".into(),
            category: taxonomy::categories()[0].slug().into(),
            skills: vec!["rag".into()],
            languages: vec!["es".into(), "en".into()],
            currency: "EUR".into(),
            deliverables: vec![RawText { es: Some("Un índice".into()), en: None }],
            tiers: vec![RawTier {
                name: RawText::both("Básico", "Basic"),
                includes: RawText::both("Cien páginas", "A hundred pages"),
                price_minor: 400_00,
                delivery_days: 9,
                revisions: None,
            }],
            ..RawDraft::default()
        };
        raw.content.es = Some(content("Asistente documental"));
        raw.content.en = Some(content("Document assistant"));
        Draft::check(raw).unwrap()
    }

    fn shown() -> Shown {
        Shown {
            id: ListingId::generate(),
            version: VersionId::generate(),
            org: OrgId::generate(),
            handle: "faro".into(),
            name: "Faro Datos".into(),
            country: "ES".into(),
            is_demo: true,
            synthetic_rating: Some(SyntheticRating { count: 12, mean_hundredths: 475 }),
            created_at: 7,
        }
    }

    #[test]
    fn each_language_gets_its_own_text() {
        let doc = doc(&shown(), &draft());

        let [es, en] = doc.texts.try_into().unwrap();
        assert_eq!(
            (es.title.as_str(), en.title.as_str()),
            ("Asistente documental", "Document assistant")
        );
        assert!(es.body.contains("Un índice") && es.body.contains("Cien páginas"));
        assert!(en.body.contains("A hundred pages") && !en.body.contains("Un índice"));
    }

    #[test]
    fn a_skill_is_found_by_its_name_in_either_language() {
        let doc = doc(&shown(), &draft());

        let skill = taxonomy::skill("rag").unwrap();
        for lang in Lang::ALL {
            assert!(doc.labels.contains(&skill.label(lang).to_owned()));
            assert!(doc.labels.contains(&skill.synonyms(lang)[0]));
        }
    }

    #[test]
    fn the_numbers_and_facets_are_there() {
        let shown = shown();
        let doc = doc(&shown, &draft());

        assert_eq!((doc.price_minor, doc.delivery_days), (Some(400_00), Some(9)));
        assert_eq!((doc.rating_mean, doc.rating_count), (Some(4.75), 12));
        assert_eq!((doc.key, doc.owner), (shown.id.to_string(), shown.org.to_string()));
        for (field, value) in
            [("kind", "package"), ("skill", "rag"), ("lang", "en"), ("country", "ES")]
        {
            assert!(doc.facets.contains(&(field.into(), value.into())), "{field} {value}");
        }
    }
}
