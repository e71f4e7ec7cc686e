use crate::settings::{FeedSettings, Location};
use crate::testing::{Bench, answer, lines};

const ONE: &str = "2026-07-15T09:00:00Z";
const TWO: &str = "2026-07-15T10:00:00Z";

fn sitemap(bench: &Bench, path: &str) -> FeedSettings {
    let location = Location::Sitemap(bench.server.url(path));
    FeedSettings { respect_robots: false, ..FeedSettings::new("карта", location) }
}

/// A sitemap of paths and dates of change; an empty date is none.
fn pages(bench: &Bench, listed: &[(&str, &str)]) -> Vec<u8> {
    let entry = |(path, lastmod): &(&str, &str)| match *lastmod {
        "" => format!("<url><loc>{}</loc></url>", bench.server.url(path)),
        lastmod => format!("<url><loc>{}</loc><lastmod>{lastmod}</lastmod></url>", bench.server.url(path)),
    };
    let entries: String = listed.iter().map(entry).collect();
    format!("<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{entries}</urlset>")
        .into_bytes()
}

fn index(bench: &Bench, listed: &[(&str, &str)]) -> Vec<u8> {
    let entry = |(path, lastmod): &(&str, &str)| match *lastmod {
        "" => format!("<sitemap><loc>{}</loc></sitemap>", bench.server.url(path)),
        lastmod => {
            format!("<sitemap><loc>{}</loc><lastmod>{lastmod}</lastmod></sitemap>", bench.server.url(path))
        }
    };
    let entries: String = listed.iter().map(entry).collect();
    format!("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{entries}</sitemapindex>")
        .into_bytes()
}

/// Puts an article on each of these pages.
fn publish(bench: &Bench, paths: &[&str], text: &str) {
    for path in paths {
        bench.server.on(path, &[answer(200, &[], &lines(&[(&bench.server.url(path), text)]))]);
    }
}

#[test]
fn new_and_changed_pages_are_fetched_and_others_are_not() {
    let bench = Bench::new();
    let feed = sitemap(&bench, "/map.xml");
    publish(&bench, &["/1", "/2", "/3"], "а");
    let listed = |one, two| answer(200, &[], &pages(&bench, &[("/1", one), ("/2", two), ("/3", "")]));
    bench.server.on("/map.xml", &[listed(ONE, ONE), listed(ONE, ONE), listed(ONE, TWO)]);
    let status = bench.look_once(&feed);
    assert_eq!((status.articles_written, status.waiting, status.last_error), (3, 0, None));
    bench.server.take_paths();
    bench.look_once(&feed);
    assert_eq!(bench.server.take_paths(), ["/map.xml"]);
    publish(&bench, &["/1", "/2", "/3"], "б");
    bench.look_once(&feed);
    assert_eq!(bench.server.take_paths(), ["/map.xml", "/2"]);
    assert_eq!(bench.intake.article(&bench.server.url("/2")).body, "б");
}

#[test]
fn the_newest_pages_come_first_and_the_rest_later() {
    let bench = Bench::new();
    let mut feed = sitemap(&bench, "/map.xml");
    feed.pages_per_round = 2;
    publish(&bench, &["/1", "/2", "/3"], "а");
    let map = pages(&bench, &[("/1", "2026-07-13"), ("/2", "2026-07-15"), ("/3", "2026-07-14")]);
    bench.server.on(
        "/map.xml",
        &[
            answer(200, &[("etag", "\"1\"")], &map),
            answer(200, &[("etag", "\"1\"")], &map),
            answer(304, &[], b""),
        ],
    );
    let status = bench.look_once(&feed);
    assert_eq!(
        (bench.server.take_paths(), status.waiting),
        (vec!["/map.xml".into(), "/2".into(), "/3".into()], 1)
    );
    let status = bench.look_once(&feed);
    let requests = bench.server.take_requests();
    assert!(!requests[0].contains("if-none-match"), "a page was left: {requests:?}");
    assert_eq!((requests.len(), status.waiting), (2, 0));
    let status = bench.look_once(&feed);
    assert!(bench.server.take_requests()[0].contains("if-none-match"));
    assert_eq!(status.not_modified, 1);
}

