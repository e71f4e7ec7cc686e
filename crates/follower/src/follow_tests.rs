use std::fs;
use std::path::PathBuf;

use vestnik_schema::IntakeError;

use super::*;
use crate::client::Reach;
use crate::settings::FollowerSettings;
use crate::status::read_statuses;
use crate::sync::Clock;
use crate::testing::{Answer, Bench, FakeClock, answer, lines};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

const ONE: &str = "https://a.ru/1";
const TWO: &str = "https://a.ru/2";

#[test]
fn a_feed_is_read_and_only_its_changes_are_fetched_again() {
    let bench = Bench::new();
    bench.server.on(
        "/feed",
        &[
            answer(200, &[("etag", "\"1\"")], &lines(&[(ONE, "а"), (TWO, "б")])),
            answer(304, &[], b""),
            answer(200, &[("etag", "\"2\"")], &lines(&[(ONE, "а"), (TWO, "в")])),
        ],
    );
    let mut feed = bench.feed("/feed");
    feed.rubrics = vec!["Город".to_owned()];
    feed.source = Some("Вестник".to_owned());
    let status = bench.look_once(&feed);
    assert_eq!((status.entries_seen, status.articles_written, status.etag.as_deref()), (2, 2, Some("\"1\"")));
    assert_eq!(status.last_change, status.last_success);
    let article = bench.intake.article(ONE);
    assert_eq!((article.rubrics, article.source.as_deref()), (vec!["Город".to_owned()], Some("Вестник")));

    bench.server.take_requests();
    let status = bench.look_once(&feed);
    assert_eq!((status.not_modified, status.articles_written, status.consecutive_failures), (1, 2, 0));
    assert!(bench.server.take_requests()[0].contains("if-none-match: \"1\""));

    let status = bench.look_once(&feed);
    assert_eq!((status.entries_seen, status.articles_written, status.unchanged), (4, 3, 1));
    assert_eq!(status.etag.as_deref(), Some("\"2\""));
    assert_eq!(read_statuses(&bench.state_file()).unwrap(), [status]);
}

#[test]
fn what_the_archive_did_not_take_is_read_again() {
    let bench = Bench::new();
    bench.server.on("/feed", &[answer(200, &[("etag", "\"1\"")], &lines(&[(ONE, "а")]))]);
    bench.intake.fail_from_now(IntakeError::DiskFull);
    let session = bench.follow(bench.feed("/feed"));
    assert_eq!(session.followed.look_once(), Some(30 * SECOND));
    let status = session.status();
    assert!(status.last_error.unwrap().contains("no space left on the disk"));
    assert_eq!((status.etag, status.last_success, status.consecutive_failures), (None, None, 1));
    bench.intake.recover();
    bench.server.take_requests();
    assert_eq!(session.followed.look_once(), Some(5 * MINUTE));
    assert!(!bench.server.take_requests()[0].contains("if-none-match"));
    assert_eq!((bench.intake.ids(), session.status().last_error), (vec![ONE.to_owned()], None));
}

#[test]
fn relative_addresses_are_those_of_the_site() {
    let bench = Bench::new();
    let text = "{\"url\": \"/news/1\", \"title\": \"Мост\", \"image\": \"1.jpg\"}\n\
        {\"id\": \"7\", \"url\": \"//b.ru/2\", \"title\": \"Дом\"}\n";
    bench.server.on("/old", &[answer(302, &[("location", "/rss/feed")], b"")]);
    bench.server.on("/rss/feed", &[answer(200, &[], text.as_bytes())]);
    bench.look_once(&bench.feed("/old"));
    let article = bench.intake.article(&bench.server.url("/news/1"));
    assert_eq!(article.url.as_deref(), Some(&*article.id));
    assert_eq!(article.image, Some(bench.server.url("/rss/1.jpg")));
    assert_eq!(bench.intake.article("7").url.as_deref(), Some("http://b.ru/2"));
}

