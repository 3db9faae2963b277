//! Line icons (lucide), drawn inline so that they take the colour of the text around them.
//!
//! **Invariant:** an icon is decoration (`aria-hidden`); the words beside it carry the meaning. A
//! name we do not have draws a plain tag, never nothing and never an error.

use std::fmt;

include!(concat!(env!("OUT_DIR"), "/icons.rs"));

const FALLBACK: &str = "tag";

/// Markup made here, from files compiled in. Askama prints it unescaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(&'static str);

/// `{{ crate::icon("search") }}` in a template.
pub fn icon(name: &str) -> Icon {
    Icon(inside(name).or_else(|| inside(FALLBACK)).unwrap_or_default())
}

/// For the style guide.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ICONS.iter().map(|(name, _)| *name)
}

fn inside(name: &str) -> Option<&'static str> {
    let at = ICONS.binary_search_by_key(&name, |(known, _)| known).ok()?;
    Some(ICONS[at].1)
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>"#, self.0)
    }
}

impl askama::filters::HtmlSafe for Icon {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_draws_the_fallback() {
        assert_eq!(icon("no-such-icon"), icon(FALLBACK));
        assert_ne!(icon("bot"), icon(FALLBACK));
    }

    #[test]
    fn icons_hold_shapes_and_nothing_that_runs() {
        for (name, inside) in ICONS {
            assert!(inside.starts_with('<') && !inside.contains("script"), "{name}");
            assert!(!inside.contains("style="), "{name}");
        }
    }
}
