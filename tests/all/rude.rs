//! Clients that send too much, too slowly, or nonsense, over a real socket. Each is refused soon,
//! and the site goes on serving others.

use std::time::{Duration, Instant};

use marketplace_tests::{LiveSite, wire::Wire};

const MEGABYTE: u64 = 1 << 20;
/// A body is judged before anybody asks where it was going.
const POST: &str =
    "POST /api/v1/nowhere HTTP/1.1\r\nHost: lonja\r\nContent-Type: application/json\r\n";

/// A site that waits half a second for a body, and lets one address ask often.
fn impatient() -> LiveSite {
    LiveSite::start_with("[limits]\nbody_timeout_ms = 500\nper_address_per_minute = 100000\n")
}

fn still_serves(site: &LiveSite) {
    let mut other = Wire::connect(site.address);
    other.say(b"GET /healthz HTTP/1.1\r\nHost: lonja\r\n\r\n").expect("the site listens");
    assert_eq!(other.hear().map(|it| it.status), Some(200));
}

#[test]
fn a_gigabyte_is_refused_before_it_is_sent() {
    let site = impatient();
    let mut wire = Wire::connect(site.address);

    wire.say(format!("{POST}Content-Length: 1073741824\r\n\r\n").as_bytes()).unwrap();
    let sent = wire.pour(&[b' '; 64 * 1024], 1024 * MEGABYTE);

    assert!(sent < 64 * MEGABYTE, "{sent} bytes were taken");
    if let Some(said) = wire.hear() {
        assert_eq!(said.status, 413, "{}", said.text());
    }
    still_serves(&site);
}

#[test]
fn a_declared_gigabyte_is_answered_413() {
    let site = impatient();
    let mut wire = Wire::connect(site.address);

    wire.say(format!("{POST}Content-Length: 1073741824\r\n\r\n{{").as_bytes()).unwrap();
    let said = wire.hear().expect("a refusal is told");

    assert_eq!(said.status, 413);
    assert!(said.head.to_lowercase().contains("content-type: application/problem+json"));
    still_serves(&site);
}

#[test]
fn endless_chunks_are_cut_off() {
    let site = impatient();
    let mut wire = Wire::connect(site.address);

    wire.say(format!("{POST}Transfer-Encoding: chunked\r\n\r\n").as_bytes()).unwrap();
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x1_0000], b"\r\n"].concat();
    let sent = wire.pour(&chunk, 1024 * MEGABYTE);

    assert!(sent < 64 * MEGABYTE, "{sent} bytes were taken");
    if let Some(said) = wire.hear() {
        assert_eq!(said.status, 413, "{}", said.text());
    }
    still_serves(&site);
}

#[test]
fn a_body_that_never_comes_is_given_up() {
    let site = impatient();
    for framing in ["Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"]
    {
        let mut wire = Wire::connect(site.address);
        let began = Instant::now();

        wire.say(format!("{POST}{framing}").as_bytes()).unwrap();
        let said = wire.hear().expect("a refusal is told");

        assert_eq!(said.status, 408, "{}", said.text());
        assert!(began.elapsed() < Duration::from_secs(4), "after {:?}", began.elapsed());
    }
    still_serves(&site);
}

#[test]
fn two_hundred_slow_bodies_do_not_keep_others_waiting() {
    let site = impatient();
    let mut slow: Vec<Wire> = (0..200).map(|_| Wire::connect(site.address)).collect();
    for wire in &mut slow {
        wire.say(format!("{POST}Content-Length: 100\r\n\r\n{{").as_bytes()).unwrap();
    }

    let began = Instant::now();
    still_serves(&site);

    assert!(began.elapsed() < Duration::from_secs(2), "after {:?}", began.elapsed());
    for wire in &mut slow {
        assert_eq!(wire.hear().map(|it| it.status), Some(408));
    }
}

#[test]
fn headers_that_never_end_are_given_up() {
    let site = impatient();
    let mut wire = Wire::connect(site.address);
    let began = Instant::now();

    wire.say(b"GET /healthz HTTP/1.1\r\nHost: lonja\r\nX-Slow: ").unwrap();
    let said = wire.hear();

    assert!(said.is_none_or(|it| it.status == 408));
    assert!(began.elapsed() < Duration::from_secs(10), "after {:?}", began.elapsed());
    still_serves(&site);
}

#[test]
fn a_length_that_lies_is_no_way_to_smuggle() {
    let site = impatient();
    let long = format!("{POST}Content-Length: 1000\r\n\r\n{{}}");
    let short = format!("{POST}Content-Length: 1\r\n\r\n{{}} GET /admin HTTP/1.1\r\n\r\n");
    let twice = format!("{POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}");
    let both = format!("{POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{{}}");
    let minus = format!("{POST}Content-Length: -1\r\n\r\n{{}}");
    let vast = format!("{POST}Content-Length: 99999999999999999999999\r\n\r\n{{}}");
    let words = format!("{POST}Content-Length: many\r\n\r\n{{}}");
    let coding = format!("{POST}Transfer-Encoding: gzip, nonsense\r\n\r\n{{}}");
    let chunk = format!("{POST}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{{}}\r\n0\r\n\r\n");

    for request in [long, short, twice, both, minus, vast, words, coding, chunk] {
        let mut wire = Wire::connect(site.address);
        wire.say(request.as_bytes()).unwrap();
        wire.hang_up();
        while let Some(said) = wire.hear() {
            assert!((400..500).contains(&said.status), "{request:?}: {}", said.head);
        }
    }
    still_serves(&site);
}

#[test]
fn heads_that_are_no_http_are_refused() {
    let site = impatient();
    let many = "X-More: 1\r\n".repeat(10_000);
    let heads = [
        "\0\0\0\0\r\n\r\n".to_owned(),
        "GET\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        "GET /\u{0} HTTP/1.1\r\nHost: lonja\r\n\r\n".to_owned(),
        "GET /\u{7f}ñ HTTP/1.1\r\nHost: lonja\r\n\r\n".to_owned(),
        "GET /healthz HTTP/1.1\r\nHost: lonja\r\nBad Name: 1\r\n\r\n".to_owned(),
        "GET /healthz HTTP/1.1\r\nHost: lonja\r\nX: a\u{0}b\r\n\r\n".to_owned(),
        format!("GET /healthz HTTP/1.1\r\nHost: lonja\r\n{many}\r\n"),
        format!("GET /{} HTTP/1.1\r\nHost: lonja\r\n\r\n", "a".repeat(70_000)),
        format!("GET /healthz HTTP/1.1\r\nHost: lonja\r\nX: {}\r\n\r\n", "a".repeat(1 << 20)),
    ];

    for head in heads {
        let mut wire = Wire::connect(site.address);
        // The refusal may come, and the line close, before all is said.
        let _ = wire.say(head.as_bytes());
        wire.hang_up();
        let shown: String = head.chars().take(60).collect();
        while let Some(said) = wire.hear() {
            assert!((400..500).contains(&said.status), "{shown:?}: {}", said.head);
        }
    }
    still_serves(&site);
}
