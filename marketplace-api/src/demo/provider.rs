//! Who sells: everything about a provider follows from the seed and a number.

use std::sync::LazyLock;

use domain::{
    lang::{Lang, Localized, Spoken},
    money::{Currency, Money},
};

use super::{
    DemoProvider, SyntheticRating,
    content::{self, Archetype, Shelf},
    industry,
    pattern::{Filling, Pattern, Slot, slot_choice},
    random::{Random, choice, hash, join},
};

/// Nobody has more listings than this in the standard market.
const MOST_LISTINGS: usize = 15;

/// The parts that names, places and lives are made of.
struct People {
    given: Vec<&'static str>,
    family: Vec<&'static str>,
    stems: Vec<&'static str>,
    tails: Vec<&'static str>,
    /// Country, city.
    places: Vec<(&'static str, &'static str)>,
    /// The cities again, for `{place}`.
    place: Slot,
    bios: Vec<Pattern>,
}

static PEOPLE: LazyLock<People> = LazyLock::new(|| {
    let text = include_str!("content/people.txt");
    let lines = |mark: &'static str| {
        text.lines().filter_map(move |it| it.split_once(' ')).filter(move |(it, _)| *it == mark)
    };
    let words = |mark| lines(mark).flat_map(|(_, it)| it.split_whitespace()).collect();
    let places: Vec<_> = lines("place")
        .flat_map(|(_, it)| it.split("; "))
        .map(|it| it.split_once(' ').expect("`place` says country, city; checked by a test"))
        .collect();
    let cities: Vec<String> = places.iter().map(|(_, city)| (*city).to_owned()).collect();
    let place = Slot { name: "place".to_owned(), options: [cities.clone(), cities] };
    let slots = [place.clone()];
    People {
        given: words("given"),
        family: words("family"),
        stems: words("stem"),
        tails: lines("tail").flat_map(|(_, it)| it.split("; ")).collect(),
        bios: lines("I")
            .map(|(_, it)| Pattern::parse(it, &slots).expect("parsed by a test"))
            .collect(),
        places,
        place,
    }
});

/// What is known of a provider before a word is written.
#[derive(Debug, Clone)]
pub(super) struct Persona {
    pub(super) market: u64,
    pub(super) index: usize,
    pub(super) seed: u64,
    pub(super) is_firm: bool,
    /// 0 beginner – 99 sought after: moves prices and ratings.
    pub(super) level: u64,
    /// `None`: writes in both.
    pub(super) only: Option<Lang>,
    /// Indices of industries known well.
    pub(super) industries: [usize; 3],
    joined_days_ago: u16,
}

impl Persona {
    pub(super) fn new(market: u64, index: usize) -> Persona {
        let seed = join(join(market, hash("provider")), index as u64);
        let mut random = Random::new(seed);
        let industries = industry::all().len();
        let shelves = content::shelves().len();
        let is_fresh = choice(market, hash("fresh"), 11) == index % 11;
        Persona {
            market,
            index,
            seed,
            is_firm: random.percent(52),
            level: random.between(0, 99),
            // In turns within a shelf, so that no category ends up in one language.
            only: match (index / shelves + index * 7) % 11 {
                0 | 5 => Some(Lang::Es),
                2 | 8 => Some(Lang::En),
                _ => None,
            },
            industries: [(); 3].map(|()| random.below(industries)),
            joined_days_ago: if is_fresh {
                random.between(0, 20) as u16
            } else {
                random.between(45, 1_400) as u16
            },
        }
    }