#[test]
fn a_feed_may_come_in_an_old_encoding() {
    let bench = Bench::new();
    let title: Vec<u8> = "Открыт новый мост"
        .chars()
        .map(|letter| match letter {
            ' ' => b' ',
            letter => u8::try_from(letter as u32 - 'А' as u32 + 0xc0).unwrap(),
        })
        .collect();
    let text = [b"{\"id\": 1, \"title\": \"".as_slice(), &title, b"\"}\n"].concat();
    bench.server.on("/feed", &[answer(200, &[("content-type", "text/xml; charset=windows-1251")], &text)]);
    bench.look_once(&bench.feed("/feed"));
    assert_eq!(bench.intake.article("1").title, "Открыт новый мост");
}

#[test]
fn rss_is_read_and_a_web_page_in_its_place_is_not() {
    let bench = Bench::new();
    let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Лента</title><item>\
        <title>Открыт новый мост</title><link>https://a.ru/1</link><description>Он через Оку.</description>\
        <pubDate>Wed, 15 Jul 2026 09:00:00 +0300</pubDate></item></channel></rss>";
    let page =
        "<!DOCTYPE html><html><head><title>Работы на сайте</title></head><body>Зайдите позже.</body></html>";
    bench.server.on(
        "/rss.html",
        &[answer(200, &[], rss.as_bytes()), answer(200, &[("etag", "\"1\"")], page.as_bytes())],
    );
    let status = bench.look_once(&bench.feed("/rss.html"));
    assert_eq!((status.articles_written, status.rejected, status.last_error), (1, 0, None));
    assert_eq!(bench.intake.article(&bench.intake.ids()[0]).title, "Открыт новый мост");
    let status = bench.look_once(&bench.feed("/rss.html"));
    assert!(status.last_error.unwrap().contains("web page"));
    assert_eq!((bench.intake.ids().len(), status.etag), (1, None));
}

#[test]
fn bad_records_cost_themselves_only() {
    let bench = Bench::new();
    let text = [lines(&[(ONE, "а")]), b"{\n".to_vec(), lines(&[(TWO, "б")])].concat();
    bench.server.on("/feed", &[answer(200, &[], &text)]);
    let status = bench.look_once(&bench.feed("/feed"));
    assert_eq!((status.articles_written, status.rejected, status.last_error), (2, 1, None));
    assert!(status.problems[0].starts_with(&format!("{}:2: bad_json", bench.server.url("/feed"))));
}

#[test]
fn what_is_no_feed_at_all_has_failed() {
    let bench = Bench::new();
    bench.server.on("/feed", &[answer(200, &[("etag", "\"1\"")], b"%PDF-1.7")]);
    let status = bench.look_once(&bench.feed("/feed"));
    assert!(status.last_error.unwrap().contains("no article"));
    assert_eq!((status.etag, status.consecutive_failures), (None, 1));
}

#[test]
fn waits_grow_with_failures_and_are_normal_after_a_success() {
    let bench = Bench::new();
    let mut script = vec![answer(500, &[], b""); 3];
    script.push(answer(200, &[], &lines(&[(ONE, "а")])));
    bench.server.on("/feed", &script);
    let session = bench.follow(bench.feed("/feed"));
    let waits: Vec<Duration> = (0..4).filter_map(|_| session.followed.look_once()).collect();
    for (wait, minutes) in waits.iter().zip([5, 10, 20]) {
        assert!(*wait >= minutes * MINUTE && *wait <= minutes * MINUTE * 5 / 4, "{waits:?}");
    }
    assert_eq!((waits[3], session.status().consecutive_failures), (5 * MINUTE, 0));
}

#[test]
fn retry_after_is_waited_for() {
    let bench = Bench::new();
    bench.server.on("/feed", &[answer(429, &[("retry-after", "7200")], b"")]);
    let session = bench.follow(bench.feed("/feed"));
    assert_eq!(session.followed.look_once(), Some(120 * MINUTE));
    assert!(session.status().last_error.unwrap().contains("longer interval"));
}

