use std::collections::HashMap;

use vestnik_schema::{Article, id_key, url_key};

/// What was applied since the last commit: searches and segments do not show it yet.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    /// By the key of each id that an article goes by: the key of its main id, or `None` if it is gone.
    names: HashMap<u64, Option<u64>>,
    urls: HashMap<u64, u64>,
    articles: HashMap<u64, Pending>,
}

/// What must be known of an article that is not committed yet.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    pub(super) id: Box<str>,
    pub(super) version: u64,
    pub(super) updated_at: Option<i64>,
    pub(super) has_body: bool,
    pub(super) aliases: Vec<String>,
    pub(super) url: Option<u64>,
}

/// What an overlay says of a name.
pub(super) enum Overlaid<'a> {
    Article(&'a Pending),
    Gone,
    /// Ask the segments.
    Nothing,
}

impl Overlay {
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn put(&mut self, article: &Article, version: u64, aliases: &[String]) {
        let key = id_key(&article.id);
        let url = article.url.as_deref().and_then(url_key);
        for name in aliases.iter().map(|alias| id_key(alias)).chain([key]) {
            self.names.insert(name, Some(key));
        }
        if let Some(url) = url {
            self.urls.insert(url, key);
        }
        let pending = Pending {
            id: article.id.as_str().into(),
            version,
            updated_at: article.updated_at.map(|moment| moment.as_second()),
            has_body: !article.body.is_empty(),
            aliases: aliases.to_vec(),
            url,
        };
        self.articles.insert(key, pending);
    }

    pub(super) fn remove(&mut self, id: &str) {
        let key = id_key(id);
        if let Some(pending) = self.articles.remove(&key) {
            for alias in &pending.aliases {
                self.names.insert(id_key(alias), None);
            }
        }
        self.names.insert(key, None);
    }

    /// What became of the article with the key of one of its names.
    pub(super) fn of_name(&self, key: u64) -> Overlaid<'_> {
        match self.names.get(&key) {
            None => Overlaid::Nothing,
            Some(None) => Overlaid::Gone,
            Some(Some(main)) => self.articles.get(main).map_or(Overlaid::Gone, Overlaid::Article),
        }
    }

    pub(super) fn of_url(&self, url: u64) -> Option<&Pending> {
        let pending = self.articles.get(self.urls.get(&url)?)?;
        (pending.url == Some(url)).then_some(pending)
    }
}
