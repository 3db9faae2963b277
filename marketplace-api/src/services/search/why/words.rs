//! An explanation in words of the reader's language. One exhaustive match per language.

use domain::lang::Lang;
use matching::{
    explain::{WhatIf, Wish},
    features::Group,
    receipt::Rule,
};

/// What a group of features is called.
pub fn group(group: Group, lang: Lang) -> &'static str {
    match (lang, group) {
        (Lang::En, Group::Text) => "What it says",
        (Lang::En, Group::Price) => "Price",
        (Lang::En, Group::Quality) => "Ratings and record",
        (Lang::En, Group::Availability) => "Availability",
        (Lang::En, Group::Freshness) => "How new it is",
        (Lang::En, Group::Behaviour) => "What people did",
        (Lang::Es, Group::Text) => "Lo que dice",
        (Lang::Es, Group::Price) => "Precio",
        (Lang::Es, Group::Quality) => "Valoraciones e historial",
        (Lang::Es, Group::Availability) => "Disponibilidad",
        (Lang::Es, Group::Freshness) => "Novedad",
        (Lang::Es, Group::Behaviour) => "Lo que hizo la gente",
    }
}

/// Stable name of the group, for programs.
pub fn group_code(group: Group) -> &'static str {
    match group {
        Group::Text => "text",
        Group::Price => "price",
        Group::Quality => "quality",
        Group::Availability => "availability",
        Group::Freshness => "freshness",
        Group::Behaviour => "behaviour",
    }
}

pub fn rule_code(rule: Rule) -> &'static str {
    match rule {
        Rule::Exposure => "exposure",
        Rule::Diversity => "diversity",
        Rule::Owner => "provider",
        Rule::Exploration => "exploration",
    }
}

/// Why a rule took a result from `from` to `to`, counted from 1. Others make room for those it is
/// about, so both directions have words.
pub fn moved(rule: Rule, from: usize, to: usize, lang: Lang) -> String {
    let why = match (lang, rule, to < from) {
        (Lang::En, Rule::Exposure, true) => "its provider had been seen less than it merits",
        (Lang::En, Rule::Diversity, true) => "it differs from the results above it",
        (Lang::En, Rule::Owner, true) => "no provider has more than two of the first ten",
        (Lang::En, Rule::Exploration, true) => "few people have seen it yet, so it was tried",
        (Lang::En, Rule::Exposure, false) => "others had been seen less than they merit",
        (Lang::En, Rule::Diversity, false) => "it is much like a result above it",
        (Lang::En, Rule::Owner, false) => "its provider had two of the first ten, or others moved",
        (Lang::En, Rule::Exploration, false) => "it made room for one that few have seen",
        (Lang::Es, Rule::Exposure, true) => "se había visto menos de lo que merece quien lo ofrece",
        (Lang::Es, Rule::Diversity, true) => "es distinto de los resultados anteriores",
        (Lang::Es, Rule::Owner, true) => "nadie tiene más de dos de los diez primeros",
        (Lang::Es, Rule::Exploration, true) => "casi nadie lo había visto y se probó",
        (Lang::Es, Rule::Exposure, false) => "otros se habían visto menos de lo que merecen",
        (Lang::Es, Rule::Diversity, false) => "se parece mucho a un resultado anterior",
        (Lang::Es, Rule::Owner, false) => {
            "quien lo ofrece ya tenía dos de los diez primeros, o hizo sitio a otro"
        }
        (Lang::Es, Rule::Exploration, false) => "hizo sitio a uno que casi nadie había visto",
    };
    match lang {
        Lang::En => format!("From {from} to {to}: {why}"),
        Lang::Es => format!("Del {from} al {to}: {why}"),
    }
}

pub fn wish_code(wish: Wish) -> &'static str {
    match wish {
        Wish::RepliesFast => "replies_fast",
        Wish::LowerPrice => "lower_price",
        Wish::HasRoom => "has_room",
        Wish::DeliversOnTime => "on_time",
        Wish::SaysAll => "complete",
        Wish::IsVerified => "verified",
    }
}

/// What would have helped: `served` is where it stood.
pub fn what_if(it: WhatIf, served: usize, lang: Lang) -> String {
    let rank = it.rank;
    let with = match (lang, it.wish) {
        (Lang::En, Wish::RepliesFast) => "With an answer in less than two hours",
        (Lang::En, Wish::LowerPrice) => "At a price one tenth lower",
        (Lang::En, Wish::HasRoom) => "With free capacity for two orders",
        (Lang::En, Wish::DeliversOnTime) => "With deliveries nearly always on time",
        (Lang::En, Wish::SaysAll) => "With every field filled in",
        (Lang::En, Wish::IsVerified) => "Once verified",
        (Lang::Es, Wish::RepliesFast) => "Con respuesta en menos de dos horas",
        (Lang::Es, Wish::LowerPrice) => "Con un precio una décima parte más bajo",
        (Lang::Es, Wish::HasRoom) => "Con capacidad libre para dos encargos",
        (Lang::Es, Wish::DeliversOnTime) => "Con entregas casi siempre a tiempo",
        (Lang::Es, Wish::SaysAll) => "Con todos los apartados completos",
        (Lang::Es, Wish::IsVerified) => "Una vez verificado",
    };
    match lang {
        Lang::En => format!("{with} it would have stood at {rank} instead of {served}"),
        Lang::Es => format!("{with} habría estado en el {rank} en vez del {served}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_help_is_said_in_the_readers_language() {
        let it = WhatIf { wish: Wish::RepliesFast, rank: 4 };
        assert_eq!(
            what_if(it, 7, Lang::Es),
            "Con respuesta en menos de dos horas habría estado en el 4 en vez del 7"
        );
        assert_eq!(
            what_if(it, 7, Lang::En),
            "With an answer in less than two hours it would have stood at 4 instead of 7"
        );
    }

    #[test]
    fn both_directions_of_a_move_have_their_words() {
        let up = moved(Rule::Exploration, 14, 4, Lang::En);
        let down = moved(Rule::Exploration, 4, 5, Lang::En);
        assert_eq!(up, "From 14 to 4: few people have seen it yet, so it was tried");
        assert_eq!(down, "From 4 to 5: it made room for one that few have seen");
    }
}
