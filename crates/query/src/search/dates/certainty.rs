use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;

use super::atom::fold;
use super::grammar::Ends;

/// Most other words of a query whose period is a wish and not part of a headline. Readers type one to three words; of
/// 5,252 headlines 2 keep a certain period with four others, 7 with five.
const MAX_OTHERS: usize = 4;
/// The same for «вчера» and its like, which headlines begin and end with.
const MAX_OTHERS_OF_DAY: usize = 3;

/// How a period is worded, as far as that tells a time from a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// `2014..2016`
    Dots,
    /// A time that names nothing: «на прошлой неделе», «в марте 2014», «летом 2014».
    When,
    /// A time that may belong to a thing: «в 2014 году», «5 мая 2016», «с 2014 по 2016».
    Time,
    /// A season in the nominative.
    Season,
    /// A number behind a preposition: «до 2014».
    Number,
    /// What names things: a bare year, a bare genitive, a decade.
    Name,
    /// «вчера», «позавчера»
    Yesterday,
    /// «сегодня»
    Today,
    /// «за неделю»: a period in company of news, otherwise not even a hint.
    Digest,
}

/// Things that dates are the name of, up to four letters of an ending left out.
const NAMED: [&str; 53] = [
    "авари",
    "бюджет",
    "взрыв",
    "войн",
    "выставк",
    "годовщин",
    "декларац",
    "договор",
    "доход",
    "евровиден",
    "закон",
    "календар",
    "катастроф",
    "коллекци",
    "конкурс",
    "конституци",
    "концепци",
    "конференци",
    "кризис",
    "кубк",
    "кубок",
    "матч",
    "мятеж",
    "олимпиад",
    "олимпийск",
    "оскар",
    "отчет",
    "парад",
    "паралимпи",
    "первенств",
    "перепис",
    "план",
    "постановлени",
    "праздник",
    "приказ",
    "прогноз",
    "программ",
    "проект",
    "путч",
    "революци",
    "рейтинг",
    "референдум",
    "саммит",
    "сезон",
    "стратеги",
    "съезд",
    "теракт",
    "турнир",
    "указ",
    "универсиад",
    "фестивал",
    "форум",
    "чемпионат",
];
const MAX_ENDING: usize = 4;

/// The same as whole words.
const NAMED_WHOLE: [&str; 28] = [
    "ввп",
    "выборам",
    "выборах",
    "выборов",
    "выборы",
    "евро",
    "егэ",
    "мода",
    "моды",
    "премии",
    "премия",
    "чм",
    "award",
    "awards",
    "budget",
    "championship",
    "conference",
    "cup",
    "election",
    "elections",
    "eurovision",
    "festival",
    "forecast",
    "olympics",
    "plan",
    "program",
    "summit",
    "war",
];

/// Words of those who read the news, by their beginnings.
const NEWS: [&str; 14] = [
    "новост",
    "событи",
    "происшестви",
    "главн",
    "сводк",
    "дайджест",
    "публикаци",
    "статьи",
    "статья",
    "хроник",
    "погод",
    "случилось",
    "произошло",
    "news",
];

/// In front of a period they make it a topic, or what is not wanted.
const TOPIC: [&str; 18] = [
    "на",
    "от",
    "к",
    "ко",
    "о",
    "об",
    "обо",
    "про",
    "для",
    "из",
    "под",
    "кроме",
    "не",
    "for",
    "about",
    "not",
    "of",
    "except",
];

const PREPOSITIONS: [&str; 20] = [
    "в",
    "во",
    "на",
    "о",
    "об",
    "про",
    "по",
    "с",
    "со",
    "до",
    "после",
    "у",
    "за",
    "из",
    "из-за",
    "под",
    "in",
    "to",
    "at",
    "about",
];

/// «новый 2014 год» is a holiday; the others are years to come.
const NEW: [&str; 10] = [
    "новый",
    "новым",
    "нового",
    "новому",
    "следующий",
    "следующего",
    "наступающий",
    "грядущий",
    "будущий",
    "юбилейный",
];

/// With these «вчера» is part of a sentence.
const SENTENCE: [&str; 26] = [
    "был",
    "была",
    "было",
    "были",
    "будет",
    "и",
    "а",
    "но",
    "не",
    "нет",
    "или",
    "как",
    "это",
    "я",
    "ты",
    "мы",
    "вы",
    "он",
    "она",
    "завтра",
    "сегодня",
    "вчера",
    "всегда",
    "and",
    "was",
    "tomorrow",
];

/// In front of «сегодня» they make it the name of a newspaper, an agency or a channel.
const PAPERS: [&str; 8] = ["россия", "газета", "канал", "телеканал", "агентство", "журнал", "russia", "usa"];

