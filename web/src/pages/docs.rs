//! Pages that are only text: how ranking works, accessibility, privacy, terms, demo data, help.
//!
//! **Invariant:** each exists in both languages with the same sections; a test compares them.

use actix_web::HttpRequest;
use askama::Template;
use domain::lang::Lang;

use crate::{
    error::{PageError, PageResult},
    i18n::T,
    respond,
    shell::Shell,
};

pub(crate) struct Doc {
    pub(crate) path: &'static str,
    /// Key of the title, also the text of links to it.
    pub(crate) title: &'static str,
    /// Key of the one-sentence summary for search engines.
    summary: &'static str,
    es: &'static str,
    en: &'static str,
}

macro_rules! doc {
    ($name:literal, $title:literal, $summary:literal) => {
        Doc {
            path: concat!("/", $name),
            title: $title,
            summary: $summary,
            es: include_str!(concat!("../../prose/", $name, ".es.html")),
            en: include_str!(concat!("../../prose/", $name, ".en.html")),
        }
    };
}

pub(crate) static ALL: [Doc; 6] = [
    doc!("ranking", "doc-ranking", "doc-ranking-summary"),
    doc!("accessibility", "doc-accessibility", "doc-accessibility-summary"),
    doc!("privacy", "doc-privacy", "doc-privacy-summary"),
    doc!("terms", "doc-terms", "doc-terms-summary"),
    doc!("demo", "doc-demo", "doc-demo-summary"),
    doc!("help", "doc-help", "doc-help-summary"),
];

impl Doc {
    pub(crate) fn body(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Es => self.es,
            Lang::En => self.en,
        }
    }
}

#[derive(Template)]
#[template(path = "pages/doc.html")]
struct DocPage {
    t: T,
    shell: Shell,
    title: String,
    summary: String,
    /// Ours, compiled in.
    body: &'static str,
    others: Vec<(&'static str, String, bool)>,
}

/// Which one is in the address.
pub(crate) async fn show(shell: Shell, request: HttpRequest) -> PageResult {
    let asked = ALL.iter().find(|it| it.path == request.path());
    let doc = asked.ok_or_else(PageError::not_found)?;
    let t = shell.t;
    let others = ALL.iter().map(|it| (it.path, t.tr(it.title), it.path == doc.path)).collect();
    let page = DocPage {
        t,
        title: t.tr(doc.title),
        summary: t.tr(doc.summary),
        body: doc.body(t.lang()),
        others,
        shell,
    };
    respond::page(&page.shell, &page)
}
