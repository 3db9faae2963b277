//! `Idempotency-Key` on POSTs of the API: the same key from the same caller does the thing once.
//!
//! 1. The first answer is kept for a day, failures of ours included, and given again.
//! 2. A key is at most 255 characters.
//! 3. The same key with another request is refused.
//! 4. A request that was refused before anything happened (4xx) is not kept: mend it, send again.
//! 5. While the first is running, others with its key are told to wait.
//!
//! Answers that carry a secret are not kept in the clear: repeating such a request is answered
//! 409, and the thing exists once all the same.

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::{BoxBody, MessageBody, to_bytes},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LOCATION},
    },
    middleware::Next,
    web::Data,
};
use sha2::{Digest, Sha256};

use super::{Platform, body::RawBody, client, limits::fingerprint};
use crate::{
    error::AppError,
    http::problem::ApiError,
    store::idempotency::{self, Begun, Kept},
};

static KEY: HeaderName = HeaderName::from_static("idempotency-key");
static REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const MAX_KEY_CHARS: usize = 255;
/// The answer to these holds a secret that is shown once.
const SECRET_ENDS: &[&str] = &["/sessions", "/api-keys"];

pub(crate) async fn layer(
    platform: Data<Platform>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let key = request
        .headers()
        .get(&KEY)
        .filter(|_| request.method() == Method::POST && request.path().starts_with("/api/v1/"));
    let Some(key) = key.cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let Some(key) = key.to_str().ok().filter(|it| (1..=MAX_KEY_CHARS).contains(&it.len())) else {
        let why = format!("Idempotency-Key must be 1 to {MAX_KEY_CHARS} visible ASCII characters");
        return Ok(refuse(&platform, request, AppError::Malformed { why }));
    };
    let app = platform.app.clone();
    let caller = caller(&request, app.config.trusted_proxies);
    let hash = request_hash(&request);
    let begun = idempotency::begin(app.store.connection(), &caller, key, &hash, app.now()).await;
    match begun {
        Err(error) => Ok(refuse(&platform, request, error)),
        Ok(Begun::Other) => Ok(refuse(&platform, request, AppError::KeyReused)),
        Ok(Begun::Running) => Ok(refuse(&platform, request, AppError::KeyInUse)),
        Ok(Begun::Done(kept)) => Ok(request.into_response(replay(kept))),
        Ok(Begun::New) => {
            let secret = SECRET_ENDS.iter().any(|it| request.path().ends_with(it));
            let outcome = next.call(request).await;
            finish(&platform, &caller, key, secret, outcome).await
        }
    }
}

/// Keeps the answer, or lets go of the key when nothing has happened.
async fn finish<B: MessageBody + 'static>(
    platform: &Platform,
    caller: &str,
    key: &str,
    secret: bool,
    outcome: Result<ServiceResponse<B>, Error>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let db = platform.app.store.connection();
    let response = match outcome {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => {
            idempotency::let_go(db, caller, key).await.map_err(ApiError)?;
            return Err(error);
        }
    };
    if response.status().is_client_error() {
        idempotency::let_go(db, caller, key).await.map_err(ApiError)?;
        return Ok(response);
    }
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let bytes = to_bytes(body).await.map_err(|it| {
        ApiError(AppError::internal(
            "an answer cannot be kept",
            std::io::Error::other(it.to_string()),
        ))
    })?;
    let header = |name: HeaderName| {
        head.headers().get(name).and_then(|it| it.to_str().ok()).map(str::to_owned)
    };
    let kept = Kept {
        status: if secret { StatusCode::CONFLICT.as_u16() } else { head.status().as_u16() },
        content_type: header(CONTENT_TYPE),
        location: header(LOCATION),
        etag: header(ETAG),
        body: if secret { already_done() } else { String::from_utf8_lossy(&bytes).into_owned() },
    };
    idempotency::keep(db, caller, key, &kept).await.map_err(ApiError)?;
    let response = head.set_body(bytes).map_into_boxed_body();
    Ok(ServiceResponse::new(request, response))
}

fn already_done() -> String {
    serde_json::json!({
        "type": "/problems/already-done",
        "title": "Already done",
        "status": 409,
        "detail": "This was done with the first request; its secret was shown once and is not kept.",
    })
    .to_string()
}

fn replay(kept: Kept) -> HttpResponse {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    let mut response = HttpResponse::build(status);
    response.insert_header((REPLAYED.clone(), HeaderValue::from_static("true")));
    let headers = [(CONTENT_TYPE, kept.content_type), (LOCATION, kept.location), (ETAG, kept.etag)];
    for (name, value) in headers {
        if let Some(value) = value {
            response.insert_header((name, value));
        }
    }
    response.body(kept.body)
}

/// Keys of two callers never meet.
fn caller(request: &ServiceRequest, trusted_proxies: u8) -> String {
    let headers = request.headers();
    let shown = headers.get(AUTHORIZATION).or_else(|| headers.get("cookie"));
    match shown {
        Some(shown) => fingerprint(shown.as_bytes()),
        None => client::network(client::address(request.request(), trusted_proxies)),
    }
}

fn request_hash(request: &ServiceRequest) -> String {
    let mut hash = Sha256::new();
    hash.update(request.path().as_bytes());
    hash.update([0]);
    hash.update(request.query_string().as_bytes());
    hash.update([0]);
    if let Some(RawBody(body)) = request.extensions().get::<RawBody>() {
        hash.update(body);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn refuse(
    platform: &Platform,
    request: ServiceRequest,
    error: AppError,
) -> ServiceResponse<BoxBody> {
    let refusal = platform.refuse(error, request.request());
    request.error_response(refusal)
}
