//! One group against one document: the names that were found add up here, and nowhere else.

use crate::{
    index::terms::TermId,
    search::{
        parse::{Group, KnownTerm, Reading},
        score::found::Found,
    },
    types::Lang,
};

const OWNER: f32 = 1.0;

/// A group, with its terms as places in lists of what was found.
#[derive(Debug)]
pub(crate) struct Plan {
    members: Vec<(Reading, Places, f32)>,
    /// Its weight in the query, for the cosine.
    pub(crate) weight: f32,
}

/// Most names are one word, which is then read without a detour.
#[derive(Debug)]
enum Places {
    One(usize),
    All(Box<[usize]>),
}

impl Places {
    fn as_slice(&self) -> &[usize] {
        match self {
            Places::One(place) => std::slice::from_ref(place),
            Places::All(places) => places,
        }
    }
}

/// How a group matched: shares by field, then owner.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Matched {
    pub(crate) fields: [f32; 5],
    /// What it adds to the score's text part; 0 if it did not match.
    pub(crate) gain: f32,
    /// The member that did most, as a place in the group.
    pub(crate) member: usize,
}

impl Matched {
    pub(crate) fn sum(&self) -> f32 {
        self.fields.iter().sum()
    }
}

impl Plan {
    pub(crate) fn new(
        group: &Group,
        weight: f32,
        place_of: impl Fn(Reading, TermId) -> usize,
    ) -> Plan {
        let members = group.members.iter().map(|member| {
            let place = |it: &KnownTerm| place_of(member.reading, it.id);
            let places = match &member.terms[..] {
                [one] => Places::One(place(one)),
                all => Places::All(all.iter().map(place).collect()),
            };
            (member.reading, places, member.worth)
        });
        Plan { members: members.collect(), weight }
    }

    /// In one rendition; its gain is left to the caller, who knows what the group weighs.
    pub(crate) fn matched(
        &self,
        lang: Lang,
        language: f32,
        found: &[Found],
        owner_found: &[bool],
    ) -> Matched {
        let mut now = Matched::default();
        let mut most = 0.0;
        for ((reading, places, worth), at) in self.members.iter().zip(0..) {
            let fields = match reading {
                Reading::Text(of) if *of == lang => match places {
                    Places::One(place) => found[*place].fields,
                    Places::All(all) => scarcest(all.iter().map(|it| found[*it].fields)),
                },
                Reading::Owner if places.as_slice().iter().all(|it| owner_found[*it]) => {
                    now.fields[4] += OWNER * worth;
                    [0.0; 4]
                }
                _ => continue,
            };
            let worth = worth * language;
            for (sum, field) in now.fields.iter_mut().zip(fields) {
                *sum += worth * field;
            }
            let sum = match reading {
                Reading::Owner => OWNER,
                Reading::Text(_) => worth * fields.iter().sum::<f32>(),
            };
            if sum > most {
                (most, now.member) = (sum, at);
            }
        }
        now
    }

    /// How much of the group stands in the head, for the cosine.
    pub(crate) fn likeness(&self, lang: Lang, found: &[Found]) -> f32 {
        let of_member = |(reading, places, worth): &(Reading, Places, f32)| match reading {
            Reading::Text(of) if *of == lang => {
                let heads = places.as_slice().iter().map(|it| found[*it].head);
                let scarcest = heads.reduce(f32::min);
                worth * scarcest.unwrap_or(0.0)
            }
            _ => 0.0,
        };
        self.members.iter().map(of_member).fold(0.0, f32::max)
    }
}

/// A name of several words counts as its scarcest word does.
fn scarcest(words: impl Iterator<Item = [f32; 4]>) -> [f32; 4] {
    let total = |it: &[f32; 4]| it.iter().sum::<f32>();
    words.min_by(|a, b| total(a).total_cmp(&total(b))).unwrap_or_default()
}
