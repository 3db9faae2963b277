//! Requests per address and per credential. Every answer says what is left.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use sha2::{Digest, Sha256};

use super::{Platform, client};
use crate::{
    adapters::counters::{Allowance, Counter, Shared, Verdict},
    config,
    error::AppError,
    http::internal,
    services::service_tokens::ServiceToken,
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
/// Where passwords and one-time links are tried.
const SIGN_IN_PATHS: &[&str] = &[
    "/api/v1/sessions",
    "/api/v1/accounts",
    "/api/v1/accounts/verification",
    "/api/v1/password-resets",
    "/sign-in",
    "/sign-up",
    "/password-reset",
    "/verify",
];

/// All counters of the process.
pub(crate) struct RateLimits {
    by_address: Counter,
    by_person: Counter,
    by_key: Counter,
    sign_in: Counter,
    /// Of service tokens, by what each may do in a minute.
    by_service: Mutex<HashMap<u32, Arc<Counter>>>,
    shared: Option<Shared>,
}

impl RateLimits {
    pub(crate) fn new(limits: &config::Limits, shared: Option<&Shared>) -> RateLimits {
        let counter =
            |name, hits, period| Counter::new(name, Allowance { hits, period }, shared.cloned());
        RateLimits {
            by_address: counter("address", limits.per_address_per_minute, MINUTE),
            by_person: counter("person", limits.per_user_per_minute, MINUTE),
            by_key: counter("key", limits.per_key_per_minute, MINUTE),
            sign_in: counter("sign-in", limits.sign_in_per_address_per_hour, HOUR),
            by_service: Mutex::default(),
            shared: shared.cloned(),
        }
    }

    pub(crate) fn forget_idle(&self) {
        for counter in [&self.by_address, &self.by_person, &self.by_key, &self.sign_in] {
            counter.forget_idle();
        }
        self.by_service().values().for_each(|it| it.forget_idle());
    }

    fn by_service(&self) -> MutexGuard<'_, HashMap<u32, Arc<Counter>>> {
        self.by_service.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request of another service; one without a good token counts for its address.
    async fn judge_service(
        &self,
        token: Option<&ServiceToken>,
        request: &ServiceRequest,
        trusted_proxies: u8,
    ) -> Verdict {
        let Some(token) = token else {
            let network = client::network(client::address(request.request(), trusted_proxies));
            return self.by_address.hit(&network).await;
        };
        let counter = {
            let mut counters = self.by_service();
            let hits = token.per_minute;
            let allowance = Allowance { hits, period: MINUTE };
            let new = || Arc::new(Counter::new("service", allowance, self.shared.clone()));
            counters.entry(hits).or_insert_with(new).clone()
        };
        counter.hit(&token.id.to_string()).await
    }

    /// The strictest verdict of all counters this request falls under.
    async fn judge(&self, request: &ServiceRequest, trusted_proxies: u8) -> Verdict {
        let network = client::network(client::address(request.request(), trusted_proxies));
        if is_sign_in(request) {
            let verdict = self.sign_in.hit(&network).await;
            if !verdict.allowed {
                return verdict;
            }
        }
        match credential(request.headers()) {
            Some(Shown::Key(hash)) => self.by_key.hit(&hash).await,
            Some(Shown::Session(hash)) => {
                let verdict = self.by_person.hit(&hash).await;
                // A made-up cookie must not buy a new allowance.
                let address = self.by_address.hit(&network).await;
                if address.allowed { verdict } else { address }
            }
            None => self.by_address.hit(&network).await,
        }
    }
}

enum Shown {
    Key(String),
    Session(String),
}

fn credential(headers: &HeaderMap) -> Option<Shown> {
    if let Some(bearer) = headers.get(AUTHORIZATION) {
        return Some(Shown::Key(fingerprint(bearer.as_bytes())));
    }
    let cookies = headers.get("cookie")?.to_str().ok()?;
    let session = cookies
        .split(';')
        .map(str::trim)
        .find_map(|it| it.strip_prefix("__Host-lonja=").or_else(|| it.strip_prefix("lonja=")))?;
    Some(Shown::Session(fingerprint(session.as_bytes())))
}

/// Half a SHA-256: counters and caches never hold the secret itself.
pub(crate) fn fingerprint(secret: &[u8]) -> String {
    let digest = Sha256::digest(secret);
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn is_sign_in(request: &ServiceRequest) -> bool {
    let path = request.path().trim_end_matches('/');
    request.method() != Method::GET
        && request.method() != Method::HEAD
        && SIGN_IN_PATHS.iter().any(|it| {
            path.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

pub(crate) async fn layer(
    platform: Data<Platform>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let path = request.path();
    if path.starts_with("/a/") || path == "/healthz" || path == "/readyz" {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let app = &platform.app;
    let verdict = if path.starts_with("/internal/") {
        let token = internal::identify(app, request.request()).await;
        let token = token.map_err(|it| platform.refuse(it, request.request()))?;
        let limits = &app.rate_limits;
        limits.judge_service(token.as_ref(), &request, app.config.trusted_proxies).await
    } else {
        app.rate_limits.judge(&request, app.config.trusted_proxies).await
    };
    let mut response = if verdict.allowed {
        next.call(request).await?.map_into_boxed_body()
    } else {
        let error = AppError::TooMany { retry_after_secs: verdict.reset_secs };
        let refusal = platform.refuse(error, request.request());
        request.error_response(refusal)
    };
    let headers = response.headers_mut();
    for (name, value) in [
        ("ratelimit-limit", u64::from(verdict.limit)),
        ("ratelimit-remaining", u64::from(verdict.remaining)),
        ("ratelimit-reset", verdict.reset_secs),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
    Ok(response)
}
