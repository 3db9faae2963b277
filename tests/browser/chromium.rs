//! Chromium and its driver: one of each for a test, gone with it.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

const INSTALL: &str =
    "apt-get install -y --no-install-recommends chromium chromium-driver fonts-liberation";

/// Quiet, alone, and the same on every machine.
const ARGUMENTS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
    "--force-prefers-reduced-motion",
    "--window-size=1280,900",
];

pub(crate) struct Chromium {
    pub(crate) driver: WebDriver,
    process: Driver,
    _profile: TempDir,
}

/// The chromedriver process.
struct Driver {
    child: Child,
    port: u16,
}

impl Chromium {
    /// `languages` as in `Accept-Language`.
    pub(crate) async fn start(languages: &str) -> Chromium {
        let profile = tempfile::tempdir().expect("a folder can be made");
        let process = Driver::start();
        let mut wanted = DesiredCapabilities::chrome();
        let browser = program("CHROMIUM", "/usr/bin/chromium");
        wanted.set_binary(&browser).expect("a path is a capability");
        for argument in ARGUMENTS {
            wanted.add_arg(argument).expect("text is a capability");
        }
        let own = [
            format!("--accept-lang={languages}"),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        for argument in own {
            wanted.add_arg(&argument).expect("text is a capability");
        }
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a level is a capability");
        let server = format!("http://127.0.0.1:{}", process.port);
        let driver = WebDriver::new(&server, wanted).await.unwrap_or_else(|error| {
            panic!("{browser} did not start: {error}\nIs it missing? {INSTALL}")
        });
        Chromium { driver, process, _profile: profile }
    }
}

impl Drop for Chromium {
    /// Ends the browser, also when its test has failed: the driver's own clean-up waits for the
    /// very thread that it blocks.
    fn drop(&mut self) {
        let session = self.driver.session_id().to_string();
        // Fails only when the session has been ended already.
        let _ = self.driver.clone().leak();
        if let Err(error) = self.process.end(&session) {
            eprintln!("the browser of session {session} may still run: {error}");
        }
    }
}

impl Driver {
    /// Ends a session, and with it the browser, and waits until it is done.
    fn end(&self, session: &str) -> io::Result<()> {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port))?;
        socket.set_read_timeout(Some(Duration::from_secs(10)))?;
        let head = format!(
            "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\
             Content-Length: 0\r\nConnection: close\r\n\r\n",
            self.port
        );
        socket.write_all(head.as_bytes())?;
        socket.read_exact(&mut [0])
    }

    /// On a port of its own choice, which it prints.
    fn start() -> Driver {
        let path = program("CHROMEDRIVER", "/usr/bin/chromedriver");
        let mut child = Command::new(&path)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{path} did not start: {error}\nInstall it: {INSTALL}"));
        let output = BufReader::new(child.stdout.take().expect("its output is piped"));
        let port = output.lines().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let port = port.unwrap_or_else(|| panic!("{path} ended without naming its port"));
        Driver { child, port }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(variable: &str, usual: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "the test command says where the browser is")]
    let told = std::env::var(variable);
    told.unwrap_or_else(|_| usual.to_owned())
}
