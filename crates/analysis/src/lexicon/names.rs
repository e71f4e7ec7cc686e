//! Nominatives that an unknown name may have.

/// Letters after which Russian writes и where other stems have ы.
const BEFORE_I: [char; 7] = ['г', 'к', 'х', 'ж', 'ш', 'ч', 'щ'];

/// Letters after which unstressed -ом is written -ем.
const BEFORE_EM: [char; 5] = ['ж', 'ш', 'ч', 'щ', 'ц'];

/// Letters up to which an unknown word may be an abbreviation, which means itself: «всу», «мгу».
const LONGEST_ABBREVIATION: usize = 4;

/// Nominatives of `form` beyond those that its ending suggests.
///
/// New names are foreign more often than the known ones: «Шольца» is a form of «Шольц» although «кольца» is one of
/// «кольцо», and «Нью» is no form of anything. So it may also stand as it is, or be a masculine name that ends in a
/// consonant or a feminine one in «а». Ukrainian names in -енко are declined in old and in spoken Russian.
pub(super) fn nominatives(form: &str) -> impl Iterator<Item = String> {
    let ukrainian =
        strip(form, &["енка", "енки", "енке", "енку", "енкой", "енкою"]).map(|stem| format!("{stem}енко"));
    let stem = strip(form, &["ом", "а", "у", "е"])
        .or_else(|| strip(form, &["ем"]).filter(|it| it.ends_with(BEFORE_EM)));
    let stem = stem.filter(|stem| ends_in_consonant(stem));
    let feminine = feminine_stem(form).map(|stem| format!("{stem}а"));
    [ukrainian, stem.map(str::to_owned), feminine, Some(form.to_owned())].into_iter().flatten()
}

/// The nominative of the surname in -ов, -ев, -ин or -ын that `form` may be one of: «Стрелковым» reads as an adjective
/// and «Стрелков» as several shooters, but with a capital letter they are likelier the man.
pub(super) fn surname(form: &str) -> Option<&str> {
    const NOMINATIVES: [&str; 4] = ["ов", "ев", "ин", "ын"];
    let is_surname = |stem: &&str| {
        NOMINATIVES.iter().any(|ending| stem.ends_with(ending)) && stem.chars().nth(3).is_some()
    };
    let endings = ["ыми", "ых", "ым", "ой", "ою", "ы", "а", "у", "е"];
    let oblique = || endings.iter().find_map(|ending| form.strip_suffix(ending)).filter(is_surname);
    Some(form).filter(is_surname).or_else(oblique)
}

/// Whether an unknown form is so short that it may be an abbreviation.
pub(super) fn may_be_abbreviation(form: &str) -> bool {
    (2..=LONGEST_ABBREVIATION).contains(&form.chars().count()) && super::is_russian(form)
}

fn feminine_stem(form: &str) -> Option<&str> {
    let hard = strip(form, &["ой", "ы", "у", "е"]);
    let soft = || strip(form, &["и"]).filter(|stem| stem.ends_with(BEFORE_I));
    hard.or_else(soft).filter(|stem| ends_in_consonant(stem))
}

/// The form without the first ending it has, if three letters remain.
fn strip<'f>(form: &'f str, endings: &[&str]) -> Option<&'f str> {
    let stem = endings.iter().find_map(|ending| form.strip_suffix(ending))?;
    (stem.chars().count() >= 3).then_some(stem)
}

fn ends_in_consonant(stem: &str) -> bool {
    stem.ends_with(|last: char| ('а'..='я').contains(&last) && !"аеиоуыэюяйьъ".contains(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expected: &[&str]) {
        assert_eq!(nominatives(form).collect::<Vec<_>>(), expected, "{form}");
    }

    #[test]
    fn foreign_names() {
        check("шольца", &["шольц", "шольца"]);
        check("шольцем", &["шольц", "шольцем"]);
        check("дерипаской", &["дерипаска", "дерипаской"]);
        check("дерипаски", &["дерипаска", "дерипаски"]);
        check("нью", &["нью"]);
    }

    #[test]
    fn surnames_under_other_words() {
        for form in ["стрелков", "стрелкова", "стрелковым", "стрелковой", "стрелковыми", "стрелковы"]
        {
            assert_eq!(surname(form), Some("стрелков"), "{form}");
        }
        for form in ["нов", "новым", "город", "городам", "москва", "слово"] {
            assert_eq!(surname(form), None, "{form}");
        }
    }

    #[test]
    fn ukrainian_names_are_declined_at_times() {
        check("бурлаченку", &["бурлаченко", "бурлаченк", "бурлаченка", "бурлаченку"]);
    }
}
