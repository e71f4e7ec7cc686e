//! `vestnik up`: the whole job in one command.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use vestnik_tests::json::total;
use vestnik_tests::{TestServer, Vestnik, article, sample_articles};

/// A folder with the layout of a clone.
fn clone() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let articles = folder.path().join("index-data/articles");
    fs::create_dir_all(&articles).expect("folders can be made");
    for entry in fs::read_dir(sample_articles()).expect("the sample corpus is there") {
        let path = entry.expect("it can be listed").path();
        fs::copy(&path, articles.join(path.file_name().expect("it has a name"))).expect("it can be copied");
    }
    folder
}

fn up(folder: &Path, args: &[&str]) -> TestServer {
    TestServer::start(Vestnik::new(["up", "--listen", "127.0.0.1:0"]).folder(folder).arg_all(args))
}

#[test]
fn the_first_start_indexes_and_the_second_does_not() {
    let clone = clone();
    let files = fs::read_dir(clone.path().join("index-data/articles")).expect("it can be listed").count();
    let server = up(clone.path(), &[]);
    assert!(server.stdout().contains("196 added"), "{}", server.stdout());
    assert!(server.stdout().contains("holds 196 articles"), "{}", server.stdout());
    assert_eq!(total(&server.search(&[("q", "")])), 196);
    assert!(clone.path().join("index-data/index/CURRENT").is_file());
    drop(server);

    let server = up(clone.path(), &[]);
    let printed = server.stdout();
    assert!(printed.contains(&format!("{files} files not read again")), "{printed}");
    assert!(printed.contains("Read 0 records"), "{printed}");
    assert_eq!(total(&server.search(&[("q", "Керри")])), 3);
}

#[test]
fn only_what_changed_is_read_again() {
    let clone = clone();
    drop(up(clone.path(), &[]));
    let extra = clone.path().join("index-data/articles/extra.jsonl");
    fs::write(extra, format!("{}\n", article("extra-1", "Новый каток", "Лёд залили.")))
        .expect("it can be written");
    let server = up(clone.path(), &[]);
    assert!(server.stdout().contains("Read 1 record from 1 file"), "{}", server.stdout());
    assert_eq!(total(&server.search(&[("q", "")])), 197);
}

#[test]
fn any_archive_can_be_named() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::create_dir(folder.path().join("archive")).expect("a folder can be made");
    let file = folder.path().join("archive/one.jsonl");
    fs::write(&file, format!("{}\n", article("1", "Мост открыт", "Текст."))).expect("it can be written");
    let server = up(folder.path(), &["archive", "--data", "elsewhere"]);
    assert_eq!(total(&server.search(&[("q", "мост")])), 1);
    assert!(folder.path().join("elsewhere/index/CURRENT").is_file());
    assert!(!folder.path().join("index-data").is_dir(), "nothing else is written");
}

#[test]
fn the_address_that_is_printed_is_free_and_local() {
    let clone = clone();
    let (one, other) = (up(clone.path(), &[]), up(clone.path(), &["--data", "index-data"]));
    assert!(one.address().starts_with("127.0.0.1:"), "{}", one.address());
    assert_ne!(one.address(), other.address());
    assert!(!one.address().ends_with(":0"), "{}", one.address());
    one.get("/readyz").is(200);
    let page = one.get("/").is(200);
    assert!(page.header("content-type").starts_with("text/html"), "{}", page.header("content-type"));
}

#[test]
fn without_articles_the_way_out_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let run = Vestnik::new(["up", "--listen", "127.0.0.1:0"]).folder(folder.path()).run();
    run.exits(2).complains(&["no articles", "index-data/articles", "vestnik up PATH"]);
}

#[test]
fn a_taken_port_is_reported_before_anything_is_indexed() {
    let clone = clone();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it has an address").to_string();
    let run = Vestnik::new(["up", "--listen", &address]).folder(clone.path()).run();
    run.exits(1).complains(&[&address, "--listen"]);
    assert!(!clone.path().join("index-data/index").is_dir(), "it has indexed all the same");
}
