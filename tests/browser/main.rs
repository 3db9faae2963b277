//! Journeys in Chromium: what a person sees and does, on a phone and on a desk, in both languages.
//!
//! **Invariant:** a page that is visited through [`Window::open`] is also judged: no problem that
//! axe can find, nothing on the console, nothing refused by the content policy, no sideways
//! scrolling down to 320 px.

mod chromium;
mod journeys;
mod pages;
mod publish;
mod verdict;
mod window;

use marketplace_tests::LiveSite;
use window::{Screen, Window};

/// A page with one fault of each kind.
const FAULTY: &str = "data:text/html,<meta http-equiv=Content-Security-Policy \
    content=\"script-src 'sha256-none'\"><script>run()</script><img src=/none><hr width=3000>";

#[actix_web::test]
async fn a_faulty_page_is_found_out() {
    let site = LiveSite::start();
    let window = Window::new(&site, Screen::Phone, "es").await;

    window.chromium.driver.goto(FAULTY).await.unwrap();

    assert!(!verdict::console(&window).await.is_empty());
    assert!(!verdict::policy(&window).await.is_empty());
    assert!(!verdict::sideways(&window, 390).await.is_empty());
    let heard = verdict::accessibility(&window).await.join("\n");
    assert!(heard.contains("image-alt") && heard.contains("html-has-lang"), "{heard}");
}
