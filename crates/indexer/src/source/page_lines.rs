//! What a single line of a copied page looks like, without knowing the lines around it.

use jiff::tz::TimeZone;

use crate::dates;

/// A line of a copied page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageLine {
    pub(super) text: String,
    pub(super) kind: Kind,
    /// A blank line, or the end of the page, on both sides.
    pub(super) is_alone: bool,
}

/// What a line can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Long and punctuated: text of an article.
    Paragraph,
    /// Short and punctuated.
    Sentence,
    /// Without a full stop: a title, a subheading, a menu entry.
    Plain,
    /// A picture caption.
    Caption,
    /// A line that states when the article was published; the moment as written, and what else the line says.
    Date(String, Vec<String>),
    /// Authors stated in one line.
    Authors(Vec<String>),
    /// Tags stated in one line.
    Tags(Vec<String>),
    /// The rubric, stated as such or by a path through the site.
    Rubric(String),
    /// The heading of something that follows the article.
    End(Block),
    /// The heading of links between two paragraphs.
    Related,
    /// Never part of an article: buttons, rates, headlines with a time of day.
    Noise,
}

/// What stands under the heading that ends an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    Authors,
    Tags,
    Other,
}

/// A paragraph has at least so many characters; punctuated headlines and buttons are shorter.
const MIN_PARAGRAPH: usize = 100;
/// So long a line is text even without a full stop.
const MIN_UNPUNCTUATED_PARAGRAPH: usize = 400;

// Only headings that no article has inside: what follows the first of them is lost.
const ENDS: &str = "\
    лента новостей|последние новости|главные новости|новости партнеров|прямой эфир|комментарии|\
    обсуждение|обсудить|самое читаемое|самое популярное|популярное|рекомендуем|выбор редакции|новости сми2|\
    новости дня|топ новостей|сейчас читают|другие новости|новости по теме|все новости раздела|контакты|\
    о проекте|о редакции|похожие новости|еще новости";
const AUTHOR_HEADINGS: &str = "автор|авторы|об авторе|об авторах";
const TAG_HEADINGS: &str = "тег|теги|темы|ключевые слова|метки";
const RELATED: &str = "\
    читайте также|читать также|смотрите также|материалы по теме|материал по теме|по теме|еще по теме|\
    подробнее по теме|на эту тему|ранее по теме|вам может быть интересно";
/// Lines that consist of this, figures aside.
const NOISE_LINES: &str = "\
    |войти|вход|выйти|регистрация|зарегистрироваться|подписаться|подписка|поделиться|реклама|\
    на правах рекламы|поиск|меню|главная|все новости|показать еще|загрузить еще|версия для печати|\
    распечатать|скопировать ссылку|вконтакте|вк|одноклассники|ок|telegram|телеграм|whatsapp|viber|facebook|\
    twitter|x|max|дзен|яндекс.дзен|rss|наверх|читать далее|подробнее|слушать|просмотров|просмотры|\
    комментировать|оставить комментарий|в избранное|сохранить|закрыть|принять|видео|фото|следующая новость|\
    предыдущая новость|сейчас|сегодня|вчера|нравится|рассылка";
/// How lines begin that never belong to an article.
const NOISE_STARTS: &str = "\
    перейти к основному|перейти к содерж|ошибка воспроизведения|пожалуйста, обновите|поделиться в|\
    поделиться:|подписывайтесь на|подпишитесь на|мы используем файлы|мы используем cookie|мы используем куки|этот сайт использует|сайт использует|\
    продолжая использовать|все права защищены|при использовании материалов|при цитировании|\
    любое использование материалов|свидетельство о регистрации|сообщить об ошибке|нашли ошибку|\
    нашли опечатку|заметили ошибку|время чтения|на чтение|добавить в избранное|читайте нас|следите за нами|следите за новостями|\
    узнайте на событии|usd цб|eur цб|cny цб|читайте также:|смотрите также:|\
    материал по теме:|©|включить уведомления";
const AUTHOR_LABELS: &str = "автор:|авторы:|автор текста:|текст:|беседовал:|беседовала:";
const TAG_LABELS: &str = "теги:|тег:|темы:|ключевые слова:|метки:";
const RUBRIC_LABELS: &str = "рубрика:|раздел:|рубрики:";
const DATE_LABELS: &str = "опубликовано:|опубликовано|дата публикации:|дата:|публикация:";

