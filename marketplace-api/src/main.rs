//! The marketplace without pages: the JSON API and the background work.

fn main() {}
