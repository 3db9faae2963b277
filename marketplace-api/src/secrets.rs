//! Secrets we hand out, and how they are kept: as SHA-256, never as they are.
//!
//! A token has 256 random bits, so a fast hash is enough; only passwords need a slow one.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use rand::{TryRng, rngs::SysRng};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// A secret for somebody else's hands: a session, a link, a key.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// 256 bits from the operating system, as hexadecimal digits.
    pub fn generate() -> Token {
        let mut bytes = [0_u8; 32];
        SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives random numbers");
        Token(hex(&bytes))
    }

    /// The secret itself, for the one answer or message it is meant for.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored and looked up.
    pub fn hash(&self) -> String {
        sha256(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Makes and checks texts that only this installation can make.
pub(crate) struct Signer {
    key: SecretString,
}

/// What a signature is for. One purpose never stands in for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Forms of one session.
    Form,
    /// Forms before anybody is signed in.
    PublicForm,
    /// The secret in a mailed link.
    Link,
    /// The mark of a browser that has signed in before.
    Device,
    /// Who searched, where it must not be known who that is.
    Pseudonym,
}

impl Signer {
    /// `secret` is the setting of that name; empty means one for this process only.
    pub(crate) fn new(secret: &SecretString) -> Signer {
        let key = match secret.expose_secret() {
            "" => SecretString::from(Token::generate().0),
            _ => secret.clone(),
        };
        Signer { key }
    }

    pub(crate) fn sign(&self, purpose: Purpose, text: &str) -> String {
        hex(&self.mac(purpose, text).finalize().into_bytes())
    }

    /// In constant time.
    pub(crate) fn is_signed(&self, purpose: Purpose, text: &str, signature: &str) -> bool {
        let Some(bytes) = unhex(signature) else { return false };
        self.mac(purpose, text).verify_slice(&bytes).is_ok()
    }

    /// The secret of a link about `subject`: always the same, so a mail sent again carries the
    /// same link, and nothing has to be kept that could be stolen.
    pub(crate) fn link_token(&self, subject: &str) -> Token {
        Token(self.sign(Purpose::Link, subject))
    }

    fn mac(&self, purpose: Purpose, text: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.expose_secret().as_bytes())
            .expect("HMAC takes keys of any length");
        let purpose: &[u8] = match purpose {
            Purpose::Form => b"form\0",
            Purpose::PublicForm => b"public-form\0",
            Purpose::Pseudonym => b"pseudonym\0",
            Purpose::Link => b"link\0",
            Purpose::Device => b"device\0",
        };
        mac.update(purpose);
        mac.update(text.as_bytes());
        mac
    }
}

/// SHA-256 as hexadecimal digits.
pub(crate) fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text.chars().map(|it| it.to_digit(16)).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> Signer {
        Signer::new(&SecretString::from("0123456789abcdef0123456789abcdef"))
    }

    #[test]
    fn tokens_differ_and_have_256_bits() {
        let (one, two) = (Token::generate(), Token::generate());
        assert_ne!(one.expose(), two.expose());
        assert_eq!(one.expose().len(), 64);
        assert_eq!(format!("{one:?}"), "Token(…)");
    }

    #[test]
    fn a_signature_is_good_for_its_text_and_purpose_only() {
        let signature = signer().sign(Purpose::Form, "ses_1");
        assert!(signer().is_signed(Purpose::Form, "ses_1", &signature));
        assert!(!signer().is_signed(Purpose::Form, "ses_2", &signature));
        assert!(!signer().is_signed(Purpose::PublicForm, "ses_1", &signature));
        let other = Signer::new(&SecretString::from("another secret of 32 characters!"));
        assert!(!other.is_signed(Purpose::Form, "ses_1", &signature));
    }

    #[test]
    fn nonsense_is_no_signature() {
        for text in ["", "0", "zz", "é", &"ab".repeat(1_000)] {
            assert!(!signer().is_signed(Purpose::Form, "ses_1", text), "{text}");
        }
    }

    /// FIPS 180-2, appendix B.1.
    #[test]
    fn sha256_of_abc() {
        assert_eq!(
            sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
