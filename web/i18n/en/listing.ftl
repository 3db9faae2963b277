# One listing.
per-hour = per hour
per-seat = per seat
per-month = per month
per-piece = per piece
per-session = per session
kind-package = Fixed project
kind-hourly = By the hour
kind-course = Course
kind-subscription = Subscription
kind-bulk = In bulk
kind-consult = Consultation
n-revisions = { $n ->
    [0] No rounds of changes
    [one] { $count } round of changes
   *[other] { $count } rounds of changes
}
revisions-unlimited = As many rounds of changes as needed
extra-none = Not needed
extra-free = at no cost
extra-exclusive = Choose one option
extra-per-unit = { $price } per { $unit }, from { $min } to { $max }
extra-multiplier = +{ $what }% on everything else
extra-bracket = up to { $up_to } ({ $unit }): { $price }
extra-later = { $n ->
    [one] { $count } day later
   *[other] { $count } days later
}
extra-sooner = { $n ->
    [one] { $count } day sooner
   *[other] { $count } days sooner
}
in-original-spanish = The provider has written this in Spanish only; you see the original.
in-original-english = The provider has written this in English only; you see the original.
trail = Path
provider-works-in = Works in { $what }
listing-hidden = Only your organisation sees this
listing-is-draft = It is a draft. Submit it for review to publish it.
listing-is-in-review = It is in review. It will be public as soon as we approve it.
listing-is-paused = It is paused. Resume it so that it can be found again.
listing-is-archived = It is archived and will not be public again.
listing-is-suspended = We suspended it. The reasons are on your dashboard.
listing-about = What it is about
listing-deliverables = What you get
listing-acceptance = When it counts as done
listing-requirements = What is needed from you
listing-faq = Frequent questions
listing-facts = About this service
listing-ratings = Ratings
listing-ratings-synthetic = Numbers made up for the demo: nobody gave an opinion.
listing-no-ratings = This provider has no ratings yet.
listing-price = Price and options
listing-tiers = Choose a tier
listing-extras = Add what you need
listing-more = More from this provider
quantity-hours = Hours
quantity-seats = Seats
quantity-months = Months
quantity-pieces = Pieces
quantity-sessions = Sessions
quote-total = Total
quote-delivery = Delivery
quote-said = Total: { $what }
quote-wrong = There is no price for these choices
quote-again = Work the price out again
quote-note = Price stated by the provider, before any sales tax that applies. For now services are not hired inside Lonja.
fact-kind = Sold as
fact-languages = Working languages
fact-delivery = Delivered from
fact-version = Version
fact-version-value = { $n }, of { $date }
listing-jump = See tiers and prices, from { $what }
listing-own = This service is your organisation’s
listing-staff = You see it as trust team
listing-staff-case = Moderate
listing-hidden-staff = The public does not see this
absent-paused = “{ $what }” is paused
absent-paused-text = Whoever offers it takes no orders for now. When it is back, it will be at this very address.
absent-withdrawn = This service is no longer offered
absent-withdrawn-text = Whoever offered it has taken it away, and it will not be published again.
absent-unavailable = This service is not available
absent-unavailable-text = It cannot be seen right now. If it is yours, sign in and find the reason in “My services”.
absent-similar = Similar services
