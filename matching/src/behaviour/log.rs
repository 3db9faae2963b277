//! The event log: one JSON object a line, in the order things happened.
//!
//! ```json
//! {"kind":"features","hash":"9f3c…","names":["bm25f","price_to_median"]}
//! {"kind":"search","id":"s1","at_ms":1790000000000,"actor":"a7","device":"mobile","lang":"es",
//!  "query":"Chatbot  clínica","normal":"chatbot clinica","ranker":"m1","candidates":74,
//!  "swap":[1,4],
//!  "shown":[{"key":"off_1","owner":"own_1","category":"documents","rank":1,"score":1.25,
//!            "chance":1.0,"new":false,"moved":[["diversity",3,1]],"row":[12.5,null]}]}
//! {"kind":"event","at_ms":1790000004000,"search":"s1","key":"off_1","what":"click","dwell_ms":14000}
//! ```
//!
//! | field of a search | is |
//! |---|---|
//! | `actor` | a buyer or a device, hashed: to credit a later order to the search that led to it |
//! | `normal` | the query as it is compared: searches with the same one are searches for the same |
//! | `ranker` | which model or arm made the order |
//! | `candidates` | how many the order was chosen from |
//! | `swap` | two places that were exchanged to measure how often each is looked at; usually absent |
//! | `shown` | from the top; entries without `rank` were candidates below the page, not shown |
//! | `chance` | with which the place was given to it, where lots were drawn; otherwise 1 |
//! | `moved` | rule, rank before, rank after: what the policy layer did |
//! | `row` | the served vector, in the order of `features`; `null` is unknown |
//!
//! | `what` | also has | means |
//! |---|---|---|
//! | `click` | `dwell_ms` | opened, and for how long |
//! | `save` | | kept or compared |
//! | `message` | | wrote to the owner |
//! | `order` | `value_minor` | hired |
//! | `completed` | | delivered and accepted |
//! | `review` | `stars` | rated, 1 to 5 |
//! | `refund` | | the money went back, or a dispute was lost: everything before counts nothing |

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("line {line}: {what}")]
    Malformed { line: usize, what: String },
    #[error("cannot read the log")]
    Io(#[from] io::Error),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Device {
    Mobile,
    Desktop,
}

impl Device {
    pub const ALL: [Device; 2] = [Device::Mobile, Device::Desktop];
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Line {
    Features { hash: String, names: Vec<String> },
    Search(Search),
    Event(Event),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Search {
    pub id: String,
    pub at_ms: i64,
    pub actor: String,
    pub device: Device,
    /// `es` or `en`: the reader's.
    pub lang: String,
    pub query: String,
    pub normal: String,
    pub ranker: String,
    pub candidates: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swap: Option<(u32, u32)>,
    pub shown: Vec<Shown>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    pub key: String,
    pub owner: String,
    pub category: String,
    /// From one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    pub score: f32,
    #[serde(default = "certain", skip_serializing_if = "is_certain")]
    pub chance: f32,
    #[serde(default, skip_serializing_if = "is_false")]
    pub new: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<(String, u32, u32)>,
    #[serde(with = "row")]
    pub row: Vec<f32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub at_ms: i64,
    pub search: String,
    pub key: String,
    #[serde(flatten)]
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum What {
    Click { dwell_ms: u64 },
    Save,
    Message,
    Order { value_minor: u64 },
    Completed,
    Review { stars: u8 },
    Refund,
}

fn certain() -> f32 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_certain(chance: &f32) -> bool {
    *chance == 1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(truth: &bool) -> bool {
    !*truth
}

/// A whole log, in memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log {
    pub hash: String,
    pub names: Vec<String>,
    pub searches: Vec<Search>,
    pub events: Vec<Event>,
}

impl Log {
    /// # Errors
    /// [`LogError`] names the first line that is not so.
    pub fn read(source: impl BufRead) -> Result<Log, LogError> {
        let mut log = Log::default();
        let mut features = None;
        for (at, text) in source.lines().enumerate() {
            let text = text?;
            let wrong = |what: String| LogError::Malformed { line: at + 1, what };
            if text.trim().is_empty() {
                continue;
            }
            match serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))? {
                Line::Features { hash, names } => {
                    if features.as_ref().is_some_and(|it| *it != hash) {
                        let what = "another list of features begins here; cut the log in two";
                        return Err(wrong(what.to_owned()));
                    }
                    features = Some(hash.clone());
                    (log.hash, log.names) = (hash, names);
                }
                Line::Search(search) => {
                    let width = log.names.len();
                    if let Some(shown) = search.shown.iter().find(|it| it.row.len() != width) {
                        let (key, count) = (&shown.key, shown.row.len());
                        let what = format!("the row of {key} has {count} values, not {width}");
                        return Err(wrong(what));
                    }
                    log.searches.push(search);
                }
                Line::Event(event) => log.events.push(event),
            }
        }
        if features.is_none() && !log.searches.is_empty() {
            let what = "the log should begin with a line of kind `features`".to_owned();
            return Err(LogError::Malformed { line: 1, what });
        }
        Ok(log)
    }

    /// Searches and events in the order of time.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut put = |line: &Line| -> io::Result<()> {
            serde_json::to_writer(&mut *out, line)?;
            out.write_all(b"\n")
        };
        put(&Line::Features { hash: self.hash.clone(), names: self.names.clone() })?;
        let mut events = self.events.iter().peekable();
        for search in &self.searches {
            while let Some(event) = events.next_if(|it| it.at_ms < search.at_ms) {
                put(&Line::Event(event.clone()))?;
            }
            put(&Line::Search(search.clone()))?;
        }
        events.try_for_each(|it| put(&Line::Event(it.clone())))
    }
}

