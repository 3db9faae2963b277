//! Mail on its way out: written down with the fact it tells, made ready when it is sent.

use chrono::DateTime;
use domain::{lang::Lang, time::Timestamp, user::Email};
use uuid::Uuid;

use crate::{
    adapters::mailer::Template,
    error::AppError,
    store::{
        Db,
        mails::{self, Params, Queued},
    },
};

/// A message for somebody.
pub(crate) struct Outgoing {
    pub(crate) to: Email,
    pub(crate) lang: Lang,
    pub(crate) template: Template,
    pub(crate) params: Params,
}

/// Puts a message into the queue. Call it in the transaction that does what the message tells,
/// and ring `app.wake.mail` when that is committed.
pub(crate) async fn post(db: &impl Db, outgoing: Outgoing, now: Timestamp) -> Result<(), AppError> {
    let Outgoing { to, lang, template, params } = outgoing;
    let mail = Queued { id: Uuid::now_v7(), to, template, lang, params, attempts: 0 };
    mails::push(db, &mail, now).await
}

pub(crate) fn params<const N: usize>(pairs: [(&str, String); N]) -> Params {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// `2026-11-22 09:00`, in UTC.
pub(crate) fn written_out(at: Timestamp) -> String {
    DateTime::from_timestamp_millis(at.millis())
        .map_or_else(String::new, |it| it.format("%Y-%m-%d %H:%M").to_string())
}
