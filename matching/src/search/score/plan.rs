//! One group against one document: the names that were found add up here, and nowhere else.

use crate::{
    index::terms::TermId,
    search::{
        parse::{Group, Reading},
        score::found::Found,
        tfidf::IdfTable,
    },
    types::Lang,
};

const OWNER: f32 = 1.0;

/// A group, with its terms as places in lists of what was found.
#[derive(Debug)]
pub(crate) struct Plan {
    members: Vec<(Reading, Vec<usize>, f32)>,
    /// Its weight in the query, for the cosine.
    pub(crate) weight: f32,
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
        idf: &IdfTable,
        place_of: impl Fn(Reading, TermId) -> usize,
    ) -> Plan {
        let members = group.members.iter().map(|member| {
            let places = member.terms.iter().map(|it| place_of(member.reading, it.id)).collect();
            (member.reading, places, member.worth)
        });
        let texts = group.members.iter().filter(|it| it.reading != Reading::Owner);
        let df = texts.filter_map(|it| it.terms.iter().map(|it| it.df).min()).max();
        Plan { members: members.collect(), weight: df.map_or(0.0, |df| idf.of(df)) }
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
                Reading::Text(of) if *of == lang => {
                    scarcest(places.iter().map(|it| found[*it].fields))
                }
                Reading::Owner if places.iter().all(|it| owner_found[*it]) => {
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
        let of_member = |(reading, places, worth): &(Reading, Vec<usize>, f32)| match reading {
            Reading::Text(of) if *of == lang => {
                let scarcest = places.iter().map(|it| found[*it].head).reduce(f32::min);
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
