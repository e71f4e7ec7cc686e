//! The texts that a site's owner copies.

use crate::asset::{Asset, FRAME_HOST, WIDGET};
use crate::write::{html, js, query};
use crate::{Attributes, Endpoint, Style, Texts};

/// Height of an iframe, px, until the script has told the right one.
const FRAME_HEIGHT: u32 = 480;

/// How a search is embedded.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Where the server is.
    pub endpoint: Endpoint,
    /// How the element behaves.
    pub attributes: Attributes,
    /// How it looks.
    pub style: Style,
    /// Whether the script is that of today for ever: its address carries its hash, and browsers check it.
    pub pinned: bool,
}

/// A [`Setup`] as text for the pages of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippets {
    /// HTML: script and element.
    pub tag: String,
    /// HTML: an iframe and the script that gives it its height.
    pub frame: String,
    /// A module that points InstantSearch at the server.
    pub instantsearch: String,
    /// A component of React.
    pub react: String,
    /// A component of Vue.
    pub vue: String,
    /// What the Content-Security-Policy of a page with the element has to allow.
    pub policy: String,
    /// What that of a page with the iframe has to allow.
    pub frame_policy: String,
}

impl Setup {
    /// Writes all snippets.
    pub fn snippets(&self) -> Snippets {
        let origin = self.endpoint.origin();
        Snippets {
            tag: self.tag(),
            frame: self.frame(),
            instantsearch: self.instantsearch(),
            react: self.react(),
            vue: self.vue(),
            policy: format!(
                "Content-Security-Policy: script-src {origin}; connect-src {origin}; form-action {origin}; img-src https:"
            ),
            frame_policy: format!("Content-Security-Policy: script-src {origin}; frame-src {origin}"),
        }
    }

    /// Path and query string of the page that an iframe shows.
    pub fn frame_path(&self) -> String {
        let style = self.style.pairs();
        let style = style.iter().map(|(name, value)| (*name, value.as_str()));
        match query(self.attributes.iter().chain(style)) {
            query if query.is_empty() => "/embed/frame".to_owned(),
            query => format!("/embed/frame?{query}"),
        }
    }

    fn tag(&self) -> String {
        let css = self.style.css();
        let css = if css.is_empty() { css } else { format!("<style>\n{css}</style>\n") };
        format!(
            "{}\n{css}<vestnik-search{}>\n{}</vestnik-search>\n",
            self.script(&WIDGET),
            self.attributes_html(),
            self.form()
        )
    }

    fn frame(&self) -> String {
        let source = html(&format!("{}{}", self.endpoint.as_str(), self.frame_path()));
        let title = html(Texts::of(&self.attributes).label);
        format!(
            "<iframe src=\"{source}\" title=\"{title}\" width=\"100%\" height=\"{FRAME_HEIGHT}\" style=\"border: 0\"></iframe>\n{}\n",
            self.script(&FRAME_HOST)
        )
    }

    fn instantsearch(&self) -> String {
        let host = js(&format!("{}{}", self.endpoint.host(), self.endpoint.path()));
        let scheme = js(self.endpoint.scheme());
        let key = js(self.attributes.get("key").unwrap_or("none"));
        format!(
            "import {{ liteClient }} from 'algoliasearch/lite';\n\
             import instantsearch from 'instantsearch.js';\n\
             import {{ hits, searchBox }} from 'instantsearch.js/es/widgets';\n\n\
             const searchClient = liteClient('vestnik', {key}, {{\n  \
               hosts: [{{ url: {host}, protocol: {scheme}, accept: 'readWrite' }}],\n\
             }});\n\
             const search = instantsearch({{ indexName: 'news', searchClient }});\n\
             search.addWidgets([searchBox({{ container: '#search' }}), hits({{ container: '#hits' }})]);\n\
             search.start();\n"
        )
    }

    fn react(&self) -> String {
        let style = self.style.properties();
        let style: Vec<String> =
            style.iter().map(|(name, value)| format!("{}: {}", js(name), js(value))).collect();
        let style = if style.is_empty() {
            String::new()
        } else {
            format!("\n      style={{{{ {} }}}}", style.join(", "))
        };
        format!(
            "import 'vestnik-search';\n\n\
             export function Search() {{\n  \
               return (\n    \
                 <vestnik-search{}{style}\n    />\n  \
               );\n\
             }}\n",
            self.attributes_of_component("\n      "),
        )
    }

