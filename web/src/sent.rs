//! What a form sent, as it was typed: for forms where a name may come more than once.
//!
//! **Invariant:** nothing is checked here; what is missing reads as empty.

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload, dev::UrlEncoded};
use futures_util::future::LocalBoxFuture;
use marketplace_api::http::server;

/// Long enough for the longest text in both languages with every letter escaped.
const MAX_BYTES: usize = 256 * 1_024;

/// Names and values, in the order of the form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(Vec<(String, String)>);

impl Sent {
    /// The first value of `name`, or nothing.
    pub(crate) fn one(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(it, _)| it == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.one(name).to_owned()
    }

    /// Every value of `name`: the boxes that were ticked.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    pub(crate) fn csrf(&self) -> &str {
        self.one("csrf")
    }

    /// The version the form was filled in from. One that cannot be read is nobody's version.
    pub(crate) fn version(&self) -> u64 {
        self.one("version").parse().unwrap_or_default()
    }
}

impl FromRequest for Sent {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Sent, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = UrlEncoded::<Vec<(String, String)>>::new(request, payload).limit(MAX_BYTES);
        let request = request.clone();
        Box::pin(async move {
            let read = body.await;
            read.map(Sent).map_err(|it| server::unreadable_form(&it).refused(&request))
        })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[actix_web::test]
    async fn a_box_may_be_ticked_more_than_once_and_what_is_missing_is_empty() {
        let (request, mut payload) = TestRequest::post()
            .insert_header(("content-type", "application/x-www-form-urlencoded"))
            .set_payload("skills=rag&name=A%26B&skills=%C3%B1&version=x")
            .to_http_parts();

        let sent = Sent::from_request(&request, &mut payload).await.unwrap();

        assert_eq!(sent.all("skills").collect::<Vec<_>>(), ["rag", "ñ"]);
        assert_eq!((sent.one("name"), sent.one("missing"), sent.version()), ("A&B", "", 0));
    }
}
