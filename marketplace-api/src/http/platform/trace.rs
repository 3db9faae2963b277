//! Outermost: who asked what, how long it took, and no panic leaves without an answer.

use std::{panic::AssertUnwindSafe, time::Instant};

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};
use futures_util::FutureExt;
use tracing::Instrument;
use uuid::Uuid;

use super::{FailureContext, Platform, Refusal};
use crate::error::AppError;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const MAX_ID_BYTES: usize = 64;

#[derive(Clone)]
struct RequestId(String);

/// The id under which a request stands in the log; the answer carries it too.
pub(crate) fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|it| it.0.clone()).unwrap_or_default()
}

pub(crate) async fn layer(
    platform: Data<Platform>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let began = Instant::now();
    let id = incoming_id(&request).unwrap_or_else(|| Uuid::now_v7().simple().to_string());
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().to_string();
    let span = tracing::info_span!("request", request_id = id);
    // Kept apart, because routing needs the request to itself.
    let context = FailureContext::of(request.request());

    let outcome =
        AssertUnwindSafe(next.call(request)).catch_unwind().instrument(span.clone()).await;
    let _entered = span.enter();
    let mut response = match outcome {
        Ok(Ok(response)) => response.map_into_boxed_body(),
        Ok(Err(error)) => {
            let status = error.as_response_error().status_code().as_u16();
            platform.app.metrics.request("(refused)", &method, status, began.elapsed());
            return Err(with_id(error, &id));
        }
        Err(panic) => {
            tracing::error!(panic = panic_text(&*panic), path = context.path, "a handler panicked");
            platform.app.metrics.panics.with_label_values(&["any"]).inc();
            platform.app.metrics.request("(panicked)", &method, 500, began.elapsed());
            let source = std::io::Error::other("a handler panicked");
            let error = AppError::internal("the request was given up", source);
            return Err(with_id(Refusal { error, context, render: platform.render }.into(), &id));
        }
    };
    let route = response.request().match_pattern().unwrap_or_else(|| "(none)".to_owned());
    let (status, took) = (response.status().as_u16(), began.elapsed());
    platform.app.metrics.request(&route, &method, status, took);
    tracing::debug!(
        http.route = route,
        http.method = method,
        http.status = status,
        took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID.clone(), value);
    }
    Ok(response)
}

/// An id from the proxy in front of us, if it is a harmless one.
fn incoming_id(request: &ServiceRequest) -> Option<String> {
    let text = request.headers().get(&REQUEST_ID)?.to_str().ok()?;
    let harmless = text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
    (harmless && (8..=MAX_ID_BYTES).contains(&text.len())).then(|| text.to_owned())
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("(no text)")
}

/// A refused request's answer carries the id as well.
fn with_id(error: Error, id: &str) -> Error {
    let mut response = error.error_response();
    if let Ok(value) = HeaderValue::from_str(id) {
        response.headers_mut().insert(REQUEST_ID.clone(), value);
    }
    actix_web::error::InternalError::from_response(error, response).into()
}
