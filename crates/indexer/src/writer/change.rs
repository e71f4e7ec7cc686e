use serde::{Deserialize, Serialize};
use vestnik_schema::Article;

/// What happens to the index. Entries of the journal are changes as JSON, so names and meanings here are for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub(crate) enum Change {
    /// The article takes the place of all that go by its id and of those `absorbed`.
    Put {
        article: Box<Article>,
        /// Other ids that it goes by.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        aliases: Vec<String>,
        /// Ids of articles that turned out to be this one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        absorbed: Vec<String>,
        /// Nothing in the index goes by its id.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_new: bool,
    },
    /// The article waits outside of the index for the end of its embargo.
    Hold {
        article: Box<Article>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        aliases: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        absorbed: Vec<String>,
    },
    /// The article is gone.
    Remove {
        id: String,
        /// What is remembered of it, so that nothing older brings it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mark: Option<Mark>,
        /// Keys of its names and of its address, which the mark is looked up by.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<u64>,
    },
}

/// What is remembered of an article that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Version time of what was taken back, else when it was taken back; in Unix seconds.
    pub(crate) until: i64,
    /// The newsroom withdrew it; otherwise it was deleted by hand.
    pub(crate) withdrawn: bool,
}