/// Nouns that a number from 1900 to 2100 counts, by their beginnings.
const COUNTED: [&str; 32] = [
    "рубл",
    "доллар",
    "гривен",
    "человек",
    "люд",
    "метр",
    "километр",
    "тонн",
    "процент",
    "тысяч",
    "миллион",
    "млн",
    "млрд",
    "штук",
    "лет",
    "дней",
    "минут",
    "секунд",
    "градус",
    "баррел",
    "квартир",
    "участник",
    "страниц",
    "сотрудник",
    "солдат",
    "пострадавш",
    "погибш",
    "ранен",
    "people",
    "dollar",
    "meter",
    "часов",
];

/// The words of a query, as far as certainty depends on them.
pub(super) struct Words {
    /// Folded, without marks around them. `None` for a mark between words.
    folded: Vec<Option<String>>,
    capital: Vec<bool>,
}

impl Words {
    pub(super) fn new(words: &[&str]) -> Self {
        let plain = |word: &&str| word.trim_matches(|next: char| !next.is_alphanumeric()).to_owned();
        let folded = words.iter().map(|word| {
            let text = fold(&plain(word));
            // An empty word stands for a phrase or the like.
            (!text.is_empty() || word.is_empty()).then_some(text)
        });
        let capital = words.iter().map(|word| plain(word).starts_with(char::is_uppercase));
        Self { folded: folded.collect(), capital: capital.collect() }
    }

    /// Whether the number that ends before word `place` counts what stands there.
    pub(super) fn counts(&self, place: usize) -> bool {
        let next = self.folded.get(place).and_then(Option::as_deref);
        next.is_some_and(|next| COUNTED.iter().any(|stem| next.starts_with(stem)))
    }

    /// Whether a word of news stands beside the period.
    pub(super) fn has_news(&self, range: &Range<usize>) -> bool {
        self.others(range).any(|word| word == "курс" || NEWS.iter().any(|stem| word.starts_with(stem)))
    }

    /// Whether the words of `range` can hardly mean anything but a period that is wanted.
    pub(super) fn certain(&self, range: &Range<usize>, reading: Reading, ends: Ends, today: Date) -> bool {
        let news = self.has_news(range);
        let topic = self.before(range).is_some_and(|word| TOPIC.contains(&word) || NEW.contains(&word));
        let few = self.others(range).count() <= MAX_OTHERS;
        let plain = few && !reaches_future(ends, today) && (news || !topic);
        let named = || self.others(range).any(is_named);
        match reading {
            Reading::Dots => true,
            Reading::When => plain,
            Reading::Time => plain && !named(),
            Reading::Season => plain && !named() && !self.before(range).is_some_and(is_adjective),
            Reading::Number => plain && !named() && self.nothing_counted(range),
            Reading::Name => false,
            Reading::Yesterday => plain && self.is_adverb(range),
            Reading::Today => plain && self.is_adverb(range) && self.is_news_of_today(range, news),
            Reading::Digest => plain && news,
        }
    }

    fn others(&self, range: &Range<usize>) -> impl Iterator<Item = &str> {
        let outside = |place: &usize| !range.contains(place);
        (0..self.folded.len()).filter(outside).filter_map(|place| self.folded[place].as_deref())
    }

    fn before(&self, range: &Range<usize>) -> Option<&str> {
        self.folded[..range.start].iter().rev().flatten().next().map(String::as_str)
    }

    fn after(&self, range: &Range<usize>) -> Option<&str> {
        self.folded[range.end..].iter().flatten().next().map(String::as_str)
    }

    fn nothing_counted(&self, range: &Range<usize>) -> bool {
        self.after(range).is_none_or(|word| PREPOSITIONS.contains(&word))
    }

    fn is_adverb(&self, range: &Range<usize>) -> bool {
        let edge = self.before(range).is_none() || self.after(range).is_none();
        edge && self.others(range).count() <= MAX_OTHERS_OF_DAY
            && !self.others(range).any(|word| SENTENCE.contains(&word))
    }

    fn is_news_of_today(&self, range: &Range<usize>, news: bool) -> bool {
        let before = self.before(range);
        let paper = before.is_some_and(|word| self.capital[range.start] || PAPERS.contains(&word));
        !paper && (news || self.others(range).next().is_none())
    }
}

fn reaches_future((from, until): Ends, today: Date) -> bool {
    let last = until.and_then(|until| until.checked_sub(1.day()).ok());
    from.is_some_and(|from| from > today) || last.is_some_and(|last| last.year() > today.year())
}

fn is_named(word: &str) -> bool {
    let russian = NAMED.iter().filter_map(|stem| word.strip_prefix(stem));
    NAMED_WHOLE.contains(&word) || russian.into_iter().any(|ending| ending.chars().count() <= MAX_ENDING)
}

fn is_adjective(word: &str) -> bool {
    ["ая", "яя", "ую", "юю", "ое", "ее"].iter().any(|ending| word.ends_with(ending))
}