    /// What it sells in a round: two times out of three what it knows best.
    pub(super) fn shelf(&self, round: usize) -> &'static Shelf {
        let shelves = content::shelves();
        let own = self.index % shelves.len();
        if round % 3 == 2 {
            &shelves[(own + 1 + self.second()) % shelves.len()]
        } else {
            &shelves[own]
        }
    }

    /// Another one each round, and not the same first one for everybody on the shelf.
    pub(super) fn archetype<'a>(&self, shelf: &'a Shelf, round: usize) -> &'a Archetype {
        let neighbours = self.index / content::shelves().len();
        &shelf.archetypes[(neighbours * 3 + round) % shelf.archetypes.len()]
    }

    fn second(&self) -> usize {
        choice(self.seed, hash("second shelf"), content::shelves().len().max(2) - 1)
    }

    pub(super) fn publishes_in(&self, round: usize) -> bool {
        let few = 1 + choice(self.seed, hash("few"), 9);
        let many = 4 + choice(self.seed, hash("many"), MOST_LISTINGS - 3);
        let count = if choice(self.seed, hash("busy"), 2) == 0 { few } else { many };
        round % MOST_LISTINGS < count + 2
    }

    pub(super) fn rating(&self, of: u64) -> Option<SyntheticRating> {
        let mut random = Random::new(join(join(self.seed, hash("rating")), of));
        if self.joined_days_ago < 30 || random.percent(12) {
            return None;
        }
        let count = u32::try_from(1 + random.between(0, 9) * random.between(0, 9)).expect("small");
        let spread = random.between(0, 60) + 40 / u64::from(count);
        let mean = 425 + self.level * 70 / 100;
        let mean = (mean + 20).saturating_sub(spread).clamp(310, 500);
        Some(SyntheticRating { count, mean_hundredths: u16::try_from(mean).expect("at most 500") })
    }

    pub(super) fn provider(&self) -> DemoProvider {
        let people: &People = &PEOPLE;
        let mut random = Random::new(join(self.seed, hash("profile")));
        let name = self.name(people);
        let handle = handle(&name, self.index, people);
        let (country, city) = people.places[slot_choice(self.seed, &people.place)];
        let mut skills: Vec<&'static str> = (0..3)
            .flat_map(|round| {
                self.shelf(round).archetypes[random.below(self.shelf(round).archetypes.len())]
                    .skills
                    .iter()
                    .copied()
            })
            .collect();
        skills.sort_unstable();
        skills.dedup();
        let rate = 28 + self.level * 72 / 100 + random.between(0, 9);
        DemoProvider {
            index: self.index,
            email: format!("{handle}@demo.example"),
            handle,
            name,
            is_firm: self.is_firm,
            is_demo: true,
            headline: self.localized(|lang| self.headline(lang)),
            bio: self.localized(|lang| self.bio(people, lang)),
            skills,
            languages: self.languages(),
            rate: Money::new(rate * 100, Currency::Eur),
            hours_per_week: (4 + random.between(0, 9) * 4) as u16,
            country,
            city,
            leave: random.percent(9).then(|| {
                let from = if random.percent(60) { 0 } else { random.between(1, 20) as u16 };
                (from, from + random.between(3, 25) as u16)
            }),
            joined_days_ago: self.joined_days_ago,
            rating: self.rating(u64::MAX),
        }
    }

    /// Each number below the product of the lists' lengths has its own name.
    fn name(&self, people: &People) -> String {
        let (firsts, lasts) = if self.is_firm {
            (&people.stems, &people.tails)
        } else {
            (&people.given, &people.family)
        };
        // For each first part the second one moves on by one each time round.
        let (first, turn) = (self.index % firsts.len(), self.index / firsts.len());
        let last = turn + first * 7;
        format!("{} {}", firsts[first], lasts[last % lasts.len()])
    }

    fn headline(&self, lang: Lang) -> String {
        let patterns = &self.shelf(0).headlines;
        patterns[choice(self.seed, hash("headline"), patterns.len())].render(lang, self.filling(0))
    }

    fn bio(&self, people: &People, lang: Lang) -> String {
        let mut random = Random::new(join(self.seed, hash("bio")));
        let own = &self.shelf(0).bios;
        let mut sentences = vec![own[random.below(own.len())].render(lang, self.filling(0))];
        let count = random.between(2, 4) as usize;
        for at in random.order(people.bios.len()).into_iter().take(count) {
            sentences.push(people.bios[at].render(lang, self.filling(sentences.len() % 2)));
        }
        sentences.join(" ")
    }

    fn filling(&self, at: usize) -> Filling<'static> {
        let industry = &industry::all()[self.industries[at % self.industries.len()]];
        Filling { seed: self.seed, industry, is_firm: self.is_firm }
    }

    fn localized(&self, text: impl Fn(Lang) -> String) -> Localized<String> {
        match self.only {
            Some(lang) => Localized::one(lang, text(lang)),
            None => Localized::both(text(Lang::Es), text(Lang::En)),
        }
    }

    /// What is spoken where they live, what they write in, and sometimes one more.
    pub(super) fn languages(&self) -> Vec<Spoken> {
        let people: &People = &PEOPLE;
        let (country, _) = people.places[slot_choice(self.seed, &people.place)];
        let native = match country {
            "ES" | "MX" | "AR" | "CO" | "CL" | "UY" | "PE" => Spoken::Es,
            "PT" => Spoken::Pt,
            "FR" => Spoken::Fr,
            "DE" => Spoken::De,
            "IT" => Spoken::It,
            "NL" => Spoken::Nl,
            "PL" => Spoken::Pl,
            "RO" => Spoken::Ro,
            _ => Spoken::En,
        };
        let written = match self.only {
            None => &[Spoken::Es, Spoken::En][..],
            Some(Lang::Es) => &[Spoken::Es],
            Some(Lang::En) => &[Spoken::En],
        };
        let mut random = Random::new(join(self.seed, hash("languages")));
        let mut languages = vec![native];
        languages.extend(written.iter().filter(|it| **it != native));
        for other in [Spoken::Fr, Spoken::Pt, Spoken::De, Spoken::It, Spoken::Ca] {
            if random.percent(8) && !languages.contains(&other) {
                languages.push(other);
            }
        }
        languages
    }
}

/// Letters and digits of the name; its number is added where names begin to repeat.
fn handle(name: &str, index: usize, people: &People) -> String {
    let plain: String = domain::taxonomy::fold(name).replace(' ', "-");
    let pairs =
        (people.given.len() * people.family.len()).min(people.stems.len() * people.tails.len());
    if index < pairs { plain } else { format!("{plain}-{index}") }
}
