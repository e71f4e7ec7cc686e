use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use crate::link::{Module, link};

/// Bytes of the hash that an address carries: enough to tell versions apart; `integrity` is the whole one.
const ADDRESS_BYTES: usize = 8;

macro_rules! modules {
    ($($name:literal)*) => {
        &[$(Module { name: $name, source: include_str!(concat!("../js/", $name)) }),*]
    };
}

/// All of `js/`.
const MODULES: &[Module] = modules![
    "address.js"
    "announcer.js"
    "client.js"
    "dom.js"
    "element.js"
    "embed-page.js"
    "filters.js"
    "frame-host.js"
    "frame.js"
    "hits.js"
    "links.js"
    "question.js"
    "settings.js"
    "shell.js"
    "styles.js"
    "suggestions.js"
    "texts.js"
    "vestnik.js"
    "view.js"
];

/// A script as it is served.
#[derive(Debug)]
pub struct Asset {
    name: &'static str,
    content: String,
    hash: String,
    integrity: String,
}

/// The element `<vestnik-search>`.
pub static WIDGET: LazyLock<Asset> = LazyLock::new(|| Asset::linked("vestnik"));
/// For the page that holds an iframe: gives it the height that it reports.
pub static FRAME_HOST: LazyLock<Asset> = LazyLock::new(|| Asset::linked("frame-host"));
/// For the page inside of an iframe: reports to the page around it.
pub static FRAME: LazyLock<Asset> = LazyLock::new(|| Asset::linked("frame"));
/// For the page that shows a site's owner their snippet.
pub static PAGE: LazyLock<Asset> = LazyLock::new(|| Asset::linked("embed-page"));

/// All that is served.
pub fn assets() -> [&'static Asset; 4] {
    [&WIDGET, &FRAME_HOST, &FRAME, &PAGE]
}

impl Asset {
    fn linked(name: &'static str) -> Self {
        let script = link(MODULES, &format!("{name}.js"))
            // A test makes sure that this is never served.
            .unwrap_or_else(|error| format!("console.error({:?});\n", format!("{error:?}")));
        let licence =
            concat!("/*! Vestnik ", env!("CARGO_PKG_VERSION"), ", ", env!("CARGO_PKG_LICENSE"), " */\n");
        Self::new(name, licence.to_owned() + &script)
    }

    fn new(name: &'static str, content: String) -> Self {
        let digest = Sha384::digest(content.as_bytes());
        let hash = digest.iter().take(ADDRESS_BYTES).map(|byte| format!("{byte:02x}")).collect();
        let integrity = format!("sha384-{}", STANDARD.encode(digest));
        Self { name, content, hash, integrity }
    }

    /// Name without hash and extension.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The script.
    pub fn content(&self) -> &str {
        &self.content
    }

    /// 16 hexadecimal digits that change with the content.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The value of the attribute `integrity` of a tag that loads this content and no other.
    pub fn integrity(&self) -> &str {
        &self.integrity
    }

    /// Path at which the server has the newest version.
    pub fn path(&self) -> String {
        format!("/embed/v1/{}.js", self.name)
    }

    /// Path at which the server has this version.
    pub fn pinned_path(&self) -> String {
        format!("/embed/v1/{}.{}.js", self.name, self.hash)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::path::Path;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    /// What readers of other sites are asked to load for a search.
    const MAX_GZIP_BYTES: usize = 15_000;

    #[test]
    fn every_module_is_known_and_links() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("js");
        let mut files: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let names: Vec<&str> = MODULES.iter().map(|module| module.name).collect();
        assert_eq!(files, names);
        for asset in assets() {
            assert!(
                link(MODULES, &format!("{}.js", asset.name)).is_ok_and(|script| !script.is_empty()),
                "{asset:?}"
            );
        }
    }

    #[test]
    fn nothing_of_modules_is_left() {
        for asset in assets() {
            assert!(asset.content.starts_with("/*! Vestnik "), "{}", asset.content);
            for line in asset.content.lines().skip(1) {
                let is_left =
                    ["import ", "export ", "//", "/*", " *"].iter().any(|start| line.starts_with(start));
                assert!(!is_left || line.starts_with(" */"), "{}: {line}", asset.name);
            }
        }
        assert!(WIDGET.content.contains("customElements.define('vestnik-search'"), "{}", WIDGET.content);
    }

    #[test]
    fn the_search_is_small_on_the_way() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(WIDGET.content.as_bytes()).unwrap();
        let size = encoder.finish().unwrap().len();
        assert!(size <= MAX_GZIP_BYTES, "{size} bytes");
    }

    #[test]
    fn addresses_and_hashes_belong_to_the_content() {
        let asset = Asset::new("x", "abc".to_owned());
        // The example of FIPS 180.
        assert_eq!(
            asset.integrity,
            "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn"
        );
        assert_eq!(asset.hash, "cb00753f45a35e8b");
        assert_eq!(asset.path(), "/embed/v1/x.js");
        assert_eq!(asset.pinned_path(), "/embed/v1/x.cb00753f45a35e8b.js");
        assert_ne!(Asset::new("x", "abd".to_owned()).hash, asset.hash);
    }
}
