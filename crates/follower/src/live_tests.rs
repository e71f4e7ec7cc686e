//! The follower and a real archive.

use std::fs;
use std::time::Instant;

use vestnik_indexer::live::{LiveArchive, LiveSettings};
use vestnik_schema::{DataDirectory, create_index, open_index};

use super::*;
use crate::settings::{FeedSettings, Location};
use crate::status::read_statuses;
use crate::testing::{Bench, answer, lines};

fn archive(bench: &Bench) -> (DataDirectory, LiveArchive) {
    let data = DataDirectory::new(bench.folder.path());
    let generation = data.create_generation().unwrap();
    create_index(&generation).unwrap();
    data.activate(&generation).unwrap();
    let live = LiveArchive::start(&data, LiveSettings::default()).unwrap();
    (data, live)
}

fn wait_until(follower: &Follower, is_so: impl Fn(&[FeedStatus]) -> bool) {
    let start = Instant::now();
    while !is_so(&follower.statuses()) {
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", follower.statuses());
        thread::yield_now();
    }
}

#[test]
fn what_is_followed_gets_into_the_archive_and_leaves_it() {
    let bench = Bench::new();
    let (data, live) = archive(&bench);
    let (url, page) = (bench.server.url("/1"), bench.server.url("/2"));
    let rss = format!(
        "<rss version=\"2.0\"><channel><item><title>Открыт новый мост</title><link>{url}</link></item></channel></rss>"
    );
    let map = |day| format!("<urlset><url><loc>{page}</loc><lastmod>2026-07-{day}</lastmod></url></urlset>");
    bench.server.on("/rss", &[answer(200, &[("etag", "\"1\"")], rss.as_bytes())]);
    let maps = ["14", "15"].map(|day| answer(200, &[], map(day).as_bytes()));
    bench.server.on("/map", &maps);
    bench.server.on("/2", &[answer(200, &[], &lines(&[(&page, "а")])), answer(410, &[], b"")]);
    let folder = bench.folder.path().join("in");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.jsonl"), lines(&[("https://a.ru/3", "а"), ("https://a.ru/4", "б")])).unwrap();

    let mut settings = FollowerSettings::new(bench.state_file());
    let locations = [
        Location::Feed(bench.server.url("/rss")),
        Location::Sitemap(bench.server.url("/map")),
        Location::Folder(folder),
    ];
    settings.feeds = locations.map(|location| FeedSettings::new(location.to_string(), location)).into();
    settings.feeds[1].interval = Duration::from_secs(1);
    settings.per_host_interval = Duration::ZERO;
    settings.allow_private_addresses = true;
    let follower = Follower::start(settings, Arc::new(live)).unwrap();
    wait_until(&follower, |statuses| {
        let written: Vec<u64> = statuses.iter().map(|status| status.articles_written).collect();
        written == [1, 1, 2] && statuses[1].deleted == 1
    });
    follower.stop();
    assert_eq!(read_statuses(&bench.state_file()).unwrap().len(), 3);
    let index = open_index(&data).unwrap();
    assert_eq!(index.index.reader().unwrap().searcher().num_docs(), 3);
}
