use maud::{Markup, html};

use crate::http::api::bucket_days;
use crate::http::page::view::View;
use crate::search::{Bucket, Histogram};

/// Units of the drawing: one bar and its gap, and the height of the tallest bar.
const BAR_STEP: usize = 10;
const BAR_WIDTH: usize = 8;
const HEIGHT: u64 = 100;

/// Hits over time. The drawing says nothing to a screen reader but its summary; over it lie links, one per
/// bar, that narrow the period.
pub(crate) fn timeline(view: &View<'_>, histogram: &Histogram) -> Markup {
    let buckets = &histogram.buckets;
    let (Some(first), Some(last)) = (buckets.first(), buckets.last()) else { return Markup::default() };
    if buckets.len() < 2 {
        return Markup::default();
    }
    let width = buckets.len() * BAR_STEP;
    html! {
        section class={ "timeline " (size(buckets.len())) } aria-labelledby="timeline-title" {
            h2 #timeline-title.hidden { (view.texts().timeline) }
            a.skip href="#hits" { (view.texts().skip_timeline) }
            // The summary tells it to those who do not see it.
            p.most aria-hidden="true" { (view.lang().up_to(most(buckets))) }
            div.bars {
                svg role="img" aria-labelledby="timeline-summary" viewBox={ "0 0 " (width) " " (HEIGHT) } preserveAspectRatio="none" {
                    title #timeline-summary { (summary(view, histogram)) }
                    (bars(buckets))
                }
                ol { @for bucket in buckets { (bar_link(view, histogram, bucket)) } }
            }
            p.axis aria-hidden="true" {
                span { (label(view, histogram, first)) }
                span { (label(view, histogram, last)) }
            }
        }
    }
}

/// How wide the drawing may become; see the style sheet.
fn size(buckets: usize) -> &'static str {
    match buckets {
        ..=5 => "few",
        6..=14 => "some",
        15.. => "many",
    }
}

fn bars(buckets: &[Bucket]) -> Markup {
    let most = most(buckets).max(1);
    html! {
        @for (index, bucket) in buckets.iter().enumerate().filter(|(_, bucket)| bucket.count > 0) {
            // A bar of one article beside one of a million still shows.
            @let height = (bucket.count.saturating_mul(HEIGHT) / most).max(3);
            rect x=(index * BAR_STEP + 1) y=(HEIGHT - height) width=(BAR_WIDTH) height=(height) {}
        }
    }
}

fn most(buckets: &[Bucket]) -> u64 {
    buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0)
}

fn bar_link(view: &View<'_>, histogram: &Histogram, bucket: &Bucket) -> Markup {
    let name = label(view, histogram, bucket);
    let text = format!("{name}: {}", view.lang().articles(bucket.count));
    let (from, to) = bucket_days(bucket, view.zone);
    let href = || view.params.with_period(Some(from.to_string()), Some(to.to_string())).href();
    html! {
        li {
            @if bucket.count > 0 {
                a href=(href()) title=(text) rel="nofollow" { span.hidden { (text) } }
            }
        }
    }
}

fn label(view: &View<'_>, histogram: &Histogram, bucket: &Bucket) -> String {
    view.lang().bucket(bucket_days(bucket, view.zone).0, histogram.interval)
}

fn summary(view: &View<'_>, histogram: &Histogram) -> String {
    let buckets = &histogram.buckets;
    let name =
        |bucket: Option<&Bucket>| bucket.map(|bucket| label(view, histogram, bucket)).unwrap_or_default();
    // Of equal bars the earliest is named.
    let highest = buckets.iter().rev().max_by_key(|bucket| bucket.count);
    let count = highest.map_or(0, |bucket| bucket.count);
    view.lang().timeline_summary([&name(buckets.first()), &name(buckets.last()), &name(highest)], count)
}
