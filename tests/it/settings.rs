//! Settings: defaults, the file, the environment, the command line.

use vestnik_tests::{TestIndex, TestServer, Vestnik, article};

/// An index that tells itself apart from others by its number of articles.
fn index_of(count: usize) -> TestIndex {
    let articles: Vec<_> = (0..count).map(|number| article(&number.to_string(), "Мост", "Текст.")).collect();
    TestIndex::of_articles(&articles)
}

#[test]
fn the_environment_wins_over_the_file_and_the_command_line_over_both() {
    let indexes = [index_of(1), index_of(2), index_of(3), index_of(4)];
    let path = |number: usize| indexes[number].data().display().to_string();
    let file = indexes[0].write("vestnik.toml", format!("data = '{}'\n", path(0)));
    let articles = |run: Vestnik| run.run().json()["articles"].as_u64();
    let inspect = || Vestnik::new(["inspect", "--json"]);
    assert_eq!(articles(inspect().arg("--config").arg(&file)), Some(1));
    let by_environment = || inspect().env("VESTNIK_CONFIG", &file).env("VESTNIK_DATA", path(1));
    assert_eq!(articles(by_environment()), Some(2));
    assert_eq!(articles(by_environment().arg("--data").arg(path(2))), Some(3));
    assert_eq!(articles(by_environment().arg("--set").arg(format!("data={}", path(3)))), Some(4));
}

#[test]
fn an_unknown_setting_is_refused_with_the_nearest_name() {
    let index = index_of(1);
    let table = [
        ("lisen = 'a:1'", "\"listen\""),
        ("[search]\nqueue_limits = 1", "\"search.queue_limit\""),
        ("[index]\nmemory = 64", "\"index.memory_mb\""),
    ];
    for (text, nearest) in table {
        let file = index.write("bad.toml", text);
        let run = index.vestnik(&["inspect", "--config"]).arg(file).run();
        run.exits(2).complains(&["bad.toml", "unknown setting", "did you mean", nearest]);
    }
    let run = index.vestnik(&["inspect", "--set", "search.quue_limit=5"]).run();
    run.exits(2).complains(&["search.quue_limit", "\"search.queue_limit\""]);
}

#[test]
fn a_bad_value_is_refused_with_its_key() {
    let index = index_of(1);
    let table = [
        ("index.memory_mb=1", "index.memory_mb"),
        ("search.queue_limit=много", "search.queue_limit"),
        ("time_zone=Mars/Base", "time_zone"),
        ("log.format=xml", "xml"),
        ("без знака равенства", "KEY=VALUE"),
    ];
    for (setting, named) in table {
        index.vestnik(&["inspect", "--set", setting]).run().exits(2).complains(&[named]);
    }
    let run = index.vestnik(&["inspect"]).env("VESTNIK_INDEX_THREADS", "два").run();
    run.exits(2).complains(&["VESTNIK_INDEX_THREADS"]);
    index.vestnik(&["inspect", "--config", "нет.toml"]).run().exits(2).complains(&["нет.toml"]);
}

#[test]
fn the_printed_settings_are_a_file_to_start_from() {
    let index = index_of(1);
    let printed = Vestnik::new(["settings"]).run().ok().stdout;
    let table: toml::Table = printed.parse().expect("the settings are TOML");
    assert_eq!(table["listen"].as_str(), Some("127.0.0.1:7700"));
    assert!(
        printed.lines().filter(|line| line.starts_with('#')).count() > table.len(),
        "settings are explained"
    );
    let file = index.write("settings.toml", &printed);
    index.vestnik(&["inspect", "--config"]).arg(file).run().ok();
}

#[test]
fn settings_reach_the_service() {
    let index = index_of(1);
    let file = index.write(
        "vestnik.toml",
        "listen = '127.0.0.1:0'\nsite_name = 'Северный курьер'\ntime_zone = 'Asia/Tokyo'\n",
    );
    let server = TestServer::start(index.vestnik(&["serve", "--config"]).arg(file));
    assert!(server.get("/").is(200).text().contains("Северный курьер"));
    let line = "{\"id\": \"t\", \"title\": \"Мост\", \"date\": \"15.07.2016 09:12\"}";
    index.index(&["-", "--set", "time_zone=Asia/Tokyo"]).input(line).run().ok();
    let stored = index.vestnik(&["inspect", "article", "t"]).run().json();
    assert_eq!(stored["published_at"], "2016-07-15T00:12:00Z", "{stored}");
    let reply = server.wait_for("/api/v1/articles/t", |reply| reply.status == 200);
    assert_eq!(reply.json()["published_at"], "2016-07-15T09:12:00+09:00");
}
