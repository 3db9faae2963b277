//! What the rest of the system may be told. Written to the outbox with the fact itself.

use crate::named;

named!(/// One kind of event. The subject is an id in text form; handlers read the state anew.
Topic {
    /// A listing's searchable state changed: index it, or take it out.
    ListingChanged = "listing.changed",
    /// A provider's profile, status or leave changed: index all of its listings again.
    ProviderChanged = "provider.changed",
    /// A search that waits for listings was begun, changed or ended.
    StandingChanged = "standing.changed",
});
