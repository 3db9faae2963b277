//! Why a result is where it is, in words of the reader's language.
//!
//! One exhaustive match per language: a reason without words does not compile.

use domain::lang::Lang;
use matching::types::Reason;

/// A short sentence without a full stop. All ratings there are today belong to the demo market and
/// were made up, so that is what a sentence about one says.
pub fn say(reason: &Reason, lang: Lang) -> String {
    match lang {
        Lang::En => in_english(reason),
        Lang::Es => in_spanish(reason),
    }
}

/// Stable name of the reason, for programs.
pub fn code(reason: &Reason) -> &'static str {
    match reason {
        Reason::Title { .. } => "title",
        Reason::Label { .. } => "skill",
        Reason::Body { .. } => "description",
        Reason::Owner { .. } => "provider",
        Reason::Corrected { .. } => "spelling",
        Reason::Translated { .. } => "translation",
        Reason::BelowMedianPrice { .. } => "price",
        Reason::WellRated { .. } => "rating",
        Reason::Fast { .. } => "delivery",
        Reason::Recent { .. } => "recent",
    }
}

fn in_english(reason: &Reason) -> String {
    match reason {
        Reason::Title { terms, .. } => format!("The title says {}", quoted(terms, '“', '”', "and")),
        Reason::Label { terms, .. } => format!("Skills or category: {}", terms.join(", ")),
        Reason::Body { terms, .. } => {
            format!("The description mentions {}", quoted(terms, '“', '”', "and"))
        }
        Reason::Owner { name, .. } => format!("Offered by {name}"),
        Reason::Corrected { typed, used, .. } => format!("“{typed}” read as “{used}”"),
        Reason::Translated { typed, used, .. } => format!("“{used}” means “{typed}”"),
        Reason::BelowMedianPrice { .. } => "Cheaper than half of the results".to_owned(),
        Reason::WellRated { mean, count, .. } => {
            format!("Synthetic rating of {mean:.1} ({count} made up)")
        }
        Reason::Fast { days: 1, .. } => "Delivered in one day".to_owned(),
        Reason::Fast { days, .. } => format!("Delivered in {days} days"),
        Reason::Recent { .. } => "New here".to_owned(),
    }
}

fn in_spanish(reason: &Reason) -> String {
    match reason {
        Reason::Title { terms, .. } => format!("El título dice {}", quoted(terms, '«', '»', "y")),
        Reason::Label { terms, .. } => format!("Especialidad o categoría: {}", terms.join(", ")),
        Reason::Body { terms, .. } => {
            format!("La descripción menciona {}", quoted(terms, '«', '»', "y"))
        }
        Reason::Owner { name, .. } => format!("Lo ofrece {name}"),
        Reason::Corrected { typed, used, .. } => format!("Hemos leído «{typed}» como «{used}»"),
        Reason::Translated { typed, used, .. } => format!("«{used}» equivale a «{typed}»"),
        Reason::BelowMedianPrice { .. } => "Más barato que la mitad de los resultados".to_owned(),
        Reason::WellRated { mean, count, .. } => {
            let mean = format!("{mean:.1}").replace('.', ",");
            let made_up = if *count == 1 { "inventada" } else { "inventadas" };
            format!("Valoración sintética de {mean} ({count} {made_up})")
        }
        Reason::Fast { days: 1, .. } => "Entrega en un día".to_owned(),
        Reason::Fast { days, .. } => format!("Entrega en {days} días"),
        Reason::Recent { .. } => "Nuevo por aquí".to_owned(),
    }
}

/// “a”, “b” and “c”.
fn quoted(terms: &[String], open: char, close: char, and: &str) -> String {
    let quoted: Vec<String> = terms.iter().map(|it| format!("{open}{it}{close}")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} {and} {last}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_said_in_the_readers_language() {
        let reason = Reason::Title { terms: vec!["bot".into(), "clínica".into()], weight: 0.5 };
        assert_eq!(say(&reason, Lang::Es), "El título dice «bot» y «clínica»");
        assert_eq!(say(&reason, Lang::En), "The title says “bot” and “clínica”");
    }

    #[test]
    fn numbers_follow_the_language_too() {
        let reason = Reason::WellRated { mean: 4.75, count: 12, weight: 0.1 };
        assert_eq!(say(&reason, Lang::Es), "Valoración sintética de 4,8 (12 inventadas)");
        assert_eq!(say(&reason, Lang::En), "Synthetic rating of 4.8 (12 made up)");
    }
}
