//! Logs and metrics. What is logged and what never is: `docs/LOGGING.md`.

use std::time::Duration;

use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging to standard error. Does nothing when logging has already been started.
///
/// # Errors
/// When `log.level` is not a level or filter.
pub fn start_logging(log: &Log) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::try_new(&log.level)?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start, as in tests, keeps the first one's settings.
    let _already = match log.format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    Ok(())
}

/// Everything we count. Labels come from closed sets (route patterns, phases), never from input,
/// so the number of series is bounded.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    latency: HistogramVec,
    search_phase: HistogramVec,
    searches: IntCounterVec,
    receipts: IntCounterVec,
    pub(crate) index_position: IntGauge,
    pub(crate) index_documents: IntGauge,
    pub(crate) index_lag_ms: IntGauge,
    pub(crate) mails: IntCounterVec,
    pub(crate) passwords: IntCounterVec,
    pub(crate) panics: IntCounterVec,
    pub(crate) admissions: IntCounterVec,
    pub(crate) standing_queries: IntGauge,
}

/// From a quarter of a millisecond to ten seconds.
const LATENCY_BUCKETS: &[f64] = &[
    0.000_25, 0.000_5, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];

impl Default for Metrics {
    fn default() -> Metrics {
        let histogram = |name: &str, help: &str, labels: &[&str]| {
            let options = HistogramOpts::new(name, help).buckets(LATENCY_BUCKETS.to_vec());
            HistogramVec::new(options, labels).expect("names and labels are valid")
        };
        let counter = |name: &str, help: &str, labels: &[&str]| {
            IntCounterVec::new(Opts::new(name, help), labels).expect("names and labels are valid")
        };
        let gauge = |name: &str, help: &str| IntGauge::new(name, help).expect("the name is valid");
        let metrics = Metrics {
            registry: Registry::new(),
            requests: counter(
                "http_requests_total",
                "Requests by route pattern, method and status.",
                &["route", "method", "status"],
            ),
            latency: histogram(
                "http_request_duration_seconds",
                "From the last byte of the head to the answer's head.",
                &["route", "method"],
            ),
            search_phase: histogram(
                "search_phase_seconds",
                "Time in each phase of a search.",
                &["phase"],
            ),
            searches: counter("searches_total", "Searches by outcome.", &["outcome"]),
            receipts: counter(
                "search_receipts_total",
                "Match receipts, kept or dropped for want of time.",
                &["outcome"],
            ),
            index_position: gauge("index_position", "Outbox position the index has applied."),
            index_documents: gauge("index_documents", "Listings in the index."),
            index_lag_ms: gauge("index_lag_milliseconds", "Age of the last event when applied."),
            mails: counter("mails_total", "Messages by outcome.", &["outcome"]),
            passwords: counter(
                "password_work_total",
                "Times a password was judged, hashed or checked: the costly part of signing in.",
                &["work"],
            ),
            admissions: counter(
                "engine_admissions_total",
                "Requests of other services to the engine: admitted or refused.",
                &["outcome"],
            ),
            standing_queries: gauge("standing_queries", "Searches that wait for listings."),
            panics: counter("panics_total", "Requests that panicked, by route.", &["route"]),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&self) {
        let all: [Box<dyn prometheus::core::Collector>; 13] = [
            Box::new(self.requests.clone()),
            Box::new(self.latency.clone()),
            Box::new(self.search_phase.clone()),
            Box::new(self.searches.clone()),
            Box::new(self.receipts.clone()),
            Box::new(self.index_position.clone()),
            Box::new(self.index_documents.clone()),
            Box::new(self.index_lag_ms.clone()),
            Box::new(self.mails.clone()),
            Box::new(self.passwords.clone()),
            Box::new(self.panics.clone()),
            Box::new(self.admissions.clone()),
            Box::new(self.standing_queries.clone()),
        ];
        for collector in all {
            self.registry.register(collector).expect("each metric is registered once");
        }
    }

    pub(crate) fn request(&self, route: &str, method: &str, status: u16, took: Duration) {
        self.requests.with_label_values(&[route, method, status.to_string().as_str()]).inc();
        self.latency.with_label_values(&[route, method]).observe(took.as_secs_f64());
    }

    pub(crate) fn search_phase(&self, phase: &str, took: Duration) {
        self.search_phase.with_label_values(&[phase]).observe(took.as_secs_f64());
    }

    /// `outcome` is `found`, `empty`, `degraded` or `refused`.
    pub(crate) fn search(&self, outcome: &str) {
        self.searches.with_label_values(&[outcome]).inc();
    }

    /// `outcome` is `kept` or `dropped`.
    pub(crate) fn receipt(&self, outcome: &str) {
        self.receipts.with_label_values(&[outcome]).inc();
    }

    /// In Prometheus' text format.
    pub fn render(&self) -> String {
        let mut text = Vec::new();
        let encoded = TextEncoder::new().encode(&self.registry.gather(), &mut text);
        encoded.map(|()| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default()
    }
}
