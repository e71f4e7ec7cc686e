//! Follows feeds, sitemaps and folders and hands what they publish to a live archive.
//!
//! - `follow` keeps one feed going: looks, waits, backs off; `feed`, `sitemap` and `folder` are one look each, and
//!   `pages` fetches what they list.
//! - `web` fetches in turn and over redirects: `address` says what may be asked at all, `hosts` keeps requests to one
//!   host apart, `robots` knows what sites allow, `client` sends single bounded requests.
//! - `delivery` hands articles to the [`Intake`](vestnik_schema::Intake) and marks as read only what is safe there;
//!   `memory` and `state` remember that.
//!
//! Nothing here is async: every feed has a thread, which mostly sleeps. Trouble with one feed stays with it and is told
//! in its [`FeedStatus`].

mod address;
mod backoff;
mod client;
mod delivery;
mod error;
mod feed;
mod folder;
mod follow;
mod follower;
mod hosts;
mod listing;
mod memory;
mod pages;
mod robots;
mod round;
mod settings;
mod sitemap;
mod state;
mod status;
mod sync;
#[cfg(test)]
mod testing;
mod web;

pub use error::FollowerError;
pub use follower::Follower;
pub use settings::{FeedSettings, FollowerSettings, Location};
pub use status::{FeedKind, FeedStatus, read_statuses};
