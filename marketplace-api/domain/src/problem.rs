//! What is wrong with what a person typed, field by field, and what to do about it.
//!
//! One enum serves the API, the bulk import and the pages, so all of them say the same thing.

use crate::lang::Lang;

/// One field and its problem. `field` is a path as in the API: `tiers[0].price`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    pub field: String,
    pub problem: Problem,
}

impl FieldProblem {
    pub fn new(field: impl Into<String>, problem: Problem) -> FieldProblem {
        FieldProblem { field: field.into(), problem }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// Characters.
    TooShort {
        min: usize,
    },
    /// Characters.
    TooLong {
        max: usize,
    },
    TooFew {
        min: usize,
    },
    TooMany {
        max: usize,
    },
    OutOfRange {
        min: u64,
        max: u64,
    },
    /// Not one of the values we know.
    Unknown {
        given: String,
    },
    /// Not of the form expected; `example` shows it.
    Malformed {
        example: &'static str,
    },
    /// The same value stands there twice.
    Repeated,
    /// Characters no text may contain (control characters, NUL).
    BadCharacters,
    /// Easy to guess, or known from leaked lists.
    WeakPassword,
    /// Two entries that must agree do not.
    Mismatch,
    /// Known, but cannot be combined with another field's value.
    NotTogether {
        other: String,
    },
}

impl Problem {
    /// Stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::Missing => "missing",
            Problem::TooShort { .. } => "too-short",
            Problem::TooLong { .. } => "too-long",
            Problem::TooFew { .. } => "too-few",
            Problem::TooMany { .. } => "too-many",
            Problem::OutOfRange { .. } => "out-of-range",
            Problem::Unknown { .. } => "unknown-value",
            Problem::Malformed { .. } => "malformed",
            Problem::Repeated => "repeated",
            Problem::BadCharacters => "bad-characters",
            Problem::WeakPassword => "weak-password",
            Problem::Mismatch => "mismatch",
            Problem::NotTogether { .. } => "not-together",
        }
    }

    /// A sentence for a person, saying what to do.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.in_english(),
            Lang::Es => self.in_spanish(),
        }
    }

    fn in_english(&self) -> String {
        match self {
            Problem::Missing => "Fill this in.".into(),
            Problem::TooShort { min } => format!("Write at least {min} characters."),
            Problem::TooLong { max } => format!("Use at most {max} characters."),
            Problem::TooFew { min } => format!("Give at least {min}."),
            Problem::TooMany { max } => format!("Give at most {max}."),
            Problem::OutOfRange { min, max } => format!("Use a number from {min} to {max}."),
            Problem::Unknown { given } => {
                format!("“{given}” is not known here. Choose from the list.")
            }
            Problem::Malformed { example } => format!("Write it like this: {example}"),
            Problem::Repeated => "This is already there. Remove one of the two.".into(),
            Problem::BadCharacters => "Remove the control characters.".into(),
            Problem::WeakPassword => {
                "This password is easy to guess. Use a longer one, such as four unrelated words."
                    .into()
            }
            Problem::Mismatch => "The two entries differ. Type the same in both.".into(),
            Problem::NotTogether { other } => format!("This cannot be combined with {other}."),
        }
    }

    fn in_spanish(&self) -> String {
        match self {
            Problem::Missing => "Rellena este campo.".into(),
            Problem::TooShort { min } => format!("Escribe al menos {min} caracteres."),
            Problem::TooLong { max } => format!("Usa como máximo {max} caracteres."),
            Problem::TooFew { min } => format!("Indica al menos {min}."),
            Problem::TooMany { max } => format!("Indica como máximo {max}."),
            Problem::OutOfRange { min, max } => format!("Usa un número entre {min} y {max}."),
            Problem::Unknown { given } => format!("No conocemos «{given}». Elige una opción de la lista."),
            Problem::Malformed { example } => format!("Escríbelo así: {example}"),
            Problem::Repeated => "Está repetido. Quita uno de los dos.".into(),
            Problem::BadCharacters => "Quita los caracteres de control.".into(),
            Problem::WeakPassword => {
                "Esta contraseña es fácil de adivinar. Usa una más larga, por ejemplo cuatro palabras sin relación.".into()
            }
            Problem::Mismatch => "Las dos entradas no coinciden. Escribe lo mismo en ambas.".into(),
            Problem::NotTogether { other } => format!("No se puede combinar con {other}."),
        }
    }
}
