//! Settings, read once at start-up and never again.
//!
//! Defaults (`config/default.toml`), then `lonja.toml`, then `LONJA_*` variables; later wins. What
//! is not known is refused, so a typo is found at start-up and not in production.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Env, Format, Toml},
    value::{Dict, Map, Value},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

const DEFAULTS: &str = include_str!("config/default.toml");
/// Variables of the command-line tools around us that share our prefix.
const NOT_SETTINGS: &[&str] = &["data", "xgboost_lib"];
const SECRETS: &[&str] = &["database_url", "redis_url", "secret", "mail.smtp_url"];
const MIN_SECRET_CHARS: usize = 32;

/// Everything the process can be told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub mode: Mode,
    pub bind: SocketAddr,
    pub base_url: String,
    pub data_dir: PathBuf,
    pub database_url: SecretString,
    pub redis_url: SecretString,
    pub secret: SecretString,
    pub trusted_proxies: u8,
    pub workers: usize,
    pub log: Log,
    pub mail: Mail,
    pub payments: Payments,
    pub search: Search,
    pub matching: Matching,
    pub limits: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Development,
    Production,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub level: String,
    pub format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub transport: MailTransport,
    pub smtp_url: SecretString,
    pub from: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTransport {
    Log,
    Smtp,
    /// Kept in memory, for tests.
    Memory,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payments {
    pub provider: PaymentProvider,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentProvider {
    /// No orders are taken.
    None,
    /// Moves no real money.
    Sandbox,
}

/// The engine for other services.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    pub places: usize,
    pub longest_wait_ms: u64,
    pub deadline_ms: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    pub ranker: Ranker,
    pub model: PathBuf,
    pub explore: bool,
    pub deadline_ms: u64,
    /// The share of searches whose receipts are kept.
    pub receipts: f64,
    pub receipt_days: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ranker {
    Retrieval,
    Linear,
    Model,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub per_address_per_minute: u32,
    pub per_user_per_minute: u32,
    pub per_key_per_minute: u32,
    pub sign_in_per_address_per_hour: u32,
    pub body_bytes: usize,
    pub import_bytes: usize,
    pub body_timeout_ms: u64,
    pub shutdown_timeout_s: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{0}")]
    Unreadable(String),
    #[error("{key} {problem}")]
    Unusable { key: &'static str, problem: String },
}

/// One setting as it is in force, for `lonja config`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub key: String,
    /// Secrets are shown as set or not set, never themselves.
    pub value: String,
    pub source: String,
}

/// What the command line may override; it wins over everything.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    pub file: Option<PathBuf>,
    pub bind: Option<SocketAddr>,
    pub data_dir: Option<PathBuf>,
}

impl Config {
    /// # Errors
    /// Names the key and the source of the first setting that is missing, unknown or unusable.
    pub fn load(overrides: &Overrides) -> Result<Config, ConfigError> {
        Config::from_figment(&Config::sources(overrides)?)
    }

    /// Settings for a test: defaults only, changed by TOML text.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_toml(text: &str) -> Result<Config, ConfigError> {
        let figment = Figment::new().merge(Toml::string(DEFAULTS)).merge(Toml::string(text));
        Config::from_figment(&figment)
    }

    /// Every setting in force and where it came from.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn settings(overrides: &Overrides) -> Result<Vec<Setting>, ConfigError> {
        let figment = Config::sources(overrides)?;
        Config::from_figment(&figment)?;
        let tree: Dict = figment.extract().map_err(|it| unreadable(&it))?;
        let mut found = Vec::new();
        flatten("", &Value::from(tree), &mut |key, value| {
            let source = figment.find_metadata(&key).map_or("default".into(), source_name);
            let value = if SECRETS.contains(&key.as_str()) { hide(value) } else { show(value) };
            found.push(Setting { key, value, source });
        });
        Ok(found)
    }

    fn sources(overrides: &Overrides) -> Result<Figment, ConfigError> {
        let mut sources = Figment::new().merge(Toml::string(DEFAULTS));
        let here = PathBuf::from("lonja.toml");
        match &overrides.file {
            Some(path) if !path.exists() => {
                let problem = format!("{} does not exist", path.display());
                return Err(ConfigError::Unusable { key: "--config", problem });
            }
            Some(path) => sources = sources.merge(Toml::file_exact(path)),
            None if here.exists() => sources = sources.merge(Toml::file_exact(here)),
            None => {}
        }
        Ok(sources
            .merge(Env::prefixed("LONJA_").ignore(NOT_SETTINGS).split("__"))
            .merge(CommandLine(overrides.clone())))
    }

    fn from_figment(figment: &Figment) -> Result<Config, ConfigError> {
        let config: Config = figment.extract().map_err(|it| unreadable(&it))?;
        config.check()
    }

    fn check(mut self) -> Result<Config, ConfigError> {
        if self.base_url.is_empty() && self.mode == Mode::Development {
            self.base_url = format!("http://{}", self.bind);
        }
        let refuse =
            |key, problem: &str| Err(ConfigError::Unusable { key, problem: problem.into() });
        let url_ok = ["http://", "https://"].iter().any(|it| self.base_url.starts_with(it));
        if !url_ok || self.base_url.ends_with('/') {
            return refuse(
                "base_url",
                "must be like https://lonja.example, without a slash at the end",
            );
        }
        let secret = self.secret.expose_secret();
        if !secret.is_empty() && secret.chars().count() < MIN_SECRET_CHARS {
            return refuse(
                "secret",
                "must have at least 32 characters; `openssl rand -hex 32` makes one",
            );
        }
        if self.mail.transport == MailTransport::Smtp
            && self.mail.smtp_url.expose_secret().is_empty()
        {
            return refuse("mail.smtp_url", "must be set when mail.transport is \"smtp\"");
        }
        if !(0.0..=1.0).contains(&self.search.receipts) {
            return refuse("search.receipts", "must be a share from 0.0 to 1.0");
        }
        match self.mode {
            Mode::Production => self.check_production(),
            Mode::Development => Ok(self),
        }
    }

    fn check_production(self) -> Result<Config, ConfigError> {
        let refuse =
            |key, problem: &str| Err(ConfigError::Unusable { key, problem: problem.into() });
        if self.secret.expose_secret().is_empty() {
            return refuse("secret", "must be set in production; `openssl rand -hex 32` makes one");
        }
        if !self.base_url.starts_with("https://") {
            return refuse("base_url", "must begin with https:// in production");
        }
        if self.payments.provider == PaymentProvider::Sandbox {
            return refuse(
                "payments.provider",
                "must not be \"sandbox\" in production; set \"none\"",
            );
        }
        if self.mail.transport != MailTransport::Smtp {
            return refuse(
                "mail.transport",
                "must be \"smtp\" in production: nobody reads mail in a log",
            );
        }
        Ok(self)
    }

    /// The database to connect to: the one set, or SQLite in the data folder.
    pub fn database_url(&self) -> String {
        match self.database_url.expose_secret() {
            "" => format!("sqlite://{}?mode=rwc", self.data_dir.join("lonja.db").display()),
            url => url.to_owned(),
        }
    }

    pub fn redis_url(&self) -> Option<&str> {
        Some(self.redis_url.expose_secret()).filter(|it| !it.is_empty())
    }

    /// Whether people reach us over TLS: cookies are `Secure` and HSTS is sent.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Where the search index lives.
    pub fn index_dir(&self) -> PathBuf {
        self.data_dir.join("index")
    }
}

