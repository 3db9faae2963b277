//! A browser that has signed in to an account before.
//!
//! Wrong passwords slow everybody down for that account (`throttle.rs`), which would let
//! anybody lock its owner out. So a browser that has once signed in keeps a mark, and its tries
//! are counted for itself. The mark opens nothing: it only says whose queue to stand in.

use domain::user::Email;

use crate::{
    secrets::{self, Purpose, Signer, Token},
    services::accounts::client::Client,
};

/// `nonce.signature`, where the signature is over the nonce and the account's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDevice(String);

impl KnownDevice {
    /// The mark the browser shows, if it is one for this account; otherwise a new one.
    pub(super) fn of(signer: &Signer, client: &Client, email: &Email) -> KnownDevice {
        match nonce(signer, client, email) {
            Some(_) => KnownDevice(client.known_device.clone().unwrap_or_default()),
            None => {
                let nonce = Token::generate();
                let signature = signer.sign(Purpose::Device, &signed(nonce.expose(), email));
                KnownDevice(format!("{}.{signature}", nonce.expose()))
            }
        }
    }

    /// For the browser to keep.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Whose queue a try stands in: the device's own, or the account's.
pub(super) fn queue(signer: &Signer, client: &Client, email: &str) -> String {
    let Ok(email) = email.parse::<Email>() else { return secrets::sha256(email) };
    match nonce(signer, client, &email) {
        Some(nonce) => secrets::sha256(&format!("device {nonce}")),
        None => account_queue(&email),
    }
}

pub(super) fn account_queue(email: &Email) -> String {
    secrets::sha256(&email.key())
}

fn nonce<'a>(signer: &Signer, client: &'a Client, email: &Email) -> Option<&'a str> {
    let (nonce, signature) = client.known_device.as_deref()?.split_once('.')?;
    signer.is_signed(Purpose::Device, &signed(nonce, email), signature).then_some(nonce)
}

fn signed(nonce: &str, email: &Email) -> String {
    format!("{nonce} {}", email.key())
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use secrecy::SecretString;

    use super::*;

    fn shows(mark: Option<&str>) -> Client {
        Client {
            user_agent: String::new(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            known_device: mark.map(str::to_owned),
        }
    }

    #[test]
    fn a_mark_is_good_for_its_account_only() {
        let signer = Signer::new(&SecretString::from("0123456789abcdef0123456789abcdef"));
        let ana: Email = "ana@example.com".parse().unwrap();
        let mark = KnownDevice::of(&signer, &shows(None), &ana);
        let client = shows(Some(mark.expose()));

        let own = queue(&signer, &client, "Ana@Example.com");
        assert_ne!(own, account_queue(&ana));
        assert_eq!(KnownDevice::of(&signer, &client, &ana), mark, "a good mark is kept");
        assert_eq!(
            queue(&signer, &client, "eva@example.com"),
            account_queue(&"eva@example.com".parse().unwrap())
        );
    }

    #[test]
    fn a_made_up_mark_is_none() {
        let signer = Signer::new(&SecretString::from("0123456789abcdef0123456789abcdef"));
        let ana: Email = "ana@example.com".parse().unwrap();
        for mark in ["", ".", "nonce.", "nonce.abcd", "nonce"] {
            let client = shows(Some(mark));
            assert_eq!(queue(&signer, &client, "ana@example.com"), account_queue(&ana), "{mark}");
        }
    }
}
