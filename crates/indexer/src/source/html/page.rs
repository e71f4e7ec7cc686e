use dom_query::{Document, Selection};
use url::Url;
use vestnik_schema::canonical_url;

/// A page and where it was found.
pub(super) struct Page {
    pub(super) document: Document,
    base: Option<Url>,
    address: Option<String>,
}

impl Page {
    pub(super) fn new(document: Document, address: Option<&str>) -> Self {
        let address_url = address.and_then(|address| Url::parse(address).ok());
        let stated = document.select_single("base[href]").attr("href");
        let base = match (&address_url, stated) {
            (Some(address), Some(stated)) => address.join(&stated).ok(),
            (None, Some(stated)) => Url::parse(&stated).ok(),
            (_, None) => None,
        };
        Self { document, base: base.or(address_url), address: address.map(str::to_owned) }
    }

    /// An address in the page, made absolute. Without anything to begin at, relative ones are nothing.
    pub(super) fn absolute(&self, address: &str) -> Option<String> {
        let address = address.trim();
        let url = match &self.base {
            Some(base) => base.join(address).ok()?,
            None if address.starts_with("//") => Url::parse(&format!("https:{address}")).ok()?,
            None => Url::parse(address).ok()?,
        };
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    }

    /// The address of an article. One of a whole site, as careless templates state it, is none.
    pub(super) fn article_address(&self, address: &str) -> Option<String> {
        self.absolute(address).filter(|address| canonical_url(address).is_some())
    }

    /// Where the page was found.
    pub(super) fn own_address(&self) -> Option<String> {
        self.address.as_deref().and_then(|address| self.article_address(address))
    }

    pub(super) fn is_closed_to_robots(&self) -> bool {
        self.document.select("meta[name]").iter().any(|meta| {
            let is_robots = attribute(&meta, "name").is_some_and(|name| name.eq_ignore_ascii_case("robots"));
            let content = attribute(&meta, "content").unwrap_or_default().to_ascii_lowercase();
            is_robots && content.split(',').any(|word| matches!(word.trim(), "noindex" | "none"))
        })
    }
}

/// An attribute that is not blank.
pub(super) fn attribute(element: &Selection<'_>, name: &str) -> Option<String> {
    let value = element.attr(name)?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The text of an element in one line, if there is any.
pub(super) fn line(element: &Selection<'_>) -> Option<String> {
    let text = crate::clean::line(&escaped(&element.text()));
    (!text.is_empty()).then_some(text)
}

/// A text that is none of HTML, for where HTML is expected.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
