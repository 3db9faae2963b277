//! What differs between two versions, field by field, and whether somebody must look at it.
//!
//! Answers to frequent questions go live at once. Everything else (text, prices, scope, category)
//! waits for a decision, because each of them can turn an approved listing into another one.
//! Pausing and resuming change no version and never wait.

use super::raw::{RawDraft, RawExtra, RawExtraPrice, RawText};

/// One field, before and after. `None`: it was not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// A path as in [`super::raw`].
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Change {
    /// Whether the change may go live without a decision.
    pub fn is_safe(&self) -> bool {
        self.field.starts_with("faq[")
    }
}

/// In the order of the fields; empty when both say the same.
pub fn diff(before: &RawDraft, after: &RawDraft) -> Vec<Change> {
    let (before, after) = (fields(before), fields(after));
    let mut changes: Vec<Change> = Vec::new();
    let mut right = after.iter().peekable();
    // Both lists are in field order, but one may have fields the other lacks: walk the union.
    for (field, text) in &before {
        let found = after.iter().find(|(it, _)| it == field).map(|(_, text)| text);
        while let Some((other, text)) = right.next_if(|(it, _)| before.iter().all(|(b, _)| b != it))
        {
            changes.push(Change { field: other.clone(), before: None, after: Some(text.clone()) });
        }
        if found.is_some() {
            right.next_if(|(it, _)| it == field);
        }
        if found != Some(text) {
            let (field, before) = (field.clone(), Some(text.clone()));
            changes.push(Change { field, before, after: found.cloned() });
        }
    }
    for (field, text) in right.filter(|(it, _)| before.iter().all(|(b, _)| b != it)) {
        changes.push(Change { field: field.clone(), before: None, after: Some(text.clone()) });
    }
    changes
}

/// Whether replacing `live` by `next` waits for a decision.
pub fn needs_review(live: &RawDraft, next: &RawDraft) -> bool {
    diff(live, next).iter().any(|it| !it.is_safe())
}

/// Every field that says something, as text.
fn fields(draft: &RawDraft) -> Vec<(String, String)> {
    let mut out = Fields(Vec::new());
    out.put("kind", &draft.kind);
    out.put("category", &draft.category);
    out.put("skills", draft.skills.join(", "));
    out.put("languages", draft.languages.join(", "));
    out.put("currency", &draft.currency);
    for (lang, content) in [("es", &draft.content.es), ("en", &draft.content.en)] {
        if let Some(content) = content {
            out.put(format!("content.{lang}.title"), &content.title);
            out.put(format!("content.{lang}.summary"), &content.summary);
            out.put(format!("content.{lang}.description"), &content.description);
        }
    }
    for (name, texts) in [
        ("deliverables", &draft.deliverables),
        ("acceptance", &draft.acceptance),
        ("requirements", &draft.requirements),
    ] {
        for (at, text) in texts.iter().enumerate() {
            out.text(&format!("{name}[{at}]"), text);
        }
    }
    for (at, it) in draft.faq.iter().enumerate() {
        out.text(&format!("faq[{at}].question"), &it.question);
        out.text(&format!("faq[{at}].answer"), &it.answer);
    }
    for (at, it) in draft.tiers.iter().enumerate() {
        let path = format!("tiers[{at}]");
        out.text(&format!("{path}.name"), &it.name);
        out.text(&format!("{path}.includes"), &it.includes);
        out.put(format!("{path}.price_minor"), it.price_minor.to_string());
        out.put(format!("{path}.delivery_days"), it.delivery_days.to_string());
        let revisions = it.revisions.map_or_else(|| "unlimited".into(), |it| it.to_string());
        out.put(format!("{path}.revisions"), revisions);
    }
    for (at, it) in draft.extras.iter().enumerate() {
        out.extra(&format!("extras[{at}]"), it);
    }
    out.0
}

struct Fields(Vec<(String, String)>);

