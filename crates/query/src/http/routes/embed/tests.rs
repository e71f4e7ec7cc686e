use axum::http::Request;
use serde_json::Value;
use vestnik_widget::{FRAME, FRAME_HOST, PAGE, WIDGET, assets};

use crate::http::router;
use crate::http::testing::{Reply, TestArchive, encoded, send};

const HOSTILE: &str = "\"><script>alert(1)</script>";

async fn get(uri: &str) -> Reply {
    let reply = TestArchive::sample().send(Request::get(uri).header("host", "127.0.0.1:7700")).await;
    assert_eq!(reply.status, 200, "{uri}: {}", reply.body);
    reply
}

#[tokio::test]
async fn scripts_are_for_all_sites() {
    let archive = TestArchive::empty();
    for asset in assets() {
        let table = [
            (asset.path(), "public, max-age=3600, stale-while-revalidate=86400"),
            (asset.pinned_path(), "public, max-age=31536000, immutable"),
        ];
        for (path, lifetime) in table {
            let reply = archive.get(&path).await;
            assert_eq!(reply.status, 200, "{path}");
            assert_eq!(reply.body, asset.content());
            assert_eq!(reply.header("content-type"), "text/javascript; charset=utf-8");
            assert_eq!(reply.header("cache-control"), lifetime);
            assert_eq!(reply.header("access-control-allow-origin"), "*");
            assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin");
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert_eq!(reply.headers.get_all("vary").iter().count(), 1, "{:?}", reply.headers);
            let tag = reply.header("etag");
            let known = archive.send(Request::get(&path).header("if-none-match", tag)).await;
            assert_eq!((known.status.as_u16(), known.body.as_str()), (304, ""), "{path}");
            assert_eq!(known.header("access-control-allow-origin"), "*");
            let other = archive.send(Request::get(&path).header("if-none-match", "W/\"other\"")).await;
            assert_eq!(other.status, 200, "{path}");
        }
    }
}

#[tokio::test]
async fn scripts_are_small_on_the_way() {
    let archive = TestArchive::empty();
    let plain = archive.get(&WIDGET.path()).await;
    assert_eq!(plain.header("content-encoding"), "");
    for (accepted, encoding, share) in [("gzip, br", "br", 3), ("gzip", "gzip", 2)] {
        let reply = archive.send(Request::get(WIDGET.path()).header("accept-encoding", accepted)).await;
        assert_eq!(reply.header("content-encoding"), encoding);
        assert_eq!(reply.header("etag"), plain.header("etag"));
        let length: usize = reply.header("content-length").parse().unwrap();
        assert!(length * share < WIDGET.content().len(), "{encoding}: {length}");
    }
}

#[tokio::test]
async fn a_version_of_another_time_leads_to_that_of_today() {
    let archive = TestArchive::empty();
    let reply = archive.get("/embed/v1/vestnik.0123456789abcdef.js").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (302, "/embed/v1/vestnik.js"));
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let unknown =
        ["vestnik", "element.js", "vestnik..js", "vestnik.zz.js", "vestnik.js.map", "%2e%2e%2fvestnik.js"];
    for file in unknown {
        assert_eq!(archive.get(&format!("/embed/v1/{file}")).await.status, 404, "{file}");
    }
}

#[tokio::test]
async fn the_page_for_frames_passes_attributes_on() {
    let rubrics = encoded("Спорт|Мир");
    let page =
        get(&format!("/embed/frame?key=vk_1&mode=dropdown&rubric={rubrics}&per-page=5&url-state")).await;
    let element = "<vestnik-search endpoint=\"/\" key=\"vk_1\" mode=\"dropdown\" rubric=\"Спорт|Мир\" per-page=\"5\" \
         target=\"_top\" url-state=\"\">";
    assert!(page.body.contains(element), "{}", page.body);
    for asset in [&WIDGET, &FRAME] {
        assert!(page.body.contains(&format!("src=\"{}\"", asset.pinned_path())), "{}", page.body);
    }
    assert!(page.body.contains("<input type=\"hidden\" name=\"key\" value=\"vk_1\">"), "{}", page.body);
    assert!(page.body.contains("<html lang=\"ru\">"), "{}", page.body);
    let english = get("/embed/frame?lang=en").await;
    assert!(english.body.contains("<html lang=\"en\">") && english.body.contains("<button>Search</button>"));
}