    fn vue(&self) -> String {
        let style = self.style.properties();
        let style: Vec<String> = style.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let style = if style.is_empty() {
            String::new()
        } else {
            format!("\n    style=\"{}\"", html(&style.join("; ")))
        };
        format!(
            "<script setup>\nimport 'vestnik-search';\n</script>\n\n\
             <template>\n  <vestnik-search{}{style}\n  ></vestnik-search>\n</template>\n",
            self.attributes_of_component("\n    "),
        )
    }

    fn script(&self, asset: &Asset) -> String {
        let endpoint = self.endpoint.as_str();
        if self.pinned {
            let (path, integrity) = (asset.pinned_path(), asset.integrity());
            return format!(
                "<script type=\"module\" src=\"{endpoint}{path}\"\n  integrity=\"{integrity}\" crossorigin=\"anonymous\"></script>"
            );
        }
        format!("<script type=\"module\" src=\"{endpoint}{}\"></script>", asset.path())
    }

    fn attributes_html(&self) -> String {
        let endpoint = ("endpoint", self.endpoint.as_str());
        let attributes = std::iter::once(endpoint).chain(self.attributes.iter());
        attributes
            .map(|(name, value)| match value {
                "" => format!(" {name}"),
                value => format!(" {name}=\"{}\"", html(value)),
            })
            .collect()
    }

    /// Each behind its own `margin`. Frameworks keep the name `key` for themselves, so the key goes by its other name.
    fn attributes_of_component(&self, margin: &str) -> String {
        let endpoint = ("endpoint", self.endpoint.as_str());
        let attributes = std::iter::once(endpoint).chain(self.attributes.iter());
        let attributes =
            attributes.map(|(name, value)| (if name == "key" { "api-key" } else { name }, value));
        attributes.map(|(name, value)| format!("{margin}{name}=\"{}\"", html(value))).collect()
    }

