//! Organisations: the side of a contract. A firm, or one person trading alone.

use std::{fmt, str::FromStr};

use crate::{
    country::Country,
    id::{OrgId, UserId},
    named,
    time::Timestamp,
    user::{OrgRole, OrgSide},
};

named!(/// What the law sees.
    OrgKind { Individual = "individual", Company = "company" });

named!(/// Where an organisation stands.
OrgStatus {
    Active = "active",
    /// By the trust team. Its listings are hidden.
    Suspended = "suspended",
    /// By its owners, for good.
    Closed = "closed",
});

/// A firm, or one person trading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrgId,
    pub handle: Handle,
    pub name: String,
    pub kind: OrgKind,
    pub side: OrgSide,
    pub country: Country,
    /// Acts in the course of business; buyers are told, as EU law asks.
    pub is_trader: bool,
    pub status: OrgStatus,
    /// Written by us to show the market; said so wherever it appears.
    pub is_demo: bool,
    pub created_at: Timestamp,
    pub version: u64,
}

/// Somebody's place in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub org: OrgId,
    pub user: UserId,
    pub role: OrgRole,
}

/// The name of an organisation in addresses: `/providers/marta-vidal`.
///
/// Lower-case letters and digits, words joined by single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHandle {
    #[error("a handle has 3 to 40 characters")]
    Length,
    #[error("a handle is like marta-vidal: lower-case letters, digits, single hyphens")]
    Form,
    #[error("this handle is ours")]
    Reserved,
}

/// Words that would mislead if somebody else carried them.
const RESERVED: &[&str] = &[
    "about",
    "account",
    "admin",
    "administrator",
    "api",
    "billing",
    "demo",
    "docs",
    "help",
    "legal",
    "lonja",
    "me",
    "moderation",
    "new",
    "null",
    "official",
    "oficial",
    "payments",
    "privacy",
    "root",
    "search",
    "security",
    "settings",
    "soporte",
    "staff",
    "status",
    "support",
    "system",
    "terms",
    "trust",
    "undefined",
    "www",
];

impl Handle {
    pub const MIN_CHARS: usize = 3;
    pub const MAX_CHARS: usize = 40;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A handle made from a name, where that is possible: `Núñez & Hijos` → `nunez-hijos`.
    pub fn suggest(name: &str) -> Option<Handle> {
        let plain: String = name.chars().flat_map(char::to_lowercase).map(unaccented).collect();
        let words = plain.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
        let mut slug = words.collect::<Vec<_>>().join("-");
        slug.truncate(Handle::MAX_CHARS);
        slug.trim_end_matches('-').parse().ok()
    }

    /// The same with a number, for when it is taken: `ana-ruiz-2`.
    #[must_use]
    pub fn numbered(&self, n: u32) -> Handle {
        let suffix = format!("-{n}");
        let mut stem = self.0.clone();
        stem.truncate(Handle::MAX_CHARS - suffix.len());
        Handle(format!("{}{suffix}", stem.trim_end_matches('-')))
    }
}

impl FromStr for Handle {
    type Err = InvalidHandle;

    fn from_str(text: &str) -> Result<Handle, InvalidHandle> {
        if !(Handle::MIN_CHARS..=Handle::MAX_CHARS).contains(&text.len()) {
            return Err(InvalidHandle::Length);
        }
        let word_ok = |word: &str| {
            !word.is_empty()
                && word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
        };
        if !text.split('-').all(word_ok) {
            return Err(InvalidHandle::Form);
        }
        if RESERVED.contains(&text) {
            return Err(InvalidHandle::Reserved);
        }
        Ok(Handle(text.to_owned()))
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn unaccented(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_people_would_choose_are_accepted() {
        for text in ["marta-vidal", "acme", "a1b", "studio-42"] {
            assert!(text.parse::<Handle>().is_ok(), "{text}");
        }
    }

    #[test]
    fn handles_that_mislead_or_break_addresses_are_refused() {
        for text in [
            "", "ab", "-abc", "abc-", "a--b", "Ana", "añil", "a b c", "a/b", "admin", "lonja",
            "a\u{0}b",
        ] {
            assert!(text.parse::<Handle>().is_err(), "{text:?}");
        }
        assert!("a".repeat(41).parse::<Handle>().is_err());
    }

    #[test]
    fn a_name_suggests_its_handle() {
        let suggested = |name| Handle::suggest(name).map(|it| it.to_string());
        assert_eq!(suggested("Núñez & Hijos, S. L.").as_deref(), Some("nunez-hijos-s-l"));
        assert_eq!(suggested("日本"), None);
        assert_eq!(suggested("Admin"), None);
    }

    #[test]
    fn a_numbered_handle_is_still_a_handle() {
        let long: Handle = "a".repeat(40).parse().unwrap();
        let numbered = long.numbered(12).to_string();
        assert!(numbered.parse::<Handle>().is_ok() && numbered.ends_with("-12"), "{numbered}");
    }
}
