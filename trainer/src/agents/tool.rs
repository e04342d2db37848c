//! Says what a tool is to the server: what it is called, what it takes and gives, and how it answers.

use serde_json::{Map, Value};

/// A tool that an agent may call. It changes nothing.
pub trait Tool {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Its name for people.
    fn title(&self) -> &'static str;

    /// What it is for, for models.
    fn description(&self) -> &'static str;

    /// JSON Schema of its arguments.
    fn input(&self) -> Value;

    /// JSON Schema of its answer.
    fn output(&self) -> Value;

    /// Answers: a line for models, and the structured answer.
    ///
    /// # Errors
    /// What is wrong with the arguments, for the model to mend.
    fn call(&mut self, arguments: Map<String, Value>) -> Result<(String, Value), String>;
}
