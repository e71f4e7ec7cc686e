use tantivy::TantivyDocument;
use tantivy::schema::Value;

use crate::{Article, Fields, SchemaError, url_key};

/// Turns an article into the document that is indexed. `aliases` are other ids that it goes by.
///
/// # Errors
/// [`SchemaError::Encode`] if the article cannot be written as JSON.
pub fn to_document(
    article: &Article,
    aliases: &[String],
    fields: &Fields,
) -> Result<TantivyDocument, SchemaError> {
    let json = encode(article)?;
    let mut document = TantivyDocument::default();
    document.add_text(fields.id, &article.id);
    for alias in aliases {
        document.add_text(fields.id, alias);
        document.add_text(fields.aliases, alias);
    }
    if let Some(key) = article.url.as_deref().and_then(url_key) {
        document.add_u64(fields.url_key, key);
    }
    document.add_u64(fields.id_key, id_key(&article.id));
    document.add_u64(fields.fingerprint, hash_bytes(&json));
    document.add_bytes(fields.article, &json);
    if let Some(moment) = article.published_at {
        document.add_i64(fields.published, moment.as_second());
    }
    if let Some(moment) = article.expires_at {
        document.add_i64(fields.expires, moment.as_second());
    }
    document.add_text(fields.title, &article.title);
    document.add_text(fields.title_forms, &article.title);
    for text in article.searchable_texts() {
        document.add_text(fields.text, text);
        document.add_text(fields.text_forms, text);
    }
    let facets =
        [(fields.rubric, &article.rubrics), (fields.tag, &article.tags), (fields.author, &article.authors)];
    for (field, values) in facets {
        values.iter().for_each(|value| document.add_text(field, value));
    }
    article.source.iter().for_each(|source| document.add_text(fields.source, source));
    Ok(document)
}

/// Reads the article back from a stored document.
///
/// # Errors
/// [`SchemaError::Decode`] if the document carries no article or one that cannot be read.
pub fn from_document(document: &TantivyDocument, fields: &Fields) -> Result<Article, SchemaError> {
    let bytes = document.get_first(fields.article).and_then(|value| value.as_bytes()).unwrap_or_default();
    serde_json::from_slice(bytes).map_err(SchemaError::Decode)
}

/// The other ids that the article of a stored document goes by.
pub fn aliases_of(document: &TantivyDocument, fields: &Fields) -> Vec<String> {
    document.get_all(fields.aliases).filter_map(|value| Some(value.as_str()?.to_owned())).collect()
}

/// Hash of an article's whole content; equal for two articles that index identically.
///
/// # Errors
/// [`SchemaError::Encode`] if the article cannot be written as JSON.
pub fn fingerprint(article: &Article) -> Result<u64, SchemaError> {
    Ok(hash_bytes(&encode(article)?))
}

/// The tie-breaking key of an article id.
pub fn id_key(id: &str) -> u64 {
    hash_bytes(id.as_bytes())
}

/// Hash of several strings that keeps their borders apart.
pub(crate) fn hash_parts<'a>(parts: impl IntoIterator<Item = &'a str>) -> u64 {
    let mut joined = Vec::new();
    for part in parts {
        joined.extend_from_slice(part.as_bytes());
        joined.push(0xff);
    }
    hash_bytes(&joined)
}

impl Article {
    /// Every text of the article that a word without a field name is searched in.
    pub fn searchable_texts(&self) -> impl Iterator<Item = &str> {
        [self.title.as_str(), self.lead.as_str(), self.body.as_str()]
            .into_iter()
            .chain(self.captions.iter().map(String::as_str))
            .chain(self.tags.iter().map(String::as_str))
            .chain(self.authors.iter().map(String::as_str))
            .filter(|text| !text.is_empty())
    }
}

fn encode(article: &Article) -> Result<Vec<u8>, SchemaError> {
    serde_json::to_vec(article).map_err(SchemaError::Encode)
}

/// FNV-1a with a final avalanche (the 64-bit finaliser of MurmurHash3), so that similar ids spread evenly.
/// It is part of the index format: a std hasher may change between releases.
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_gives_its_article_back() {
        let (_, fields) = Fields::build();
        let article = Article {
            id: "1".to_owned(),
            title: "Заголовок".to_owned(),
            captions: vec!["Фото".to_owned()],
            published_at: Some("2016-07-15T06:12:00Z".parse().unwrap()),
            ..Article::default()
        };
        let document = to_document(&article, &["2".to_owned()], &fields).unwrap();
        assert_eq!(from_document(&document, &fields).unwrap(), article);
        assert_eq!(aliases_of(&document, &fields), ["2"]);
    }

    #[test]
    fn the_fingerprint_sees_every_change() {
        let article =
            Article { id: "1".to_owned(), title: "Заголовок".to_owned(), ..Article::default() };
        let changed = Article { lead: "Новое".to_owned(), ..article.clone() };
        assert_eq!(fingerprint(&article).unwrap(), fingerprint(&article.clone()).unwrap());
        assert_ne!(fingerprint(&article).unwrap(), fingerprint(&changed).unwrap());
    }

    #[test]
    fn hashes_are_part_of_the_format() {
        assert_eq!(id_key(""), 0xefd0_1f60_ba99_2926);
        assert_eq!(id_key("politika-1"), id_key("politika-1"));
        assert_ne!(id_key("politika-1"), id_key("politika-2"));
    }
}
