//! What search engines read: schema.org as JSON-LD.
//!
//! **Invariant:** nothing in it can end the script element it stands in.

use std::fmt;

use domain::organisation::OrgKind;
use marketplace_api::services::{listings::view::View, providers::Provider};
use serde_json::{Value, json};

use crate::i18n::T;

/// Data, printed into a page unescaped.
#[derive(Debug, Clone)]
pub(crate) struct JsonLd(String);

impl JsonLd {
    pub(crate) fn of(value: &Value) -> JsonLd {
        // `<` only ever stands inside strings, where JSON may write it as an escape.
        JsonLd(value.to_string().replace('<', "\\u003c"))
    }
}

impl fmt::Display for JsonLd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for JsonLd {}

/// Ratings of the demo market are made up, so search engines are never told of them.
pub(crate) fn service(base_url: &str, path: &str, view: &View, t: T) -> JsonLd {
    let (lang, content) = view.draft.content.best(t.lang());
    let prices = view.draft.tiers.iter().map(|it| it.price.minor());
    let decimal = |minor: u64| format!("{}.{:02}", minor / 100, minor % 100);
    JsonLd::of(&json!({
        "@context": "https://schema.org",
        "@type": "Service",
        "name": content.title,
        "description": content.summary,
        "inLanguage": lang.code(),
        "url": format!("{base_url}{path}"),
        "provider": {
            "@type": "Organization",
            "name": view.provider.name,
            "url": format!("{base_url}/providers/{}", view.provider.handle),
        },
        "offers": {
            "@type": "AggregateOffer",
            "priceCurrency": view.draft.currency.code(),
            "lowPrice": decimal(prices.clone().min().unwrap_or_default()),
            "highPrice": decimal(prices.max().unwrap_or_default()),
            "offerCount": view.draft.tiers.len(),
        },
    }))
}

pub(crate) fn provider(base_url: &str, provider: &Provider, t: T) -> JsonLd {
    let headline = provider.profile.headline.as_ref().map(|it| it.best(t.lang()).1.as_str());
    let kind = match provider.org.kind {
        OrgKind::Individual => "Person",
        OrgKind::Company => "Organization",
    };
    JsonLd::of(&json!({
        "@context": "https://schema.org",
        "@type": kind,
        "name": provider.org.name,
        "description": headline,
        "url": format!("{base_url}/providers/{}", provider.org.handle),
        "address": { "@type": "PostalAddress", "addressCountry": provider.org.country.code() },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_end_the_script() {
        let data = JsonLd::of(&json!({ "name": "</script><script>alert(1)</script><!--" }));
        assert!(!data.to_string().contains('<'));
        let back: Value = serde_json::from_str(&data.to_string()).unwrap();
        assert_eq!(back["name"], "</script><script>alert(1)</script><!--");
    }
}
