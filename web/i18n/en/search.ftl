# Search.
search-all = All services
search-for = Services for “{ $what }”
search-read-as = We also searched for “{ $used }”, in case “{ $typed }” was mistyped.
search-started-over = The list has changed since you opened it; we start from the beginning.
search-degraded = The search is very broad, and part of the order is an estimate. Add a word or a filter to sharpen it.
search-failed = We could not search
search-failed-count = No results for now
search-failed-text = Search is not answering. What you typed and your filters are still here.
search-empty = No service meets these filters
search-empty-for = No service for “{ $what }”
search-empty-words = Try other, more general words, or browse the categories.
search-empty-filters = This way there are results:
more-than-n-services = more than { $count } services
filters = Filters
filters-applied = Filters in use
filters-clear = Clear all
filters-apply = Show { $what }
filters-chosen = { $n ->
    [0] Filters
   *[other] Filters ({ $count })
}
facet-category = Category
facet-skill = Skill
facet-kind = Sold as
facet-written-in = Listing available
facet-price = Starting price, in euros
facet-days = Delivery time
facet-rating = Rating
facet-more = { $n ->
    [one] { $count } more
   *[other] { $count } more
}
price-min = From
price-max = Up to
chip-price-min = From €{ $what }
chip-price-max = Up to €{ $what }
chip-days = { $n ->
    [one] Within { $count } day
   *[other] Within { $count } days
}
chip-rating = { $what } or more
any = Any
sort = Sort by
sort-relevance = Relevance
sort-price-up = Price, lowest first
sort-price-down = Price, highest first
sort-newest = Newest
sort-rating = Best rated
remove-all-filters = Remove all filters
remove-words = Search without “{ $what }”
