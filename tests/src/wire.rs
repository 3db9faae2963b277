//! HTTP as bytes on a socket, for clients that do not behave.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// Nothing in these tests may take longer than this to be answered.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Wire {
    stream: TcpStream,
    /// Read, but not yet part of an answer.
    ahead: Vec<u8>,
}

/// An answer as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Wire {
    pub fn connect(address: SocketAddr) -> Wire {
        let stream = TcpStream::connect(address).expect("the site listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket takes a timeout");
        stream.set_write_timeout(Some(PATIENCE)).expect("a socket takes a timeout");
        stream.set_nodelay(true).expect("a socket can be told not to wait");
        Wire { stream, ahead: Vec::new() }
    }

    /// # Errors
    /// When the other end has closed, which a refusal may be followed by.
    pub fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Says no more, but still listens.
    pub fn hang_up(&mut self) {
        // Fails only when the other end was faster.
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Sends `piece` again and again until an answer comes or the other end closes; returns how
    /// many bytes it took.
    pub fn pour(&mut self, piece: &[u8], at_most: u64) -> u64 {
        let mut sent = 0;
        while sent < at_most && !self.is_answered() {
            if self.say(piece).is_err() {
                break;
            }
            sent += piece.len() as u64;
        }
        sent
    }

    /// The next answer; nothing when the connection ends first.
    ///
    /// # Panics
    /// When neither happens in time: that would be a hang.
    pub fn hear(&mut self) -> Option<Said> {
        let began = Instant::now();
        loop {
            if let Some((said, used)) = Said::parse(&self.ahead) {
                self.ahead.drain(..used);
                return Some(said);
            }
            assert!(began.elapsed() < PATIENCE, "no answer after {PATIENCE:?}");
            let mut piece = [0; 16 * 1024];
            match self.stream.read(&mut piece) {
                Ok(0) => return None,
                Ok(n) => self.ahead.extend_from_slice(&piece[..n]),
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return None,
                Err(error) => panic!("no answer after {:?}: {error}", began.elapsed()),
            }
        }
    }

    fn is_answered(&mut self) -> bool {
        self.stream.set_nonblocking(true).expect("a socket can be told not to wait");
        let heard = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false).expect("a socket can be told to wait");
        heard.is_ok()
    }
}

impl Said {
    /// The first whole answer in `bytes`, and its length.
    fn parse(bytes: &[u8]) -> Option<(Said, usize)> {
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")? + 4;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let length = header(&head, "content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
        let body = bytes.get(end..end + length)?.to_vec();
        Some((Said { status, head, body }, end + length))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