#[test]
fn a_feed_that_is_gone_is_left_alone_until_the_next_start() {
    let bench = Bench::new();
    bench.server.on("/feed", &[answer(410, &[], b"")]);
    let session = bench.follow(bench.feed("/feed"));
    session.followed.run();
    let status = session.status();
    assert!(status.gone && status.next_attempt.is_none(), "{status:?}");
    assert_eq!(bench.server.take_requests().len(), 1);
    session.state.save().unwrap();
    bench.server.on("/feed", &[answer(200, &[], &lines(&[(ONE, "а")]))]);
    assert!(!bench.look_once(&bench.feed("/feed")).gone);
}

#[test]
fn a_permanent_redirect_is_told() {
    let bench = Bench::new();
    bench.server.on("/feed", &[answer(301, &[("location", "/new")], b"")]);
    bench.server.on("/new", &[answer(200, &[], &lines(&[(ONE, "а")]))]);
    let status = bench.look_once(&bench.feed("/feed"));
    assert_eq!((status.moved_to, status.articles_written), (Some(bench.server.url("/new")), 1));
}

#[test]
fn a_feed_is_looked_at_again_and_again() {
    let bench = Bench::new();
    bench.server.on("/feed", &[answer(200, &[], &lines(&[(ONE, "а")]))]);
    let session = bench.follow(bench.feed("/feed"));
    session.clock.stop_after(3);
    session.followed.run();
    assert_eq!(bench.server.take_requests().len(), 4);
    assert_eq!(session.clock.pauses(), [5 * MINUTE; 4]);
}

#[test]
fn a_restart_waits_for_the_rest_only_and_for_nothing_if_the_clock_was_wrong() {
    let bench = Bench::new();
    bench.server.on("/feed", &[answer(200, &[], &lines(&[(ONE, "а")]))]);
    for (ahead, expected) in [(120 * SECOND, 120 * SECOND), (300 * 24 * 60 * MINUTE, 5 * MINUTE)] {
        let session = bench.follow(bench.feed("/feed"));
        session.followed.note_next_attempt(ahead);
        session.state.save().unwrap();
        let session = bench.follow(bench.feed("/feed"));
        session.clock.stop_after(0);
        session.followed.run();
        assert_eq!(session.clock.pauses(), [expected], "{ahead:?}");
    }
}

#[test]
fn full_pages_give_entries_their_text() {
    let bench = Bench::new();
    let (one, two) = (bench.server.url("/1"), bench.server.url("/2"));
    let mut feed = bench.feed("/feed");
    feed.full_pages = true;
    bench.server.on("/feed", &[answer(200, &[("etag", "\"1\"")], &lines(&[(&one, "а"), (&two, "б")]))]);
    bench.server.on("/1", &[answer(200, &[], &lines(&[("https://x.ru/9", "Длинный текст.")]))]);
    let status = bench.look_once(&feed);
    assert_eq!(bench.intake.article(&one).body, "Длинный текст.");
    assert_eq!(bench.intake.article(&two).body, "б", "its page is not there yet");
    assert_eq!((status.articles_written, status.rejected), (2, 0));

    bench.server.take_requests();
    bench.server.on("/2", &[answer(200, &[], &lines(&[("https://x.ru/8", "Другой текст.")]))]);
    bench.look_once(&feed);
    let requests = bench.server.take_requests();
    assert!(!requests[0].contains("if-none-match"), "an entry was left: {requests:?}");
    assert_eq!(requests.len(), 2, "the first page is not fetched again: {requests:?}");
    assert_eq!(bench.intake.article(&two).body, "Другой текст.");
    bench.look_once(&feed);
    assert!(bench.server.take_requests()[0].contains("if-none-match"));
}

