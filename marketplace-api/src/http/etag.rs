//! Versions of things, as `ETag` and `If-Match`.

use actix_web::{
    Error, FromRequest, HttpRequest,
    dev::Payload,
    http::header::{ETAG, HeaderName, IF_MATCH},
};
use futures_util::future::{Ready, ready};

use crate::error::AppError;

/// The version the client read, for handlers that cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IfMatch(pub(crate) u64);

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<IfMatch, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read_version(request).map(IfMatch).map_err(|it| it.refused(request)))
    }
}

/// As [`IfMatch`], for handlers that take the newest version when the client names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MaybeIfMatch(pub(crate) Option<u64>);

impl FromRequest for MaybeIfMatch {
    type Error = Error;
    type Future = Ready<Result<MaybeIfMatch, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if !request.headers().contains_key(IF_MATCH) {
            return ready(Ok(MaybeIfMatch(None)));
        }
        let read = read_version(request).map(|it| MaybeIfMatch(Some(it)));
        ready(read.map_err(|it| it.refused(request)))
    }
}

/// The header for version `version`.
pub(crate) fn header(version: u64) -> (HeaderName, String) {
    (ETAG, format!("\"{version}\""))
}

/// The version the client read, from `If-Match`.
///
/// # Errors
/// `PreconditionRequired` without the header; `PreconditionFailed` for a value we never gave.
pub(crate) fn read_version(request: &HttpRequest) -> Result<u64, AppError> {
    let value = request.headers().get(IF_MATCH).ok_or(AppError::PreconditionRequired)?;
    let tag = value.to_str().map_err(|_bytes| AppError::PreconditionFailed)?.trim();
    let inner = tag.strip_prefix("W/").unwrap_or(tag);
    let inner = inner.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    inner.and_then(|it| it.parse().ok()).ok_or(AppError::PreconditionFailed)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn read(value: &str) -> Result<u64, u16> {
        let request = TestRequest::default().insert_header((IF_MATCH, value)).to_http_request();
        read_version(&request).map_err(|it| it.kind().status)
    }

    #[test]
    fn what_was_given_is_read_back() {
        assert_eq!(read(&header(7).1), Ok(7));
        assert_eq!(read("W/\"7\""), Ok(7));
    }

    #[test]
    fn anything_else_is_not_the_newest_version() {
        for value in ["*", "7", "\"x\"", "\"-1\"", "\"\"", "\"7"] {
            assert_eq!(read(value), Err(412), "{value}");
        }
    }

    #[test]
    fn an_edit_without_a_version_is_told_to_send_one() {
        let request = TestRequest::default().to_http_request();
        assert_eq!(read_version(&request).map_err(|it| it.kind().status), Err(428));
    }
}
