//! The marketplace: use-cases, storage, third parties and the JSON API.
//!
//! `http` and the `web` crate call [`services`]; services call `domain`, `store`, `matching` and
//! `adapters`. **Invariant:** `sea_orm` is named in `store/` (and in the error enum) and nowhere
//! else; `actix_web` is named in `http/` and where the process is put together, nowhere else.

pub mod adapters;
pub mod app;
pub mod boot;
pub mod cli;
pub mod config;
pub mod demo;
pub mod draft_json;
pub mod error;
pub mod http;
pub mod jobs;
pub mod secrets;
pub mod services;
mod store;
pub mod telemetry;
