//! What components show: text and yes/no, already in the reader's language.
//!
//! **Invariant:** no rule and no lookup here; whoever builds a view has decided everything.

/// One service in a list: `ui/card.html`.
#[derive(Debug, Clone, Default)]
pub struct Card {
    pub href: String,
    pub title: String,
    pub outcome: String,
    /// Set when title and outcome are not in the language of the page.
    pub lang: &'static str,
    /// "Shown in English"
    pub lang_note: String,
    pub provider: String,
    pub category: String,
    /// The name of an icon.
    pub icon: String,
    pub tags: Vec<String>,
    pub price: String,
    /// "per hour", or nothing.
    pub unit: String,
    pub delivery: String,
    pub rating: Option<Rating>,
    pub reasons: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Rating {
    /// `4,8`
    pub value: String,
    /// `31`
    pub count: String,
    /// The whole, for those who do not see the star.
    pub label: String,
}

/// One option of a select, a group of radio cards, a facet.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub note: String,
    pub chosen: bool,
}

/// Where a page of results leads. Empty addresses are not shown.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    pub first: String,
    pub next: String,
}

impl Pager {
    pub fn is_needed(&self) -> bool {
        !(self.first.is_empty() && self.next.is_empty())
    }
}

/// One step of a timeline.
#[derive(Debug, Clone)]
pub struct Step {
    pub title: String,
    pub note: String,
    pub state: StepState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Ahead,
}

impl Step {
    pub fn is_now(&self) -> bool {
        self.state == StepState::Now
    }

    pub fn is_done(&self) -> bool {
        self.state == StepState::Done
    }

    pub fn class(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Now => "now",
            StepState::Ahead => "ahead",
        }
    }
}