/// Rubrics that newsrooms commonly have: alone on a line, one of these is the section of the site and no sentence.
const RUBRICS: &str = "\
    политика|экономика|общество|спорт|культура|мир|в мире|россия|в россии|происшествия|наука|технологии|\
    технологии и медиа|бизнес|финансы|армия|авто|здоровье|медицина|образование|недвижимость|город|москва|\
    регионы|туризм|медиа|интернет|религия|экология|криминал|жизнь|наука и техника|интернет и сми|\
    силовые структуры|бывший ссср|путешествия|погода|мнения|история";

/// Whether `text` is in a list of words and phrases; all of them are folded and separated by `|`.
fn is_one_of(list: &str, text: &str) -> bool {
    list.split('|').any(|listed| listed == text)
}

impl PageLine {
    pub(super) fn new(text: String, is_alone: bool) -> Self {
        Self { kind: classify(&text), text, is_alone }
    }

    pub(super) fn len(&self) -> usize {
        self.text.chars().count()
    }

    pub(super) fn num_words(&self) -> usize {
        self.text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
    }
}

fn classify(text: &str) -> Kind {
    let folded = fold(text);
    let bare = folded.trim_matches(|character: char| !character.is_alphabetic()).trim();
    let length = text.chars().count();
    if let Some(kind) = heading(&folded, bare, length) {
        return kind;
    }
    if let Some(kind) = labelled(text, &folded) {
        return kind;
    }
    if let Some((date, others)) = dated(text, &folded, length) {
        return Kind::Date(date, others);
    }
    if is_caption(&folded) && length < 400 {
        return Kind::Caption;
    }
    if length < MIN_PARAGRAPH && has_time_of_day(text) {
        return Kind::Noise;
    }
    match (ends_sentence(text), length) {
        (true, MIN_PARAGRAPH..) | (false, MIN_UNPUNCTUATED_PARAGRAPH..) => Kind::Paragraph,
        (true, _) => Kind::Sentence,
        (false, _) => Kind::Plain,
    }
}

/// A line that is nothing but a known heading, button or phrase.
fn heading(folded: &str, bare: &str, length: usize) -> Option<Kind> {
    if is_one_of(AUTHOR_HEADINGS, bare) {
        Some(Kind::End(Block::Authors))
    } else if is_one_of(TAG_HEADINGS, bare) {
        Some(Kind::End(Block::Tags))
    } else if is_one_of(ENDS, bare) {
        Some(Kind::End(Block::Other))
    } else if is_one_of(RELATED, bare) {
        Some(Kind::Related)
    } else if is_one_of(NOISE_LINES, bare)
        || (length < 300 && NOISE_STARTS.split('|').any(|start| folded.starts_with(start)))
    {
        Some(Kind::Noise)
    } else {
        None
    }
}

/// `Автор: …`, `Теги: …`, `Рубрика: …`, `Главная / Политика`.
fn labelled(text: &str, folded: &str) -> Option<Kind> {
    let value = |labels: &str| {
        let label = labels.split('|').find(|label| folded.starts_with(label))?;
        let rest = text.chars().skip(label.chars().count()).collect::<String>();
        (rest.chars().count() < 200).then(|| rest.trim().to_owned())
    };
    let items = |text: String| {
        text.split([',', ';']).map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
    };
    if let Some(names) = value(AUTHOR_LABELS) {
        return Some(Kind::Authors(items(names)));
    }
    if let Some(tags) = value(TAG_LABELS) {
        return Some(Kind::Tags(items(tags)));
    }
    if let Some(rubric) = value(RUBRIC_LABELS) {
        return Some(Kind::Rubric(rubric));
    }
    let steps: Vec<&str> =
        text.split(['/', '>', '→', '»', '›', '|']).map(str::trim).filter(|step| !step.is_empty()).collect();
    let is_path = steps.len() > 1 && matches!(fold(steps[0]).as_str(), "главная" | "новости");
    let rubric = steps.get(1).filter(|step| is_path && step.chars().count() <= 40)?;
    Some(Kind::Rubric((*rubric).to_owned()))
}

