//! Scripts, styles and images, compiled in by `build.rs`.
//!
//! **Invariant:** an address under `/a/` contains the hash of what it answers, so it may be kept
//! for ever; a template names an asset by a constant, so a missing file does not compile.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderMap},
};

pub(crate) struct Asset {
    url: &'static str,
    mime: &'static str,
    etag: &'static str,
    raw: &'static [u8],
    br: Option<&'static [u8]>,
    gz: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));
include!(concat!(env!("OUT_DIR"), "/roots.rs"));

/// Named by content: cached for a year.
pub(crate) async fn hashed(request: HttpRequest) -> HttpResponse {
    match ASSETS.iter().find(|it| it.url == request.path()) {
        Some(asset) => answer(&request, asset, "public, max-age=31536000, immutable"),
        None => HttpResponse::NotFound().finish(),
    }
}

/// At a fixed address (`/sw.js`, `/favicon.svg`): asked for again each time, answered with 304.
pub(crate) async fn root(request: HttpRequest) -> HttpResponse {
    match ROOTS.iter().find(|it| it.url == request.path()) {
        Some(asset) => answer(&request, asset, "no-cache"),
        None => HttpResponse::NotFound().finish(),
    }
}

pub(crate) fn root_addresses() -> impl Iterator<Item = &'static str> {
    ROOTS.iter().map(|it| it.url)
}

fn answer(request: &HttpRequest, asset: &Asset, cache: &'static str) -> HttpResponse {
    let (body, encoding) = match (asset.br, asset.gz) {
        (Some(br), _) if accepts(request.headers(), "br") => (br, Some("br")),
        (_, Some(gz)) if accepts(request.headers(), "gzip") => (gz, Some("gzip")),
        _ => (asset.raw, None),
    };
    // One tag per encoding: a cache must not take one for the other.
    let etag = format!("\"{}-{}\"", asset.etag, encoding.unwrap_or("raw"));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    let fresh = known.is_some_and(|it| it == "*" || it.split(',').any(|tag| tag.trim() == etag));

    let mut response = if fresh { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::ETAG, etag))
        .insert_header((header::VARY, "Accept-Encoding"));
    if fresh {
        return response.finish();
    }
    if let Some(encoding) = encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding));
    }
    response.content_type(asset.mime).body(body)
}

/// Whether the client takes `coding`, and has not refused it with `q=0`.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let offers = headers.get_all(header::ACCEPT_ENCODING).filter_map(|it| it.to_str().ok());
    offers.flat_map(|it| it.split(',')).any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let named = parts.next().is_some_and(|it| it.eq_ignore_ascii_case(coding));
        let quality = parts.find_map(|it| it.strip_prefix("q=")?.parse::<f32>().ok());
        named && quality.unwrap_or(1.0) > 0.0
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn offered(value: &'static str, coding: &str) -> bool {
        let request = TestRequest::default().insert_header((header::ACCEPT_ENCODING, value));
        accepts(request.to_http_request().headers(), coding)
    }

    #[test]
    fn an_encoding_is_used_only_when_offered() {
        assert!(offered("gzip, deflate, br", "br"));
        assert!(offered("br;q=0.5", "br"));
        assert!(!offered("br;q=0, gzip", "br"));
        assert!(!offered("identity", "gzip"));
    }

    #[test]
    fn every_asset_that_was_packed_got_smaller() {
        for asset in ASSETS.iter().chain(ROOTS) {
            for packed in [asset.br, asset.gz].into_iter().flatten() {
                assert!(packed.len() < asset.raw.len(), "{}", asset.url);
            }
        }
    }

    #[test]
    fn the_weight_of_a_page_stays_small() {
        let of = |url: &str| ASSETS.iter().find(|it| it.url == url).unwrap();
        let (css, scripts) = (of(APP_CSS), [HTMX_4_0_1_MIN_JS, BOOT_JS, APP_JS].map(of));
        let css = css.br.unwrap_or(css.raw).len();
        assert!(css <= 9_000, "style sheet: {css} bytes of brotli");
        let wire: usize = scripts.iter().map(|it| it.br.unwrap_or(it.raw).len()).sum();
        assert!(wire <= 25_000, "scripts: {wire} bytes of brotli");
    }
}
