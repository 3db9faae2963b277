//! A marketplace on a real socket, as `lonja serve` runs it, for browsers and for rude clients.
//!
//! It keeps its files in a folder that goes away with it, and looks at the machine's clock.

use std::{
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    thread::JoinHandle,
};

use actix_web::{dev::ServerHandle, rt::System, web::Data};
use marketplace_api::{
    app::App,
    boot::{IndexPlace, system_clock},
    config::Config,
    http::server,
};
use tempfile::TempDir;

use crate::database;

pub struct LiveSite {
    pub app: Data<App>,
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    _folder: TempDir,
}

impl LiveSite {
    /// Listens on a free port of this machine.
    pub fn start() -> LiveSite {
        LiveSite::start_with("")
    }

    /// As [`LiveSite::start`], with settings changed by TOML text.
    pub fn start_with(settings: &str) -> LiveSite {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let text = format!(
            "base_url = \"http://{address}\"\ndata_dir = {:?}\nworkers = 2\n{settings}",
            folder.path()
        );
        let (ready, started) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let app = Data::new(open(&text).await);
                let server = server::serve(&app, web::PAGES, listener).expect("the site serves");
                let handle = server.handle();
                ready.send((app, handle)).expect("the test waits for its site");
                server.await.expect("the site stops cleanly");
            });
        });
        let (app, handle) = started.recv().expect("the site starts");
        LiveSite { app, address, handle, thread: Some(thread), _folder: folder }
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

async fn open(settings: &str) -> App {
    let mut text = settings.to_owned();
    if database::is_postgres() {
        text = format!("database_url = {:?}\n{text}", database::fresh_url().await);
    }
    let config = Config::from_toml(&text).expect("the test's settings are usable");
    let app = App::open(config, system_clock, IndexPlace::Disk).await;
    let app = app.expect("an empty database opens");
    app.set_ready(true);
    app
}
