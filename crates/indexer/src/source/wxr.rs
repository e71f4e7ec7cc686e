//! Exports of WordPress (WXR).
//!
//! The id of a post is its `guid`: WordPress gives it once and keeps it when the address of the post changes,
//! it names the site, so that exports of two sites do not mix, and the feed of the site states the same one.
//! The number of a post does none of that.

use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::ops::ControlFlow;

use super::fields::Fields;
use super::fragment::Fragment;
use super::shortcodes;
use super::xml::{Element, Items, Space};
use super::{Flaw, Sink};
use crate::SkipReason;
use crate::record::Record;

/// Pictures follow their post in an export; so many posts wait for theirs.
const WAITING_POSTS: usize = 256;
/// Texts of waiting posts, in bytes.
const WAITING_BYTES: usize = 16 << 20;

/// Reads the posts of an export.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut items = Items::new(input, &["item"]);
    let mut waiting = Waiting::default();
    let mut has_posts = false;
    while let Some((line, item)) = items.next()? {
        let step = match item {
            Ok(item) => match item.child_text(Space::WordPress, "post_type").as_deref() {
                Some("attachment") => {
                    waiting.take_picture(&item);
                    ControlFlow::Continue(())
                }
                Some("post") | None => {
                    has_posts = true;
                    match Post::read(line, &item, items.head()) {
                        Some(post) => waiting.push(post, sink),
                        None => ControlFlow::Continue(()),
                    }
                }
                Some(_) => ControlFlow::Continue(()),
            },
            Err(flaw) => {
                has_posts = true;
                sink(line, Err(flaw))
            }
        };
        if step.is_break() {
            return Ok(());
        }
    }
    if waiting.finish(sink).is_continue() && !has_posts {
        let _ = sink(1, Err(Flaw::new(SkipReason::NoArticle, "an export of WordPress without posts")));
    }
    Ok(())
}

/// A post that may still get pictures.
struct Post {
    line: u64,
    number: Option<String>,
    thumbnail: Option<String>,
    fields: Fields,
    captions: Vec<String>,
    image: Option<String>,
    bytes: usize,
}

impl Post {
    /// `None` is what was never published.
    fn read(line: u64, item: &Element, head: &Element) -> Option<Self> {
        let wp = |name: &str| item.child_text(Space::WordPress, name);
        let is_locked = wp("post_password").is_some();
        let status = wp("status").unwrap_or_else(|| "publish".to_owned());
        let published = utc(wp("post_date_gmt")).or_else(|| item.child_text(Space::Plain, "pubDate"));
        let published = published.or_else(|| wp("post_date").filter(|date| !date.starts_with("0000")));
        let number = wp("post_id");
        let channel = head.child(Space::Plain, "channel").unwrap_or(head);
        let mut fields = Fields::default();
        fields.text("id", id(item, channel, number.as_deref()));
        fields.text("url", item.child_text(Space::Plain, "link"));
        match status.as_str() {
            "publish" if !is_locked => {}
            "future" if !is_locked => fields.text("embargoed_until", published.clone()),
            "publish" | "future" | "private" | "trash" => fields.flag("withdrawn", true),
            _ => return None,
        }
        fields.text("published_at", published);
        fields.text("updated_at", utc(wp("post_modified_gmt")));
        let mut post = Self {
            line,
            number,
            thumbnail: thumbnail(item),
            fields,
            captions: Vec::new(),
            image: None,
            bytes: 0,
        };
        post.read_content(item, channel);
        Some(post)
    }

    fn read_content(&mut self, item: &Element, channel: &Element) {
        let content = item.child_text(Space::Content, "encoded").unwrap_or_default();
        let (html, captions) = shortcodes::remove(&content);
        let body = Fragment::read(&html);
        self.captions.extend(captions.into_iter().chain(body.captions));
        self.bytes = body.html.len();
        let fields = &mut self.fields;
        fields.text("title", item.child_text(Space::Plain, "title"));
        let excerpt = item.child_text(Space::Excerpt, "encoded");
        fields.text("lead", excerpt.map(|excerpt| Fragment::read(&shortcodes::remove(&excerpt).0).html));
        fields.text("body", body.html);
        fields.list("rubrics", terms(item, "category"));
        fields.list("tags", terms(item, "post_tag"));
        fields
            .list("authors", item.child_text(Space::Dc, "creator").map(|login| display_name(channel, login)));
        fields.text("source", channel.child_text(Space::Plain, "title"));
        fields.text("language", channel.child_text(Space::Plain, "language"));
    }

