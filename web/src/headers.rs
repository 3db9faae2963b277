//! What the browser is told to refuse.
//!
//! **Invariant:** nothing runs, loads or frames that is not ours: no inline script or style, no
//! other host, no string turned into code (Trusted Types).

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types htmx";

const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), \
    publickey-credentials-get=(self), publickey-credentials-create=(self)";

/// Two years, which is what preload lists ask for.
const TLS_ONLY: &str = "max-age=63072000; includeSubDomains";

/// Adds what is missing; a route that set its own policy keeps it.
pub(crate) fn secure(headers: &mut HeaderMap, over_tls: bool) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (header::PERMISSIONS_POLICY, PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    let tls = over_tls.then_some((header::STRICT_TRANSPORT_SECURITY, TLS_ONLY));
    for (name, value) in fixed.into_iter().chain(tls) {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}
