//! The results page: server-rendered, without scripts. Markup is only ever written by `maud`, which escapes.

mod answer;
mod article;
mod chart;
pub(crate) mod embed;
mod error;
mod filters;
mod form;
pub(crate) mod frame;
pub(crate) mod i18n;
mod layout;
mod links;
mod paging;
mod parts;
mod repair;
mod results;
mod start;
mod synonyms;
mod texts;
mod view;

pub(crate) use answer::Answer;
pub(crate) use article::article_page;
pub(crate) use error::error_page;
pub(crate) use layout::CONTENT_TYPE;
pub(crate) use links::article_path;
pub(crate) use results::is_web_address;
pub(crate) use view::{View, render};