    fn into_record(mut self) -> Record {
        self.fields.list("captions", self.captions);
        self.fields.text("image", self.image);
        self.fields.into_record()
    }
}

/// Posts in the order of the export, until their pictures have come.
#[derive(Default)]
struct Waiting {
    posts: VecDeque<Post>,
    bytes: usize,
}

impl Waiting {
    fn push(&mut self, post: Post, sink: &mut Sink<'_>) -> ControlFlow<()> {
        self.bytes += post.bytes;
        self.posts.push_back(post);
        while self.posts.len() > WAITING_POSTS || self.bytes > WAITING_BYTES {
            self.emit(sink)?;
        }
        ControlFlow::Continue(())
    }

    fn finish(&mut self, sink: &mut Sink<'_>) -> ControlFlow<()> {
        while !self.posts.is_empty() {
            self.emit(sink)?;
        }
        ControlFlow::Continue(())
    }

    fn emit(&mut self, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let Some(post) = self.posts.pop_front() else { return ControlFlow::Continue(()) };
        self.bytes -= post.bytes;
        sink(post.line, Ok(post.into_record()))
    }

    /// Gives a picture to the post it was uploaded for, and to the one that it stands above.
    fn take_picture(&mut self, item: &Element) {
        let wp = |name: &str| item.child_text(Space::WordPress, name);
        let (number, parent, url) = (wp("post_id"), wp("post_parent"), wp("attachment_url"));
        let caption = item.child_text(Space::Excerpt, "encoded");
        for post in self.posts.iter_mut().rev() {
            let is_thumbnail = number.is_some() && post.thumbnail == number;
            let is_child = parent.is_some() && post.number == parent;
            if (is_child || is_thumbnail)
                && let Some(caption) = &caption
                && !post.captions.contains(caption)
            {
                post.captions.push(caption.clone());
            }
            if is_thumbnail {
                post.image.clone_from(&url);
            }
        }
    }
}

/// The moment of a field in UTC; what is not set has the year 0.
fn utc(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.starts_with("0000")).map(|text| format!("{text}Z"))
}

fn id(item: &Element, channel: &Element, number: Option<&str>) -> Option<String> {
    let made = || {
        let site = channel.child_text(Space::WordPress, "base_blog_url")?;
        Some(format!("{}/?p={}", site.trim_end_matches('/'), number?))
    };
    item.child_text(Space::Plain, "guid").or_else(made)
}

fn terms(item: &Element, domain: &str) -> Vec<String> {
    let is_named = |term: &&Element| {
        term.attribute("domain") == Some(domain) && term.attribute("nicename") != Some("uncategorized")
    };
    item.all(Space::Plain, "category").filter(is_named).map(Element::text).collect()
}

fn display_name(channel: &Element, login: String) -> String {
    let is_author =
        |author: &&Element| author.child_text(Space::WordPress, "author_login").as_ref() == Some(&login);
    let author = channel.all(Space::WordPress, "author").find(is_author);
    author.and_then(|author| author.child_text(Space::WordPress, "author_display_name")).unwrap_or(login)
}

/// The number of the picture above the post.
fn thumbnail(item: &Element) -> Option<String> {
    let mut facts = item.all(Space::WordPress, "postmeta");
    let fact =
        facts.find(|fact| fact.child_text(Space::WordPress, "meta_key").as_deref() == Some("_thumbnail_id"));
    fact?.child_text(Space::WordPress, "meta_value")
}

#[cfg(test)]
#[path = "wxr_tests.rs"]
mod tests;
