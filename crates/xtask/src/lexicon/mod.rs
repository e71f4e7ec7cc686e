//! `cargo xtask lexicon`: builds the lexicon of `crates/analysis` from the OpenCorpora dictionary.

mod build;
mod corrections;
mod dawg;
pub(crate) mod dictionary;
mod frequencies;
mod kind;
mod likelihood;
mod readings;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use dictionary::Dictionary;

/// The Python packages that the lexicon is made from: the dictionary and the frequencies of word forms.
const PACKAGES: [&str; 2] = ["pymorphy3-dicts-ru==2.4.417150.4580142", "wordfreq==3.1.1"];

/// Builds the lexicon from packages installed in `folder`, or from those of [`PACKAGES`], fetched with pip.
pub(crate) fn run(root: &Path, folder: Option<&str>) -> Result<()> {
    let folder = self::folder(root, folder)?;
    let dictionary = Dictionary::open(&folder.join("pymorphy3_dicts_ru/data"))?;
    let frequencies = frequencies::read(&folder.join("wordfreq/data/large_ru.msgpack.gz"))?;
    let data = root.join("crates/analysis/data");
    let corrections = fs::read_to_string(data.join("corrections.txt")).context("corrections.txt")?;
    let corrections = corrections::Corrections::parse(&corrections).context("corrections.txt")?;
    let lexicon = build::build(&dictionary, &frequencies, &corrections)?;
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

/// The folder that the packages are in: the given one, or one they are fetched into.
pub(crate) fn folder(root: &Path, given: Option<&str>) -> Result<PathBuf> {
    match given {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => fetch(&root.join("target/lexicon")),
    }
}

/// Unpacks the packages into `folder` and returns it.
fn fetch(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    python(&["-m", "pip", "download", "--quiet", "--no-deps", "--dest"], folder, &PACKAGES)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "whl") {
            python(&["-m", "zipfile", "-e"], &path, &[&folder.display().to_string()])?;
        }
    }
    Ok(folder.to_path_buf())
}

fn python(before: &[&str], path: &Path, after: &[&str]) -> Result<()> {
    let status =
        Command::new("python3").args(before).arg(path).args(after).status().context("python3 is needed")?;
    ensure!(status.success(), "python3 {} failed", before.join(" "));
    Ok(())
}
