//! A load generator small enough to trust: plain HTTP/1.1 over kept-alive connections.

use std::{
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    task::LocalSet,
};

pub(crate) struct Load {
    pub(crate) paths: Vec<String>,
    pub(crate) address: SocketAddr,
}

#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) latencies_us: Vec<u64>,
    pub(crate) failed: u64,
    took: Duration,
}

impl Outcome {
    pub(crate) fn per_second(&self) -> f64 {
        self.latencies_us.len() as f64 / self.took.as_secs_f64()
    }

    pub(crate) fn percentile_ms(&self, percent: f64) -> f64 {
        let mut sorted = self.latencies_us.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1) as f64;
        let index = (last * percent / 100.0).round() as usize;
        sorted.get(index).map_or(f64::NAN, |it| *it as f64 / 1_000.0)
    }
}

/// Every connection asks as soon as it has its answer.
pub(crate) async fn closed_loop(load: &Load, connections: usize, length: Duration) -> Outcome {
    run(load, connections, length, None).await
}

/// Requests are due `rate` times a second whether or not the server keeps up; latency counts from
/// when a request was due.
pub(crate) async fn open_loop(
    load: &Load,
    connections: usize,
    rate: u32,
    length: Duration,
) -> Outcome {
    run(load, connections, length, Some(rate)).await
}

async fn run(load: &Load, connections: usize, length: Duration, rate: Option<u32>) -> Outcome {
    let paths: Rc<Vec<Vec<u8>>> = Rc::new(load.paths.iter().map(|it| request(it)).collect());
    let local = LocalSet::new();
    let began = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|lane| {
            let plan = Plan { lane, lanes: connections, began, end: began + length, rate };
            local.spawn_local(one(load.address, paths.clone(), plan))
        })
        .collect();
    let mut total = Outcome::default();
    local
        .run_until(async {
            for task in tasks {
                let outcome = task.await.expect("the generator does not panic");
                total.latencies_us.extend(outcome.latencies_us);
                total.failed += outcome.failed;
            }
        })
        .await;
    total.took = began.elapsed();
    total
}

struct Plan {
    lane: usize,
    lanes: usize,
    began: Instant,
    end: Instant,
    rate: Option<u32>,
}

async fn one(address: SocketAddr, requests: Rc<Vec<Vec<u8>>>, plan: Plan) -> Outcome {
    let mut outcome = Outcome::default();
    let stream = TcpStream::connect(address).await.expect("the server accepts");
    stream.set_nodelay(true).expect("the socket is alive");
    let mut stream = BufReader::new(stream);
    let mut number = plan.lane;
    let mut body = Vec::new();
    loop {
        let due = match plan.rate {
            None => Instant::now(),
            Some(rate) => plan.began + Duration::from_secs_f64(number as f64 / f64::from(rate)),
        };
        if due >= plan.end {
            return outcome;
        }
        tokio::time::sleep_until(due.into()).await;
        let bytes = &requests[number % requests.len()];
        stream.get_mut().write_all(bytes).await.expect("the connection stays");
        match answer(&mut stream, &mut body).await {
            Ok(200) => {
                let micros = due.elapsed().as_micros();
                outcome.latencies_us.push(u64::try_from(micros).unwrap_or(u64::MAX));
            }
            _ => outcome.failed += 1,
        }
        number += plan.lanes;
    }
}

fn request(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: lonja\r\n\r\n").into_bytes()
}

/// The status; the whole body has been read.
async fn answer(stream: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> std::io::Result<u16> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let status = line.split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
    let mut length = 0;
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    body.resize(length, 0);
    stream.read_exact(body).await?;
    Ok(status)
}
