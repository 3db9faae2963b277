//! The outside: mail, caches, other people's services.
