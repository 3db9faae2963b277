//! A mail server on a free port that keeps what it is given and does as it is told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// Speaks as much SMTP (RFC 5321) as a client needs to hand over a message.
pub struct Sink {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    received: Vec<Received>,
    /// Answers to the next messages, before they are taken again.
    refusals: VecDeque<String>,
    /// All that was handed over, taken or not.
    tried: Vec<Received>,
}

/// A message as it arrived.
#[derive(Debug, Clone, Default)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// Between `DATA` and the single dot, with dots unstuffed.
    pub raw: String,
}

impl Sink {
    pub async fn open() -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(talk(socket, Arc::clone(&shared)));
            }
        });
        Sink { port, state }
    }

    /// Settings that send through this server.
    pub fn settings(&self) -> String {
        format!(
            "[mail]\ntransport = \"smtp\"\nsmtp_url = \"smtp://127.0.0.1:{}\"\n\
             from = \"Lonja <no-reply@lonja.example>\"\n",
            self.port
        )
    }

    /// Answers the next message with `reply`, such as `451 later`.
    pub fn refuse_next(&self, reply: &str) {
        self.state.lock().expect("no test panics here").refusals.push_back(reply.to_owned());
    }

    pub fn received(&self) -> Vec<Received> {
        self.state.lock().expect("no test panics here").received.clone()
    }

    /// All that was handed over, taken or not.
    pub fn tried(&self) -> Vec<Received> {
        self.state.lock().expect("no test panics here").tried.clone()
    }
}

async fn talk(socket: TcpStream, state: Arc<Mutex<State>>) -> std::io::Result<()> {
    let (read, mut write) = socket.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut message = Received::default();
    write.write_all(b"220 sink.example ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let verb: String = line.chars().take(4).collect::<String>().to_uppercase();
        let reply = match verb.as_str() {
            "EHLO" => "250-sink.example\r\n250-8BITMIME\r\n250 SMTPUTF8".to_owned(),
            "MAIL" => {
                message = Received { from: inside(&line), ..Received::default() };
                "250 ok".to_owned()
            }
            "RCPT" => {
                message.to.push(inside(&line));
                "250 ok".to_owned()
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    message.raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    message.raw.push_str("\r\n");
                }
                taken(&state, &message)
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 ok".to_owned(),
        };
        write.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
    Ok(())
}

fn taken(state: &Mutex<State>, message: &Received) -> String {
    let mut state = state.lock().expect("no test panics here");
    state.tried.push(message.clone());
    match state.refusals.pop_front() {
        Some(reply) => reply,
        None => {
            state.received.push(message.clone());
            "250 taken".to_owned()
        }
    }
}

fn inside(line: &str) -> String {
    let after = line.split_once('<').map_or("", |(_, rest)| rest);
    after.split_once('>').map_or("", |(address, _)| address).to_owned()
}

impl Received {
    /// Header lines as `(name, value)`, folded lines joined, in order.
    pub fn headers(&self) -> Vec<(String, String)> {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default();
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in head.split("\r\n") {
            if line.starts_with([' ', '\t']) {
                let (_, value) = headers.last_mut().expect("the first line is not folded");
                value.push(' ');
                value.push_str(line.trim_start());
            } else if let Some((name, value)) = line.split_once(':') {
                headers.push((name.to_lowercase(), value.trim().to_owned()));
            }
        }
        headers
    }

    /// A header as a reader sees it, with RFC 2047 words decoded.
    pub fn header(&self, name: &str) -> Option<String> {
        let headers = self.headers();
        let (_, value) = headers.iter().find(|(it, _)| it == name)?;
        Some(decode_words(value))
    }

    /// The text, whatever it was encoded as on the way.
    pub fn text(&self) -> String {
        let body = self.raw.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let bytes = match self.header("content-transfer-encoding").as_deref() {
            Some("base64") => base64(body),
            Some("quoted-printable") => quoted_printable(body, false),
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8(bytes).expect("mail is UTF-8")
    }
}

fn decode_words(value: &str) -> String {
    let mut out = String::new();
    // Blanks between two encoded words are not part of the text.
    for word in value.replace("?= =?", "?==?").split_inclusive("?=") {
        match word.split_once("=?") {
            Some((plain, encoded)) => {
                out.push_str(plain);
                let mut parts = encoded.trim_end_matches("?=").splitn(3, '?').skip(1);
                let (kind, text) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
                let bytes = match kind {
                    "b" | "B" => base64(text),
                    _ => quoted_printable(text, true),
                };
                out.push_str(&String::from_utf8(bytes).expect("headers are UTF-8"));
            }
            None => out.push_str(word),
        }
    }
    out
}

fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut n_bits, mut out) = (0_u32, 0, Vec::new());
    for letter in text.bytes() {
        let Some(value) = LETTERS.iter().position(|it| *it == letter) else { continue };
        bits = (bits << 6) | u32::try_from(value).expect("below 64");
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            out.push(u8::try_from((bits >> n_bits) & 0xff).expect("one byte"));
        }
    }
    out
}

fn quoted_printable(text: &str, is_header: bool) -> Vec<u8> {
    let joined = text.replace("=\r\n", "");
    let mut bytes = joined.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        match byte {
            b'=' => {
                let pair: Vec<u8> = bytes.by_ref().take(2).collect();
                let pair = String::from_utf8(pair).expect("hexadecimal digits");
                out.push(u8::from_str_radix(&pair, 16).expect("hexadecimal digits"));
            }
            b'_' if is_header => out.push(b' '),
            other => out.push(other),
        }
    }
    out
}
