//! Serves a directory on 127.0.0.1, and nowhere else, with the headers that a good static host sends.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::run::Stamp;

/// How many ports are tried, from the wanted one upwards.
const PORTS: u16 = 20;
/// The longest request head, and how long a connection may wait for its next request.
const HEAD: u64 = 1 << 14;
const IDLE: Duration = Duration::from_secs(30);

/// Content types by extension. Modules, styles and WebAssembly do not load under another one.
const TYPES: [(&str, &str); 10] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("wasm", "application/wasm"),
    ("toml", "text/plain; charset=utf-8"),
];

pub(crate) fn serve(site: &Path, port: u16) -> Result<()> {
    let listener = listen(port)?;
    println!("serving http://{}/  (Ctrl-C stops it)", listener.local_addr()?);
    thread::scope(|scope| {
        // A connection that fails is the browser's to open again.
        for connection in listener.incoming().flatten() {
            scope.spawn(move || converse(&connection, site).ok());
        }
    });
    Ok(())
}

fn listen(port: u16) -> Result<TcpListener> {
    let last = port.saturating_add(PORTS);
    let free = (port..last).find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    free.map_or_else(|| TcpListener::bind((Ipv4Addr::LOCALHOST, last)), Ok)
        .with_context(|| format!("ports {port} to {last} are taken; choose another with --port"))
}

/// Answers the requests of one connection until the browser closes it or sends what this server does not read.
fn converse(connection: &TcpStream, site: &Path) -> io::Result<()> {
    connection.set_read_timeout(Some(IDLE))?;
    let mut input = BufReader::new(connection);
    while let Some(request) = Request::read(&mut input)? {
        let answer = answer(site, &request);
        let mut bytes = answer.head().into_bytes();
        if request.method != "HEAD" {
            bytes.extend(answer.body);
        }
        (&*connection).write_all(&bytes)?;
        if request.closes {
            break;
        }
    }
    Ok(())
}

/// The parts of a request that matter here.
#[derive(Default)]
struct Request {
    method: String,
    path: String,
    /// The tag of the copy that the browser has.
    tag: Option<String>,
    /// Whether to close the connection after the answer: the browser wants it, or sends a body, which is not read.
    closes: bool,
}

impl Request {
    fn read(input: &mut impl BufRead) -> io::Result<Option<Request>> {
        let mut head = input.take(HEAD);
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace();
        let mut word = || words.next().unwrap_or_default().to_owned();
        let (method, target, version) = (word(), word(), word());
        let path = target.split(['?', '#']).next().unwrap_or_default().to_owned();
        let mut request = Request { method, path, closes: version != "HTTP/1.1", ..Request::default() };
        loop {
            line.clear();
            if head.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            let Some((name, value)) = line.trim().split_once(':') else { return Ok(Some(request)) };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "if-none-match" => request.tag = Some(value.to_owned()),
                "connection" => request.closes |= value.eq_ignore_ascii_case("close"),
                "transfer-encoding" => request.closes = true,
                "content-length" => request.closes |= value != "0",
                _ => (),
            }
        }
    }
}

struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn short(status: &'static str, headers: Vec<(&'static str, String)>) -> Answer {
        let body = if status.starts_with('3') { Vec::new() } else { format!("{status}\n").into_bytes() };
        Answer { status, headers, body }
    }

    fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {}\r\nx-content-type-options: nosniff\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head + &format!("content-length: {}\r\n\r\n", self.body.len())
    }
}

fn answer(site: &Path, request: &Request) -> Answer {
    if !["GET", "HEAD"].contains(&request.method.as_str()) {
        return Answer::short("405 Method Not Allowed", vec![("allow", "GET, HEAD".to_owned())]);
    }
    let Some(inside) = decoded(&request.path).filter(|path| stays_inside(path)) else {
        return Answer::short("404 Not Found", vec![]);
    };
    let mut file = site.join(inside.trim_start_matches('/'));
    if file.is_dir() {
        if !inside.ends_with('/') {
            return Answer::short("301 Moved Permanently", vec![("location", format!("{}/", request.path))]);
        }
        file.push("index.html");
    }
    let Ok(body) = fs::read(&file) else { return Answer::short("404 Not Found", vec![]) };
    let mut stamp = Stamp::default();
    stamp.add("", &body);
    let (tag, cache) = (format!("\"{}\"", stamp.hex()), cache_control(&inside).to_owned());
    let mut headers = vec![("cache-control", cache), ("etag", tag.clone())];
    if request.tag.as_ref() == Some(&tag) {
        return Answer::short("304 Not Modified", headers);
    }
    headers.push(("content-type", content_type(&file).to_owned()));
    Answer { status: "200 OK", headers, body }
}

