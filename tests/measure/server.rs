//! The release binary as a person would start it.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Limits would otherwise stop the generator, and rightly so.
const NO_LIMITS: &[(&str, &str)] =
    &[("LONJA_LIMITS__PER_ADDRESS_PER_MINUTE", "1000000000"), ("LONJA_LOG__LEVEL", "warn")];

pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Running {
    /// Starts the site and waits until it is ready; says how long that took.
    pub(crate) async fn start(data: &Path) -> (Running, Duration) {
        let address = free_address();
        let began = Instant::now();
        let child = lonja(data)
            .args(["serve", "--no-demo", "--bind", &address.to_string()])
            .spawn()
            .expect("the release binary starts; build it with `cargo build --release`");
        let running = Running { child, address };
        while !running.is_ready().await {
            assert!(began.elapsed() < Duration::from_secs(600), "it never became ready");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        (running, began.elapsed())
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(self.address).await else { return false };
        let request = b"GET /readyz HTTP/1.1\r\nhost: lonja\r\nconnection: close\r\n\r\n";
        if stream.write_all(request).await.is_err() {
            return false;
        }
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.is_ok() && answer.starts_with(b"HTTP/1.1 200")
    }

    /// Interrupts it as Ctrl-C does, and waits.
    pub(crate) async fn stop(mut self) {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-INT", &pid]).status().expect("kill is there");
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "it did not stop cleanly: {status}");
    }

    /// Memory of the process that is not a file read through it: `RssAnon`.
    pub(crate) fn resident_mb(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("the process is alive");
        let line = status.lines().find(|it| it.starts_with("RssAnon")).expect("Linux tells");
        let kilobytes = line.split_whitespace().nth(1).and_then(|it| it.parse::<f64>().ok());
        kilobytes.expect("a number of kB") / 1_024.0
    }

    /// User and system time of the process so far.
    pub(crate) fn cpu_secs(&self) -> f64 {
        const TICKS_PER_SEC: f64 = 100.0;
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.expect("the process is alive");
        let after_name = stat.rsplit(')').next().expect("the name stands in brackets");
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        let ticks = |index: usize| fields[index].parse::<f64>().expect("a number of ticks");
        (ticks(11) + ticks(12)) / TICKS_PER_SEC
    }
}

/// Fills an empty data folder; says how long that took.
pub(crate) fn seed(data: &Path, listings: u64) -> Duration {
    let began = Instant::now();
    let providers = (listings / 8).max(1).to_string();
    let status = lonja(data)
        .args(["seed", "--listings", &listings.to_string(), "--providers", &providers])
        .stdout(Stdio::null())
        .status()
        .expect("the release binary starts; build it with `cargo build --release`");
    assert!(status.success(), "seeding failed: {status}");
    began.elapsed()
}

/// What a site without a single listing takes.
pub(crate) async fn empty_site_mb() -> f64 {
    let data = tempfile::tempdir().expect("a temporary folder");
    let (running, _) = Running::start(data.path()).await;
    let resident = running.resident_mb();
    running.stop().await;
    resident
}

/// Processors, load and version, for the head of the table.
pub(crate) fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find(|it| it.starts_with("model name")).unwrap_or("unknown processor");
    let count = cpu.lines().filter(|it| it.starts_with("processor")).count();
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or("?");
    let model = model.split(':').next_back().unwrap_or(model).trim();
    format!("{count} × {model}, load average {load} at the start")
}

fn lonja(data: &Path) -> Command {
    let mut command = Command::new(binary());
    command.current_dir(data).env("LONJA_DATA_DIR", data).stdout(Stdio::null());
    command.envs(NO_LIMITS.iter().copied());
    command
}

/// `lonja` stands beside this program: both are release builds of one target folder.
fn binary() -> PathBuf {
    let own = std::env::current_exe().expect("this program has a path");
    own.with_file_name("lonja")
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has an address")
}