/// `null` is NaN; numbers are the shortest that read back as the same 32 bits.
mod row {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer>(row: &[f32], to: S) -> Result<S::Ok, S::Error> {
        let known = row.iter().map(|it| it.is_finite().then_some(*it));
        known.collect::<Vec<Option<f32>>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f32>, D::Error> {
        let row = Vec::<Option<f32>>::deserialize(from)?;
        Ok(row.into_iter().map(|it| it.unwrap_or(f32::NAN)).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(row: Vec<f32>) -> Shown {
        Shown {
            key: "k".to_owned(),
            owner: "o".to_owned(),
            category: "c".to_owned(),
            rank: Some(1),
            score: 0.5,
            chance: 1.0,
            new: false,
            moved: Vec::new(),
            row,
        }
    }

    fn search(row: Vec<f32>) -> Search {
        Search {
            id: "s1".to_owned(),
            at_ms: 5,
            actor: "a".to_owned(),
            device: Device::Mobile,
            lang: "es".to_owned(),
            query: "Ocr".to_owned(),
            normal: "ocr".to_owned(),
            ranker: "m".to_owned(),
            candidates: 1,
            swap: None,
            shown: vec![shown(row)],
        }
    }

    fn through(log: &Log) -> Log {
        let mut bytes = Vec::new();
        log.write(&mut bytes).unwrap();
        Log::read(bytes.as_slice()).unwrap()
    }

    proptest! {
        #[test]
        fn a_row_keeps_its_bits(bits: Vec<u32>) {
            let row: Vec<f32> = bits.into_iter().map(f32::from_bits).filter(|it| it.is_finite()).collect();
            let names = vec!["f".to_owned(); row.len()];
            let searches = vec![search(row.clone())];
            let log = Log { hash: "h".to_owned(), names, searches, events: Vec::new() };

            let back = through(&log);

            let bits = |row: &[f32]| row.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&back.searches[0].shown[0].row), bits(&row));
        }
    }

    #[test]
    fn unknown_values_stay_unknown_and_events_keep_their_kind() {
        let events = [What::Click { dwell_ms: 9 }, What::Order { value_minor: 7 }, What::Refund];
        let events = events.map(|what| Event {
            at_ms: 6,
            search: "s1".to_owned(),
            key: "k".to_owned(),
            what,
        });
        let log = Log {
            hash: "h".to_owned(),
            names: vec!["f".to_owned()],
            searches: vec![search(vec![f32::NAN])],
            events: events.to_vec(),
        };

        let back = through(&log);

        assert!(back.searches[0].shown[0].row[0].is_nan());
        assert_eq!(back.events, log.events);
    }

    #[test]
    fn a_bad_line_is_named() {
        let bad = "{\"kind\":\"features\",\"hash\":\"h\",\"names\":[]}\n{\"kind\":\"search\"}\n";
        let error = Log::read(bad.as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("line 2: "), "{error}");

        let mut bytes = Vec::new();
        let log = Log { searches: vec![search(vec![1.0])], ..Log::default() };
        log.write(&mut bytes).unwrap();
        let error = Log::read(bytes.as_slice()).unwrap_err();
        assert_eq!(error.to_string(), "line 2: the row of k has 1 values, not 0");
    }
}