#[tokio::test]
async fn whatever_the_address_says_stays_text() {
    let hostile = encoded(HOSTILE);
    for name in ["q", "key", "rubric", "source", "placeholder", "label", "hotkey"] {
        // The snippet is HTML that is shown as text.
        let table = [
            ("/embed/frame", "&quot;&gt;&lt;script&gt;"),
            ("/embed", "&amp;quot;&amp;gt;&amp;lt;script&amp;gt;"),
        ];
        for (path, escaped) in table {
            let page = get(&format!("{path}?{name}={hostile}")).await;
            assert!(!page.body.contains("<script>"), "{path} {name}: {}", page.body);
            assert!(page.body.contains(escaped), "{path} {name}: {}", page.body);
        }
    }
    let ignored =
        ["mode", "period", "theme", "target", "url-state", "onclick", "endpoint", "accent", "font", "lang"];
    for name in ignored {
        for path in ["/embed/frame", "/embed"] {
            let page = get(&format!("{path}?{name}={hostile}&{hostile}={hostile}")).await;
            assert!(!page.body.contains("alert(1)"), "{path} {name}: {}", page.body);
        }
    }
    get("/embed/frame?q=%ff&%zz&=&&key").await;
}

#[tokio::test]
async fn pages_run_no_script_but_their_own() {
    for (path, ancestors) in
        [("/embed/frame", "frame-ancestors 'self' http"), ("/embed", "frame-ancestors 'none'")]
    {
        let page = get(path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(policy.contains(ancestors) && policy.contains("base-uri 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("x-frame-options"), "");
        assert!(
            page.body.matches("<script").count()
                == page.body.matches("<script type=\"module\" src=\"/").count()
        );
        for inline in [" style=\"", " onclick=", "<style"] {
            let html = page.body.replace("&lt;style", "");
            assert!(!html.contains(inline), "{path}: {inline}");
        }
    }
}

#[tokio::test]
async fn a_frame_looks_as_its_address_asks() {
    let page = get("/embed/frame?accent=%230055aa&radius=4").await;
    let href = "href=\"/embed/frame.css?accent=%230055aa&amp;radius=4\"";
    assert!(page.body.contains(href), "{}", page.body);
    let style = get("/embed/frame.css?accent=%230055aa&radius=4&font=x%7D").await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(
        style.body.contains("--vestnik-accent: #0055aa;") && style.body.contains("--vestnik-radius: 4px;")
    );
    assert!(!style.body.contains("--vestnik-font"), "{}", style.body);
    assert!(get("/embed/frame").await.body.contains("href=\"/embed/frame.css\""));
}

#[tokio::test]
async fn the_page_writes_the_snippet_for_the_form_as_it_was_sent() {
    let page =
        get(&format!("/embed?mode=dialog&rubric={}&lock=rubric&key=vk_1&from=", encoded("Спорт"))).await;
    assert!(page.body.contains("<html lang=\"ru\">") && page.body.contains("Поиск на вашем сайте"));
    let tag = "&lt;vestnik-search endpoint=&quot;http://127.0.0.1:7700&quot; key=&quot;vk_1&quot; \
         mode=&quot;dialog&quot; rubric=&quot;Спорт&quot; lock=&quot;rubric&quot;&gt;";
    assert!(page.body.contains(tag), "{}", page.body);
    let preview = format!("src=\"/embed/frame?key=vk_1&amp;mode=dialog&amp;rubric={}", encoded("Спорт"));
    assert!(page.body.contains(&preview), "{}", page.body);
    let controls = [
        "<input type=\"radio\" name=\"mode\" value=\"dialog\" checked>",
        "<input type=\"checkbox\" name=\"rubric\" value=\"Спорт\" checked>",
        "<input type=\"checkbox\" name=\"rubric\" value=\"Политика\">",
        "<input type=\"checkbox\" name=\"lock\" value=\"rubric\" checked>",
        "<form class=\"settings\" id=\"embed-form\" action=\"/embed\" method=\"get\"",
    ];
    for control in controls {
        assert!(page.body.contains(control), "{control}: {}", page.body);
    }
    assert!(page.body.contains(&format!("src=\"{}\"", PAGE.pinned_path())), "{}", page.body);
}

#[tokio::test]
async fn the_page_speaks_english_and_the_search_its_own_language() {
    let page = get("/embed?lang=en&language=ru").await;
    assert!(page.body.contains("<html lang=\"en\">") && page.body.contains("Search on your site"));
    assert!(page.body.contains("<input type=\"hidden\" name=\"lang\" value=\"en\">"), "{}", page.body);
    assert!(page.body.contains("endpoint=&quot;http://127.0.0.1:7700&quot; lang=&quot;ru&quot;&gt;"));
    assert!(page.body.contains("<option value=\"ru\" selected>"), "{}", page.body);
}

#[tokio::test]
async fn the_script_of_the_page_gets_the_same_snippets() {
    let question =
        format!("lang=en&q={}&pin=on&endpoint={}", encoded(HOSTILE), encoded("https://news.example/"));
    let answer = get(&format!("/embed/snippet?{question}")).await;
    assert_eq!(answer.header("content-type"), "application/json");
    let answer: Value = answer.json();
    let tag = answer["snippets"]["tag"].as_str().unwrap();
    let source = format!("src=\"https://news.example{}\"", WIDGET.pinned_path());
    let integrity = format!("integrity=\"{}\" crossorigin=\"anonymous\"", WIDGET.integrity());
    assert!(tag.contains(&source) && tag.contains(&integrity), "{tag}");
    assert!(tag.contains("q=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""), "{tag}");
    assert_eq!(tag.matches("<script").count(), 1, "{tag}");
    assert!(answer["snippets"]["frame"].as_str().unwrap().contains(&FRAME_HOST.pinned_path()));
    assert_eq!(
        answer["frame_path"],
        format!("/embed/frame?q={}", "%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E")
    );
    let page = get(&format!("/embed?{question}")).await;
    for (name, text) in answer["snippets"].as_object().unwrap() {
        let escaped = maud::html! { (text.as_str().unwrap()) }.into_string();
        assert!(page.body.contains(&format!("<code data-snippet=\"{name}\">{escaped}</code>")), "{name}");
    }
}

#[tokio::test]
async fn the_snippet_names_the_address_that_the_operator_states() {
    let archive = TestArchive::empty();
    let state =
        archive.state_with(|settings| "https://search.example.ru".clone_into(&mut settings.public_url));
    let page = send(router(state), Request::get("/embed").header("host", "10.0.0.1:7700")).await;
    assert!(
        page.body.contains("src=&quot;https://search.example.ru/embed/v1/vestnik.js&quot;"),
        "{}",
        page.body
    );
    // There are no rubrics to tick, so they can be typed.
    assert!(page.body.contains("<input type=\"text\" name=\"rubric\">"), "{}", page.body);
}

#[tokio::test]
async fn every_control_of_the_page_has_a_label() {
    let page = get("/embed").await.body;
    let form = page.split_once("<form").unwrap().1.split_once("</form>").unwrap().0;
    let mut is_labelled = false;
    for tag in form.split('<').skip(1) {
        match tag.split([' ', '>']).next().unwrap() {
            "label" => is_labelled = true,
            "/label" => is_labelled = false,
            "input" | "select" => assert!(is_labelled || tag.contains("aria-label="), "{tag}"),
            _ => {}
        }
    }
    assert_eq!(form.matches("<fieldset").count(), form.matches("<legend").count());
}