#[test]
fn a_look_fetches_so_many_pages_and_later_ones_the_rest() {
    let bench = Bench::new();
    let urls: Vec<String> = (0..5).map(|number| bench.server.url(&format!("/{number}"))).collect();
    let entries: Vec<(&str, &str)> = urls.iter().map(|url| (url.as_str(), "а")).collect();
    bench.server.on("/feed", &[answer(200, &[("etag", "\"1\"")], &lines(&entries))]);
    for url in &urls {
        let path = url.rsplit_once('/').map(|(_, number)| format!("/{number}")).unwrap();
        bench.server.on(&path, &[answer(200, &[], &lines(&[(url, "Длинный текст.")]))]);
    }
    let mut feed = bench.feed("/feed");
    (feed.full_pages, feed.pages_per_round) = (true, 2);
    for expected in [2, 4, 5, 5] {
        bench.look_once(&feed);
        assert_eq!(bench.intake.ids().len(), expected);
    }
}

#[test]
fn a_page_that_never_comes_is_given_up() {
    let bench = Bench::new();
    let one = bench.server.url("/1");
    let mut feed = bench.feed("/feed");
    feed.full_pages = true;
    bench.server.on("/feed", &[answer(200, &[], &lines(&[(&one, "а")]))]);
    bench.server.on("/1", &[answer(500, &[], b"")]);
    for _ in 0..3 {
        bench.look_once(&feed);
    }
    bench.server.take_requests();
    let status = bench.look_once(&feed);
    assert_eq!(bench.server.take_paths(), ["/feed"]);
    assert_eq!((bench.intake.article(&one).body.as_str(), status.rejected), ("а", 1));
    assert!(status.last_error.is_none());
}

#[test]
fn a_folder_is_read_and_unfinished_files_wait() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("in");
    fs::create_dir_all(folder.join("2026")).unwrap();
    let feed = FeedSettings::new("папка", Location::Folder(folder.clone()));
    fs::write(folder.join("2026/a.jsonl"), lines(&[(ONE, "а")])).unwrap();
    fs::write(folder.join("b.jsonl"), [lines(&[(TWO, "б")]), b"{\n".to_vec()].concat()).unwrap();
    fs::write(folder.join("c.part"), lines(&[("https://a.ru/3", "в")])).unwrap();
    fs::write(folder.join(".d.jsonl"), lines(&[("https://a.ru/4", "г")])).unwrap();
    let status = bench.look_once(&feed);
    assert_eq!(bench.intake.ids(), [ONE, TWO]);
    assert_eq!((status.entries_seen, status.articles_written, status.rejected), (2, 2, 1));
    assert!(status.problems[0].contains("b.jsonl:2: bad_json"), "{:?}", status.problems);

    let status = bench.look_once(&feed);
    assert_eq!((status.entries_seen, status.rejected), (2, 1), "nothing was read again");

    fs::write(folder.join("2026/a.jsonl"), lines(&[(ONE, "иначе")])).unwrap();
    let status = bench.look_once(&feed);
    assert_eq!((status.entries_seen, bench.intake.article(ONE).body.as_str()), (3, "иначе"));
}

/// A clock in whose pauses somebody writes to a file.
struct WritingClock(FakeClock, PathBuf);

impl Clock for WritingClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn pause(&self, time: Duration) -> std::ops::ControlFlow<()> {
        let text = fs::read(&self.1).unwrap();
        fs::write(&self.1, [text, lines(&[(TWO, "б")])].concat()).unwrap();
        self.0.pause(time)
    }

    fn is_stopped(&self) -> bool {
        self.0.is_stopped()
    }

    fn stop(&self) {
        self.0.stop();
    }
}

#[test]
fn a_file_that_somebody_is_writing_waits() {
    let bench = Bench::new();
    let file = bench.folder.path().join("in/a.jsonl");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, lines(&[(ONE, "а")])).unwrap();
    let feed = FeedSettings::new("папка", Location::Folder(bench.folder.path().join("in")));
    let mut session = bench.follow(feed.clone());
    let settings = FollowerSettings::new(bench.state_file());
    let clock = Arc::new(WritingClock(FakeClock::default(), file));
    session.followed.web = Arc::new(Web::new(&settings, Reach::Public, clock));
    session.followed.look_once();
    assert!(bench.intake.ids().is_empty());
    session.state.save().unwrap();
    bench.look_once(&feed);
    assert_eq!(bench.intake.ids(), [ONE, TWO]);
}

