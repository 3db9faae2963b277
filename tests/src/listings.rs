//! Listings that can be had in one line.

use domain::user::StaffRole;
use serde_json::{Value, json};

use crate::{Answer, Person, Provider, Site};

/// A complete listing that says its title in both languages and uses every kind of extra.
pub fn listing(title: &str) -> Value {
    let text = |es: &str, en: &str| json!({ "es": es, "en": en });
    let content = |title: &str, summary: &str, description: &str| json!({ "title": title, "summary": summary, "description": description });
    json!({
        "kind": "package",
        "category": "chatbots",
        "skills": ["rag"],
        "languages": ["es", "en"],
        "currency": "EUR",
        "content": {
            "es": content(title, "Responde con tus documentos y cita la fuente.",
                "Leemos tus documentos, construimos el índice y medimos las respuestas."),
            "en": content(title, "Answers from your documents and quotes the source.",
                "We read your documents, build the index and measure the answers."),
        },
        "deliverables": [text("El índice y su código", "The index and its code")],
        "acceptance": [text("Nueve de diez respuestas correctas", "Nine of ten answers right")],
        "requirements": [text("Tus documentos en PDF", "Your documents as PDF")],
        "faq": [{ "question": text("¿Funciona sin conexión?", "Does it work offline?"),
                  "answer": text("Sí.", "Yes.") }],
        "tiers": [
            { "name": text("Básico", "Basic"), "includes": text("Hasta 500 páginas", "Up to 500 pages"),
              "price_minor": 400_00, "delivery_days": 10, "revisions": 2 },
            { "name": text("Completo", "Complete"), "includes": text("Hasta 5.000 páginas", "Up to 5,000 pages"),
              "price_minor": 900_00, "delivery_days": 20 },
        ],
        "extras": [
            { "code": "training", "label": text("Formación", "Training"), "days": 1,
              "price": { "kind": "flat", "price_minor": 80_00 } },
            { "code": "pages", "label": text("Páginas de más", "More pages"),
              "price": { "kind": "per_unit", "unit": text("página", "page"), "price_minor": 33, "min": 10, "max": 500 } },
            { "code": "rush", "label": text("Urgente", "Rush"), "days": -5,
              "price": { "kind": "multiplier", "bps": 5_000 } },
            { "code": "scans", "label": text("Escaneos", "Scans"),
              "price": { "kind": "range", "unit": text("hoja", "sheet"), "min": 10, "brackets": [
                  { "up_to": 100, "price_minor": 50_00 }, { "up_to": 1_000, "price_minor": 200_00 } ] } },
            { "code": "hosting", "label": text("Alojamiento", "Hosting"),
              "price": { "kind": "exclusive", "options": [
                  { "code": "ours", "label": text("Nuestro", "Ours"), "price_minor": 30_00 },
                  { "code": "yours", "label": text("Tuyo", "Yours"), "price_minor": 0 } ] } },
        ],
    })
}

/// The path of a listing, from an answer about it.
pub fn path_of(answer: &Answer) -> String {
    format!("/api/v1/listings/{}", answer.json()["id"].as_str().expect("an id"))
}

impl Provider<'_> {
    /// Begins a listing and returns its path.
    pub async fn draft(&self, listing: Value) -> String {
        let path = format!("/api/v1/organisations/{}/listings", self.org);
        path_of(&self.post(&path, listing).await.expect(201))
    }

    /// Begins a listing, hands it in and returns its path.
    pub async fn handed_in(&self, listing: Value) -> String {
        let path = self.draft(listing).await;
        self.post(&format!("{path}/submission"), json!({})).await.expect(200);
        path
    }

    /// Writes the listing at `path` anew, on top of its newest version.
    pub async fn edit(&self, path: &str, listing: Value) -> Answer {
        let etag = self.get(path).await.expect(200);
        let etag = etag.header("etag").expect("an ETag").to_owned();
        self.send("PUT", path, &[("if-match", &etag)], Some(listing)).await
    }
}

impl Person<'_> {
    /// Approves version `n` of the listing at `path`, as our trust team.
    pub async fn approve(&self, path: &str, n: u32) -> Answer {
        self.post(&format!("{}/approval", moderated(path)), json!({ "n": n })).await
    }
}

/// Where our trust team decides about the listing at `path`.
pub fn moderated(path: &str) -> String {
    path.replace("/api/v1/listings/", "/api/v1/moderation/listings/")
}

impl Site {
    /// A provider, one of our trust team, and the path of a listing that is live.
    pub async fn live_listing(&self) -> (Provider<'_>, Person<'_>, String) {
        let provider = self.provider("ana@studio.example").await;
        let trust = self.staff(StaffRole::Trust).await;
        let path = provider.handed_in(listing("Asistente que cita tus documentos")).await;
        trust.approve(&path, 1).await.expect(200);
        (provider, trust, path)
    }
}
