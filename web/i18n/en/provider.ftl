# The profile of a provider.
provider-trader = Trader
provider-private = Private person
provider-individual = Independent professional
provider-company = Company
provider-away = Away at the moment
provider-back = Back after { $what }. You can look at the services meanwhile.
provider-about = Who they are
provider-skills = What they are good at
provider-facts = Facts
provider-none = No services on offer yet
provider-none-text = They will appear here once published.
provider-n-services = { $n ->
    [0] Services
    [one] { $count } published service
   *[other] { $count } published services
}
fact-place = Where
fact-rate = Rate
fact-capacity = Availability
fact-since = On Lonja since
n-hours-week = { $n ->
    [one] { $count } hour a week
   *[other] { $count } hours a week
}
level-basic = basic
level-fluent = fluent
level-native = native