#[test]
fn a_folder_that_is_not_there_fails_and_its_return_brings_nothing_twice() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("in");
    let feed = FeedSettings::new("папка", Location::Folder(folder.clone()));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.jsonl"), lines(&[(ONE, "а")])).unwrap();
    bench.look_once(&feed);
    let away = bench.folder.path().join("away");
    fs::rename(&folder, &away).unwrap();
    let status = bench.look_once(&feed);
    assert!(status.last_error.unwrap().contains("cannot be read"));
    fs::rename(&away, &folder).unwrap();
    let status = bench.look_once(&feed);
    assert_eq!((status.entries_seen, status.last_error), (1, None));
}

#[test]
fn a_file_whose_articles_the_archive_did_not_take_is_read_again() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("in");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.jsonl"), lines(&[(ONE, "а")])).unwrap();
    let feed = FeedSettings::new("папка", Location::Folder(folder));
    bench.intake.fail_from_now(IntakeError::Overloaded);
    bench.look_once(&feed);
    bench.intake.recover();
    bench.look_once(&feed);
    assert_eq!(bench.intake.ids(), [ONE]);
}

#[test]
fn a_file_that_cannot_be_unpacked_is_told_and_holds_nobody_up() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("in");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.jsonl.gz"), [0x1f, 0x8b, 8, 0, 1, 2, 3]).unwrap();
    fs::write(folder.join("b.jsonl"), lines(&[(ONE, "а")])).unwrap();
    let feed = FeedSettings::new("папка", Location::Folder(folder));
    let status = bench.look_once(&feed);
    assert_eq!((bench.intake.ids(), status.last_error), (vec![ONE.to_owned()], None));
    assert!(status.problems[0].contains("a.jsonl.gz"), "{:?}", status.problems);
}

/// An archive with a fault.
struct Faulty;

impl Intake for Faulty {
    fn submit(&self, _: Vec<vestnik_schema::Operation>, _: vestnik_schema::Until, _: vestnik_schema::Done) {
        panic!("a fault");
    }

    fn stats(&self) -> vestnik_schema::IntakeStats {
        vestnik_schema::IntakeStats::default()
    }
}

#[test]
fn a_fault_is_a_failure_like_others() {
    let bench = Bench::new();
    bench.server.on("/feed", &[answer(200, &[("etag", "\"1\"")], &lines(&[(ONE, "а")]))]);
    let mut session = bench.follow(bench.feed("/feed"));
    session.followed.intake = Arc::new(Faulty);
    assert!(session.followed.look_once().is_some());
    assert!(session.status().last_error.unwrap().contains("fault of the program"));
    session.followed.intake = bench.intake.clone();
    session.followed.look_once();
    assert_eq!(bench.intake.ids(), [ONE]);
}

#[test]
fn following_stops_at_once_whatever_it_waits_for() {
    let bench = Bench::new();
    bench.server.on("/silent", &[Answer::Silence(Vec::new())]);
    bench.server.on("/feed", &[answer(200, &[], &lines(&[(ONE, "а")]))]);
    let mut settings = FollowerSettings::new(bench.state_file());
    let feed = |name: &str, path: &str| FeedSettings { name: name.to_owned(), ..bench.feed(path) };
    settings.feeds = vec![feed("молчит", "/silent"), feed("ждёт", "/silent"), feed("лента", "/silent")];
    settings.per_host_interval = 60 * MINUTE;
    let reach = Reach::Only(bench.server.address);
    let clock = Arc::new(crate::sync::SystemClock::new());
    let follower = crate::Follower::start_with(settings, bench.intake.clone(), reach, clock).unwrap();
    while bench.server.take_requests().is_empty() {
        std::thread::yield_now();
    }
    let start = std::time::Instant::now();
    follower.stop();
    assert!(start.elapsed() < 10 * SECOND);
    assert_eq!(read_statuses(&bench.state_file()).unwrap().len(), 3);
}
