//! Sends what waits in the queue. Several processes may do so at once.
//!
//! At least once: a crash between sending and noting it sends again, with the same Message-ID and
//! the same link.

use std::{sync::Arc, time::Duration};

use domain::{lang::Lang, user::User};
use tokio::sync::watch;

use crate::{
    adapters::mailer::Mail,
    app::App,
    error::{AppError, chain},
    services::accounts::links,
    store::{
        mails::{self, Queued},
        users,
    },
};

/// Waits after each failed attempt; after the last one the message is parked.
const WAITS_SECS: [i64; 5] = [30, 120, 600, 3_600, 14_400];

/// How often an idle worker looks for messages of other processes.
const IDLE: Duration = Duration::from_secs(2);
const BATCH: usize = 50;

/// Sends what waits until asked to stop. Wakes at once for messages of this process.
pub async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    let wake = app.wake.mail.clone();
    loop {
        match deliver(&app, BATCH).await {
            Ok(BATCH) => continue,
            Ok(_) => {}
            Err(error) => error.log_if_ours(),
        }
        tokio::select! {
            _ = stopping.changed() => return,
            () = wake.notified() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}

/// Sends up to `limit` messages that are due, and returns how many it dealt with. A message that
/// cannot be sent never stands in the way of the next.
///
/// # Errors
/// `Store`.
pub async fn deliver(app: &App, limit: usize) -> Result<usize, AppError> {
    let db = app.store.connection();
    let mut n_done = 0;
    while n_done < limit
        && let Some(mail) = mails::claim(db, app.now()).await?
    {
        deliver_one(app, &mail).await?;
        n_done += 1;
    }
    Ok(n_done)
}

/// Messages that a [`crate::config::MailTransport::Memory`] mailer has kept, for tests.
pub fn kept(app: &App) -> Vec<Mail> {
    app.mailer.kept()
}

async fn deliver_one(app: &App, mail: &Queued) -> Result<(), AppError> {
    let db = app.store.connection();
    let count = |outcome: &str| app.metrics.mails.with_label_values(&[outcome]).inc();
    let Some(params) = links::prepare(app, mail).await? else {
        count("dropped");
        return mails::sent(db, mail).await;
    };
    let lang = reader_lang(app, mail).await?;
    let letter = match mail.template.fill(lang, &params) {
        Ok(letter) => letter,
        Err(error) => {
            tracing::error!(mail.id = %mail.id, error = chain(&error), "mail parked");
            count("parked");
            return mails::park(db, mail, &chain(&error)).await;
        }
    };
    let outgoing = Mail {
        id: mail.id.to_string(),
        to: mail.to.clone(),
        lang,
        subject: letter.subject,
        text: letter.text,
    };
    let Err(error) = app.mailer.send(outgoing).await else {
        count("sent");
        return mails::sent(db, mail).await;
    };
    let attempt = usize::try_from(mail.attempts).unwrap_or(1).max(1);
    match WAITS_SECS.get(attempt - 1) {
        Some(wait) if !error.is_final() => {
            tracing::warn!(mail.id = %mail.id, attempt, error = chain(&error), "mail not sent yet");
            count("delayed");
            mails::retry(db, mail, app.now().plus_secs(*wait), &chain(&error)).await
        }
        _ => {
            tracing::error!(mail.id = %mail.id, attempt, error = chain(&error), "mail parked");
            count("parked");
            mails::park(db, mail, &chain(&error)).await
        }
    }
}

/// An account's own language, if the address has one; otherwise the one of the request.
async fn reader_lang(app: &App, mail: &Queued) -> Result<Lang, AppError> {
    let user: Option<User> = users::find_by_email(app.store.connection(), &mail.to).await?;
    Ok(user.map_or(mail.lang, |it| it.lang))
}