#[test]
fn what_leaves_the_sitemap_is_forgotten() {
    let bench = Bench::new();
    let feed = sitemap(&bench, "/map.xml");
    publish(&bench, &["/1", "/2"], "а");
    let both = answer(200, &[], &pages(&bench, &[("/1", ONE), ("/2", ONE)]));
    let one = answer(200, &[], &pages(&bench, &[("/1", ONE)]));
    bench.server.on("/map.xml", &[both.clone(), one, both]);
    bench.look_once(&feed);
    bench.look_once(&feed);
    assert_eq!(bench.intake.ids().len(), 2, "the article stays");
    bench.server.take_paths();
    bench.look_once(&feed);
    assert_eq!(bench.server.take_paths(), ["/map.xml", "/2"]);
}

#[test]
fn an_index_is_followed_and_unchanged_sitemaps_are_not_fetched() {
    let bench = Bench::new();
    let feed = sitemap(&bench, "/maps/index.xml");
    publish(&bench, &["/1", "/2", "/3"], "а");
    let inner = index(&bench, &[("/old.xml", ONE)]);
    bench.server.on(
        "/maps/index.xml",
        &[answer(
            200,
            &[],
            &index(&bench, &[("/maps/new.xml", TWO), ("/inner.xml", ""), ("/missing.xml", ONE)]),
        )],
    );
    bench.server.on("/inner.xml", &[answer(200, &[], &inner)]);
    bench.server.on("/maps/new.xml", &[answer(200, &[], &pages(&bench, &[("/1", ONE), ("/2", "")]))]);
    bench.server.on("/old.xml", &[answer(200, &[], &pages(&bench, &[("/3", "")]))]);
    let status = bench.look_once(&feed);
    assert_eq!((status.articles_written, status.rejected, status.last_error), (3, 1, None));
    assert!(status.problems[0].contains("/missing.xml"), "{:?}", status.problems);
    bench.server.take_paths();
    bench.look_once(&feed);
    assert_eq!(bench.server.take_paths(), ["/maps/index.xml", "/inner.xml", "/missing.xml"]);
}

#[test]
fn indexes_go_no_deeper_than_two_and_circles_end() {
    let bench = Bench::new();
    let feed = sitemap(&bench, "/0.xml");
    for (path, next) in
        [("/0.xml", "/1.xml"), ("/1.xml", "/2.xml"), ("/2.xml", "/3.xml"), ("/3.xml", "/0.xml")]
    {
        bench.server.on(path, &[answer(200, &[], &index(&bench, &[(next, ""), ("/0.xml", "")]))]);
    }
    let status = bench.look_once(&feed);
    assert_eq!(bench.server.take_paths(), ["/0.xml", "/1.xml", "/2.xml"]);
    assert!(status.problems[0].contains("an index in an index in an index"), "{:?}", status.problems);
}

#[test]
fn an_article_goes_when_its_page_is_gone() {
    let bench = Bench::new();
    let feed = sitemap(&bench, "/map.xml");
    publish(&bench, &["/1", "/2", "/3"], "а");
    let listed = |lastmod| {
        answer(
            200,
            &[],
            &pages(&bench, &[("/1", lastmod), ("/2", lastmod), ("/3", lastmod), ("/4", lastmod)]),
        )
    };
    bench.server.on("/map.xml", &[listed(ONE), listed(TWO)]);
    bench.look_once(&feed);
    bench.server.on("/1", &[answer(410, &[], b"")]);
    bench.server.on("/2", &[answer(404, &[], b"")]);
    let status = bench.look_once(&feed);
    assert_eq!(status.deleted, 1);
    assert_eq!(
        bench.intake.ids(),
        [bench.server.url("/2"), bench.server.url("/3")],
        "once 404 may be a mishap"
    );
    assert_eq!(bench.look_once(&feed).deleted, 2);
    assert_eq!(bench.intake.ids(), [bench.server.url("/3")]);
    bench.server.take_paths();
    bench.look_once(&feed);
    assert_eq!(bench.server.take_paths(), ["/map.xml"]);
}

