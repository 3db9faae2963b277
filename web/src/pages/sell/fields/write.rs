//! From a listing as it is saved to the fields of its form.

use domain::{listing::raw::*, taxonomy};

use super::{Fields, LISTS};
use crate::{i18n::T, pages::sell::amounts};

impl Fields {
    pub(crate) fn from_raw(raw: &RawDraft, t: T) -> Fields {
        let mut fields = Fields::default();
        fields.put("kind", &raw.kind);
        fields.put("category", &raw.category);
        let label = |it: &String| {
            taxonomy::skill(it).map_or(it.as_str(), |it| it.label(t.lang())).to_owned()
        };
        fields.put("skills", raw.skills.iter().map(label).collect::<Vec<_>>().join(", "));
        fields.put("languages", raw.languages.join(", "));
        for (lang, content) in [("es", &raw.content.es), ("en", &raw.content.en)] {
            if let Some(content) = content {
                fields.put(format!("content.{lang}.title"), &content.title);
                fields.put(format!("content.{lang}.summary"), &content.summary);
                fields.put(format!("content.{lang}.description"), &content.description);
            }
        }
        for (list, texts) in [
            ("deliverables", &raw.deliverables),
            ("acceptance", &raw.acceptance),
            ("requirements", &raw.requirements),
        ] {
            for (at, text) in texts.iter().enumerate() {
                fields.put_text(&format!("{list}[{at}]"), text);
            }
        }
        for (at, it) in raw.faq.iter().enumerate() {
            fields.put_text(&format!("faq[{at}].question"), &it.question);
            fields.put_text(&format!("faq[{at}].answer"), &it.answer);
        }
        for (at, it) in raw.tiers.iter().enumerate() {
            fields.tier(&format!("tiers[{at}]"), it, t);
        }
        for (at, it) in raw.extras.iter().enumerate() {
            fields.extra(&format!("extras[{at}]"), it, t);
        }
        for (list, max, spare) in LISTS {
            let filled = fields.filled(list);
            fields.rows.insert(list, (filled + spare).min(max.max(filled)));
        }
        fields
    }

    fn put_text(&mut self, name: &str, text: &RawText) {
        self.put(format!("{name}.es"), text.es.as_deref().unwrap_or_default());
        self.put(format!("{name}.en"), text.en.as_deref().unwrap_or_default());
    }

    fn tier(&mut self, path: &str, tier: &RawTier, t: T) {
        self.put_text(&format!("{path}.name"), &tier.name);
        self.put_text(&format!("{path}.includes"), &tier.includes);
        if tier.price_minor > 0 {
            self.put(format!("{path}.price_minor"), amounts::plain(t, tier.price_minor));
        }
        if tier.delivery_days > 0 {
            self.put(format!("{path}.delivery_days"), tier.delivery_days.to_string());
        }
        let revisions = tier.revisions.map(|it| it.to_string()).unwrap_or_default();
        self.put(format!("{path}.revisions"), revisions);
    }

    fn extra(&mut self, path: &str, extra: &RawExtra, t: T) {
        self.put(format!("{path}.code"), &extra.code);
        self.put_text(&format!("{path}.label"), &extra.label);
        if extra.days != 0 {
            self.put(format!("{path}.days"), extra.days.to_string());
        }
        let name = |part: &str| format!("{path}.price.{part}");
        let kind = match &extra.price {
            RawExtraPrice::Flat { price_minor } => {
                self.put(name("price_minor"), amounts::plain(t, *price_minor));
                "flat"
            }
            RawExtraPrice::PerUnit { unit, price_minor, min, max } => {
                self.put_text(&name("unit"), unit);
                self.put(name("price_minor"), amounts::plain(t, *price_minor));
                self.put(name("min"), min.to_string());
                self.put(name("max"), max.to_string());
                "per_unit"
            }
            RawExtraPrice::Multiplier { bps } => {
                self.put(name("bps"), amounts::plain(t, u64::from(*bps)));
                "multiplier"
            }
            RawExtraPrice::Range { unit, min, brackets } => {
                self.put_text(&name("unit"), unit);
                self.put(name("min"), min.to_string());
                let lines = brackets
                    .iter()
                    .map(|it| format!("{}: {}", it.up_to, amounts::plain(t, it.price_minor)));
                self.put(name("brackets"), lines.collect::<Vec<_>>().join("\n"));
                "range"
            }
            RawExtraPrice::Exclusive { options } => {
                let lines = options.iter().map(|it| {
                    let of = |text: &Option<String>| text.clone().unwrap_or_default();
                    let (es, en) = (of(&it.label.es), of(&it.label.en));
                    format!("{es} | {en} | {}", amounts::plain(t, it.price_minor))
                });
                self.put(name("options"), lines.collect::<Vec<_>>().join("\n"));
                let codes: Vec<&str> = options.iter().map(|it| it.code.as_str()).collect();
                self.put(name("codes"), codes.join(", "));
                "exclusive"
            }
        };
        self.put(name("kind"), kind);
    }
}
