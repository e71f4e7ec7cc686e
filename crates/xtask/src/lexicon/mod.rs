//! `cargo xtask lexicon`: builds the lexicon of `crates/analysis` from the OpenCorpora dictionary.

mod build;
mod dawg;
mod dictionary;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use dictionary::Dictionary;

/// The Python package that carries the dictionary, and the version the lexicon is made from.
const PACKAGE: &str = "pymorphy3-dicts-ru";
const VERSION: &str = "2.4.417150.4580142";

/// Builds the lexicon from the dictionary in `folder`, or from the package of [`PACKAGE`], fetched with pip.
pub(crate) fn run(root: &Path, folder: Option<&str>) -> Result<()> {
    let fetched;
    let folder = match folder {
        Some(folder) => PathBuf::from(folder),
        None => {
            fetched = fetch(&root.join("target/lexicon"))?;
            fetched
        }
    };
    let dictionary = Dictionary::open(&folder)?;
    let lexicon = build::build(&dictionary)?;
    let data = root.join("crates/analysis/data");
    fs::create_dir_all(&data)?;
    fs::write(data.join("lexicon.fst"), &lexicon.forms)?;
    fs::write(data.join("endings.fst"), &lexicon.endings)?;
    fs::write(data.join("lexicon-classes.txt"), &lexicon.classes)?;
    let classes = lexicon.classes.lines().count();
    println!(
        "{} word forms, {classes} classes; bytes: forms {}, endings {}, classes {}",
        lexicon.num_forms,
        lexicon.forms.len(),
        lexicon.endings.len(),
        lexicon.classes.len()
    );
    Ok(())
}

fn fetch(into: &Path) -> Result<PathBuf> {
    fs::create_dir_all(into)?;
    let package = format!("{PACKAGE}=={VERSION}");
    python(&["-m", "pip", "download", "--quiet", "--no-deps", "--dest"], into, &[&package])?;
    let wheel = fs::read_dir(into)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .context("pip left no wheel")?;
    python(&["-m", "zipfile", "-e"], &wheel, &[&into.display().to_string()])?;
    Ok(into.join("pymorphy3_dicts_ru/data"))
}

fn python(before: &[&str], path: &Path, after: &[&str]) -> Result<()> {
    let status =
        Command::new("python3").args(before).arg(path).args(after).status().context("python3 is needed")?;
    ensure!(status.success(), "python3 {} failed", before.join(" "));
    Ok(())
}
