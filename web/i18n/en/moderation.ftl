# What the trust team reviews.
nav-moderation = Moderation
moderation-title = Services to review
moderation-empty-title = Nothing is waiting
moderation-empty-text = When somebody submits a service it shows up here, the one that has waited longest first.
moderation-first = First version
moderation-update = Version { $what } of a service that has been public
moderation-age-now = Less than an hour ago
moderation-age-hours = { $n ->
    [one] Waiting for { $count } hour
   *[other] Waiting for { $count } hours
}
moderation-age-days = { $n ->
    [one] Waiting for { $count } day
   *[other] Waiting for { $count } days
}
moderation-read = Review
moderation-live = Public
moderation-new = Proposed
moderation-public = See what is public
moderation-approve = Approve
moderation-approve-text = It is published as it stands above, and the provider is told.
moderation-decline = Do not approve
moderation-reason = Reason
moderation-reason-hint = The provider reads it: say what has to change. At least 10 characters.
moderation-suspend = Suspend
moderation-statement = Statement of reasons
moderation-statement-hint = What was broken and why it is hidden. The provider reads it. At least 10 characters.
moderation-lift = Lift the suspension
moderation-lift-text = The service goes back to what it was before.
moderation-done-approved = Approved.
moderation-done-declined = Not approved; the provider gets the reason.
moderation-done-suspended = Suspended.
moderation-done-lifted = Suspension lifted.
moderation-meanwhile = The version you were reading is not waiting any more: it was withdrawn, changed or decided. Go back to the list and read the new one.
moderation-catalogue = All services
moderation-look-for = Search
moderation-look-hint = Words of the listing, the name of whoever offers it, or its address.
moderation-look-none = No service like that
moderation-look-none-text = Try fewer words or another state.
moderation-look-all = See all
moderation-state = State
moderation-changed = last change: { $what }
moderation-look = Open
moderation-look-suspend = Open or suspend
moderation-look-lift = Open or lift the suspension
