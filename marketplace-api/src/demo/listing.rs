//! One filling of an archetype: a listing as its provider would have typed it.

use domain::{
    lang::Lang,
    listing::{
        limits,
        raw::{RawContent, RawContents, RawDraft, RawQuestion, RawText},
    },
    taxonomy,
};

use super::{
    DemoListing,
    content::{Archetype, Shelf},
    industry,
    once::Once,
    pattern::{Filling, Pattern, slot_choice},
    provider::Persona,
    random::{Random, hash, join},
};

mod offer;

pub(super) use offer::rounded;

/// How often another industry and other words are tried before repetition is accepted.
const ATTEMPTS: u64 = 60;

const MOST_SKILLS: usize = 8;

pub(super) fn make(persona: &Persona, index: usize, round: usize, once: &mut Once) -> DemoListing {
    let shelf = persona.shelf(round);
    let archetype = persona.archetype(shelf, round);
    // A shelf with too little on it repeats itself sooner than it writes nothing.
    let mut forgetful = Once::new(false);
    for attempt in 0.. {
        let seed = join(join(join(persona.market, hash("listing")), index as u64), attempt);
        let once = if attempt < ATTEMPTS { &mut *once } else { &mut forgetful };
        if let Some(draft) = Writer::new(persona, archetype, seed, once).draft(shelf) {
            return DemoListing {
                index,
                provider: persona.index,
                external_id: format!("demo-{index:07}"),
                draft,
                rating: persona.rating(index as u64),
            };
        }
    }
    unreachable!("the attempts have no end")
}

/// The archetype's skills, and those of the tools this listing happens to use.
fn skills(archetype: &Archetype, seed: u64) -> Vec<String> {
    let mut skills = archetype.skills.clone();
    for slot in &archetype.slots {
        let option = &slot.options[1][slot_choice(seed, slot)];
        if let Some(skill) = taxonomy::find_skill(option)
            && !skills.contains(&skill.slug())
        {
            skills.push(skill.slug());
        }
    }
    skills.truncate(MOST_SKILLS);
    skills.into_iter().map(str::to_owned).collect()
}

struct Writer<'a> {
    persona: &'a Persona,
    archetype: &'a Archetype,
    filling: Filling<'a>,
    langs: Vec<Lang>,
    random: Random,
    once: &'a mut Once,
}

/// The same line in each of the listing's languages, in their order.
type Line = Vec<String>;

impl<'a> Writer<'a> {
    fn new(persona: &'a Persona, archetype: &'a Archetype, seed: u64, once: &'a mut Once) -> Self {
        let mut random = Random::new(seed);
        let known = persona.industries.iter().find(|it| archetype.industries.contains(it));
        let industry = match known {
            Some(known) if random.percent(45) => *known,
            _ => *random.pick(&archetype.industries),
        };
        let langs = match (persona.only, random.between(0, 99)) {
            (Some(lang), _) => vec![lang],
            (None, 0..=6) => vec![Lang::Es],
            (None, 7..=13) => vec![Lang::En],
            (None, _) => Lang::ALL.to_vec(),
        };
        let industry = &industry::all()[industry];
        let filling = Filling { seed, industry, is_firm: persona.is_firm };
        Writer { persona, archetype, filling, langs, random, once }
    }

    /// `None` when what is left to say has been said too often already.
    fn draft(&mut self, shelf: &Shelf) -> Option<RawDraft> {
        let archetype = self.archetype;
        let title = self.title()?;
        let summary = self.summary()?;
        let tiers = self.tiers()?;
        let description = self.description(shelf)?;
        let deliverables = self.lines(&[&archetype.deliverables], 5);
        let mut wanted = self.random.between(2, 3) as usize;
        let acceptance = self.lines(&[&archetype.pool.acceptance, &shelf.pool.acceptance], wanted);
        wanted = self.random.between(2, 3) as usize;
        let requirements =
            self.lines(&[&archetype.pool.requirements, &shelf.pool.requirements], wanted);
        if deliverables.len() < 2 || acceptance.is_empty() || requirements.is_empty() {
            return None;
        }
        let mut content = RawContents::default();
        for (at, lang) in self.langs.iter().enumerate() {
            let text = RawContent {
                title: title[at].clone(),
                summary: summary[at].clone(),
                description: description[at].clone(),
            };
            match lang {
                Lang::Es => content.es = Some(text),
                Lang::En => content.en = Some(text),
            }
        }
        let texts = |lines: Vec<Line>| lines.into_iter().map(|it| self.raw(it)).collect();
        let (deliverables, acceptance, requirements) =
            (texts(deliverables), texts(acceptance), texts(requirements));
        Some(RawDraft {
            kind: archetype.kind.code().to_owned(),
            category: shelf.category.to_owned(),
            skills: skills(archetype, self.filling.seed),
            languages: self.persona.languages().iter().map(|it| it.code().to_owned()).collect(),
            currency: "EUR".to_owned(),
            content,
            deliverables,
            acceptance,
            requirements,
            faq: self.questions(shelf),
            tiers,
            extras: self.extras(shelf),
        })
    }

