//! Synonyms: abbreviations, other names of one thing, and words that should find another one too.
//!
//! A [`SynonymPack`] holds the built-in groups, those of the site's own file, or both. It is asked which members of
//! its groups stand in a query and what else each of them should find; it knows neither plan nor index.
//!
//! # The file
//!
//! One group a line, UTF-8:
//!
//! ```text
//! ## a heading
//! # a comment; it begins the line or follows white space, so that C# is no comment
//! РФ = Россия = Российская Федерация      # every member finds every other
//! Кремль > администрация президента       # the left finds the right, not the other way round
//! ЦБ = Центробанк > регулятор = мегарегулятор    # each of the left finds each of the right; nothing else is joined
//! Россия = РФ ~ российский = россиянин    # left and right find each other, loosely; neither side is joined in itself
//! ! РФ                                    # only in a site's own file: built-in groups with this member go
//! ```
//!
//! A member is one to fourteen words in any form and case. Members that come to the same terms are one member.
//!
//! # The site's own file
//!
//! A group of it replaces the built-in groups that share a member with it; a one-way line replaces the built-in
//! one-way lines with the same member on the left, a loose line the built-in loose lines that have a member of its left
//! on either side. `! member` removes every built-in line that holds the member, on either side. The rest of the
//! built-in pack stays. A line that cannot be read is reported as a [`Problem`] and skipped.
//!
//! # Capitals
//!
//! Case means nothing, with one exception: a one-word member of two to five capitals that is a usual word in small
//! letters («РАН» and «ран», «МОК» and «мок», «ВОЗ» and «воз») matches only a word that begins with two capitals. All
//! other abbreviations (рф, сша, мид) match however they are typed.

mod builtin;
mod file;
mod matcher;
mod member;
mod pack;
mod problem;

#[cfg(test)]
mod tests;

pub use matcher::{MAX_OTHERS, QueryWord, Synonym, SynonymMatch};
pub use pack::SynonymPack;
pub use problem::{Fault, Problem};
