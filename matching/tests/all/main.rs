//! What the engine promises its callers, through its public face only.

mod corpus;
mod persistence;
mod search;
