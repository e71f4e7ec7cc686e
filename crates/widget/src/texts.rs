use crate::Attributes;

/// What the form says that stands in for the element.
#[derive(Debug)]
pub struct Texts {
    /// What the box is for.
    pub label: &'static str,
    /// What can be typed.
    pub placeholder: &'static str,
    /// On the button.
    pub search: &'static str,
}

static RUSSIAN: Texts =
    Texts {
        label: "Поиск по архиву", placeholder: "Имя, событие, тема", search: "Найти"
    };
static ENGLISH: Texts =
    Texts { label: "Search the archive", placeholder: "Name, event, topic", search: "Search" };

impl Texts {
    /// The words in the language of an element.
    pub fn of(attributes: &Attributes) -> &'static Self {
        if attributes.get("lang") == Some("en") { &ENGLISH } else { &RUSSIAN }
    }
}
