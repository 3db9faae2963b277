//! Collects what is wrong with a form, so that a person hears everything at once.

use domain::{
    problem::{FieldProblem, Problem},
    text,
    user::Email,
};

use crate::error::AppError;

#[derive(Debug, Default)]
pub(crate) struct Fields {
    problems: Vec<FieldProblem>,
}

impl Fields {
    /// The value, or `None` and a line about `field`.
    pub(crate) fn take<T>(&mut self, field: &str, value: Result<T, Problem>) -> Option<T> {
        value.map_err(|problem| self.refuse(field, problem)).ok()
    }

    pub(crate) fn refuse(&mut self, field: &str, problem: Problem) {
        self.problems.push(FieldProblem::new(field, problem));
    }

    /// # Errors
    /// `Invalid` when anything was refused.
    pub(crate) fn check(self) -> Result<(), AppError> {
        if self.problems.is_empty() { Ok(()) } else { Err(self.into_error()) }
    }

    pub(crate) fn into_error(self) -> AppError {
        AppError::Invalid(self.problems)
    }
}

/// An address to write to.
pub(crate) fn email(text: &str) -> Result<Email, Problem> {
    match text.trim() {
        "" => Err(Problem::Missing),
        text => text.parse().map_err(|_invalid| Problem::Malformed { example: "name@example.com" }),
    }
}

/// What somebody, or a firm, is called. It stands in mail that we send to others, so it may not
/// carry an address to click on.
pub(crate) fn name(text: &str, max: usize, example: &'static str) -> Result<String, Problem> {
    let name = text::line(text, 2, max)?;
    let lower = name.to_lowercase();
    let is_link = ["://", "www.", "@"].iter().any(|it| lower.contains(it));
    if is_link { Err(Problem::Malformed { example }) } else { Ok(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_a_link() {
        assert!(name("María-José O’Neill", 80, "Ana Ruiz").is_ok());
        for text in ["win at https://x.example", "WWW.x.example", "me@x.example", "a"] {
            assert!(name(text, 80, "Ana Ruiz").is_err(), "{text}");
        }
    }
}
