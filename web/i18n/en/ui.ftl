# Components.
why-this = Why it is shown
price-from = from
no-ratings = No ratings yet
step-done = (done)
pager = Pages of results
pager-first = Back to the start
pager-next = Next
error-summary-title = There is a problem
error-prefix = Error:
rating-label = { $value } out of 5, { $count } synthetic ratings
remove-filter = Remove the filter { $what }
n-days = { $n ->
    [one] { $count } day
   *[other] { $count } days
}
why-this-order = Why this order?
in-spanish = In Spanish
in-english = In English
demo-tag = demo
rating-synthetic = { $n ->
    [one] { $count } synthetic
   *[other] { $count } synthetic
}
