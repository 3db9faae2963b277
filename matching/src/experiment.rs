//! Whether a change is one: the statistics of experiments, as plain functions of numbers.
//!
//! ```text
//! assign       who is in which arm: a hash, so that nobody has to remember
//! srm          whether the arms have the sizes they should: asked before anything else is read
//! sequential   a p-value that may be looked at as often as one likes (mSPRT)
//! cuped        the same metric before the experiment, taken out of the noise
//! ratio        means of ratios whose units are buyers, not clicks (delta method)
//! interleave   two rankers in one list (team draft): who is chosen more
//! offpolicy    what another order would have earned, from logged lots (SNIPS, doubly robust)
//! drift        whether two samples differ in shape (PSI), by a threshold that is computed
//! ```
//!
//! Nothing here keeps state, draws lots or knows what is measured.

pub mod assign;
pub mod cuped;
pub mod distribution;
pub mod drift;
pub mod interleave;
pub mod offpolicy;
pub mod ratio;
pub mod sequential;
pub mod srm;
