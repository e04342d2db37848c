//! Refuses every request, behind the part of ureq's interface that wasm-pack compiles against; never opens a connection.

use std::fmt;
use std::io;

/// Says that there is no network here.
#[derive(Debug)]
pub struct Offline;

impl fmt::Display for Offline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this wasm-pack was built by `cargo xtask` and makes no requests")
    }
}

impl std::error::Error for Offline {}

pub fn builder() -> AgentBuilder {
    AgentBuilder
}

pub struct AgentBuilder;

impl AgentBuilder {
    pub fn try_proxy_from_env(self, _: bool) -> Self {
        self
    }

    pub fn user_agent(self, _: &str) -> Self {
        self
    }

    pub fn build(self) -> Agent {
        Agent
    }
}

pub struct Agent;

impl Agent {
    pub fn get(&self, _: &str) -> Request {
        Request
    }
}

pub struct Request;

impl Request {
    pub fn set(self, _: &str, _: &str) -> Self {
        self
    }

    /// # Errors
    /// Always.
    pub fn call(self) -> Result<Response, Offline> {
        Err(Offline)
    }
}

/// An answer, of which there is none.
pub enum Response {}

impl Response {
    pub fn status(&self) -> u16 {
        match *self {}
    }

    /// # Errors
    /// None: there is no answer to turn into anything.
    pub fn into_json<T>(self) -> io::Result<T> {
        match self {}
    }
}
