//! Garbage, to every route that listens: refused or answered, never a failure of ours.

mod json;
