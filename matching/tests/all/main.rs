//! What the engine promises its callers, through its public face only.

mod concurrency;
mod corpus;
mod counts;
mod explain;
mod garbage;
mod market_model;
mod paging;
mod percolate;
mod persistence;
mod pitfalls;
mod ranking;
mod recall;
mod search;
mod signals;
