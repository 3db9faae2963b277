//! `simulate`: a market with a known truth.

mod clicks;
mod exposure;
mod honesty;
mod interleaving;

use std::{
    fs,
    io::{BufWriter, Write as _},
    path::PathBuf,
};

use anyhow::Context as _;
use clap::Subcommand;
use matching::{
    features,
    simulate::{
        eyes::Eyes,
        market::{Diary, Market, Traffic},
        shelf::{Arms, Ranker},
        world::Size,
    },
};

use crate::cli::progress;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write the event log of some weeks, as the real market would
    Log(LogArguments),
    /// How much is learned from clicks, and what the bias of places costs
    Clicks(clicks::Arguments),
    /// Who is seen over a month: new offers and owners, beside what they merit
    Exposure(exposure::Arguments),
    /// How many searches tell two rankers apart: in one list, and in two halves of the people
    Interleaving(interleaving::Arguments),
    /// Whether the statistics keep their word where nothing differs
    Honesty(honesty::Arguments),
}

#[derive(Debug, clap::Args)]
struct LogArguments {
    /// Where to write it: JSON lines
    #[arg(long)]
    out: PathBuf,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Days that are logged; half as many days pass before, and two weeks after, so that orders come
    #[arg(long, default_value_t = 28)]
    days: usize,
    #[arg(long, default_value_t = 1_000)]
    searches_a_day: usize,
    #[arg(long, default_value_t = 1_500)]
    offers: usize,
    #[arg(long, value_enum, default_value_t = Look::Places)]
    eyes: Look,
    /// The share of searches in which a coin decides whether two places are exchanged
    #[arg(long, default_value_t = 0.01)]
    exchanges: f64,
}

/// Who looks where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Look {
    Places,
    Cascade,
    Trust,
}

impl Look {
    pub(crate) fn eyes(self) -> Eyes {
        match self {
            Look::Places => Eyes::Places,
            Look::Cascade => Eyes::Cascade,
            Look::Trust => Eyes::Trust,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.what {
        What::Log(arguments) => log(arguments),
        What::Clicks(arguments) => clicks::run(arguments),
        What::Exposure(arguments) => exposure::run(arguments),
        What::Interleaving(arguments) => interleaving::run(arguments),
        What::Honesty(arguments) => honesty::run(arguments),
    }
}

/// After the last search, orders and reviews come for so long.
const SETTLES: usize = 15;

fn log(arguments: &LogArguments) -> anyhow::Result<()> {
    let warm = arguments.days / 2;
    let size = Size {
        seed: arguments.seed,
        offers: arguments.offers,
        later: arguments.offers / 5,
        days: warm + arguments.days,
        ..Size::default()
    };
    let traffic = Traffic {
        searches_a_day: arguments.searches_a_day,
        eyes: arguments.eyes.eyes(),
        ..Traffic::default()
    };
    let mut market = Market::open(size, traffic)?;
    let rankers = vec![Ranker::Engine, Ranker::Tilted];
    let mut arms = Arms { rankers, exchanges: arguments.exchanges };
    let bar = progress::bar("days", (warm + arguments.days) as u64);
    let mut diary = Diary::default();
    for day in 0..warm + arguments.days {
        if day == warm {
            diary = Diary::default();
        }
        market.live(&mut arms, &mut diary)?;
        bar.inc(1);
    }
    market.settle(SETTLES, &mut diary)?;
    bar.finish_and_clear();
    diary.log.hash = features::hash().to_owned();
    diary.log.names = features::NAMES.map(str::to_owned).to_vec();
    let path = &arguments.out;
    let wrong = || format!("cannot write {}", path.display());
    let mut out = BufWriter::with_capacity(1 << 20, fs::File::create(path).with_context(wrong)?);
    diary.log.write(&mut out).with_context(wrong)?;
    out.flush().with_context(wrong)?;
    let (searches, events) = (diary.log.searches.len(), diary.log.events.len());
    println!("{searches} searches and {events} events in {}", path.display());
    Ok(())
}

/// The mean, and the standard deviation between seeds.
pub(crate) fn with_spread(values: &[f64], digits: usize) -> String {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count.max(1.0);
    let squares: f64 = values.iter().map(|it| (it - mean).powi(2)).sum();
    let sd = (squares / (count - 1.0).max(1.0)).sqrt();
    format!("{mean:.digits$} ±{sd:.digits$}")
}
