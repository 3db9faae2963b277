# What surrounds every page.
page-title = { $what } · Lonja
site-summary = Lonja is a marketplace for AI services. Say what you need and compare the people who can do it, with a reason beside every result.
skip-to-content = Skip to content
brand-home = Lonja, go to the home page
menu = Menu
close = Close
dismiss = Dismiss this message
theme = Appearance
theme-auto = Match my device
theme-light = Light
theme-dark = Dark
other-language = Español
nav-main = Main
nav-explore = Explore
nav-categories = Categories
nav-sell = My services
nav-settings = Settings
account = Account
account-of = Account of { $what }
sign-in = Sign in
sign-up = Create account
sign-out = Sign out
search-label = Search services
search-hint = What do you need solved?
search-button = Search
go-home = Go to the home page
try-again = Try again
connection-lost = The server did not answer. What you see is still here; try again in a moment.
demo-banner-title = Demo market.
demo-banner-text = Providers, services and ratings are made up.
demo-banner-link = What this means
demo-banner-hide = Hide this message
footer-line = A marketplace for AI services where you can see why each result is shown.
footer-how = How it works
footer-legal = Legal
footer-developers = For developers
footer-api = API documentation
footer-status = Service status
style-guide = Style guide
n-services = { $n ->
    [one] { $count } service
   *[other] { $count } services
}
