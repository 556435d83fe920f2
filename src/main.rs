//! The program: parse the command line, run it, map the result to an exit code.

use std::process::ExitCode;

use clap::Parser as _;
use readson::cli::{Cli, run};

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
