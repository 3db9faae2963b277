//! A marketplace on a real socket, as `lonja serve` runs it, for browsers and for rude clients.
//!
//! It keeps its files in a folder that goes away with it, and looks at the machine's clock.

use std::{
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use actix_web::{dev::ServerHandle, rt::System, web::Data};
use marketplace_api::{
    adapters::mailer::Mail,
    app::App,
    boot::{IndexPlace, system_clock},
    config::Config,
    demo::Size,
    http::server,
    jobs::{self, index_listings},
    services::seed,
};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::database;

const PATIENCE: Duration = Duration::from_secs(20);

pub struct LiveSite {
    pub app: Data<App>,
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    _folder: TempDir,
}

impl LiveSite {
    /// Listens on a free port of this machine; nobody has an account yet.
    pub fn start() -> LiveSite {
        LiveSite::start_with("")
    }

    /// As [`LiveSite::start`], with settings changed by TOML text.
    pub fn start_with(settings: &str) -> LiveSite {
        LiveSite::run(settings, None)
    }

    /// With a small demo market.
    pub fn with_market() -> LiveSite {
        LiveSite::run("", Some(Size { providers: 40, listings: 240 }))
    }

    fn run(settings: &str, market: Option<Size>) -> LiveSite {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let text = format!(
            "base_url = \"http://{address}\"\ndata_dir = {:?}\nworkers = 2\n\
             mail.transport = \"memory\"\n{settings}",
            folder.path()
        );
        let (ready, started) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let app = Data::new(open(&text).await);
                serve(app, market, listener, ready).await;
            });
        });
        let (app, handle) = started.recv().expect("the site starts");
        LiveSite { app, address, handle, thread: Some(thread), _folder: folder }
    }

    /// The mail to an address so far, oldest first, once there are `n` of them.
    pub async fn mail_to(&self, email: &str, n: usize) -> Vec<Mail> {
        let began = Instant::now();
        loop {
            let kept = jobs::mail::kept(&self.app).into_iter();
            let mail: Vec<Mail> = kept.filter(|it| it.to.as_str() == email).collect();
            if mail.len() >= n {
                return mail;
            }
            assert!(began.elapsed() < PATIENCE, "only {} of {n} letters to {email}", mail.len());
            tokio::task::yield_now().await;
        }
    }

    /// The whole address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for LiveSite {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            // A panic of the server was already printed by its own thread.
            let _ = thread.join();
        }
    }
}

/// Everything that `lonja serve` does, until the handle says stop.
async fn serve(
    app: Data<App>,
    market: Option<Size>,
    listener: TcpListener,
    ready: mpsc::Sender<(Data<App>, ServerHandle)>,
) {
    let shared = app.clone().into_inner();
    if let Some(size) = market {
        let written = seed::demo_market(&shared, seed::DEMO_SEED, size, |_| {}).await;
        written.expect("the market is written");
        index_listings::rebuild(&shared, |_| {}).await.expect("the index is built");
    }
    let (stop, stopping) = watch::channel(false);
    let index = tokio::spawn(index_listings::follow(shared.clone(), stopping.clone()));
    let mail = tokio::spawn(jobs::mail::run(shared.clone(), stopping));
    let server = server::serve(&app, web::PAGES, listener).expect("the site serves");
    app.set_ready(true);
    ready.send((app, server.handle())).expect("the test waits for its site");
    server.await.expect("the site stops cleanly");
    stop.send(true).expect("the background work listens");
    index.await.expect("the index follower ends well");
    mail.await.expect("the mail worker ends well");
    shared.close().await.expect("the database is let go of");
}

async fn open(settings: &str) -> App {
    let mut text = settings.to_owned();
    if database::is_postgres() {
        text = format!("database_url = {:?}\n{text}", database::fresh_url().await);
    }
    let config = Config::from_toml(&text).expect("the test's settings are usable");
    let app = App::open(config, system_clock, IndexPlace::Disk).await;
    app.expect("an empty database opens")
}
