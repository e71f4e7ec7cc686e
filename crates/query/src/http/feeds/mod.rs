//! What feed readers, browsers and search engines read: searches as RSS and Atom, the description of the search, the
//! sitemap of the latest news.

mod atom;
mod caching;
mod feed;
mod news_sitemap;
mod opensearch;
mod params;
mod rss;
mod site;
mod xml;

pub(crate) use caching::{CachedText, Caching};
pub(crate) use feed::{Feed, FeedKind};
pub(crate) use news_sitemap::{MAX_NEWS, NEWS_DAYS, news_sitemap};
pub(crate) use opensearch::{DESCRIPTION_TYPE, SUGGESTIONS_TYPE, description, suggestions};
pub(crate) use params::FeedParams;
pub(crate) use site::Site;
