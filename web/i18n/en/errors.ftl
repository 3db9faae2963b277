# Error pages: what happened, whether anything was lost, what to do now.
error-400-title = We did not understand the request
error-400-text = Something is missing from the address or the form, or has a value we did not expect. Go back, check it and send it again.
error-401-title = You need to sign in
error-401-text = This page is for people with an account. Sign in and we will bring you back here.
error-403-title = Your account cannot open this
error-403-text = The page exists, but your account has no permission. If it should, ask whoever runs your organisation, or sign in with another account.
error-404-title = There is nothing here
error-404-text = The address may be mistyped, or the page has moved. Try searching for what you wanted.
error-405-title = That cannot be done here
error-405-text = The address exists but does not take this action. Go back and use the buttons on the page.
error-409-title = Someone changed this first
error-409-text = While you had it open, this changed somewhere else. Nothing was overwritten: open the current version and make your change again.
error-410-title = This is no longer offered
error-410-text = Whoever offered it has taken it down. There are probably similar services: search for them here.
error-413-title = That is too large
error-413-text = What you sent is larger than we accept. Split it or make it smaller and try again; nothing was saved.
error-422-title = Some answers need fixing
error-422-text = We could not save what you sent. Go back: the form still has what you wrote.
error-429-title = Too many requests in a row
error-429-text = There is a limit so that the site stays quick for everyone. You are not blocked: you can carry on when the time is up.
error-500-title = Something of ours failed
error-500-text = The failure was recorded and it was not your doing. What was already saved is safe. Try again in a few minutes.
error-503-title = Back in a moment
error-503-text = The site is being maintained, or has more visitors than it can serve. What you had saved is safe.
error-reference = If you write to us, give this reference:
error-wait = { $n ->
    [one] You can carry on in { $count } second.
   *[other] You can carry on in { $count } seconds.
}
offline-title = No connection
offline-text = Your device cannot reach Lonja right now. Try again when the connection is back: this page saves nothing and loses nothing.