#[test]
fn a_site_that_is_busy_ends_the_look_and_what_was_fetched_stays() {
    let bench = Bench::new();
    let feed = sitemap(&bench, "/map.xml");
    publish(&bench, &["/1", "/3"], "а");
    bench.server.on("/2", &[answer(503, &[("retry-after", "7200")], b"")]);
    bench.server.on(
        "/map.xml",
        &[answer(200, &[("etag", "\"1\"")], &pages(&bench, &[("/1", TWO), ("/2", ONE), ("/3", "")]))],
    );
    let session = bench.follow(feed.clone());
    assert_eq!(session.followed.look_once().map(|wait| wait.as_secs()), Some(7200));
    session.state.save().unwrap();
    assert_eq!(bench.server.take_paths(), ["/map.xml", "/1", "/2"]);
    publish(&bench, &["/2"], "а");
    bench.look_once(&feed);
    let requests = bench.server.take_requests();
    assert!(!requests[0].contains("if-none-match"), "{requests:?}");
    assert_eq!((requests.len(), bench.intake.ids().len()), (3, 3));
}

#[test]
fn a_site_that_falls_silent_is_not_asked_for_all_its_pages() {
    let bench = Bench::new();
    let listed: Vec<String> = (0..20).map(|number| format!("/{number}")).collect();
    let listed: Vec<(&str, &str)> = listed.iter().map(|path| (path.as_str(), ONE)).collect();
    for (path, _) in &listed {
        bench.server.on(path, &[answer(500, &[], b"")]);
    }
    bench.server.on("/map.xml", &[answer(200, &[], &pages(&bench, &listed))]);
    for _ in 0..5 {
        let status = bench.look_once(&sitemap(&bench, "/map.xml"));
        assert_eq!(bench.server.take_paths().len(), 6);
        assert!(status.last_error.unwrap().starts_with("5 pages in a row"));
    }
    publish(&bench, &listed.iter().map(|(path, _)| *path).collect::<Vec<_>>(), "а");
    bench.look_once(&sitemap(&bench, "/map.xml"));
    assert_eq!(bench.intake.ids().len(), 20, "no page is given up for trouble of the site");
}

#[test]
fn a_page_that_never_comes_is_given_up_and_the_sitemap_is_done() {
    let bench = Bench::new();
    let feed = sitemap(&bench, "/map.xml");
    publish(&bench, &["/1"], "а");
    bench.server.on("/2", &[answer(500, &[], b"")]);
    bench
        .server
        .on("/map.xml", &[answer(200, &[("etag", "\"1\"")], &pages(&bench, &[("/1", ONE), ("/2", ONE)]))]);
    let waiting: Vec<u64> = (0..3).map(|_| bench.look_once(&feed).waiting).collect();
    assert_eq!(waiting, [1, 1, 0]);
    bench.server.take_requests();
    let status = bench.look_once(&feed);
    assert!(bench.server.take_requests()[0].contains("if-none-match"));
    assert_eq!((status.rejected, status.articles_written), (1, 1));
}

#[test]
fn a_news_sitemap_knows_what_the_page_does_not_say() {
    let bench = Bench::new();
    let url = bench.server.url("/1");
    let map = format!(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><loc>{url}</loc><news:news>\
         <news:publication_date>2026-07-15T09:00:00+03:00</news:publication_date>\
         <news:title>Открыт новый мост</news:title></news:news></url></urlset>"
    );
    bench.server.on("/map.xml", &[answer(200, &[], map.as_bytes())]);
    bench.server.on("/1", &[answer(200, &[], b"{\"text\": \"a\"}\n")]);
    bench.look_once(&sitemap(&bench, "/map.xml"));
    let article = bench.intake.article(&url);
    assert_eq!((article.title.as_str(), article.url), ("Открыт новый мост", Some(url)));
    assert_eq!(article.published_at, Some("2026-07-15T06:00:00Z".parse().unwrap()));
}

#[test]
fn a_sitemap_may_be_a_plain_list_and_what_is_none_is_told() {
    let bench = Bench::new();
    publish(&bench, &["/1"], "а");
    let list = format!("\u{feff}{}\r\n\r\n", bench.server.url("/1"));
    bench.server.on("/map.txt", &[answer(200, &[], list.as_bytes())]);
    assert_eq!(bench.look_once(&sitemap(&bench, "/map.txt")).articles_written, 1);
    bench.server.on("/map.txt", &[answer(200, &[], b"nothing here")]);
    let status = bench.look_once(&sitemap(&bench, "/map.txt"));
    assert!(status.last_error.unwrap().contains("neither a sitemap"));
    bench.server.on("/map.txt", &[answer(200, &[], list.as_bytes())]);
    bench.server.take_paths();
    bench.look_once(&sitemap(&bench, "/map.txt"));
    assert_eq!(bench.server.take_paths(), ["/map.txt"], "nothing was forgotten");
}
