//! A need in words → ranked listings, each with its reasons.

pub mod reasons;

/// The facet fields of the index.
pub const FACETS: &[&str] = &["category", "skill", "kind", "lang"];
