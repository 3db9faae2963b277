//! Mail. The set of ways out is ours and closed, so this is an enum, not a trait.
//!
//! **Invariant:** nothing that a person typed can add a header or a second message: addresses are
//! [`Email`]s, subjects are one line (see `mailer/letter.rs`), and headers are encoded by lettre.

use std::{sync::Mutex, time::Duration};

use domain::{lang::Lang, user::Email};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use secrecy::ExposeSecret;

pub use self::letter::Template;
use crate::config::{self, MailTransport};

pub(crate) mod letter;

/// Give up on the server after this long; the queue tries again later.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A message as it leaves. `id` is the same when it is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub id: String,
    pub to: Email,
    pub lang: Lang,
    pub subject: String,
    pub text: String,
}

pub(crate) enum Mailer {
    Smtp {
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        from: Box<Mailbox>,
    },
    /// Development: written to the log.
    Log,
    /// Tests: kept, to be looked at.
    Memory(Mutex<Vec<Mail>>),
}

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("mail.from is not like `Lonja <no-reply@lonja.example>`")]
    From(#[source] lettre::address::AddressError),
    #[error("mail.smtp_url is not like smtp://HOST:25")]
    Url(#[source] lettre::transport::smtp::Error),
    /// Trying again cannot help.
    #[error("the message cannot be written")]
    Message(#[source] lettre::error::Error),
    /// Trying again cannot help.
    #[error("the address cannot receive mail")]
    Address(#[source] lettre::address::AddressError),
    /// The server said no for good.
    #[error("the mail server refused the message")]
    Refused(#[source] lettre::transport::smtp::Error),
    /// It may work later.
    #[error("the mail server did not take the message")]
    Unreachable(#[source] lettre::transport::smtp::Error),
}

impl MailError {
    pub(crate) fn is_final(&self) -> bool {
        !matches!(self, MailError::Unreachable(_))
    }
}

impl Mailer {
    /// # Errors
    /// When a setting cannot be used. The server is not asked yet.
    pub(crate) fn open(settings: &config::Mail) -> Result<Mailer, MailError> {
        match settings.transport {
            MailTransport::Log => Ok(Mailer::Log),
            MailTransport::Memory => Ok(Mailer::Memory(Mutex::default())),
            MailTransport::Smtp => {
                let url = settings.smtp_url.expose_secret();
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
                let builder = builder.map_err(MailError::Url)?.timeout(Some(TIMEOUT));
                let from: Mailbox = settings.from.parse().map_err(MailError::From)?;
                Ok(Mailer::Smtp { transport: Box::new(builder.build()), from: Box::new(from) })
            }
        }
    }

    /// # Errors
    /// [`MailError::is_final`] says whether to try again.
    pub(crate) async fn send(&self, mail: Mail) -> Result<(), MailError> {
        match self {
            Mailer::Smtp { transport, from } => {
                let message = compose(&mail, from)?;
                let sent = transport.send(message).await;
                sent.map(|_response| ()).map_err(|error| {
                    if error.is_permanent() {
                        MailError::Refused(error)
                    } else {
                        MailError::Unreachable(error)
                    }
                })
            }
            Mailer::Log => {
                tracing::info!(
                    mail.subject = mail.subject,
                    "mail (development: shown here instead of sent)\n{}",
                    mail.text
                );
                Ok(())
            }
            Mailer::Memory(kept) => {
                kept.lock().unwrap_or_else(|it| it.into_inner()).push(mail);
                Ok(())
            }
        }
    }

    /// Whether the server answers. Only SMTP has one to ask.
    ///
    /// # Errors
    /// When it does not.
    pub(crate) async fn check(&self) -> Result<(), MailError> {
        let Mailer::Smtp { transport, .. } = self else { return Ok(()) };
        transport.test_connection().await.map_err(MailError::Unreachable).map(|_greeting| ())
    }

    /// What a [`Mailer::Memory`] has kept; nothing for the others.
    pub(crate) fn kept(&self) -> Vec<Mail> {
        match self {
            Mailer::Memory(kept) => kept.lock().unwrap_or_else(|it| it.into_inner()).clone(),
            Mailer::Smtp { .. } | Mailer::Log => Vec::new(),
        }
    }
}

fn compose(mail: &Mail, from: &Mailbox) -> Result<Message, MailError> {
    let to = mail.to.as_str().parse().map_err(MailError::Address)?;
    let id = format!("<{}@{}>", mail.id, from.email.domain());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(mail.subject.clone())
        .message_id(Some(id))
        .header(AutoSubmitted)
        .header(ContentLanguage(mail.lang.code()))
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.clone())
        .map_err(MailError::Message)
}

/// RFC 3834: nobody's out-of-office answers this.
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[derive(Debug, Clone)]
struct ContentLanguage(&'static str);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let lang: Lang = text.parse()?;
        Ok(ContentLanguage(lang.code()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.to_owned())
    }
}
