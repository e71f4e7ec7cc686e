//! Reports of one event: which of the best hits tell the same story, and what is like an article.

mod related;
mod signature;

use std::collections::BTreeMap;

use vestnik_schema::Article;

use super::order::Found;
use super::state::State;
use super::watch::Watch;
use super::{SearchError, StoryArticle, StoryMore};

pub use related::MAX_RELATED;
pub(super) use related::related;
pub(super) use signature::{Signature, Signer};

/// Best hits among which stories are gathered. Each is read and analyzed, so their number bounds the cost; at ten hits
/// a page nobody reads as far.
pub(super) const GROUPED: usize = 300;

/// Most other articles of a story that are listed; all are counted.
const LISTED: usize = 20;

/// Mean similarity to the articles of a story from which one more belongs to it. Of 0.18, 0.21, 0.24 and 0.27 the last
/// ones give the best F1 over pairs of the event set (.828, .850, .867, .870 on the tuned part); `tests/bench/stories.sh`
/// measures it.
const SAME_STORY: f32 = 0.25;

/// Hits gathered into stories.
pub(super) struct Gathered {
    /// Each in the order of the hits; the stories in the order of their first.
    pub(super) stories: Vec<Vec<Found>>,
    articles: BTreeMap<u64, Article>,
}

impl Gathered {
    /// Gathers hits, which are in their order.
    pub(super) fn new(hits: &[Found], state: &State, watch: &mut Watch<'_>) -> Result<Self, SearchError> {
        let mut signer = Signer::new(state);
        let mut signatures = Vec::with_capacity(hits.len());
        let mut articles = BTreeMap::new();
        for hit in hits {
            watch.check()?;
            let article = state.read(hit.address)?;
            signatures.push(signer.sign(&article)?);
            articles.insert(hit.id_key, article);
        }
        let stories = gather(&signatures)
            .into_iter()
            .map(|places| places.into_iter().map(|place| hits[place]).collect())
            .collect();
        Ok(Self { stories, articles })
    }

    /// What a story has beside its first article; `None` if nothing.
    pub(super) fn more(&self, first: &Found) -> Option<StoryMore> {
        let story =
            self.stories.iter().find(|story| story.first().map(|hit| hit.address) == Some(first.address))?;
        let others = story.get(1..).filter(|others| !others.is_empty())?;
        let listed = others.iter().take(LISTED).filter_map(|hit| self.articles.get(&hit.id_key));
        Some(StoryMore { count: others.len() as u64, articles: listed.map(StoryArticle::of).collect() })
    }
}

/// The stories among articles, in the order of their first members; each lists places in `articles`, ascending, and
/// every place stands in exactly one. An article belongs to the story whose articles it is most similar to on the
/// average, if it is similar enough.
fn gather(articles: &[Signature]) -> Vec<Vec<usize>> {
    let mut stories: Vec<Vec<usize>> = Vec::new();
    for (place, article) in articles.iter().enumerate() {
        let mut best: Option<(usize, f32)> = None;
        for (number, members) in stories.iter().enumerate() {
            let sum: f32 = members.iter().map(|member| article.similarity(&articles[*member])).sum();
            let mean = sum / members.len() as f32;
            if mean >= SAME_STORY && best.is_none_or(|(_, most)| mean > most) {
                best = Some((number, mean));
            }
        }
        match best {
            Some((number, _)) => stories[number].push(place),
            None => stories.push(vec![place]),
        }
    }
    stories
}

impl StoryArticle {
    fn of(article: &Article) -> Self {
        Self {
            id: article.id.clone(),
            url: article.url.clone(),
            title: article.title.clone(),
            source: article.source.clone(),
            published_at: article.published_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::signature::WINDOW;
    use super::*;

    fn article(published: Option<i64>, terms: &[u64]) -> Signature {
        Signature::new(published, terms.iter().map(|term| (*term, 1.0)))
    }

    #[test]
    fn copies_within_the_window_are_one_story() {
        let hits = [article(Some(0), &[1, 2]), article(Some(9), &[7]), article(Some(WINDOW), &[2, 1])];
        assert_eq!(gather(&hits), [vec![0, 2], vec![1]]);
    }

    #[test]
    fn the_same_words_later_are_another_story() {
        let hits = [article(Some(0), &[1, 2]), article(Some(WINDOW + 1), &[1, 2])];
        assert_eq!(gather(&hits).len(), 2);
    }

    #[test]
    fn only_words_keep_undated_articles_apart() {
        let hits = [article(Some(0), &[1, 2]), article(None, &[1, 2]), article(None, &[])];
        assert_eq!(gather(&hits), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn an_undated_article_joins_only_what_is_nearly_the_same() {
        let like = |published| [article(Some(0), &[1, 2, 3, 4]), article(published, &[1, 2, 8, 9])];
        assert_eq!(gather(&like(Some(0))).len(), 1);
        assert_eq!(gather(&like(None)).len(), 2);
    }

    #[test]
    fn a_story_is_joined_by_what_is_like_all_of_it() {
        // The last is like the second, but has nothing in common with the others.
        let hits = [
            article(Some(0), &[1, 2, 3, 4]),
            article(Some(0), &[1, 2, 3, 9]),
            article(Some(0), &[1, 2, 3, 4]),
            article(Some(0), &[9, 10, 11, 12]),
        ];
        assert_eq!(gather(&hits), [vec![0, 1, 2], vec![3]]);
    }
}