/// The date in a line that consists of one, with a label and with other facts beside it.
fn dated(text: &str, folded: &str, length: usize) -> Option<(String, Vec<String>)> {
    if length > 100 {
        return None;
    }
    let label = DATE_LABELS
        .split('|')
        .find(|label| folded.starts_with(label))
        .map_or(0, |label| label.chars().count());
    let rest: String = text.chars().skip(label).collect();
    let mut parts: Vec<String> = rest
        .split(['|', '•', '·', '/', '—'])
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    // Only a date with its day, month and year in words or points: bare figures are counters and prices.
    let is_date = |part: &String| {
        let figures = part.chars().all(|character| character.is_ascii_digit() || character == '-');
        (!figures || part.contains('-')) && dates::parse(part, &TimeZone::UTC).is_some()
    };
    let position = parts.iter().position(is_date)?;
    let date = parts.remove(position);
    Some((date, parts))
}

fn is_caption(folded: &str) -> bool {
    ["фото:", "фото ", "на фото", "видео:", "фото/", "иллюстрация:"]
        .iter()
        .any(|start| folded.starts_with(start))
        || ["(фото:", "(фото ", " фото: ", "/ фото", "© "].iter().any(|part| folded.contains(part))
}

/// Headlines in a feed begin or end with a time: `Спорт, 18:56`.
fn has_time_of_day(text: &str) -> bool {
    let is_time = |word: &str| {
        word.split_once(':').is_some_and(|(hour, minute)| {
            let is_number =
                |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number(hour) && minute.len() == 2 && is_number(minute)
        })
    };
    let mut words = text.split_whitespace();
    words.next().is_some_and(is_time) || words.next_back().is_some_and(is_time)
}

/// Whether a text ends like a sentence, closing quotes and brackets aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['»', '"', '”', '“', ')', ']', '\'']);
    end.ends_with(['.', '!', '?', '…', ':', ';']) && !end.ends_with("г.")
        || end.ends_with("г.") && text.chars().count() >= MIN_PARAGRAPH
}

/// Whether a line is the name of a section and nothing else.
pub(super) fn is_rubric_name(text: &str) -> bool {
    is_one_of(RUBRICS, fold(text).trim_end_matches(',').trim())
}

/// Whether a line is a person's name and nothing else.
pub(super) fn is_person(text: &str) -> bool {
    let words: Vec<&str> = text.trim_end_matches(',').split_whitespace().collect();
    let is_name = |word: &&str| {
        word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '.'))
    };
    (2..=3).contains(&words.len()) && words.iter().all(is_name)
}

/// Lower case, ё as е, no-break spaces as spaces: one character for each, so that lengths agree.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase().replace('ё', "е").replace(['\u{a0}', '\u{202f}'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let date = |date: &str, others: &[&str]| {
            Kind::Date(date.to_owned(), others.iter().map(|&s| s.to_owned()).collect())
        };
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let table = [
            ("Перейти к основному контенту", Kind::Noise),
            ("0", Kind::Noise),
            ("Курс доллара превысил 90 рублей", Kind::Plain),
            ("Хронология", Kind::Plain),
            ("18+", Kind::Noise),
            ("Поделиться:", Kind::Noise),
            ("USD ЦБ: 75,92 (-0,11)", Kind::Noise),
            ("Ошибка воспроизведения видео. Пожалуйста, обновите ваш браузер.", Kind::Noise),
            ("«Спартак» обменял вратаря в «Трактор» Спорт, 18:56", Kind::Noise),
            ("18:56 «Спартак» обменял вратаря", Kind::Noise),
            ("Комментарии (5)", Kind::End(Block::Other)),
            ("Авторы", Kind::End(Block::Authors)),
            ("Теги:", Kind::End(Block::Tags)),
            ("Читайте также", Kind::Related),
            ("Автор: Анна Снегирёва, Пётр Котов", Kind::Authors(names(&["Анна Снегирёва", "Пётр Котов"]))),
            ("Теги: мост, река", Kind::Tags(names(&["мост", "река"]))),
            ("Рубрика: Город", Kind::Rubric("Город".to_owned())),
            ("Главная / Политика / Выборы", Kind::Rubric("Политика".to_owned())),
            ("15 июля 2016, 09:12", date("15 июля 2016, 09:12", &[])),
            ("Опубликовано: 15.07.2016 09:12 | Город", date("15.07.2016 09:12", &["Город"])),
            ("1468563120", Kind::Noise),
            ("24 января", Kind::Plain),
            ("Мост ночью (Фото: Иван Речной)", Kind::Caption),
            ("Вход в музей подорожает", Kind::Plain),
            ("Поиск пропавших туристов продолжается", Kind::Plain),
            ("— Да, это так.", Kind::Sentence),
        ];
        for (text, expected) in table {
            assert_eq!(classify(text), expected, "{text}");
        }
    }
}
