//! Says why a model directory could not be written, and what to do next.

use std::io;
use std::path::PathBuf;

use pairwell::model::{DecodeError, EncodeError};

/// Why a directory could not be written. The directory is unchanged.
#[derive(Debug)]
pub enum PublishError {
    /// The parts break a rule of the format.
    Encode(EncodeError),
    /// The encoded file does not read back: a bug here, not in the input.
    Unreadable(DecodeError),
    /// A file could not be written: which, and why.
    Write(PathBuf, io::Error),
    /// Another process is writing to the directory.
    Busy(PathBuf),
}

impl std::fmt::Display for PublishError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Encode(error) => write!(f, "the model cannot be written: {error}"),
            Self::Unreadable(error) => {
                write!(f, "the new model does not read back; please report this: {error}")
            }
            Self::Write(path, error) => {
                write!(
                    f,
                    "{}: cannot write: {error}\n  The directory is unchanged. Free disk space, or choose another --out.",
                    path.display()
                )
            }
            Self::Busy(path) => write!(
                f,
                "{}: another training is writing to this directory\n  Nothing was written. Run the same command again when it is done.",
                path.display()
            ),
        }
    }
}

impl std::error::Error for PublishError {}
