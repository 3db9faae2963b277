//! Texts of offers and of queries, put together from the names of ideas.
//!
//! An idea has several names in each language, and which one a text or a buyer uses is drawn: that is
//! what makes searching hard, and what the engine's glossary is for.

use crate::{
    simulate::{
        chance::Chance,
        ideas::{Idea, Ideas},
    },
    types::{Lang, Text},
};

/// What a text has to say.
pub(crate) struct Told<'a> {
    pub(crate) title: &'a [usize],
    pub(crate) summary: &'a [usize],
    pub(crate) body: &'a [usize],
    pub(crate) sector: usize,
}

const TITLES: [[&str; 5]; 2] = [
    [
        "{a} para {s}",
        "{a} y {b}",
        "Servicio de {a} para {s}",
        "{a} con {b}",
        "{a}, {b} y seguimiento",
    ],
    ["{a} for {s}", "{a} and {b}", "{a} service for {s}", "{a} with {b}", "{a}, {b} and follow-up"],
];
const SUMMARIES: [[&str; 4]; 2] = [
    [
        "Trabajo de {a} pensado para {s}, con {b} desde el primer día.",
        "Me ocupo de {a} y de {b}; el resultado queda por escrito.",
        "Empiezo por {a}, sigo con {b} y lo dejo funcionando en {s}.",
        "{a} sin sorpresas, y {b} si hace falta.",
    ],
    [
        "{a} work made for {s}, with {b} from day one.",
        "I take care of {a} and of {b}; the result is written down.",
        "It starts with {a}, goes on with {b} and ends up running at {s}.",
        "{a} without surprises, and {b} where needed.",
    ],
];
const SENTENCES: [[&str; 6]; 2] = [
    [
        "Incluye {a}, con una prueba antes de empezar.",
        "También {a}, cuando lo pide el encargo.",
        "En proyectos de {f} lo habitual es {a}.",
        "Se entrega {a} y una explicación de {f}.",
        "La parte de {a} la hago yo, sin intermediarios.",
        "Si ya hay {f}, se aprovecha para {a}.",
    ],
    [
        "It includes {a}, with a trial before we start.",
        "Also {a}, when the job asks for it.",
        "In projects about {f} one usually needs {a}.",
        "You get {a} and an explanation of {f}.",
        "The {a} part is done by me, nobody in between.",
        "If there is {f} already, it is used for {a}.",
    ],
];
const LONG_QUERIES: [[&str; 4]; 2] = [
    ["busco {q}", "necesito {q} para {s}", "{q} para {s}", "quién hace {q}"],
    ["looking for {q}", "I need {q} for {s}", "{q} for {s}", "who does {q}"],
];

pub(crate) fn offer(ideas: &Ideas, told: &Told<'_>, lang: Lang, chance: &mut Chance) -> Text {
    let side = lang as usize;
    let name = |at: usize, chance: &mut Chance| name(&ideas.all[at], lang, chance);
    let sector = name(told.sector, chance);
    let two = |list: &[usize], chance: &mut Chance| {
        let first = *chance.pick(list);
        let second = list.iter().copied().find(|it| *it != first).unwrap_or(first);
        [name(first, chance), name(second, chance)]
    };
    let fill = |form: &str, [a, b]: &[String; 2], filler: &str| {
        form.replace("{a}", a).replace("{b}", b).replace("{s}", &sector).replace("{f}", filler)
    };
    let title = fill(one_of(&TITLES[side], chance), &two(told.title, chance), "");
    let summary = fill(one_of(&SUMMARIES[side], chance), &two(told.summary, chance), "");
    let mut sentences = Vec::new();
    for at in told.body {
        let filler = name(*chance.pick(&ideas.fillers), chance);
        let named = [name(*at, chance), String::new()];
        sentences.push(fill(one_of(&SENTENCES[side], chance), &named, &filler));
    }
    Text { lang, title: capital(&title), summary: capital(&summary), body: sentences.join(" ") }
}

/// What a buyer types who wants `wanted`; the most wanted comes first.
pub(crate) fn query(
    ideas: &Ideas,
    wanted: &[usize],
    sector: usize,
    lang: Lang,
    chance: &mut Chance,
) -> String {
    let said = 1 + usize::from(wanted.len() > 1 && chance.happens(0.75));
    let names: Vec<String> =
        wanted.iter().take(said).map(|at| name(&ideas.all[*at], lang, chance)).collect();
    let mut text = names.join(if chance.happens(0.5) { " " } else { ", " });
    if chance.happens(0.4) {
        let sector = name(&ideas.all[sector], lang, chance);
        let form = one_of(&LONG_QUERIES[lang as usize], chance);
        text = form.replace("{q}", &text).replace("{s}", &sector);
    }
    if chance.happens(0.12) { with_a_slip(&text, chance) } else { text }
}

fn one_of(forms: &[&'static str], chance: &mut Chance) -> &'static str {
    forms[chance.below(forms.len())]
}

fn name(idea: &Idea, lang: Lang, chance: &mut Chance) -> String {
    let names = idea.names(lang);
    // The first name is the usual one.
    let at = if chance.happens(0.6) { 0 } else { chance.below(names.len()) };
    names[at].clone()
}

/// One letter lost, doubled or swapped, in a word long enough to stay readable.
fn with_a_slip(text: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let long = |at: &usize| {
        let around = letters[at.saturating_sub(2)..letters.len().min(at + 3)].iter();
        around.filter(|it| it.is_alphabetic()).count() == 5
    };
    let places: Vec<usize> = (0..letters.len()).filter(long).collect();
    if places.is_empty() {
        return text.to_owned();
    }
    let at = *chance.pick(&places);
    match chance.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_changes_one_letter_of_a_long_word() {
        let mut chance = Chance::new(3);
        for _ in 0..200 {
            let typed = with_a_slip("transcripción de voz", &mut chance);
            let length = typed.chars().count();
            assert!((19..=21).contains(&length), "{typed}");
            assert!(typed.ends_with("de voz"), "{typed}");
        }
        assert_eq!(with_a_slip("ocr", &mut chance), "ocr");
    }

    #[test]
    fn texts_leave_no_blanks() {
        let ideas = Ideas::read();
        let mut chance = Chance::new(3);
        let told = Told { title: &[1, 2], summary: &[3], body: &[1, 2, 3], sector: 400 };
        for lang in Lang::ALL.into_iter().cycle().take(200) {
            let text = offer(&ideas, &told, lang, &mut chance);
            let asked = query(&ideas, &[1, 2], 400, lang, &mut chance);
            for part in [text.title, text.summary, text.body, asked] {
                assert!(!part.is_empty() && !part.contains(['{', '}']), "{part}");
            }
        }
    }
}
