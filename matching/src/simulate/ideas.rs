//! What the market is about: the ideas of the bilingual glossary, in topics.
//!
//! A topic is what one hires for (conversation, documents, data …), made of the glossary's sections. The
//! sections on sectors say for whom; those on deliverables and words of need fill texts and mean little.

use crate::types::Lang;

const LIST: &str = include_str!("../text/glossary.txt");

/// Topics, by how their sections of the glossary begin.
const TOPICS: [(&str, &[&str]); 10] = [
    ("conversation", &["Conversation"]),
    ("models", &["Learning machines", "Models"]),
    ("data", &["Data"]),
    ("automation", &["Automation"]),
    ("documents", &["Documents"]),
    ("vision", &["Image", "Vision"]),
    ("marketing", &["Selling", "Marketing"]),
    ("software", &["Building", "Software"]),
    ("training", &["Advice", "Training"]),
    ("law", &["Law"]),
];
const SECTORS: &[&str] = &["Who", "Sectors"];

/// A line of the glossary: its names in each language.
#[derive(Debug, Clone)]
pub struct Idea {
    names: [Vec<String>; 2],
}

impl Idea {
    pub fn names(&self, lang: Lang) -> &[String] {
        &self.names[lang as usize]
    }
}

#[derive(Debug, Clone)]
pub struct Ideas {
    pub all: Vec<Idea>,
    /// One list a topic.
    pub topics: Vec<Vec<usize>>,
    pub sectors: Vec<usize>,
    pub fillers: Vec<usize>,
}

impl Ideas {
    pub const TOPICS: usize = TOPICS.len();

    pub fn read() -> Ideas {
        let mut ideas = Ideas {
            all: Vec::new(),
            topics: vec![Vec::new(); TOPICS.len()],
            sectors: Vec::new(),
            fillers: Vec::new(),
        };
        let mut section = "";
        for line in LIST.lines() {
            if let Some(name) = line.strip_prefix("## ") {
                section = name;
            } else if let Some((es, en)) = line.split_once('|').filter(|_| !line.starts_with('#')) {
                let at = ideas.all.len();
                let names = |side: &str| side.split(',').map(|it| it.trim().to_owned()).collect();
                ideas.all.push(Idea { names: [names(es), names(en)] });
                ideas.list_of(section).push(at);
            }
        }
        ideas
    }

    /// The name of a topic, used as a category.
    pub fn topic_name(topic: usize) -> &'static str {
        TOPICS[topic].0
    }

    fn list_of(&mut self, section: &str) -> &mut Vec<usize> {
        let begins = |starts: &[&str]| starts.iter().any(|it| section.starts_with(it));
        if let Some(topic) = TOPICS.iter().position(|it| begins(it.1)) {
            &mut self.topics[topic]
        } else if begins(SECTORS) {
            &mut self.sectors
        } else {
            &mut self.fillers
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_idea_of_the_glossary_is_in_one_list() {
        let ideas = Ideas::read();

        let counted: usize = ideas.topics.iter().map(Vec::len).sum();
        assert_eq!(counted + ideas.sectors.len() + ideas.fillers.len(), ideas.all.len());
        assert!(ideas.all.len() >= 1_500 && ideas.topics.iter().all(|it| it.len() >= 25));
        assert!(ideas.all.iter().all(|it| it.names.iter().all(|names| !names.is_empty())));
    }
}