    fn render(&self, pattern: &Pattern) -> Line {
        self.langs.iter().map(|lang| pattern.render(*lang, self.filling)).collect()
    }

    fn raw(&self, line: Line) -> RawText {
        let mut text = RawText::default();
        for (lang, words) in self.langs.iter().zip(line) {
            match lang {
                Lang::Es => text.es = Some(words),
                Lang::En => text.en = Some(words),
            }
        }
        text
    }

    fn tagged<'t>(&self, line: &'t [String]) -> Vec<(Lang, &'t str)> {
        self.langs.iter().copied().zip(line.iter().map(String::as_str)).collect()
    }

    fn title(&mut self) -> Option<Line> {
        let titles = &self.archetype.titles;
        for at in self.random.order(titles.len()) {
            let title = self.render(&titles[at]);
            let fits = title.iter().all(|it| it.chars().count() <= limits::TITLE.1);
            if fits && self.once.take_titles(&self.tagged(&title)) {
                return Some(title);
            }
        }
        None
    }

    fn summary(&mut self) -> Option<Line> {
        let summary = self.lines(&[&self.archetype.summaries], 1).pop()?;
        summary.iter().all(|it| it.chars().count() <= limits::SUMMARY.1).then_some(summary)
    }

    /// Up to `wanted` lines of these lists, in an order of their own, the first lists first.
    fn lines(&mut self, lists: &[&[Pattern]], wanted: usize) -> Vec<Line> {
        let mut lines = Vec::with_capacity(wanted);
        for list in lists {
            for at in self.random.order(list.len()) {
                if lines.len() == wanted {
                    return lines;
                }
                let line = self.render(&list[at]);
                if self.once.admit(&self.tagged(&line)) {
                    lines.push(line);
                }
            }
        }
        lines
    }

    /// An opening, what is particular to this service, what holds for the whole shelf, an ending.
    fn description(&mut self, shelf: &Shelf) -> Option<Vec<String>> {
        let archetype = self.archetype;
        let own = self.random.between(3, 5) as usize;
        let common = self.random.between(1, 2) as usize;
        let has_ending = self.random.percent(65);
        let mut sentences = self.lines(&[&archetype.openings], 1);
        sentences.extend(self.lines(&[&archetype.pool.body], own));
        let particular = sentences.len();
        sentences.extend(self.lines(&[&shelf.pool.body], common));
        if has_ending {
            sentences.extend(self.lines(&[&archetype.pool.endings, &shelf.pool.endings], 1));
        }
        if particular < 4 || sentences.len() < 5 {
            return None;
        }
        // Where paragraphs begin: after the opening, before the common part, both or neither.
        let breaks = match self.random.between(0, 3) {
            0 => vec![1, particular],
            1 => vec![particular],
            2 => vec![1],
            _ => vec![2, particular + 1],
        };
        let joined = (0..self.langs.len()).map(|lang| {
            let mut text = String::with_capacity(900);
            for (at, sentence) in sentences.iter().enumerate() {
                if at > 0 {
                    text.push_str(if breaks.contains(&at) { "\n\n" } else { " " });
                }
                text.push_str(&sentence[lang]);
            }
            text
        });
        Some(joined.collect())
    }

    fn questions(&mut self, shelf: &Shelf) -> Vec<RawQuestion> {
        let wanted = self.random.between(1, 3) as usize;
        let mut questions = Vec::new();
        for list in [&self.archetype.pool.questions, &shelf.pool.questions] {
            for at in self.random.order(list.len()) {
                if questions.len() == wanted {
                    return questions;
                }
                let (question, answer) = (self.render(&list[at].0), self.render(&list[at].1));
                let mut both = self.tagged(&question);
                both.extend(self.tagged(&answer));
                if self.once.admit(&both) {
                    let (question, answer) = (self.raw(question), self.raw(answer));
                    questions.push(RawQuestion { question, answer });
                }
            }
        }
        questions
    }
}
