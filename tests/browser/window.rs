//! A browser window in front of a site, and what a person does with it.

use std::time::{Duration, Instant};

use marketplace_tests::LiveSite;
use serde_json::{Value, json};
use thirtyfour::{By, WebElement, prelude::ElementQueryable};

use crate::{chromium::Chromium, verdict};

/// Longest wait for something to appear.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Records what the content policy refuses, from before the page's first script.
const WATCH_POLICY: &str = "window.refused = []; \
    addEventListener('securitypolicyviolation', (it) => \
        window.refused.push(`${it.violatedDirective}: ${it.blockedURI} ${it.sample}`));";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Screen {
    /// 390 px, in the dark.
    Phone,
    /// 1280 px, in the light.
    Desk,
}

pub(crate) struct Window<'a> {
    pub(crate) chromium: Chromium,
    pub(crate) screen: Screen,
    pub(crate) scripts: bool,
    site: &'a LiveSite,
}

impl<'a> Window<'a> {
    pub(crate) async fn new(site: &'a LiveSite, screen: Screen, lang: &str) -> Window<'a> {
        let chromium = Chromium::start(lang).await;
        let window = Window { chromium, screen, site, scripts: true };
        window
            .cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH_POLICY }))
            .await;
        let theme = if screen == Screen::Phone { "dark" } else { "light" };
        let theme = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
        window.cdp("Emulation.setEmulatedMedia", theme).await;
        window.resize(screen.width()).await;
        window
    }

    /// As somebody whose browser runs no scripts.
    pub(crate) async fn without_scripts(
        site: &'a LiveSite,
        screen: Screen,
        lang: &str,
    ) -> Window<'a> {
        let window = Window::new(site, screen, lang).await;
        window.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        Window { scripts: false, ..window }
    }

    /// Goes to a page of the site and judges it.
    pub(crate) async fn open(&self, path: &str) {
        self.go(path).await;
        self.judge().await;
    }

    /// Goes to a page of the site.
    pub(crate) async fn go(&self, path: &str) {
        let url = self.site.url(path);
        self.chromium.driver.goto(url).await.expect("the browser goes where it is told");
    }

    /// Fails the test if the page in front has a fault.
    pub(crate) async fn judge(&self) {
        let mut faults = verdict::console(self).await;
        if self.scripts {
            faults.extend(verdict::policy(self).await);
            faults.extend(verdict::accessibility(self).await);
        }
        for width in [320, self.screen.width()] {
            self.resize(width).await;
            faults.extend(verdict::sideways(self, width).await);
        }
        let url = self.path().await;
        assert!(faults.is_empty(), "{url} ({:?}):\n{}", self.screen, faults.join("\n"));
    }

    /// The first element for a CSS selector, once it is there.
    pub(crate) async fn see(&self, css: &str) -> WebElement {
        let wait = self.chromium.driver.query(By::Css(css)).wait(PATIENCE, LOOK_AGAIN);
        match wait.first().await {
            Ok(found) => found,
            Err(_) => panic!("no `{css}` on {}:\n{}", self.path().await, self.text().await),
        }
    }

    /// Waits until the address is as it should be.
    pub(crate) async fn arrive(&self, is_there: impl Fn(&str) -> bool) {
        let began = Instant::now();
        while !is_there(&self.path().await) {
            let here = self.path().await;
            assert!(began.elapsed() < PATIENCE, "still on {here}:\n{}", self.text().await);
        }
    }

    pub(crate) async fn press(&self, css: &str) {
        let target = self.see(css).await;
        target.scroll_into_view().await.expect("an element can be scrolled to");
        target.click().await.unwrap_or_else(|error| panic!("`{css}` cannot be pressed: {error}"));
    }

    /// Picks an option of a list.
    pub(crate) async fn choose(&self, css: &str, value: &str) {
        let option = self.see(&format!("{css} option[value='{value}']")).await;
        option.click().await.unwrap_or_else(|error| panic!("{value} of `{css}`: {error}"));
    }

    /// Ticks a box that is not ticked yet.
    pub(crate) async fn tick(&self, css: &str) {
        if !self.see(css).await.is_selected().await.expect("a box is ticked or not") {
            self.press(css).await;
        }
    }

    /// Waits until an element says `words`: what scripts bring comes a moment later.
    pub(crate) async fn settle(&self, css: &str, words: &str) {
        let began = Instant::now();
        loop {
            // What is being replaced while it is read has no text.
            let said = self.see(css).await.text().await.unwrap_or_default();
            if said.contains(words) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "`{css}` does not say {words:?}: {said}");
        }
    }

    /// Opens a page again and again until it says `words`.
    pub(crate) async fn look_until(&self, path: &str, words: &str) {
        let began = Instant::now();
        self.go(path).await;
        while !self.text().await.contains(words) {
            assert!(began.elapsed() < PATIENCE, "{path} never said {words:?}");
            self.go(path).await;
        }
    }

    /// Replaces what is in a field.
    pub(crate) async fn fill(&self, css: &str, text: &str) {
        let field = self.see(css).await;
        field.clear().await.unwrap_or_else(|error| panic!("`{css}` cannot be emptied: {error}"));
        field
            .send_keys(text)
            .await
            .unwrap_or_else(|error| panic!("`{css}` takes no text: {error}"));
    }

    /// Through the form, to whatever page comes after it.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) {
        self.go("/sign-in").await;
        self.fill("#email", email).await;
        self.fill("#password", password).await;
        self.press("main form button[type=submit]").await;
        self.arrive(|path| !path.starts_with("/sign-in")).await;
    }

    /// Path and query of the page in front.
    pub(crate) async fn path(&self) -> String {
        let url = self.chromium.driver.current_url().await.expect("a page is open");
        match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        }
    }

    /// All that the page says.
    pub(crate) async fn text(&self) -> String {
        let body = self.chromium.driver.find(By::Tag("body")).await.expect("a page has a body");
        body.text().await.expect("a body has text")
    }

    /// Runs a script and returns its answer.
    pub(crate) async fn run(&self, script: &str) -> Value {
        let answer = self.chromium.driver.execute(script, Vec::new()).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    pub(crate) async fn resize(&self, width: u32) {
        let size = json!({
            "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600,
        });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
    }

    async fn cdp(&self, method: &str, arguments: Value) {
        let sent = self.chromium.driver.cdp().send_raw(method, arguments).await;
        sent.unwrap_or_else(|error| panic!("{method}: {error}"));
    }
}

impl Screen {
    pub(crate) fn width(self) -> u32 {
        match self {
            Screen::Phone => 390,
            Screen::Desk => 1280,
        }
    }
}
