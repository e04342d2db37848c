//! Serves a directory on 127.0.0.1 with the headers that a good static host sends; never listens beyond this machine.

use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::middleware::{self, Next};
use axum::response::Response;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

/// How many ports above the wanted one are tried.
const PORTS: u16 = 20;

pub(crate) fn serve(site: &Path, port: u16) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = listen(port).await?;
        println!("serving http://{}/  (Ctrl-C stops it)", listener.local_addr()?);
        let app = Router::new().fallback_service(ServeDir::new(site)).layer(middleware::from_fn(headers));
        axum::serve(listener, app).await.context("the server stopped")
    })
}

async fn listen(port: u16) -> Result<TcpListener> {
    let last = port.saturating_add(PORTS);
    for port in port..last {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            return Ok(listener);
        }
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, last))
        .await
        .with_context(|| format!("ports {port} to {last} are taken; name a free one with --port"))
}

async fn headers(request: Request, next: Next) -> Response {
    let cache = HeaderValue::from_static(cache_control(request.uri().path()));
    let mut response = next.run(request).await;
    if response.status().is_success() {
        response.headers_mut().insert(CACHE_CONTROL, cache);
    }
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
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
}
