//! Which segments are merged, and when.
//!
//! News comes as many small commits, each a segment of a few articles, onto an archive of a few large segments. Every
//! segment costs each search a little, and every merge writes its articles again. Segments are sorted into tiers by
//! their articles, each tier [`FAN_OUT`] times as large as the one below; a tier of [`FAN_OUT`] segments is merged into
//! one of the next. An article that comes alone is written again eight times while a hundred thousand come after it,
//! and there are never more than [`FAN_OUT`] − 1 segments a tier. The usual policy of the engine takes all segments
//! below ten thousand articles for one tier, and so writes up to ten thousand articles again for each eight small
//! commits.
//!
//! A segment in which a quarter of the articles are deleted is written anew, so that corrections do not pile up.

use std::collections::BTreeMap;

use tantivy::SegmentMeta;
use tantivy::index::SegmentId;
use tantivy::indexer::{MergeCandidate, MergePolicy};

/// Segments of one tier that are merged together.
const FAN_OUT: usize = 8;
/// Articles of the largest segments of the lowest tier: merging so few costs no more than committing them.
const LOWEST_TIER: u32 = 64;
/// Articles that a merge may bring into one segment: larger merges would take minutes, for little.
const MAX_ARTICLES: u32 = 4_000_000;
/// Part of deleted articles from which on a segment is written anew.
const MAX_DELETED: f64 = 0.25;

/// Merges for news: many small commits, few searches slowed.
#[derive(Debug)]
pub(super) struct NewsMergePolicy;

impl MergePolicy for NewsMergePolicy {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let sizes: Vec<Size> = segments
            .iter()
            .map(|segment| Size {
                id: segment.id(),
                alive: segment.num_docs(),
                deleted: segment.num_deleted_docs(),
            })
            .collect();
        candidates(&sizes).into_iter().map(MergeCandidate).collect()
    }
}

/// What counts of a segment.
#[derive(Debug, Clone, Copy)]
struct Size {
    id: SegmentId,
    alive: u32,
    deleted: u32,
}

fn candidates(segments: &[Size]) -> Vec<Vec<SegmentId>> {
    let mut tiers: BTreeMap<u32, Vec<Size>> = BTreeMap::new();
    for segment in segments {
        tiers.entry(tier(segment.alive)).or_default().push(*segment);
    }
    let mut found: Vec<Vec<SegmentId>> = Vec::new();
    for mut tier in tiers.into_values() {
        // The smallest first: what is merged stays as small as it can be.
        tier.sort_by_key(|segment| segment.alive);
        let mut rest = &tier[..];
        while rest.len() >= FAN_OUT {
            let count = within_limit(rest);
            if count < 2 {
                break;
            }
            found.push(rest[..count].iter().map(|segment| segment.id).collect());
            rest = &rest[count..];
        }
        found.extend(rest.iter().filter(|segment| segment.is_hollow()).map(|segment| vec![segment.id]));
    }
    found
}

/// How many of the segments, of a whole tier at most, may become one.
fn within_limit(segments: &[Size]) -> usize {
    let mut articles = 0_u32;
    let fits = |segment: &&Size| {
        articles = articles.saturating_add(segment.alive);
        articles <= MAX_ARTICLES
    };
    segments.iter().take(FAN_OUT).take_while(fits).count()
}

fn tier(articles: u32) -> u32 {
    let mut tier = 0;
    let mut largest = u64::from(LOWEST_TIER);
    while u64::from(articles) > largest {
        tier += 1;
        largest *= FAN_OUT as u64;
    }
    tier
}

impl Size {
    fn is_hollow(&self) -> bool {
        let all = f64::from(self.alive) + f64::from(self.deleted);
        f64::from(self.deleted) > all * MAX_DELETED
    }
}

#[cfg(test)]
mod tests {
    use tantivy::Index;
    use tantivy::indexer::LogMergePolicy;
    use tantivy::schema::Schema;

    use super::*;

    fn segments(sizes: &[(u32, u32)]) -> Vec<Size> {
        let segment = |(alive, deleted): &(u32, u32)| Size {
            id: SegmentId::generate_random(),
            alive: *alive,
            deleted: *deleted,
        };
        sizes.iter().map(segment).collect()
    }

    /// Sizes of the segments of each merge.
    fn merges(sizes: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let segments = segments(sizes);
        let size = |id: &SegmentId| segments.iter().find(|segment| segment.id == *id).unwrap().alive;
        candidates(&segments).iter().map(|ids| ids.iter().map(size).collect()).collect()
    }

    #[test]
    fn eight_of_a_tier_become_one() {
        assert!(merges(&[(1, 0); 7]).is_empty());
        assert_eq!(merges(&[(1, 0); 9]), [[1; 8]]);
        assert_eq!(merges(&[(1, 0); 16]), [[1; 8], [1; 8]]);
        let mixed = [(1, 0), (64, 0), (65, 0), (512, 0), (513, 0), (5000, 0), (40_000, 0), (300_000, 0)];
        assert!(merges(&mixed).is_empty(), "no tier is full");
        assert_eq!(merges(&[(3_000_000, 0); 8]), [[0; 0]; 0], "too large for one");
        assert_eq!(merges(&[(1_000_000, 0); 9]).first().map(Vec::len), Some(4));
    }

    #[test]
    fn hollow_segments_are_written_anew() {
        assert_eq!(merges(&[(70, 30), (80, 20), (1000, 0)]), [[70]]);
        assert_eq!(merges(&[(0, 5)]), [[0]]);
    }

    /// Months of news, one article a commit, onto an archive of a million: how many articles merges write for each that
    /// comes, and how many segments there are, on average and at most.
    fn simulate(policy: &dyn MergePolicy, num_commits: u32) -> (f64, f64, usize) {
        let index = Index::create_in_ram(Schema::builder().build());
        let new = |articles| index.new_segment_meta(SegmentId::generate_random(), articles);
        let mut segments = vec![new(1_000_000)];
        let (mut written, mut sum, mut most) = (0_u64, 0, 0);
        for _ in 0..num_commits {
            segments.push(new(1));
            while let Some(MergeCandidate(merge)) =
                policy.compute_merge_candidates(&segments).into_iter().next()
            {
                let merged = segments.extract_if(.., |segment| merge.contains(&segment.id()));
                let articles = merged.map(|segment| segment.num_docs()).sum();
                written += u64::from(articles);
                segments.push(new(articles));
            }
            sum += segments.len();
            most = most.max(segments.len());
        }
        (written as f64 / f64::from(num_commits), sum as f64 / f64::from(num_commits), most)
    }

    /// `cargo test -p vestnik-indexer small_commits -- --nocapture` prints the figures of BENCHMARKS.md.
    #[test]
    fn small_commits_cost_little_and_leave_few_segments() {
        let news = simulate(&NewsMergePolicy, 50_000);
        let usual = simulate(&LogMergePolicy::default(), 50_000);
        println!(
            "written again per article, segments on average, at most: {news:.1?}, the engine's usual policy {usual:.1?}"
        );
        assert!(news.0 <= 9.0 && news.2 <= 40, "{news:?}");
        assert!(usual.0 > 20.0 * news.0, "{usual:?}");
    }
}
