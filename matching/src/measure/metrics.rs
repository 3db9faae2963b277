//! One query's order, judged.
//!
//! Documents nobody judged, and grades below zero, gain nothing. The documents a query has judgments
//! for are its *group*; an ideal order puts that group's best grades first, whether or not the run
//! found them.

/// Where every gain-based measure is cut.
pub const CUT: usize = 10;

/// Where recall and the second reciprocal rank are cut.
pub const DEEP_CUT: usize = 100;

/// A measure and its name, which says whose definition it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// XGBoost's `ndcg@10`: gain 2^grade − 1; a query without relevant documents counts 1.
    Xgb,
    /// XGBoost's `ndcg@10-`: the same, but such a query counts 0.
    XgbMinus,
    /// LightGBM's `ndcg`: as XGBoost's.
    Lgb,
    /// `ndcg_cut.10` of trec_eval: gain is the grade; a query without relevant documents is left
    /// out, one that was not answered counts 0.
    Trec,
    /// Gain is the grade; a query without relevant documents is left out.
    EsSandbox,
    /// Gain 2^grade − 1, discount 1/rank; ideal is ten documents of the highest grade anywhere.
    Turnbull,
    /// Gain 2^grade − 1; a query without relevant documents is left out.
    Skip,
    /// Reciprocal rank of the first relevant document of the first ten.
    Mrr10,
    /// Reciprocal rank of the first relevant document of the first hundred.
    Rr100,
    /// Mean over relevant documents of the precision where each stands; those not found count 0.
    Map,
    /// Share of the relevant documents that are among the first hundred.
    Recall100,
}

impl Measure {
    pub const ALL: [Measure; 11] = [
        Measure::Xgb,
        Measure::XgbMinus,
        Measure::Lgb,
        Measure::Trec,
        Measure::EsSandbox,
        Measure::Turnbull,
        Measure::Skip,
        Measure::Mrr10,
        Measure::Rr100,
        Measure::Map,
        Measure::Recall100,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Measure::Xgb => "xgb",
            Measure::XgbMinus => "xgb-",
            Measure::Lgb => "lgb",
            Measure::Trec => "trec",
            Measure::EsSandbox => "es-sandbox",
            Measure::Turnbull => "turnbull",
            Measure::Skip => "skip",
            Measure::Mrr10 => "MRR@10",
            Measure::Rr100 => "RR@100",
            Measure::Map => "MAP",
            Measure::Recall100 => "R@100",
        }
    }

    /// What `answer` is worth, or nothing where the definition leaves such a query out.
    pub fn of(self, answer: &Graded<'_>) -> Option<f64> {
        let barren = !answer.group.iter().any(|it| *it > 0);
        match self {
            Measure::Xgb | Measure::Lgb if barren => Some(1.0),
            Measure::Trec | Measure::EsSandbox | Measure::Skip if barren => None,
            _ if barren => Some(0.0),
            Measure::Xgb | Measure::XgbMinus | Measure::Lgb | Measure::Skip => {
                Some(ndcg(answer, exponential))
            }
            Measure::Trec | Measure::EsSandbox => Some(ndcg(answer, linear)),
            Measure::Turnbull => Some(turnbull(answer)),
            Measure::Mrr10 => Some(reciprocal_rank(answer.ranked, CUT)),
            Measure::Rr100 => Some(reciprocal_rank(answer.ranked, DEEP_CUT)),
            Measure::Map => Some(average_precision(answer)),
            Measure::Recall100 => Some(recall(answer)),
        }
    }
}

/// Grades instead of documents.
#[derive(Debug, Clone, Copy)]
pub struct Graded<'a> {
    /// Best rank first.
    pub ranked: &'a [i32],
    /// All judgments of the query, in any order.
    pub group: &'a [i32],
    /// The highest grade of any query.
    pub highest: i32,
}

fn exponential(grade: i32) -> f64 {
    f64::from(grade.max(0)).exp2() - 1.0
}

fn linear(grade: i32) -> f64 {
    f64::from(grade.max(0))
}

fn ndcg(answer: &Graded<'_>, gain: fn(i32) -> f64) -> f64 {
    let mut ideal = answer.group.to_vec();
    ideal.sort_unstable_by_key(|it| std::cmp::Reverse(*it));
    discounted(answer.ranked, gain) / discounted(&ideal, gain)
}

fn discounted(grades: &[i32], gain: fn(i32) -> f64) -> f64 {
    let rows = grades.iter().take(CUT).enumerate();
    rows.map(|(at, grade)| gain(*grade) / (at as f64 + 2.0).log2()).sum()
}

fn turnbull(answer: &Graded<'_>) -> f64 {
    let rows = answer.ranked.iter().take(CUT).enumerate();
    let found: f64 = rows.map(|(at, grade)| exponential(*grade) / (at as f64 + 1.0)).sum();
    let ideal: f64 = (1..=CUT).map(|rank| exponential(answer.highest) / rank as f64).sum();
    found / ideal
}

fn reciprocal_rank(ranked: &[i32], cut: usize) -> f64 {
    let first = ranked.iter().take(cut).position(|it| *it > 0);
    first.map_or(0.0, |at| 1.0 / (at as f64 + 1.0))
}

fn average_precision(answer: &Graded<'_>) -> f64 {
    let relevant = answer.group.iter().filter(|it| **it > 0).count();
    let mut found = 0.0;
    let mut sum = 0.0;
    for (at, _) in answer.ranked.iter().enumerate().filter(|(_, grade)| **grade > 0) {
        found += 1.0;
        sum += found / (at as f64 + 1.0);
    }
    sum / relevant as f64
}

fn recall(answer: &Graded<'_>) -> f64 {
    let relevant = answer.group.iter().filter(|it| **it > 0).count();
    let found = answer.ranked.iter().take(DEEP_CUT).filter(|it| **it > 0).count();
    found as f64 / relevant as f64
}