impl Fields {
    fn put(&mut self, field: impl Into<String>, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.0.push((field.into(), text));
        }
    }

    fn text(&mut self, field: &str, text: &RawText) {
        for (lang, text) in [("es", &text.es), ("en", &text.en)] {
            if let Some(text) = text {
                self.put(format!("{field}.{lang}"), text);
            }
        }
    }

    fn extra(&mut self, path: &str, extra: &RawExtra) {
        self.put(format!("{path}.code"), &extra.code);
        self.text(&format!("{path}.label"), &extra.label);
        self.put(format!("{path}.days"), extra.days.to_string());
        self.price(&format!("{path}.price"), &extra.price);
    }

    fn price(&mut self, path: &str, price: &RawExtraPrice) {
        match price {
            RawExtraPrice::Flat { price_minor } => {
                self.put(format!("{path}.price_minor"), price_minor.to_string());
            }
            RawExtraPrice::PerUnit { unit, price_minor, min, max } => {
                self.text(&format!("{path}.unit"), unit);
                self.put(format!("{path}.price_minor"), price_minor.to_string());
                self.put(format!("{path}.min"), min.to_string());
                self.put(format!("{path}.max"), max.to_string());
            }
            RawExtraPrice::Multiplier { bps } => self.put(format!("{path}.bps"), bps.to_string()),
            RawExtraPrice::Range { unit, min, brackets } => {
                self.text(&format!("{path}.unit"), unit);
                self.put(format!("{path}.min"), min.to_string());
                for (at, it) in brackets.iter().enumerate() {
                    let path = format!("{path}.brackets[{at}]");
                    self.put(format!("{path}.up_to"), it.up_to.to_string());
                    self.put(format!("{path}.price_minor"), it.price_minor.to_string());
                }
            }
            RawExtraPrice::Exclusive { options } => {
                for (at, it) in options.iter().enumerate() {
                    let path = format!("{path}.options[{at}]");
                    self.put(format!("{path}.code"), &it.code);
                    self.text(&format!("{path}.label"), &it.label);
                    self.put(format!("{path}.price_minor"), it.price_minor.to_string());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::raw::{RawContent, RawQuestion, RawTier};

    fn raw() -> RawDraft {
        let mut raw = RawDraft { kind: "package".into(), ..RawDraft::default() };
        raw.content.es = Some(RawContent { title: "Uno".into(), ..RawContent::default() });
        raw.tiers = vec![RawTier { price_minor: 100_00, revisions: Some(2), ..RawTier::default() }];
        raw
    }

    #[test]
    fn equal_versions_have_no_differences() {
        assert_eq!(diff(&raw(), &raw()), []);
    }

    #[test]
    fn what_is_new_gone_or_other_is_told_in_field_order() {
        let mut after = raw();
        after.kind = "bulk".into();
        after.skills = vec!["rag".into()];
        after.content = Default::default();
        after.tiers[0].revisions = None;
        after.tiers.push(RawTier { price_minor: 5, ..RawTier::default() });

        let lines: Vec<String> = diff(&raw(), &after)
            .into_iter()
            .map(|it| format!("{}: {:?} -> {:?}", it.field, it.before, it.after))
            .collect();

        insta::assert_snapshot!(lines.join("\n"), @r#"
        kind: Some("package") -> Some("bulk")
        skills: None -> Some("rag")
        content.es.title: Some("Uno") -> None
        tiers[0].revisions: Some("2") -> Some("unlimited")
        tiers[1].price_minor: None -> Some("5")
        tiers[1].delivery_days: None -> Some("0")
        tiers[1].revisions: None -> Some("unlimited")
        "#);
    }

    #[test]
    fn only_answers_go_live_unseen() {
        let mut faq = raw();
        faq.faq.push(RawQuestion {
            question: RawText::both("¿?", "?"),
            answer: RawText::both("Sí", "Yes"),
        });
        assert!(!needs_review(&raw(), &faq));

        let mut price = faq.clone();
        price.tiers[0].price_minor += 1;
        assert!(needs_review(&faq, &price));
    }
}
