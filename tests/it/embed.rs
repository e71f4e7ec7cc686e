//! The search that other sites embed, from the real binary: what the snippet says is what the server does.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use sha2::{Digest, Sha384};
use vestnik_tests::{Vestnik, encode, sample_server};

/// The value of an attribute, as it is written.
#[track_caller]
fn attribute<'a>(html: &'a str, name: &str) -> &'a str {
    let value = html.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
    value.map_or_else(|| panic!("no {name} in {html}"), |(value, _)| value)
}

/// The value of the attribute that begins a line.
#[track_caller]
fn integrity(html: &str) -> &str {
    let hash = html.split_once("integrity=\"").and_then(|(_, rest)| rest.split_once('"'));
    hash.map_or_else(|| panic!("no integrity in {html}"), |(hash, _)| hash)
}

fn sri(script: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(script)))
}

#[test]
fn a_pinned_snippet_names_what_the_server_has() {
    let server = sample_server();
    let base = format!("http://{}", server.address());
    let snippet = Vestnik::new(["embed", "--pin", "--endpoint", &base]).run().ok().stdout;
    let path = attribute(&snippet, "src").strip_prefix(&base).expect("the script is on the server");
    let script = server.get(path).is(200);
    assert_eq!(sri(&script.body), integrity(&snippet));
    assert!(script.header("cache-control").ends_with("immutable"), "{}", script.header("cache-control"));
    // A script with `crossorigin` does not run without this.
    assert_eq!(script.header("access-control-allow-origin"), "*");
    assert_eq!(attribute(&snippet, "crossorigin"), "anonymous");

    let packed = server.send("GET", path, &[("accept-encoding", "gzip")]).is(200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    let mut unpacked = Vec::new();
    GzDecoder::new(packed.body.as_slice()).read_to_end(&mut unpacked).expect("the body is gzip");
    assert_eq!(unpacked, script.body);
}

#[test]
fn a_snippet_that_is_not_pinned_follows_the_server() {
    let server = sample_server();
    let base = format!("http://{}", server.address());
    let snippet = Vestnik::new(["embed", "--endpoint", &format!("{base}/")]).run().ok().stdout;
    let path = attribute(&snippet, "src").strip_prefix(&base).expect("the script is on the server");
    assert_eq!(path, "/embed/v1/vestnik.js");
    let script = server.get(path).is(200);
    assert!(!snippet.contains("integrity="), "{snippet}");
    // For those who pin it themselves.
    assert!(snippet.contains(&sri(&script.body)), "{snippet}");
    let tag = script.header("etag");
    server.send("GET", path, &[("if-none-match", tag)]).is(304);
}

#[test]
fn the_form_of_the_snippet_leads_to_results() {
    let server = sample_server();
    let base = format!("http://{}", server.address());
    let args =
        ["--rubric", "Спорт", "--rubric", "Мир", "--lang", "en", "--mode", "dialog", "--key", "vk_\"1"];
    let snippet = Vestnik::new(["embed", "--endpoint", &base]).arg_all(&args).run().ok().stdout;
    let (_, element) = snippet.split_once("<vestnik-search").expect("there is an element");
    let expected = [("mode", "dialog"), ("lang", "en"), ("rubric", "Спорт|Мир"), ("key", "vk_&quot;1")];
    for (name, value) in expected {
        assert_eq!(attribute(element, name), value);
    }
    let (_, form) = element.split_once("<form").expect("there is a form");
    assert_eq!((attribute(form, "method"), attribute(form, "action")), ("get", format!("{base}/").as_str()));
    let fields =
        form.split("<input type=\"hidden\"").skip(1).filter(|field| attribute(field, "name") != "key");
    let fields: Vec<String> = fields
        .map(|field| format!("{}={}", attribute(field, "name"), encode(attribute(field, "value").as_bytes())))
        .collect();
    assert_eq!(fields.len(), 3, "{form}");
    let page = server.get(&format!("/?q=&{}", fields.join("&"))).is(200).text();
    assert!(page.contains("<html lang=\"en\">"));
    let total = &server.search(&[("rubric", "Спорт"), ("rubric", "Мир")])["total"];
    assert!(page.contains(&format!("<h1>{total}\u{a0}articles found</h1>")), "{total}");
}

#[test]
fn the_page_writes_the_same_snippet_as_the_command() {
    let server = sample_server();
    let base = format!("http://{}", server.address());
    let snippet =
        Vestnik::new(["embed", "--pin", "--mode", "dropdown", "--key", "vk_1", "--endpoint", &base])
            .run()
            .ok();
    let answer = server.get("/embed/snippet?mode=dropdown&key=vk_1&pin=on").ok();
    let tag = answer["snippets"]["tag"].as_str().expect("a snippet");
    assert!(snippet.stdout.starts_with(tag), "{}\n{tag}", snippet.stdout);
    let frame = server.get(answer["frame_path"].as_str().expect("a path")).is(200).text();
    for script in frame.split("<script type=\"module\"").skip(1) {
        server.get(attribute(script, "src")).is(200);
    }
    for sheet in frame.split("<link rel=\"stylesheet\"").skip(1) {
        server.get(attribute(sheet, "href")).is(200);
    }
}

#[test]
fn the_address_is_the_public_one_of_the_settings() {
    let public = ["--set", "public_url=https://search.example.ru", "embed"];
    Vestnik::new(public).run().ok().says(&["src=\"https://search.example.ru/embed/v1/vestnik.js\""]);
    Vestnik::new(["--set", "listen=127.0.0.1:7999", "embed"])
        .run()
        .ok()
        .says(&["endpoint=\"http://127.0.0.1:7999\""]);
    let wrong = Vestnik::new(["embed", "--endpoint", "search.example.ru"]).run().exits(2);
    wrong.complains(&["--endpoint", "https://search.example"]);
    Vestnik::new(["embed", "--mode", "popup"]).run().exits(2).complains(&["inline", "dropdown", "dialog"]);
}
