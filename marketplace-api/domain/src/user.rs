//! People and organisations: who may do what, on whose behalf.

use std::{fmt, str::FromStr};

use crate::{id::UserId, lang::Lang, named, time::Timestamp};

/// An e-mail address, trimmed, its domain in lower case. The part before the `@` is kept as
/// written; two addresses are the same account when [`Email::key`] is equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not an e-mail address; it looks like name@example.com")]
pub struct InvalidEmail;

impl Email {
    /// RFC 5321 limits.
    pub const MAX_BYTES: usize = 254;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What uniqueness is judged by: all of it in lower case.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for Email {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Email, InvalidEmail> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && local.chars().all(|it| {
                !it.is_whitespace() && !it.is_control() && !"<>()[],;:\"\\@".contains(it)
            });
        let label_ok = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|it| it.is_alphanumeric() || it == '-')
        };
        let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
        if text.len() <= Email::MAX_BYTES && local_ok && domain_ok {
            Ok(Email(format!("{local}@{}", domain.to_lowercase())))
        } else {
            Err(InvalidEmail)
        }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

named!(/// Where an account stands.
UserStatus {
    /// Signed up, address not yet proven. May sign in, may not publish or buy.
    Unverified = "unverified",
    Active = "active",
    /// By the trust team. Cannot sign in; listings are hidden.
    Suspended = "suspended",
});

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub email: Email,
    pub display_name: String,
    pub lang: Lang,
    /// IANA name: `Europe/Madrid`.
    pub time_zone: String,
    pub status: UserStatus,
    pub staff: Option<StaffRole>,
    pub created_at: Timestamp,
    pub version: u64,
}

named!(/// What an organisation is here to do.
    OrgSide { Buyer = "buyer", Provider = "provider", Both = "both" });

named!(/// What a member may do in their organisation. Ordered: each may do all that the next may.
OrgRole {
    /// Everything, including removing the organisation and other owners.
    Owner = "owner",
    /// Manages members, API keys, the profile, listings and briefs.
    Admin = "admin",
    /// Writes listings and briefs.
    Member = "member",
});

named!(/// People of ours.
    StaffRole { Support = "support", Trust = "trust", Finance = "finance" });

impl OrgSide {
    pub fn sells(self) -> bool {
        matches!(self, OrgSide::Provider | OrgSide::Both)
    }

    pub fn buys(self) -> bool {
        matches!(self, OrgSide::Buyer | OrgSide::Both)
    }
}

impl OrgRole {
    pub fn manages_members(self) -> bool {
        matches!(self, OrgRole::Owner | OrgRole::Admin)
    }

    /// Whether this role may give or take away `other`. Only owners touch owners.
    pub fn may_grant(self, other: OrgRole) -> bool {
        match self {
            OrgRole::Owner => true,
            OrgRole::Admin => other != OrgRole::Owner,
            OrgRole::Member => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_people_really_have_are_accepted() {
        for address in ["ana@example.com", " Ana.Núñez+lonja@Correo.Example.ES ", "a@b.co"] {
            assert!(address.parse::<Email>().is_ok(), "{address}");
        }
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for text in [
            "", "ana", "ana@", "@b.co", "a b@c.de", "a@b", "a@-b.co", "a@b..co", "a\n@b.co",
            "<a>@b.co", "a,b@c.de",
        ] {
            assert!(text.parse::<Email>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn case_does_not_make_a_second_account() {
        let one: Email = "Ana@Example.com".parse().unwrap();
        let two: Email = "ana@EXAMPLE.com".parse().unwrap();
        assert_eq!(one.key(), two.key());
    }

    #[test]
    fn only_owners_touch_owners() {
        assert!(OrgRole::Owner.may_grant(OrgRole::Owner));
        assert!(!OrgRole::Admin.may_grant(OrgRole::Owner));
        assert!(OrgRole::Admin.may_grant(OrgRole::Member));
        assert!(!OrgRole::Member.may_grant(OrgRole::Member));
    }
}
