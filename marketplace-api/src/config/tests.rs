#![expect(clippy::result_large_err, reason = "figment::Jail dictates the closure's error type")]

use figment::Jail;

use super::*;

fn load() -> Result<Config, String> {
    Config::load(&Overrides::default()).map_err(|it| it.to_string())
}

const PRODUCTION: [(&str, &str); 6] = [
    ("LONJA_MODE", "production"),
    ("LONJA_SECRET", "0123456789abcdef0123456789abcdef"),
    ("LONJA_BASE_URL", "https://lonja.example"),
    ("LONJA_PAYMENTS__PROVIDER", "none"),
    ("LONJA_MAIL__TRANSPORT", "smtp"),
    ("LONJA_MAIL__SMTP_URL", "smtp://mail.example:25"),
];

#[test]
fn defaults_are_enough_to_start_on_a_laptop() {
    Jail::expect_with(|_| {
        let config = load()?;
        assert_eq!(config.bind.to_string(), "127.0.0.1:8080");
        assert_eq!(config.database_url(), "sqlite://lonja-data/lonja.db?mode=rwc");
        Ok(())
    });
}

#[test]
fn an_unknown_key_is_refused_by_name_and_source() {
    Jail::expect_with(|jail| {
        jail.set_env("LONJA_BINDD", "127.0.0.1:1");
        let error = load().unwrap_err();
        assert!(error.contains("bindd") && error.contains("environment"), "{error}");
        Ok(())
    });
}

#[test]
fn an_unknown_key_in_the_file_is_refused_too() {
    Jail::expect_with(|jail| {
        jail.create_file("lonja.toml", "[mail]\ntransprot = \"log\"\n")?;
        let error = load().unwrap_err();
        assert!(error.contains("transprot") && error.contains("lonja.toml"), "{error}");
        Ok(())
    });
}

#[test]
fn the_tools_own_variables_are_not_settings() {
    Jail::expect_with(|jail| {
        jail.set_env("LONJA_DATA", "/somewhere");
        load()?;
        Ok(())
    });
}

#[test]
fn production_starts_when_everything_is_safe() {
    Jail::expect_with(|jail| {
        for (key, value) in PRODUCTION {
            jail.set_env(key, value);
        }
        load()?;
        Ok(())
    });
}

#[test]
fn production_refuses_each_unsafe_setting_and_names_it() {
    for (key, unsafe_value, named) in [
        ("LONJA_SECRET", "", "secret"),
        ("LONJA_SECRET", "changeme", "secret"),
        ("LONJA_BASE_URL", "http://lonja.example", "base_url"),
        ("LONJA_PAYMENTS__PROVIDER", "sandbox", "payments.provider"),
        ("LONJA_MAIL__TRANSPORT", "log", "mail.transport"),
    ] {
        Jail::expect_with(|jail| {
            for (key, value) in PRODUCTION {
                jail.set_env(key, value);
            }
            jail.set_env(key, unsafe_value);
            let error = load().unwrap_err();
            assert!(error.starts_with(named), "{error}");
            Ok(())
        });
    }
}

#[test]
fn settings_say_where_they_came_from_and_never_show_a_secret() {
    Jail::expect_with(|jail| {
        jail.create_file("lonja.toml", "workers = 3\n")?;
        jail.set_env("LONJA_DATABASE_URL", "postgres://lonja:hunter2@db/lonja");
        let overrides =
            Overrides { bind: Some("127.0.0.1:9".parse().unwrap()), ..Overrides::default() };
        let settings = Config::settings(&overrides).map_err(|it| it.to_string())?;
        let find = |key: &str| settings.iter().find(|it| it.key == key).unwrap();
        assert_eq!(find("bind").source, "command line");
        assert!(find("workers").source.ends_with("lonja.toml"));
        assert_eq!(find("workers").value, "3");
        assert_eq!(find("database_url").value, "(set, not shown)");
        assert_eq!(find("mode").source, "default");
        assert!(!format!("{settings:?} {:?}", load()?).contains("hunter2"));
        Ok(())
    });
}
