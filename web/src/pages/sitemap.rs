//! `/robots.txt` and `/sitemap.xml`: what search engines may read, the newest services first.

use std::fmt::Write as _;

use actix_web::{HttpResponse, web::Data};
use domain::{lang::Lang, taxonomy};
use marketplace_api::{
    app::App,
    services::search::{self, MAX_LIMIT, Order, Request},
};

use super::docs;
use crate::error::PageError;

/// Services listed, in steps of the most one search answers.
const STEPS: usize = 10;

pub(crate) async fn show(app: Data<App>) -> Result<HttpResponse, PageError> {
    let mut paths = vec![String::from("/"), String::from("/categories")];
    paths.extend(docs::ALL.iter().map(|it| it.path.to_owned()));
    let shelves = taxonomy::categories().iter();
    paths.extend(shelves.map(|it| format!("/search?category={}", it.slug())));
    paths.extend(listings(&app).await?);

    let base = &app.config.base_url;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in paths {
        let mark = if path.contains('?') { "&amp;" } else { "?" };
        for lang in Lang::ALL {
            writeln!(xml, "<url><loc>{base}{path}{mark}lang={lang}</loc></url>")
                .expect("writing to a string");
        }
    }
    xml.push_str("</urlset>\n");
    Ok(HttpResponse::Ok().content_type("application/xml; charset=utf-8").body(xml))
}

pub(crate) async fn robots(app: Data<App>) -> HttpResponse {
    let sitemap = format!("{}/sitemap.xml", app.config.base_url);
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /ui\nDisallow: /status\nAllow: /\n\nSitemap: {sitemap}\n"
    ))
}

/// Addresses consist of an id and small plain letters, so they need no escape.
async fn listings(app: &App) -> Result<Vec<String>, PageError> {
    let mut paths = Vec::new();
    let newest = Request { order: Order::Newest, limit: Some(MAX_LIMIT), ..Request::default() };
    let mut cursor = None;
    for _ in 0..STEPS {
        let found = search::search(app, &Request { cursor, ..newest.clone() }).await?;
        paths.extend(found.hits.iter().map(|it| it.card.url(Lang::Es)));
        cursor = found.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(paths)
}
