use jiff::Timestamp;
use vestnik_schema::{
    Action, Article, Effect, Origin, Precondition, Rejection, Written, fingerprint, id_key, url_key,
};

use super::article_writer::ArticleWriter;
use super::change::{Change, Mark};
use super::register::keys_of;
use crate::IndexError;

/// An operation whose content has been read.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) action: Action,
    pub(crate) id: String,
    /// The article as it is to be; what is not to be deleted has one.
    pub(crate) article: Option<Box<Article>>,
    pub(crate) precondition: Option<Precondition>,
    pub(crate) origin: Origin,
    pub(crate) warnings: Vec<String>,
}

/// What is to be done about a request.
#[derive(Debug)]
pub(crate) enum Decision {
    Change(Box<Change>, Written),
    Nothing(Written),
    Rejected(Rejection),
}

/// What must be known of an article to decide about its next version.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) version: u64,
    pub(super) updated_at: Option<i64>,
    pub(super) has_body: bool,
    pub(super) aliases: Vec<String>,
    /// Key of its address.
    pub(super) url: Option<u64>,
    /// It waits for the end of its embargo.
    pub(super) is_held: bool,
}

impl ArticleWriter {
    /// What a request does to the index as it is with all changes applied so far. Nothing is changed yet.
    pub(crate) fn decide(&self, request: Request, now: Timestamp) -> Result<Decision, IndexError> {
        if let Some(version) = self.unchanged(&request)? {
            let Request { id, warnings, .. } = request;
            return Ok(Decision::Nothing(Written {
                id,
                effect: Effect::Unchanged,
                version: Some(version),
                warnings,
            }));
        }
        let mut known = self.known(&request.id)?;
        if known.is_none()
            && request.action == Action::Delete
            && let Some(key) = url_key(&request.id)
        {
            // Who follows pages knows their addresses, and not by which ids the archive has their articles.
            known = self.known_by_url(key)?;
        }
        if let Some(rejection) = unmet(&request, known.as_ref()) {
            return Ok(Decision::Rejected(rejection));
        }
        match request.article {
            None => Ok(delete(&request.id, known, now)),
            Some(article) => {
                let request = Request { article: None, ..request };
                self.decide_article(*article, &request, known, now)
            }
        }
    }

    /// The version of an article that is sent again just as it is. Asked first: it is the commonest case, and what is
    /// stored need not be read for it.
    fn unchanged(&self, request: &Request) -> Result<Option<u64>, IndexError> {
        let is_plain = request.precondition.is_none() && request.action != Action::Create;
        match &request.article {
            Some(article) if is_plain && !article.withdrawn && article.id == request.id => {
                let version = fingerprint(article)?;
                Ok(self.has_version(&request.id, version)?.then_some(version))
            }
            _ => Ok(None),
        }
    }

    fn decide_article(
        &self,
        mut article: Article,
        request: &Request,
        known: Option<Known>,
        now: Timestamp,
    ) -> Result<Decision, IndexError> {
        let same_address = match article.url.as_deref().and_then(url_key) {
            Some(key) => self.known_by_url(key)?,
            None => None,
        };
        let Known { id: asked, .. } = known.clone().unwrap_or_else(|| Known::none(&request.id));
        let mut aliases = known.as_ref().map(|known| known.aliases.clone()).unwrap_or_default();
        let mut absorbed = Vec::new();
        article.id = asked;
        let (before, is_renamed) = match (known, same_address) {
            (known, None) => (known, false),
            (Some(known), Some(other)) if known.id == other.id => (Some(known), false),
            // Two articles turn out to be one: it goes by the id that was asked for.
            (Some(known), Some(other)) => {
                aliases.push(other.id.clone());
                aliases.extend(other.aliases);
                absorbed.push(other.id);
                (Some(known), true)
            }
            // A new id for an article that is there: it keeps the old one.
            (None, Some(other)) => {
                if request.action == Action::Create {
                    let Known { id, version, .. } = other;
                    return Ok(Decision::Rejected(Rejection::Exists { id, version }));
                }
                article.id.clone_from(&other.id);
                aliases = other.aliases.clone();
                aliases.push(request.id.clone());
                (Some(other), true)
            }
        };
        let version = fingerprint(&article)?;
        if let Some(rejection) = self.outdated(&article, &aliases, request.origin, before.as_ref()) {
            return Ok(Decision::Rejected(rejection));
        }
        let warnings = request.warnings.clone();
        let written = |effect, version| Written { id: article.id.clone(), effect, version, warnings };
        if article.withdrawn || article.expires_at.is_some_and(|moment| moment <= now) {
            return Ok(self.take_back(
                &article,
                &aliases,
                before.is_some(),
                written(Effect::Withdrawn, None),
                now,
            ));
        }
        if let Some(before) = &before
            && (before.version == version && !is_renamed || is_teaser(&article, before, request.origin))
        {
            return Ok(Decision::Nothing(written(Effect::Unchanged, Some(before.version))));
        }
        if article.embargoed_until.is_some_and(|moment| moment > now) {
            let written = written(Effect::Embargoed, Some(version));
            let change = Change::Hold { article: Box::new(article), aliases, absorbed };
            return Ok(Decision::Change(Box::new(change), written));
        }
        let is_new = before.as_ref().is_none_or(|before| before.is_held);
        let effect = if before.is_none() { Effect::Created } else { Effect::Updated };
        let written = written(effect, Some(version));
        let change = Change::Put { article: Box::new(article), aliases, absorbed, is_new };
        Ok(Decision::Change(Box::new(change), written))
    }

