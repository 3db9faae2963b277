//! People: how they come in, what they may change about themselves.
//!
//! **Invariant:** nobody learns here whether an address has an account. Answers and the work
//! behind them are the same; what differs is said by mail, to the address itself.

pub mod client;
pub(crate) mod hashing;
pub mod known_device;
pub(crate) mod links;
pub mod passwords;
pub mod sessions;
pub mod staff;
mod throttle;

use domain::{
    id::UserId,
    lang::Lang,
    problem::Problem,
    text, time_zone,
    user::{User, UserStatus},
};

use super::{
    fields::{self, Fields},
    mail::{self, Outgoing},
};
use crate::{
    adapters::mailer::Template,
    app::{Actor, App},
    error::AppError,
    secrets,
    store::{
        Db, sessions as session_rows,
        tokens::{self, TokenPurpose},
        users,
    },
};

pub const MAX_NAME_CHARS: usize = 80;

/// Somebody who wants in.
#[derive(Debug, Clone)]
pub struct SignUp {
    pub email: String,
    pub password: String,
    pub display_name: String,
    pub lang: Lang,
    /// IANA name.
    pub time_zone: String,
}

/// What people may change about themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub display_name: String,
    pub lang: Lang,
    pub time_zone: String,
}

/// Opens an account, closed until its address is confirmed. An address that has one already gets
/// another mail instead, and the caller the same answer.
///
/// Signing up again before confirming replaces the first attempt: whoever holds the address
/// decides what its password is, not whoever was first to type it here.
///
/// # Errors
/// `Invalid`; `Unavailable` when too many sign in or up at once.
pub async fn sign_up(app: &App, form: SignUp) -> Result<(), AppError> {
    let mut fields = Fields::default();
    let email = fields.take("email", fields::email(&form.email));
    let name = fields.take("display_name", person_name(&form.display_name));
    let zone = fields.take("time_zone", known_zone(&form.time_zone));
    let context = [form.email.as_str(), form.display_name.as_str()];
    if let Some(problem) = app.passwords.problem_with(&form.password, &context).await? {
        fields.refuse("password", problem);
    }
    let (Some(email), Some(display_name), Some(time_zone)) = (email, name, zone) else {
        return Err(fields.into_error());
    };
    fields.check()?;
    let password_hash = app.passwords.hash(&form.password).await?;

    let now = app.now();
    let user = User {
        id: UserId::generate(),
        email,
        display_name,
        lang: form.lang,
        time_zone,
        status: UserStatus::Unverified,
        staff: None,
        created_at: now,
        version: 1,
    };
    let tx = app.store.begin().await?;
    let outgoing = match insert_or_find(&tx, &user, &password_hash).await? {
        Some(known) if known.status != UserStatus::Unverified => account_exists(app, &known),
        Some(known) => {
            users::replace_unverified(&tx, known.id, &user, &password_hash).await?;
            session_rows::end_all(&tx, known.id, None, now).await?;
            tokens::spend_all(&tx, known.id, TokenPurpose::Verify, now).await?;
            please_verify(&user)
        }
        None => please_verify(&user),
    };
    mail::post(&tx, outgoing, now).await?;
    tx.commit().await?;
    app.wake.mail.notify_one();
    Ok(())
}

/// The address is confirmed, by the secret that was sent there.
///
/// # Errors
/// `StaleLink`.
pub async fn verify(app: &App, token: &str) -> Result<(), AppError> {
    let now = app.now();
    let tx = app.store.begin().await?;
    let hash = secrets::sha256(token);
    let spent = tokens::spend(&tx, &hash, TokenPurpose::Verify, now).await?;
    let user = spent.ok_or(AppError::StaleLink)?;
    users::set_verified(&tx, user, now).await?;
    tokens::spend_all(&tx, user, TokenPurpose::Verify, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Sends the confirmation again, if there is an account that waits for it. The answer does not
/// tell.
///
/// # Errors
/// `Invalid` when it is no address.
pub async fn resend_verification(app: &App, email: &str, lang: Lang) -> Result<(), AppError> {
    ask_for_link(app, email, lang, Template::Verify).await
}

/// # Errors
/// `NotFound` when the account is gone.
pub async fn me(app: &App, actor: &Actor) -> Result<User, AppError> {
    find(app, actor.user).await
}

/// Changes name, language and time zone. `version` is the one that was read.
///
/// # Errors
/// `Invalid`, `PreconditionFailed`.
pub async fn set_settings(
    app: &App,
    actor: &Actor,
    settings: Settings,
    version: u64,
) -> Result<User, AppError> {
    actor.require_session()?;
    let mut fields = Fields::default();
    let name = fields.take("display_name", person_name(&settings.display_name));
    let zone = fields.take("time_zone", known_zone(&settings.time_zone));
    let (Some(display_name), Some(time_zone)) = (name, zone) else {
        return Err(fields.into_error());
    };
    let user = find(app, actor.user).await?;
    let wanted = User { display_name, lang: settings.lang, time_zone, version, ..user };
    if !users::set_settings(app.store.connection(), &wanted).await? {
        return Err(AppError::PreconditionFailed);
    }
    Ok(User { version: version + 1, ..wanted })
}

/// Queues a mail whose link is made when it is sent, and only if there is somebody to send it to:
/// so the request does the same for every address.
async fn ask_for_link(
    app: &App,
    email: &str,
    lang: Lang,
    template: Template,
) -> Result<(), AppError> {
    let mut fields = Fields::default();
    let Some(to) = fields.take("email", fields::email(email)) else {
        return Err(fields.into_error());
    };
    let outgoing = Outgoing { to, lang, template, params: mail::params([]) };
    mail::post(app.store.connection(), outgoing, app.now()).await?;
    app.wake.mail.notify_one();
    Ok(())
}

/// The account that has the address already, if one has. Of several that sign up with one address
/// at once, one inserts and the others find it.
async fn insert_or_find(
    db: &impl Db,
    user: &User,
    password_hash: &str,
) -> Result<Option<User>, AppError> {
    if users::insert(db, user, password_hash).await? {
        return Ok(None);
    }
    users::find_by_email(db, &user.email).await
}

async fn find(app: &App, id: UserId) -> Result<User, AppError> {
    let user = users::find(app.store.connection(), id).await?;
    user.ok_or_else(|| AppError::NotFound { what: "account", id: id.to_string() })
}

fn please_verify(user: &User) -> Outgoing {
    Outgoing {
        to: user.email.clone(),
        lang: user.lang,
        template: Template::Verify,
        params: mail::params([]),
    }
}

fn account_exists(app: &App, known: &User) -> Outgoing {
    Outgoing {
        to: known.email.clone(),
        lang: known.lang,
        template: Template::AccountExists,
        params: mail::params([
            ("name", known.display_name.clone()),
            ("sign_in_link", format!("{}/sign-in", app.config.base_url)),
            ("reset_link", format!("{}/password-reset", app.config.base_url)),
        ]),
    }
}

fn person_name(text: &str) -> Result<String, Problem> {
    fields::name(text, MAX_NAME_CHARS, "Ana Ruiz")
}

fn known_zone(text: &str) -> Result<String, Problem> {
    let given = text::line(text, 1, 64)?;
    match time_zone::find(&given) {
        Some(zone) => Ok(zone.to_owned()),
        None => Err(Problem::Unknown { given }),
    }
}