    /// The form that leads to the results page until the script has run, and where it never does.
    fn form(&self) -> String {
        let texts = Texts::of(&self.attributes);
        let label = html(self.attributes.get("label").unwrap_or(texts.label));
        let placeholder = self.attributes.get("placeholder").unwrap_or(texts.placeholder);
        let hidden: String = self
            .attributes
            .form_fields()
            .iter()
            .map(|(name, value)| {
                format!("    <input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", html(value))
            })
            .collect();
        let query =
            self.attributes.get("q").map(|query| format!(" value=\"{}\"", html(query))).unwrap_or_default();
        format!(
            "  <form method=\"get\" action=\"{}/\">\n    \
                 <input type=\"search\" name=\"q\"{query} aria-label=\"{label}\" placeholder=\"{}\">\n\
                 {hidden}    <button>{}</button>\n  </form>\n",
            self.endpoint.as_str(),
            html(placeholder),
            texts.search,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup(pairs: &[(&str, &str)]) -> Setup {
        Setup {
            endpoint: Endpoint::read("https://search.example").unwrap(),
            attributes: Attributes::read(pairs),
            style: Style::read(pairs),
            pinned: false,
        }
    }

    #[test]
    fn the_tag_is_a_script_and_an_element_with_a_form() {
        let pairs = [
            ("key", "vk_1"),
            ("mode", "dialog"),
            ("rubric", "Спорт|Мир"),
            ("url-state", ""),
            ("radius", "4"),
        ];
        let expected = r#"<script type="module" src="https://search.example/embed/v1/vestnik.js"></script>
<style>
vestnik-search {
  --vestnik-radius: 4px;
}
</style>
<vestnik-search endpoint="https://search.example" key="vk_1" mode="dialog" rubric="Спорт|Мир" url-state>
  <form method="get" action="https://search.example/">
    <input type="search" name="q" aria-label="Поиск по архиву" placeholder="Имя, событие, тема">
    <input type="hidden" name="key" value="vk_1">
    <input type="hidden" name="rubric" value="Спорт">
    <input type="hidden" name="rubric" value="Мир">
    <button>Найти</button>
  </form>
</vestnik-search>
"#;
        assert_eq!(setup(&pairs).snippets().tag, expected);
    }

    #[test]
    fn no_value_gets_out_of_its_place() {
        let hostile = "\"></script><script>alert('1')</script>{{x}}";
        let names = ["key", "q", "rubric", "source", "hotkey", "placeholder", "label"];
        for name in names {
            let Snippets { tag, frame, instantsearch, react, vue, .. } = setup(&[(name, hostile)]).snippets();
            for text in [&tag, &frame, &instantsearch, &react, &vue] {
                let scripts = text.matches("<script").count();
                assert!(scripts <= 1 && !text.contains("alert('1')</script>"), "{name}: {text}");
                assert!(!text.contains(hostile), "{name}: {text}");
            }
        }
    }

    #[test]
    fn a_pinned_script_is_the_one_that_is_served() {
        let pinned = Setup { pinned: true, ..setup(&[]) };
        let Snippets { tag, frame, .. } = pinned.snippets();
        for (text, asset) in [(tag, &WIDGET), (frame, &FRAME_HOST)] {
            let source = format!("src=\"https://search.example{}\"", asset.pinned_path());
            let integrity = format!("integrity=\"{}\" crossorigin=\"anonymous\"", asset.integrity());
            assert!(text.contains(&source) && text.contains(&integrity), "{text}");
        }
        assert!(!setup(&[]).snippets().tag.contains("integrity"));
    }

    #[test]
    fn an_iframe_has_the_attributes_in_its_address() {
        let frame = setup(&[("key", "vk_1"), ("q", "a&b \"c\""), ("accent", "#0055aa")]).snippets().frame;
        let source =
            "src=\"https://search.example/embed/frame?key=vk_1&amp;q=a%26b%20%22c%22&amp;accent=%230055aa\"";
        assert!(frame.contains(source), "{frame}");
        assert_eq!(setup(&[]).frame_path(), "/embed/frame");
    }

    #[test]
    fn frameworks_get_the_key_past_their_own_one() {
        let pairs = [("key", "vk_\"1"), ("per-page", "5"), ("accent", "#0055aa")];
        let Snippets { react, vue, .. } = setup(&pairs).snippets();
        let attributes =
            "endpoint=\"https://search.example\"\n      api-key=\"vk_&quot;1\"\n      per-page=\"5\"";
        assert!(react.contains(&format!("<vestnik-search\n      {attributes}\n")), "{react}");
        assert!(react.contains("style={{ '--vestnik-accent': '#0055aa', "), "{react}");
        assert!(vue.contains(&attributes.replace("\n      ", "\n    ")), "{vue}");
        assert!(vue.contains("style=\"--vestnik-accent: #0055aa; "), "{vue}");
        let Snippets { react, vue, .. } = setup(&[]).snippets();
        assert!(!react.contains("key") && !vue.contains("key"), "{react}{vue}");
    }

    #[test]
    fn a_server_below_a_path_is_asked_there() {
        let endpoint = Endpoint::read("https://site.example/archive/").unwrap();
        let snippets = Setup { endpoint, ..setup(&[("key", "vk_1")]) }.snippets();
        assert!(
            snippets.tag.contains("src=\"https://site.example/archive/embed/v1/vestnik.js\""),
            "{}",
            snippets.tag
        );
        let client = "liteClient('vestnik', 'vk_1', {\n  hosts: [{ url: 'site.example/archive', protocol: 'https', accept";
        assert!(snippets.instantsearch.contains(client), "{}", snippets.instantsearch);
        assert!(snippets.policy.contains("script-src https://site.example;"), "{}", snippets.policy);
    }

    #[test]
    fn the_form_speaks_the_language_of_the_element() {
        let tag = setup(&[("lang", "en"), ("label", "Find & read")]).snippets().tag;
        assert!(
            tag.contains("<button>Search</button>") && tag.contains("aria-label=\"Find &amp; read\""),
            "{tag}"
        );
        assert!(tag.contains("name=\"lang\" value=\"en\""), "{tag}");
    }
}