    /// Whether a later version of the article is or was there.
    fn outdated(
        &self,
        article: &Article,
        aliases: &[String],
        origin: Origin,
        before: Option<&Known>,
    ) -> Option<Rejection> {
        let updated_at = article.updated_at.map(|moment| moment.as_second());
        let stale = |version| Some(Rejection::Stale { id: article.id.clone(), version });
        if let Some(before) = before {
            let is_older = before.updated_at.zip(updated_at).is_some_and(|(before, now)| now < before);
            return if is_older { stale(Some(before.version)) } else { None };
        }
        let mark = self.mark_on(&keys_of(article, aliases))?;
        let time = updated_at.or(article.published_at.map(|moment| moment.as_second()));
        let is_held_off = match origin {
            // A list goes on naming what was deleted by hand.
            Origin::Source => time.is_none_or(|time| time <= mark.until),
            Origin::Client => mark.withdrawn && updated_at.is_some_and(|time| time < mark.until),
        };
        if is_held_off && !article.withdrawn { stale(None) } else { None }
    }

    fn take_back(
        &self,
        article: &Article,
        aliases: &[String],
        is_known: bool,
        written: Written,
        now: Timestamp,
    ) -> Decision {
        let keys = keys_of(article, aliases);
        let until = article.updated_at.unwrap_or(now).as_second();
        let mark = article.withdrawn.then_some(Mark { until, withdrawn: true });
        if !is_known && (mark.is_none() || self.mark_on(&keys).is_some_and(|mark| mark.until >= until)) {
            return Decision::Nothing(written);
        }
        let change = Change::Remove { id: article.id.clone(), mark, keys };
        Decision::Change(Box::new(change), written)
    }
}

impl Known {
    fn none(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            version: 0,
            updated_at: None,
            has_body: false,
            aliases: Vec::new(),
            url: None,
            is_held: false,
        }
    }
}

/// What a request asks for and is not so.
fn unmet(request: &Request, known: Option<&Known>) -> Option<Rejection> {
    let id = || request.id.clone();
    let Some(known) = known else {
        let needs_article = matches!(request.action, Action::Delete | Action::Update { upsert: false });
        return (needs_article || request.precondition.is_some()).then(|| Rejection::NotFound { id: id() });
    };
    let version = known.version;
    if request.action == Action::Create {
        return Some(Rejection::Exists { id: id(), version });
    }
    match request.precondition {
        Some(Precondition::Version(wanted)) if wanted != version => {
            Some(Rejection::Conflict { id: id(), version })
        }
        _ => None,
    }
}

fn delete(id: &str, known: Option<Known>, now: Timestamp) -> Decision {
    let Some(known) = known else { return Decision::Rejected(Rejection::NotFound { id: id.to_owned() }) };
    let mark = Some(Mark { until: now.as_second(), withdrawn: false });
    let names = std::iter::once(&known.id).chain(&known.aliases);
    let keys = names.map(|name| id_key(name)).chain(known.url).collect();
    let written =
        Written { id: known.id.clone(), effect: Effect::Deleted, version: None, warnings: Vec::new() };
    Decision::Change(Box::new(Change::Remove { id: known.id, mark, keys }), written)
}

/// Whether a list names an article without its text though the archive has that. Lists often have the beginning only.
fn is_teaser(article: &Article, before: &Known, origin: Origin) -> bool {
    let is_newer = article.updated_at.map(|moment| moment.as_second()) > before.updated_at;
    origin == Origin::Source && before.has_body && article.body.is_empty() && !is_newer
}
