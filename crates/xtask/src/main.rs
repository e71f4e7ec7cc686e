//! House rules and chores of this workspace: `cargo xtask tidy`.

mod bench;
mod lexicon;
mod surnames;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask tidy              check the house rules that no linter knows
       cargo xtask lexicon [FOLDER]  rebuild the lexicon from the OpenCorpora dictionary
       cargo xtask surnames [FOLDER] check that surnames of the dictionary find all their forms
       cargo xtask bench [CHAPTER…]  measure speed, size and scale beside reference programs; --help tells more";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => report(tidy::check(&root())),
        ["bench", arguments @ ..] => finish(bench::run(&root(), arguments)),
        ["lexicon"] => finish(lexicon::run(&root(), None)),
        ["lexicon", folder] => finish(lexicon::run(&root(), Some(folder))),
        ["surnames"] => finish(surnames::run(&root(), None)),
        ["surnames", folder] => finish(surnames::run(&root(), Some(folder))),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn report(outcome: anyhow::Result<Vec<String>>) -> ExitCode {
    match outcome {
        Ok(faults) if faults.is_empty() => {
            println!("tidy: no faults");
            ExitCode::SUCCESS
        }
        Ok(faults) => {
            faults.iter().for_each(|fault| eprintln!("tidy: {fault}"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("tidy: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn finish(outcome: anyhow::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
