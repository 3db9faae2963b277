//! An order: where its work stands and where its money stands. These are two columns, never one: a
//! refunded order is not a paid one, and a late one is not a lost one.
//!
//! | module | what it knows |
//! |---|---|
//! | [`package`] | one price, one delivery, with revisions |
//! | [`milestone`] | a contract of 1 to 20 milestones, each funded and settled by itself |
//! | [`plan`] | what makes a list of milestones sound |
//! | [`funds`] | where the money of an order stands |
//! | [`effect`] | what a step of work does to money, and which pairs of work and money may exist |
//! | [`revisions`] | how often work may be sent back |
//!
//! **Invariant:** work changes through [`effect::step`], which answers with the money status that goes
//! with it. A pair that [`effect::Paid::agrees`] refuses is a bug, and the audit reports it (L12).

pub mod effect;
pub mod funds;
pub mod milestone;
pub mod package;
pub mod plan;
pub mod revisions;
