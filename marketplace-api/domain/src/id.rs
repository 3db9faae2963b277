//! Identifiers: one type per thing, so a `ListingId` cannot be passed where a `UserId` is meant.
//!
//! On the wire and in logs an id carries its kind (`lst_0198…`), so a misplaced one is visible to
//! a human as well. Ids are UUIDv7: they sort by creation time, which keeps indexes dense.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an id of the form `{prefix}_…`")]
pub struct ParseIdError {
    pub text: String,
    pub prefix: &'static str,
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            pub const PREFIX: &'static str = $prefix;

            /// A new one, later in order than those made before it.
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }

            pub fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            pub fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(|hex| Uuid::try_parse(hex).ok())
                    .map(Self)
                    .ok_or_else(|| ParseIdError { text: text.to_owned(), prefix: $prefix })
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseIdError;

            fn try_from(text: String) -> Result<Self, ParseIdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    };
}

id_type!(/// A person with an account.
    UserId, "usr");
id_type!(/// A firm, or one person trading: owns listings and briefs.
    OrgId, "org");
id_type!(/// A service offered for hire.
    ListingId, "lst");
id_type!(/// One immutable version of a listing's text and prices.
    VersionId, "ver");
id_type!(/// What a buyer asks for.
    BriefId, "brf");
id_type!(/// One signed-in browser or device.
    SessionId, "ses");
id_type!(/// An API key. Its secret is shown once and stored hashed.
    ApiKeyId, "key");
id_type!(/// A key of one of our own services. Its secret is shown once and stored hashed.
    ServiceTokenId, "svc");
id_type!(/// An invitation to join an organisation.
    InviteId, "inv");
id_type!(/// One answered search, as logged.
    SearchId, "sch");
id_type!(/// One hire: a buyer, a provider, a price.
    OrderId, "ord");
id_type!(/// What is funded, held and settled as one: a package, a milestone, a session, a job.
    UnitId, "unt");
id_type!(/// One payment asked of a buyer.
    ChargeId, "chg");
id_type!(/// Money on its way back to a buyer.
    RefundId, "rfd");
id_type!(/// Money on its way to a provider.
    PayoutId, "pay");
id_type!(/// A disagreement between buyer and provider that we settle.
    DisputeId, "dsp");
id_type!(/// A payment that the buyer's bank has taken back.
    ChargebackId, "cbk");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let user = UserId::generate().to_string();
        assert!(user.parse::<ListingId>().is_err());
    }

    #[test]
    fn an_id_survives_the_wire() {
        let id = ListingId::generate();
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn later_ids_sort_later() {
        let first = OrgId::generate();
        let second = OrgId::generate();
        assert!(first < second);
    }
}
