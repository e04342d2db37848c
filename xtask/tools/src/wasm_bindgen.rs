//! Writes the JavaScript glue of a wasm module by wasm-bindgen's library; takes the options that wasm-pack passes.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use wasm_bindgen_cli_support::Bindgen;

#[derive(Parser)]
#[command(name = "wasm-bindgen", disable_version_flag = true)]
struct Options {
    /// The module, as cargo built it
    #[arg(required_unless_present = "version")]
    input: Option<PathBuf>,
    /// Where to write the glue and the module
    #[arg(long, required_unless_present = "version")]
    out_dir: Option<PathBuf>,
    /// What the files are called; like the module without it
    #[arg(long)]
    out_name: Option<String>,
    /// Who loads the glue
    #[arg(long, value_enum, default_value_t = Target::Bundler)]
    target: Target,
    /// Write type declarations; the default
    #[arg(long)]
    typescript: bool,
    /// Do not write type declarations
    #[arg(long, conflicts_with = "typescript")]
    no_typescript: bool,
    /// Check more in the glue
    #[arg(long)]
    debug: bool,
    /// Keep Rust's symbol names as they are
    #[arg(long)]
    no_demangle: bool,
    /// Keep debug sections
    #[arg(long)]
    keep_debug: bool,
    /// Do not let the glue find the module by itself
    #[arg(long)]
    omit_default_module_path: bool,
    /// Write linked modules as files of their own
    #[arg(long)]
    split_linked_modules: bool,
    /// Print the version
    #[arg(long)]
    version: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    Bundler,
    Web,
    Nodejs,
    NoModules,
    Deno,
}

fn bindgen(target: Target) -> anyhow::Result<Bindgen> {
    let mut bindgen = Bindgen::new();
    match target {
        Target::Bundler => bindgen.bundler(true)?,
        Target::Web => bindgen.web(true)?,
        Target::Nodejs => bindgen.nodejs(true)?,
        Target::NoModules => bindgen.no_modules(true)?,
        Target::Deno => bindgen.deno(true)?,
    };
    Ok(bindgen)
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let (Some(input), Some(out_dir)) = (&options.input, &options.out_dir) else {
        println!("wasm-bindgen {}", wasm_bindgen_shared::version());
        return Ok(());
    };
    let mut bindgen = bindgen(options.target)?;
    if let Some(name) = &options.out_name {
        bindgen.out_name(name);
    }
    bindgen
        .input_path(input)
        .typescript(!options.no_typescript)
        .debug(options.debug)
        .demangle(!options.no_demangle)
        .keep_debug(options.keep_debug)
        .omit_default_module_path(options.omit_default_module_path)
        .split_linked_modules(options.split_linked_modules);
    bindgen.generate(out_dir)
}
