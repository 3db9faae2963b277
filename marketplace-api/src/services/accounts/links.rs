//! The last step before a mail leaves: who it is for is looked up, and its link is made.
//!
//! Done here and not in the request, so that asking for a link is the same work for every address,
//! and so that the queue holds no secret: the secret is computed from the mail's id.

use domain::user::{User, UserStatus};
use uuid::Uuid;

use crate::{
    adapters::mailer::Template,
    app::App,
    error::AppError,
    store::{
        mails::{Params, Queued},
        tokens::{self, OneTime, TokenPurpose},
        users,
    },
};

const VERIFY_HOURS: i64 = 24;
const RESET_MINUTES: i64 = 30;
/// Links for one person and purpose within an hour; whoever asks for more fills a mailbox.
const MAX_PER_HOUR: u64 = 5;

/// What the template needs, or `None` when nobody should get this mail.
pub(crate) async fn prepare(app: &App, mail: &Queued) -> Result<Option<Params>, AppError> {
    match mail.template {
        Template::Verify => {
            let user = users::find_by_email(app.store.connection(), &mail.to).await?;
            match user.filter(|it| it.status == UserStatus::Unverified) {
                Some(user) => with_link(app, mail.id, &user, TokenPurpose::Verify).await,
                None => Ok(None),
            }
        }
        Template::Reset => {
            let user = users::find_by_email(app.store.connection(), &mail.to).await?;
            match user.filter(|it| it.status != UserStatus::Suspended) {
                Some(user) => with_link(app, mail.id, &user, TokenPurpose::Reset).await,
                None => Ok(None),
            }
        }
        Template::Invitation => {
            let mut params = mail.params.clone();
            let id = params.remove("invitation").unwrap_or_default();
            let token = app.signer.link_token(&id);
            let link = format!("{}/invitations/{}", app.config.base_url, token.expose());
            params.insert("link".into(), link);
            Ok(Some(params))
        }
        Template::AccountExists
        | Template::PasswordChanged
        | Template::NewSignIn
        | Template::ListingApproved
        | Template::ListingDeclined => Ok(Some(mail.params.clone())),
    }
}

async fn with_link(
    app: &App,
    mail: Uuid,
    user: &User,
    purpose: TokenPurpose,
) -> Result<Option<Params>, AppError> {
    let now = app.now();
    let db = app.store.connection();
    let (path, expires_at) = match purpose {
        TokenPurpose::Verify => ("verify", now.plus_secs(VERIFY_HOURS * 3_600)),
        TokenPurpose::Reset => ("password-reset", now.plus_secs(RESET_MINUTES * 60)),
    };
    let token = app.signer.link_token(&mail.to_string());
    let row = OneTime { token_hash: token.hash(), user: user.id, purpose, expires_at };
    tokens::insert(db, &row, now).await?;
    let hour_ago = now.plus_secs(-3_600);
    if MAX_PER_HOUR < tokens::n_since(db, user.id, purpose, hour_ago).await? {
        return Ok(None);
    }
    let link = format!("{}/{path}/{}", app.config.base_url, token.expose());
    Ok(Some(Params::from([
        ("name".to_owned(), user.display_name.clone()),
        ("link".to_owned(), link),
    ])))
}
