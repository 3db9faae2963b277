//! What was wrong with a form: said once in a summary, and again at the field it concerns.
//!
//! **Invariant:** the server decides; what the browser checks is a courtesy.

/// In the order of the fields. A template shows it with `ui::error_summary` and `ui::input`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(Vec<FieldError>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The id of the input, also its name.
    pub field: String,
    /// Says what to do, in the reader's language.
    pub message: String,
}

impl Errors {
    pub fn none() -> Errors {
        Errors::default()
    }

    pub fn add(&mut self, field: impl Into<String>, message: String) {
        self.0.push(FieldError { field: field.into(), message });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn all(&self) -> &[FieldError] {
        &self.0
    }

    /// The first thing wrong with `field`, or nothing.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|it| it.field == field).map_or("", |it| &it.message)
    }

    pub fn has(&self, field: &str) -> bool {
        !self.of(field).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_shows_the_first_thing_wrong_with_it() {
        let mut errors = Errors::none();
        errors.add("email", String::from("Write your e-mail address"));
        errors.add("email", String::from("Second"));
        assert_eq!(errors.of("email"), "Write your e-mail address");
        assert!(errors.has("email") && !errors.has("name"));
    }
}
