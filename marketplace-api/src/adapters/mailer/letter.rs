//! What our messages say, in both languages. Texts are in `adapters/mail/`, compiled in.
//!
//! A text is a first line `Subject: …`, an empty line and the body; `{name}` is filled in. Values
//! are one line each: a line break that somebody typed becomes a blank.

use std::collections::BTreeMap;

use domain::{lang::Lang, named};

named!(/// One kind of message.
Template {
    /// Confirm your address.
    Verify = "verify",
    /// Somebody signed up with an address that has an account.
    AccountExists = "account-exists",
    Reset = "reset",
    PasswordChanged = "password-changed",
    NewSignIn = "new-sign-in",
    Invitation = "invitation",
    ListingApproved = "listing-approved",
    ListingDeclined = "listing-declined",
});

/// A message before it has an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the message `{template}` needs a value for `{placeholder}`")]
pub(crate) struct MissingValue {
    template: &'static str,
    placeholder: String,
}

impl Template {
    fn source(self, lang: Lang) -> &'static str {
        macro_rules! text {
            ($name:literal) => {
                match lang {
                    Lang::Es => include_str!(concat!("../mail/", $name, ".es.txt")),
                    Lang::En => include_str!(concat!("../mail/", $name, ".en.txt")),
                }
            };
        }
        match self {
            Template::Verify => text!("verify"),
            Template::AccountExists => text!("account-exists"),
            Template::Reset => text!("reset"),
            Template::PasswordChanged => text!("password-changed"),
            Template::NewSignIn => text!("new-sign-in"),
            Template::Invitation => text!("invitation"),
            Template::ListingApproved => text!("listing-approved"),
            Template::ListingDeclined => text!("listing-declined"),
        }
    }

    /// # Errors
    /// [`MissingValue`] when `values` leaves a placeholder empty.
    pub(crate) fn fill(
        self,
        lang: Lang,
        values: &BTreeMap<String, String>,
    ) -> Result<Letter, MissingValue> {
        let filled = fill(self.source(lang), values)
            .map_err(|placeholder| MissingValue { template: self.code(), placeholder })?;
        let (subject, text) = filled.split_once('\n').unwrap_or((&filled, ""));
        let subject = subject.strip_prefix("Subject:").unwrap_or(subject).trim().to_owned();
        Ok(Letter { subject, text: format!("{}\n", text.trim()) })
    }
}

/// Goes through `source` once, so that braces in a value are not placeholders.
fn fill(source: &str, values: &BTreeMap<String, String>) -> Result<String, String> {
    let mut out = String::with_capacity(source.len() * 2);
    let mut rest = source;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| after.to_owned())?;
        let value = values.get(name).ok_or_else(|| name.to_owned())?;
        out.push_str(before);
        out.push_str(&one_line(value));
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn one_line(value: &str) -> String {
    let breaks = |it: char| it.is_control() || it == '\u{2028}' || it == '\u{2029}';
    value.split(breaks).map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn placeholders(template: Template, lang: Lang) -> BTreeSet<String> {
        let parts = template.source(lang).split('{').skip(1);
        parts.map(|it| it.split_once('}').unwrap().0.to_owned()).collect()
    }

    fn anything(template: Template) -> BTreeMap<String, String> {
        placeholders(template, Lang::En).into_iter().map(|it| (it.clone(), it)).collect()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        for template in Template::ALL {
            let (es, en) = (placeholders(*template, Lang::Es), placeholders(*template, Lang::En));
            assert_eq!(es, en, "{template:?}");
        }
    }

    #[test]
    fn every_message_has_a_subject_and_a_text_in_its_language() {
        for template in Template::ALL {
            let values = anything(*template);
            let es = template.fill(Lang::Es, &values).unwrap();
            let en = template.fill(Lang::En, &values).unwrap();
            for letter in [&es, &en] {
                assert!(!letter.subject.is_empty() && letter.text.len() > 80, "{letter:?}");
                assert!(!letter.text.contains("Subject:"), "{letter:?}");
            }
            assert_ne!(es.subject, en.subject, "{template:?}");
        }
    }

    #[test]
    fn a_missing_value_is_an_error_that_names_it() {
        let error = Template::Verify.fill(Lang::En, &BTreeMap::new()).unwrap_err();
        assert!(error.to_string().contains("`verify`"), "{error}");
    }

    #[test]
    fn a_line_break_in_a_value_does_not_make_a_line() {
        let mut values = anything(Template::Invitation);
        for value in values.values_mut() {
            *value = "Ana\r\nBcc: all@example.com\n\n{link}\u{2028}x\0".into();
        }
        let letter = Template::Invitation.fill(Lang::En, &values).unwrap();
        assert!(!letter.subject.contains(['\r', '\n']));
        assert!(letter.text.lines().all(|it| !it.starts_with("Bcc:")), "{}", letter.text);
        assert!(letter.text.contains("{link}"), "braces in a value stay as typed");
    }
}
