//! What services send to the engine, and what they get.

use domain::lang::Lang;
use matching::{explain::Explanation, ranking::RankBy, receipt::Receipt, types::Match};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    error::AppError,
    http::problem::ProblemBody,
    services::{
        matches::{Ask, Found},
        search::{Request, reasons},
    },
};

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MatchAskBody {
    /// The need, in Spanish or English. Empty: browse.
    text: String,
    /// The reader's language, `es` or `en`.
    lang: Option<String>,
    filters: FiltersBody,
    /// 1 to 100; 20 if not given.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// `retrieval`, `linear` or `model`; the setting `search.ranker` if not given.
    ranker: Option<String>,
    /// 1 to 10,000.
    deadline_ms: Option<u64>,
    /// Whether to send along what the order was made from.
    receipt: bool,
}

/// Empty fields do not filter; several values of one field mean any of them.
#[derive(Debug, Default, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FiltersBody {
    category: Vec<String>,
    skill: Vec<String>,
    kind: Vec<String>,
    /// Languages the listing is written in.
    written_in: Vec<String>,
    /// In cents.
    price_min_minor: Option<u64>,
    price_max_minor: Option<u64>,
    delivery_days_max: Option<u32>,
    /// In tenths of a star.
    rating_min_tenths: Option<u32>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchAskBody {
    /// At most 100.
    pub(super) queries: Vec<MatchAskBody>,
    /// For all of them together.
    pub(super) deadline_ms: Option<u64>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplainAskBody {
    pub(super) query: MatchAskBody,
    /// `lst_…`
    pub(super) listing: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct MatchBody {
    results: Vec<ResultBody>,
    /// Over all pages; not exact means at least so many.
    total: u64,
    total_is_exact: bool,
    next: Option<String>,
    /// The ranker was left out for lack of time, or part of the index was estimated.
    degraded: bool,
    took_us: u64,
    /// Only if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<serde_json::Value>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ResultBody {
    /// `lst_…`
    listing: String,
    /// Comparable within one answer only.
    score: f32,
    reasons: Vec<ReasonBody>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ReasonBody {
    code: &'static str,
    text: String,
    weight: f32,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct BatchBody {
    pub(super) items: Vec<BatchItemBody>,
}

/// One of the two.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchItemBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<MatchBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProblemBody>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ExplainBody {
    listing: String,
    /// From 1, by score and after the policy.
    ranked: usize,
    served: usize,
    ranker: RankByBody,
    score: f32,
    /// What a listing gets of which nothing is known; with `groups` it adds up to the score.
    base: f64,
    groups: Vec<ShareBody>,
    features: Vec<ShareBody>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RankByBody {
    Retrieval,
    Linear,
    Model,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ShareBody {
    name: String,
    share: f64,
}

impl FiltersBody {
    pub(super) fn into_request(self) -> Request {
        Request {
            categories: self.category,
            skills: self.skill,
            kinds: self.kind,
            written_in: self.written_in,
            price_min_minor: self.price_min_minor,
            price_max_minor: self.price_max_minor,
            delivery_days_max: self.delivery_days_max,
            rating_min_tenths: self.rating_min_tenths,
            ..Request::default()
        }
    }
}

pub(super) fn parse_lang(text: Option<&str>) -> Result<Option<Lang>, AppError> {
    let lang = text.filter(|it| !it.is_empty()).map(str::parse::<Lang>).transpose();
    lang.map_err(|it| AppError::Malformed { why: it.to_string() })
}

impl MatchAskBody {
    /// What it asks, and the language to say reasons in.
    pub(super) fn into_ask(self) -> Result<(Ask, Lang), AppError> {
        let lang = parse_lang(self.lang.as_deref())?;
        let by = match self.ranker.as_deref() {
            None => None,
            Some("retrieval") => Some(RankBy::Retrieval),
            Some("linear") => Some(RankBy::Linear),
            Some("model") => Some(RankBy::Model),
            Some(_) => {
                let why = "ranker is retrieval, linear or model".into();
                return Err(AppError::Malformed { why });
            }
        };
        let request = Request {
            text: self.text,
            lang,
            limit: self.limit,
            cursor: self.cursor.filter(|it| !it.is_empty()),
            ..self.filters.into_request()
        };
        let ask = Ask { request, by, deadline_ms: self.deadline_ms, keep_receipt: self.receipt };
        Ok((ask, lang.unwrap_or(Lang::En)))
    }
}

impl MatchBody {
    pub(super) fn of(found: &Found, lang: Lang) -> Result<MatchBody, AppError> {
        let answer = &found.answer;
        let receipt = answer.receipt.as_deref().map(serde_json::to_value).transpose();
        Ok(MatchBody {
            results: found.matches.iter().map(|it| ResultBody::of(it, lang)).collect(),
            total: answer.total.count,
            total_is_exact: answer.total.exact,
            next: answer.next.as_ref().map(ToString::to_string),
            degraded: answer.degraded,
            took_us: u64::try_from(found.took.as_micros()).unwrap_or(u64::MAX),
            receipt: receipt.map_err(|it| AppError::internal("a receipt cannot be written", it))?,
        })
    }
}

impl ResultBody {
    fn of(found: &Match, lang: Lang) -> ResultBody {
        let reasons = found.reasons.iter().map(|it| ReasonBody {
            code: reasons::code(it),
            text: reasons::say(it, lang),
            weight: it.weight(),
        });
        ResultBody { listing: found.key.clone(), score: found.score, reasons: reasons.collect() }
    }
}

impl BatchItemBody {
    pub(super) fn of(outcome: Result<MatchBody, AppError>) -> BatchItemBody {
        match outcome {
            Ok(answer) => BatchItemBody { answer: Some(answer), problem: None },
            Err(error) => {
                error.log_if_ours();
                BatchItemBody { answer: None, problem: Some(ProblemBody::of(&error)) }
            }
        }
    }
}

impl ExplainBody {
    pub(super) fn of(explained: &Explanation, receipt: &Receipt) -> ExplainBody {
        let group = |(group, share): &(matching::features::Group, f64)| ShareBody {
            name: format!("{group:?}").to_lowercase(),
            share: *share,
        };
        let feature = |(at, share): &(usize, f64)| ShareBody {
            name: matching::features::LIST[*at].name.to_owned(),
            share: *share,
        };
        ExplainBody {
            listing: explained.key.clone(),
            ranked: explained.ranked,
            served: explained.served,
            ranker: match receipt.by {
                RankBy::Retrieval => RankByBody::Retrieval,
                RankBy::Linear => RankByBody::Linear,
                RankBy::Model => RankByBody::Model,
            },
            score: explained.score,
            base: explained.base,
            groups: explained.groups.iter().filter(|it| it.1 != 0.0).map(group).collect(),
            features: explained.features.iter().map(feature).collect(),
        }
    }
}
