//! Passwords: judged, hashed and checked in a bounded pool of blocking threads.
//!
//! argon2id with 19 MiB, 2 passes and 1 lane (the minimum OWASP gives) costs tens of milliseconds
//! of a whole core. Unbounded, a flood of sign-ins would be the cheapest way to stop the site; so
//! at most one runs per core, a bounded number waits, and the rest are told to come back.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::problem::Problem;
use prometheus::IntCounterVec;
use tokio::{sync::Semaphore, task::spawn_blocking};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use crate::error::AppError;

pub(crate) const MIN_CHARS: usize = 8;
pub(crate) const MAX_CHARS: usize = 128;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How many may wait per core before the next is sent away.
const WAITING_PER_CORE: usize = 32;

/// A hash of nobody's password, with our parameters: checked when there is no account, so that
/// this takes as long as when there is one.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bG9uamEgbm9ib2R5IDAwMQ\
                       $6a8KcPgmTnB2dbxqIg1r3ieEDQF0tZRlUcWKFvBYYnM";

/// How strong a password must be. Online guessing is slowed down per account, so this is about a
/// stolen database: with our argon2id a rig of ten cards tries in the order of 10^4 passwords a
/// second, which makes the 10^6 guesses of score 2 a matter of minutes and the 10^8 of score 3
/// one of hours for each single account. Score 4 would refuse what many people can remember.
const LEAST: Score = Score::Three;

pub(crate) struct Passwords {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    done: IntCounterVec,
}

impl Passwords {
    /// `done` counts the work, by kind.
    pub(crate) fn new(done: IntCounterVec) -> Passwords {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Passwords {
            running: Arc::new(Semaphore::new(cores)),
            waiting: Arc::new(Semaphore::new(cores * WAITING_PER_CORE)),
            done,
        }
    }

    /// A new hash, in PHC form.
    ///
    /// # Errors
    /// `Unavailable` when too many wait.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, AppError> {
        let password = uniform(password);
        let hashed = self.run("hash", move || {
            let hash = argon2().hash_password(password.as_bytes());
            hash.map(|it| it.to_string()).map_err(|error| error.to_string())
        });
        hashed.await?.map_err(|error| {
            AppError::internal("a password cannot be hashed", std::io::Error::other(error))
        })
    }

    /// Whether `password` is the one behind `hash`. Without a hash it is not, after the same time.
    ///
    /// # Errors
    /// `Unavailable` when too many wait.
    pub(crate) async fn is_right(
        &self,
        password: &str,
        hash: Option<&str>,
    ) -> Result<bool, AppError> {
        let exists = hash.is_some();
        let (password, hash) = (uniform(password), hash.unwrap_or(NOBODYS).to_owned());
        let matches = self.run("check", move || {
            PasswordHash::new(&hash)
                .is_ok_and(|it| argon2().verify_password(password.as_bytes(), &it).is_ok())
        });
        Ok(matches.await? && exists)
    }

    /// What is wrong with a new password, if anything. `context` holds words that are easy to
    /// guess for this person: their address, their name.
    ///
    /// # Errors
    /// `Unavailable` when too many wait.
    pub(crate) async fn problem_with(
        &self,
        password: &str,
        context: &[&str],
    ) -> Result<Option<Problem>, AppError> {
        let password = uniform(password);
        match password.chars().count() {
            0 => return Ok(Some(Problem::Missing)),
            length if length < MIN_CHARS => {
                return Ok(Some(Problem::TooShort { min: MIN_CHARS }));
            }
            length if length > MAX_CHARS => {
                return Ok(Some(Problem::TooLong { max: MAX_CHARS }));
            }
            _ => {}
        }
        let words = context_words(context);
        let is_weak = self.run("judge", move || {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            zxcvbn(&password, &words).score() < LEAST
        });
        Ok(is_weak.await?.then_some(Problem::WeakPassword))
    }

    async fn run<T: Send + 'static>(
        &self,
        kind: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let busy = |_| AppError::Unavailable { what: "sign-in" };
        let _place = self.waiting.try_acquire().map_err(busy)?;
        let turn = Arc::clone(&self.running).acquire_owned().await;
        let turn = turn.map_err(|it| AppError::internal("the password pool is closed", it))?;
        self.done.with_label_values(&[kind]).inc();
        let done = spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        done.await.map_err(|it| AppError::internal("the password pool failed", it))
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("these are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The same password, however the keyboard composes its accents.
fn uniform(password: &str) -> String {
    password.nfc().collect()
}

/// Whole and in parts: `ana.ruiz@correo.example` also refuses `anaruiz` and `correo`.
fn context_words(context: &[&str]) -> Vec<String> {
    let mut words = vec!["lonja".to_owned()];
    for text in context {
        let lower = text.to_lowercase();
        let parts = lower.split(|it: char| !it.is_alphanumeric()).filter(|it| it.len() > 2);
        words.extend(parts.map(str::to_owned));
        words.push(lower.chars().filter(|it| it.is_alphanumeric()).collect());
        words.push(lower);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::Metrics;

    fn passwords() -> Passwords {
        Passwords::new(Metrics::default().passwords)
    }

    async fn problem(password: &str) -> Option<Problem> {
        let context = ["ana.ruiz@correo.example", "Ana Ruiz"];
        passwords().problem_with(password, &context).await.unwrap()
    }

    #[tokio::test]
    async fn what_everybody_tries_first_is_refused() {
        for password in
            ["password1", "12345678", "qwertyuiop", "contraseña", "iloveyou2", "Passw0rd!"]
        {
            assert_eq!(problem(password).await, Some(Problem::WeakPassword), "{password}");
        }
    }

    #[tokio::test]
    async fn ones_own_name_and_ours_are_refused() {
        for password in ["ana.ruiz@correo.example", "anaruiz2026", "Ana Ruiz 1", "lonjalonja"] {
            assert_eq!(problem(password).await, Some(Problem::WeakPassword), "{password}");
        }
    }

    #[tokio::test]
    async fn any_characters_will_do_when_they_are_hard_to_guess() {
        for password in ["grapa-nube-tejado-9", "трава камень окно 5", "tres tristes tigres comen"]
        {
            assert_eq!(problem(password).await, None, "{password}");
        }
    }

    #[tokio::test]
    async fn lengths_are_in_characters() {
        assert_eq!(problem("").await, Some(Problem::Missing));
        assert_eq!(problem("ñ1ñ2ñ3ñ").await, Some(Problem::TooShort { min: 8 }));
        assert_eq!(problem(&"k7".repeat(65)).await, Some(Problem::TooLong { max: 128 }));
    }

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let passwords = passwords();
        let hash = passwords.hash("grapa-nube-tejado").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.is_right("grapa-nube-tejado", Some(&hash)).await.unwrap());
        assert!(!passwords.is_right("grapa-nube-tejadO", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn accents_typed_in_two_ways_are_the_same_password() {
        let passwords = passwords();
        let hash = passwords.hash("tejado se\u{f1}orial").await.unwrap();
        assert!(passwords.is_right("tejado sen\u{303}orial", Some(&hash)).await.unwrap());
    }

    /// The stand-in must be a hash that is really computed, or unknown accounts answer faster.
    #[test]
    fn nobodys_hash_has_our_parameters() {
        let (ours, nobodys) = (argon2(), PasswordHash::new(NOBODYS).unwrap());
        let real = ours.hash_password(b"x").unwrap();
        assert_eq!(nobodys.algorithm, real.algorithm);
        assert_eq!(nobodys.params, real.params);
        assert_eq!(nobodys.hash.map(|it| it.len()), real.hash.map(|it| it.len()));
    }
}
