//! Periods in queries: «Крым в марте 2014», «за последние 7 дней», `дата:2014..2016`.
//!
//! [`find_periods`] looks for them among the bare words of a query, [`parse_value`] reads the value of a date field.
//! Both are pure: the day that is today is an argument, time zones and moments are left to the caller.
//!
//! # What is no period
//!
//! * A day or a month without a year: «1 мая», «11 сентября», «улица 8 марта» are names as often as dates.
//! * A day that does not exist, a year outside 1900 to 2100, a range that runs backwards: they stay words, with every
//!   word of the phrase («31 февраля 2014» is not February). [`parse_value`] says what is wrong instead.
//! * Part of a word: «Сочи-2014», «2014/15», «№2014». A number in front of what it counts: «2000 рублей».
//! * «за неделю», «за год» and their like, except behind a word of news («новости за неделю»).
//!
//! # What is certain
//!
//! A period that is not certain is a hint for the ranking and its words are searched; a certain one may become a
//! filter. A wrong filter hides the article that was meant, a missing one only leaves more hits, so doubt decides
//! against it. Where several periods are certain by what follows, none is: nobody knows which was meant.
//!
//! `2014..2016` is certain among any words: nobody writes two dots for anything else. All others need:
//!
//! * at most four other words. Longer texts are headlines and quotations, in which «в прошлом году» was said by
//!   somebody else on another day.
//! * a period that has begun and does not reach beyond the current year. About what is to come («прогноз до 2030
//!   года») articles are written before.
//! * no preposition of a topic in front («бюджет на 2016 год», «указ от 7 мая 2012»), except behind a word of news
//!   («погода на 5 мая 2016»).
//! * no noun that dates are the name of («чемпионат», «выборы», «программа», «указ», «теракт»): its articles come
//!   before and after. Periods shorter than a year that say when («на прошлой неделе», «в марте 2014») pass.
//! * to be worded as a time. A bare year («выборы 2012»), a bare genitive («кризис 2014 года», «прошлого года»), a
//!   bare nominative («прошлая неделя»), a decade («в 90-х») name things. So does a season with an adjective («русская
//!   весна 2014») and «новый 2014 год». A bare year behind a preposition («до 2014») counts where nothing but another
//!   preposition follows: «до 2014 рублей».
//!
//! «Вчера», «позавчера» and «сегодня» begin headlines and name newspapers. They are certain as the first or the last
//! of at most four words, none of them «была», «и», «завтра» or the like; «сегодня», which also means «nowadays»,
//! needs to be the only word or to have a word of news beside it («новости сегодня», not «Россия сегодня»).
//!
//! # What they mean
//!
//! * Winter belongs to the year it ends in: «зимой 2015» is December 2014 to February 2015; most of it lies there.
//! * «Прошлая неделя» is the calendar week before this one, from Monday; «последние 7 дней» are today and the seven
//!   days before it, likewise for weeks, months and years.
//! * «до 2014» ends before that year, «после 2014» begins behind it, «с 2014» begins with it. «с 2014 до 2016» and
//!   «между 2014 и 2016» hold both years: too much is the smaller harm.

mod atom;
mod certainty;
mod find;
mod grammar;
mod names;
mod point;
mod relative;
mod value;

#[cfg(test)]
mod tests;

#[cfg(test)]
use find::FoundPeriod;
pub(in crate::search) use find::find_periods;
pub use point::Fault;
pub(in crate::search) use value::{DateError, parse_value};
