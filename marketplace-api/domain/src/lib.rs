//! marketplace-api/domain
