//! One entity per table, plain columns. Conversion to domain values is next to the queries.

pub(crate) mod outbox;
