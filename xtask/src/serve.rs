//! Serves a directory on 127.0.0.1, and nowhere else, with the headers that a good static host sends.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, anyhow};
use percent_encoding::percent_decode_str;
use tiny_http::{Method, Request, Response, Server};

use crate::run::Stamp;

/// How many ports are tried, from the wanted one upwards.
const PORTS: u16 = 20;
/// How many requests are answered at once: browsers open six connections to a host.
const WORKERS: usize = 6;

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
    let server = server(listener)?;
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| converse(&server, site));
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

fn server(listener: TcpListener) -> Result<Server> {
    Server::from_listener(listener, None).map_err(|error| anyhow!("cannot serve: {error}"))
}

/// Answers requests until the server is unblocked.
fn converse(server: &Server, site: &Path) {
    for request in server.incoming_requests() {
        let answer = match is_ours(&request) {
            true => answer(site, request.method(), request.url(), header(&request, "if-none-match")),
            false => Answer::short(421, vec![]),
        };
        let mut response = Response::from_data(answer.body).with_status_code(answer.status);
        let headers = answer.headers.into_iter().chain([("x-content-type-options", "nosniff".to_owned())]);
        for header in headers.filter_map(|(name, value)| format!("{name}: {value}").parse::<tiny_http::Header>().ok()) {
            response.add_header(header);
        }
        // A connection that fails is the browser's to open again.
        request.respond(response).ok();
    }
}

/// A request's header of this name.
fn header<'r>(request: &'r Request, name: &'static str) -> Option<&'r str> {
    request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str())
}

/// Whether a request asks for this machine by one of its own names. A page from elsewhere that has its name point here asks by
/// that name.
fn is_ours(request: &Request) -> bool {
    header(request, "host").is_some_and(is_local)
}

fn is_local(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name);
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| own.eq_ignore_ascii_case(name))
}

struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn short(status: u16, headers: Vec<(&'static str, String)>) -> Answer {
        Answer { status, headers, body: Vec::new() }
    }
}

fn answer(site: &Path, method: &Method, url: &str, tag: Option<&str>) -> Answer {
    if !matches!(method, Method::Get | Method::Head) {
        return Answer::short(405, vec![("allow", "GET, HEAD".to_owned())]);
    }
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let Some(inside) = percent_decode_str(path).decode_utf8().ok().filter(|path| stays_inside(path)) else {
        return Answer::short(404, vec![]);
    };
    let mut file = site.join(inside.trim_start_matches('/'));
    if file.is_dir() {
        if !inside.ends_with('/') {
            return Answer::short(301, vec![("location", format!("{path}/"))]);
        }
        file.push("index.html");
    }
    let Ok(body) = fs::read(&file) else { return Answer::short(404, vec![]) };
    let mut stamp = Stamp::default();
    stamp.add("", &body);
    let (fresh, cache) = (format!("\"{}\"", stamp.hex()), cache_control(&inside).to_owned());
    let mut headers = vec![("cache-control", cache), ("etag", fresh.clone())];
    if tag == Some(fresh.as_str()) {
        return Answer::short(304, headers);
    }
    headers.push(("content-type", content_type(&file).to_owned()));
    Answer { status: 200, headers, body }
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
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn only_names_with_a_digest_are_cached_for_ever() {
        assert!(cache_control("/model/model-0123456789abcdef.pw").ends_with("immutable"));
        for path in ["/model/pairwell.json", "/model/model.pw", "/model/model-0123.pw", "/pkg/index.js", "/"] {
            assert_eq!(cache_control(path), "no-cache", "{path}");
        }
    }

    #[test]
    fn only_this_machines_own_names_are_answered() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:8081", "127.0.0.1", "[::1]:8080", "[::1]"] {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example:80",
            "10.0.0.1",
            "::1",
        ] {
            assert!(!is_local(host), "{host}");
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
        let ask = |url: &str| {
            let answer = answer(&dir.path().join("site"), &Method::Get, url, None);
            let header = |name| answer.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
            (answer.status, header("content-type"), header("location"), String::from_utf8(answer.body.clone()).unwrap())
        };
        assert_eq!(ask("/store/"), (200, Some("text/html; charset=utf-8".into()), None, "a shop".into()));
        assert_eq!(ask("/store").2.as_deref(), Some("/store/"));
        assert_eq!(ask("/a%20b.wasm").1.as_deref(), Some("application/wasm"));
        for nowhere in ["/nothing.js", "/../secret", "/%2e%2e/secret", "/..%2fsecret", "secret", "/%zz", "/%e9"] {
            assert_eq!(ask(nowhere).0, 404, "{nowhere}");
        }
    }

    #[test]
    fn a_connection_carries_requests_one_after_another() {
        let dir = site();
        let server = server(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()).unwrap();
        let mut browser = TcpStream::connect(server.server_addr().to_ip().unwrap()).unwrap();
        let root = dir.path().join("site");
        thread::scope(|scope| {
            scope.spawn(|| converse(&server, &root));
            let mut input = BufReader::new(browser.try_clone().unwrap());
            let mut ask = |request: &str| {
                browser.write_all(request.as_bytes()).unwrap();
                let mut lines = input.by_ref().lines().map(Result::unwrap);
                lines.by_ref().take_while(|line| !line.is_empty()).collect::<Vec<_>>()
            };
            let head = ask("HEAD /store/?a=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            let tag = head.iter().find_map(|line| line.strip_prefix("etag: ")).unwrap();
            let again = ask(&format!("GET /store/ HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {tag}\r\n\r\n"));
            assert_eq!((&*head[0], &*again[0]), ("HTTP/1.1 200 OK", "HTTP/1.1 304 Not Modified"));
            assert!(head.contains(&"x-content-type-options: nosniff".to_owned()), "{head:?}");
            let post = ask("POST /store/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
            assert_eq!(post[0], "HTTP/1.1 405 Method Not Allowed");
            let rebound = ask("GET /store/ HTTP/1.1\r\nHost: evil.example:8080\r\n\r\n");
            assert!(rebound[0].starts_with("HTTP/1.1 421"), "{rebound:?}");
            server.unblock();
        });
    }
}
