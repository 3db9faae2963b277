//! What the engine promises its callers, through its public face only.

mod corpus;
mod paging;
mod persistence;
mod search;
