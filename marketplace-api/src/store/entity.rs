//! One entity per table, plain columns. Conversion to domain values is next to the queries.
#![expect(unreachable_pub, reason = "the derive writes `pub` around what is `pub(crate)` here")]

pub(crate) mod api_keys;
pub(crate) mod audit_log;
pub(crate) mod invitations;
pub(crate) mod listing_days;
pub(crate) mod listing_versions;
pub(crate) mod listings;
pub(crate) mod mails;
pub(crate) mod memberships;
pub(crate) mod one_time_tokens;
pub(crate) mod organisations;
pub(crate) mod outbox;
pub(crate) mod provider_profiles;
pub(crate) mod search_events;
pub(crate) mod searches;
pub(crate) mod service_tokens;
pub(crate) mod sessions;
pub(crate) mod sign_in_tries;
pub(crate) mod standing_queries;
pub(crate) mod users;
