//! marketplace-api
