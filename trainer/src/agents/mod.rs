//! Answers agents by the Model Context Protocol, line by line; never trains, never writes a file.

mod message;
mod server;
mod text;
mod tool;

pub use message::{LARGEST, Received, receive};
pub use server::{CURRENT, EARLIER, Server};
pub use text::plain;
pub use tool::Tool;
