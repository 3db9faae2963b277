//! The address is looked at for what no database takes; then the body is read whole before any
//! handler runs, under a size limit and a deadline. actix holds a connection whose body never comes
//! for as long as the other end likes.

use actix_web::{
    Error, HttpMessage,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::header::{CONTENT_LENGTH, TRANSFER_ENCODING},
    middleware::Next,
    web::{Bytes, BytesMut, Data},
};
use futures_util::StreamExt;
use tokio::time::{Instant, timeout_at};

use super::Platform;
use crate::{config::Limits, error::AppError};

/// The body as it came, for layers that need it before the handler does.
#[derive(Clone)]
pub(crate) struct RawBody(pub(crate) Bytes);

/// Bulk imports may be larger and take longer.
const IMPORT_PATH_END: &str = "/listings/import";
const IMPORT_PATIENCE: u32 = 30;
/// A listing with everything it may say, as a form sends it: every letter may take nine bytes.
const LISTING_FORM: &str = "/sell/";
const LISTING_FORM_TIMES: usize = 8;

pub(crate) async fn layer(
    platform: Data<Platform>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.uri().to_string().contains("%00") {
        // Postgres cannot store it, so no address of ours has one.
        let why = "an address cannot hold the character NUL".to_owned();
        let refusal = platform.refuse(AppError::Malformed { why }, request.request());
        return Ok(request.error_response(refusal));
    }
    let length = request.headers().get(CONTENT_LENGTH);
    let length: Option<u64> = length.and_then(|it| it.to_str().ok()?.parse().ok());
    let has_body =
        length.is_some_and(|it| it > 0) || request.headers().contains_key(TRANSFER_ENCODING);
    if has_body {
        match read(&platform.app.config.limits, &mut request, length).await {
            Ok(body) => {
                request.extensions_mut().insert(RawBody(body.clone()));
                request.set_payload(Payload::from(body));
            }
            Err(error) => {
                // What is still on its way is not waited for.
                request.set_payload(Payload::None);
                let refusal = platform.refuse(error, request.request());
                let mut response = request.error_response(refusal);
                response
                    .response_mut()
                    .head_mut()
                    .set_connection_type(actix_web::http::ConnectionType::Close);
                return Ok(response);
            }
        }
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

async fn read(
    limits: &Limits,
    request: &mut ServiceRequest,
    length: Option<u64>,
) -> Result<Bytes, AppError> {
    let import = request.path().ends_with(IMPORT_PATH_END);
    let limit = match request.path() {
        _ if import => limits.import_bytes,
        path if path.starts_with(LISTING_FORM) => limits.body_bytes * LISTING_FORM_TIMES,
        _ => limits.body_bytes,
    };
    let patience =
        if import { limits.body_timeout() * IMPORT_PATIENCE } else { limits.body_timeout() };
    let expected = usize::try_from(length.unwrap_or(0)).unwrap_or(usize::MAX);
    if expected > limit {
        return Err(AppError::TooLarge { limit });
    }
    let deadline = Instant::now() + patience;
    let mut payload = request.take_payload();
    let mut body = BytesMut::with_capacity(expected.min(1 << 16));
    while let Some(chunk) =
        timeout_at(deadline, payload.next()).await.map_err(|_late| AppError::TooSlow)?
    {
        let chunk = chunk.map_err(|error| AppError::Malformed {
            why: format!("the body cannot be read: {error}"),
        })?;
        if body.len() + chunk.len() > limit {
            return Err(AppError::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