/// A path with its percent escapes decoded, if the result is UTF-8.
fn decoded(path: &str) -> Option<String> {
    let mut parts = path.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend(part.get(2..)?.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// Whether a path stays inside the site.
fn stays_inside(path: &str) -> bool {
    path.starts_with('/') && !path.contains(['\\', '\0']) && !path.split('/').any(|part| part == "..")
}

fn content_type(file: &Path) -> &'static str {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    TYPES.iter().find(|(known, _)| *known == extension).map_or("application/octet-stream", |(_, name)| name)
}

/// Model files carry their digest in the name and never change; everything else is asked for again.
fn cache_control(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let digest = name.strip_suffix(".pw").and_then(|stem| stem.rsplit_once('-')).map(|(_, digest)| digest);
    match digest.is_some_and(|digest| digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_digest_are_cached_for_ever() {
        assert!(cache_control("/model/model-0123456789abcdef.pw").ends_with("immutable"));
        for path in ["/model/pairwell.json", "/model/model.pw", "/model/model-0123.pw", "/pkg/index.js", "/"] {
            assert_eq!(cache_control(path), "no-cache", "{path}");
        }
    }

    fn site() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in [("site/store/index.html", "a shop"), ("site/a b.wasm", "module"), ("secret", "no")] {
            crate::run::write(&dir.path().join(name), text).unwrap();
        }
        dir
    }

    #[test]
    fn files_come_with_their_types_and_directories_by_their_index() {
        let dir = site();
        let ask = |path: &str| {
            let request = Request { method: "GET".to_owned(), path: path.to_owned(), ..Request::default() };
            let answer = answer(&dir.path().join("site"), &request);
            (answer.head(), String::from_utf8(answer.body).unwrap())
        };
        let (head, body) = ask("/store/");
        assert!(head.contains("content-type: text/html") && head.contains("content-length: 6\r\n"), "{head}");
        assert_eq!(body, "a shop");
        assert!(ask("/store").0.contains("location: /store/\r\n"));
        assert!(ask("/a%20b.wasm").0.contains("content-type: application/wasm\r\n"));
        for nowhere in ["/nothing.js", "/../secret", "/%2e%2e/secret", "/..%2fsecret", "secret", "/%zz", "/%e9"] {
            assert!(ask(nowhere).0.starts_with("HTTP/1.1 404 "), "{nowhere}");
        }
    }

    #[test]
    fn a_connection_carries_requests_one_after_another() {
        let dir = site();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut browser = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let server = thread::spawn(move || converse(&listener.accept().unwrap().0, &dir.path().join("site")));
        let mut input = BufReader::new(browser.try_clone().unwrap());
        let mut ask = |request: &str| {
            browser.write_all(request.as_bytes()).unwrap();
            let mut lines = input.by_ref().lines().map(Result::unwrap);
            lines.by_ref().take_while(|line| !line.is_empty()).collect::<Vec<_>>()
        };
        let head = ask("HEAD /store/?a=1 HTTP/1.1\r\nHost: here\r\n\r\n");
        let tag = head.iter().find_map(|line| line.strip_prefix("etag: ")).unwrap();
        let again = ask(&format!("GET /store/ HTTP/1.1\r\nIf-None-Match: {tag}\r\n\r\n"));
        assert_eq!((&*head[0], &*again[0]), ("HTTP/1.1 200 OK", "HTTP/1.1 304 Not Modified"));
        let post = ask("POST /store/ HTTP/1.1\r\nContent-Length: 9\r\n\r\n");
        assert_eq!(post[0], "HTTP/1.1 405 Method Not Allowed");
        server.join().unwrap().unwrap();
    }
}