impl Limits {
    pub fn body_timeout(&self) -> Duration {
        Duration::from_millis(self.body_timeout_ms)
    }
}

struct CommandLine(Overrides);

impl Provider for CommandLine {
    fn metadata(&self) -> Metadata {
        Metadata::named("command line")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut dict = Dict::new();
        if let Some(bind) = self.0.bind {
            dict.insert("bind".into(), Value::from(bind.to_string()));
        }
        if let Some(dir) = &self.0.data_dir {
            dict.insert("data_dir".into(), Value::from(dir.display().to_string()));
        }
        Ok(Map::from([(Profile::Default, dict)]))
    }
}

fn unreadable(error: &figment::Error) -> ConfigError {
    let key = error.path.join(".");
    let source =
        error.metadata.as_ref().map_or(String::new(), |it| format!(" ({})", source_name(it)));
    let text = match key.as_str() {
        "" => format!("{}{source}", error.kind),
        key => format!("{key}: {}{source}", error.kind),
    };
    ConfigError::Unreadable(text)
}

fn source_name(metadata: &Metadata) -> String {
    match &metadata.source {
        Some(figment::Source::File(path)) => path.display().to_string(),
        _ if metadata.name.contains("environment") => "environment".into(),
        _ if metadata.name == "command line" => "command line".into(),
        _ => "default".into(),
    }
}

fn flatten(prefix: &str, value: &Value, visit: &mut impl FnMut(String, &Value)) {
    let Value::Dict(_, dict) = value else { return visit(prefix.to_owned(), value) };
    for (key, inner) in dict {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        flatten(&path, inner, visit);
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(_, text) => text.clone(),
        Value::Bool(_, it) => it.to_string(),
        Value::Num(_, it) => {
            it.to_i128().map_or_else(|| format!("{it:?}"), |whole| whole.to_string())
        }
        other => format!("{other:?}"),
    }
}

fn hide(value: &Value) -> String {
    let empty = matches!(value, Value::String(_, text) if text.is_empty());
    if empty { "(not set)".into() } else { "(set, not shown)".into() }
}

#[cfg(test)]
#[path = "config/tests.rs"]
mod tests;
