# Signing in and out, signing up, a forgotten password.
field-email = E-mail address
field-email-hint = We will send you a link to confirm it.
field-password = Password
field-password-hint = At least 8 characters. Four unrelated words work well; you may paste it.
field-new-password = New password
field-name = Name
field-name-hint = As others should see you.
sign-in-title = Sign in to Lonja
sign-in-wrong = The address or the password is not right. Check both and try again.
sign-in-wait = { $n ->
    [one] Too many tries. Wait { $n } second and try again.
   *[other] Too many tries. Wait { $n } seconds and try again.
}
sign-in-new-here = No account yet?
sign-up-title = Create an account
sign-up-lead = With an account you can offer services, or hire for your organisation. It is free.
sign-up-terms = By creating an account you accept:
sign-up-known = Do you have an account already?
sign-up-sent-title = Look into your inbox
sign-up-sent-text = We have sent you a link to confirm the address. It works for 24 hours. If it does not arrive, look into the spam folder.
sign-up-sent-again = Send the link again
sign-out-title = Sign out of Lonja?
sign-out-text = Everything you have saved stays where it is.
verify-title = Confirm your e-mail address
verify-text = One more step and the account is ready.
verify-button = Confirm my address
verify-done-title = Address confirmed
verify-done-text = Now you can sign in with your address and password.
verify-again-title = Have the confirmation link sent again
verify-again-text = If that address has an account waiting for confirmation, the link is on its way.
link-stale-title = This link does not work any more
link-stale-text = It may have been used or have expired. Ask for a new one; nothing is lost.
reset-ask-link = I forgot my password
reset-ask-title = Get back in
reset-ask-text = Write your address and we will send you a link to choose another password.
reset-ask-button = Send the link
reset-sent-title = Look into your inbox
reset-sent-text = If that address has an account, the link is on its way. It works for 30 minutes.
reset-set-title = Choose a new password
reset-set-text = Saving it ends every open session.
reset-set-button = Save the password
reset-done = Password saved. Sign in with the new one.
