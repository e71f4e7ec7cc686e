//! How likely one word is typed for another: the cost of the slips and misspellings that turn it into the other.

/// The rows of the keyboard. A key lies between two of the row above it.
const KEYBOARDS: [[&str; 3]; 2] =
    [["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"], ["qwertyuiop", "asdfghjkl", "zxcvbnm"]];

/// Letters that are written for each other because they sound alike in some places.
const ALIKE: [(char, char); 29] = [
    ('а', 'о'),
    ('е', 'и'),
    ('е', 'э'),
    ('и', 'ы'),
    ('и', 'й'),
    ('я', 'е'),
    ('я', 'и'),
    ('я', 'а'),
    ('ю', 'у'),
    ('е', 'о'),
    ('б', 'п'),
    ('в', 'ф'),
    ('г', 'к'),
    ('д', 'т'),
    ('ж', 'ш'),
    ('з', 'с'),
    ('ш', 'щ'),
    ('ч', 'щ'),
    ('ч', 'ш'),
    ('ц', 'с'),
    ('ъ', 'ь'),
    ('г', 'в'),
    ('a', 'o'),
    ('a', 'e'),
    ('e', 'i'),
    ('i', 'y'),
    ('s', 'z'),
    ('c', 'k'),
    ('c', 's'),
];

const NEIGHBOUR: f32 = 1.6;
const LIKE_SOUND: f32 = 1.4;
const OTHER_LETTER: f32 = 3.4;
const SWAPPED: f32 = 1.6;
/// One of two equal letters left out, or one written twice.
const DOUBLED: f32 = 1.0;
const SIGN: f32 = 1.2;
const LEFT_OUT: f32 = 2.0;
const TOO_MANY: f32 = 2.2;
/// A finger that hit two keys.
const TOO_MANY_BESIDE: f32 = 1.7;
/// People know how a word begins.
const FIRST_LETTER: f32 = 1.5;

/// The cost of typing `typed` where `meant` was meant, 0 if they are equal. Unit: natural logarithm of odds.
pub(super) fn cost(typed: &str, meant: &str) -> f32 {
    let (typed, meant): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    let width = meant.len() + 1;
    let mut table = vec![f32::INFINITY; (typed.len() + 1) * width];
    for row in 0..=typed.len() {
        for column in 0..=meant.len() {
            let before = |rows: usize, columns: usize| table[(row - rows) * width + column - columns];
            let mut best = if row + column == 0 { 0.0 } else { f32::INFINITY };
            if row > 0 && column > 0 {
                best = best.min(before(1, 1) + exchanged(typed[row - 1], meant[column - 1]));
            }
            if row > 0 {
                best = best.min(before(1, 0) + added(&typed, row - 1));
            }
            if column > 0 {
                best = best.min(before(0, 1) + left_out(&meant, column - 1));
            }
            if row > 1
                && column > 1
                && typed[row - 1] == meant[column - 2]
                && typed[row - 2] == meant[column - 1]
            {
                best = best.min(before(2, 2) + SWAPPED);
            }
            table[row * width + column] = best;
        }
    }
    let first = if typed.first() == meant.first() { 0.0 } else { FIRST_LETTER };
    table.last().copied().unwrap_or_default() + first
}

fn exchanged(typed: char, meant: char) -> f32 {
    if typed == meant {
        0.0
    } else if ALIKE.contains(&(typed, meant)) || ALIKE.contains(&(meant, typed)) {
        LIKE_SOUND
    } else if are_neighbours(typed, meant) {
        NEIGHBOUR
    } else {
        OTHER_LETTER
    }
}

/// The cost of the letter at `place`, which should not be there.
fn added(typed: &[char], place: usize) -> f32 {
    let letter = typed[place];
    let beside = [place.checked_sub(1), place.checked_add(1)];
    let mut beside = beside.into_iter().flatten().filter_map(|place| typed.get(place));
    if place > 0 && typed[place - 1] == letter {
        DOUBLED
    } else if is_sign(letter) {
        SIGN
    } else if beside.any(|other| are_neighbours(*other, letter)) {
        TOO_MANY_BESIDE
    } else {
        TOO_MANY
    }
}

/// The cost of leaving out the letter at `place`.
fn left_out(meant: &[char], place: usize) -> f32 {
    if place > 0 && meant[place - 1] == meant[place] {
        DOUBLED
    } else if is_sign(meant[place]) {
        SIGN
    } else {
        LEFT_OUT
    }
}

fn is_sign(letter: char) -> bool {
    matches!(letter, 'ь' | 'ъ')
}

fn are_neighbours(one: char, other: char) -> bool {
    let place = |letter| {
        KEYBOARDS.iter().enumerate().find_map(|(board, rows)| {
            let row = rows.iter().position(|row| row.contains(letter))?;
            let key = rows[row].chars().position(|key| key == letter)?;
            Some((board, i64::try_from(row).ok()?, i64::try_from(key).ok()?))
        })
    };
    let (Some((board, row, key)), Some((other_board, other_row, other_key))) = (place(one), place(other))
    else {
        return false;
    };
    let aside = other_key - key;
    board == other_board
        && match other_row - row {
            0 => aside.abs() == 1,
            1 => aside == 0 || aside == -1,
            -1 => aside == 0 || aside == 1,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn likely_slips_cost_less() {
        // Each line: what was typed, the likelier and the less likely meaning.
        let table = [
            ("росия", "россия", "росмия"),
            ("карова", "корова", "кирова"),
            ("пкрм", "перм", "памм"),
            ("обьект", "объект", "обзект"),
            ("маслянный", "масляный", "мыслянный"),
            ("счетт", "счет", "счета"),
            ("гаозм", "газом", "глоям"),
            ("учень", "учен", "утень"),
            ("брат", "врат", "град"),
            ("ыоссия", "россия", "миссия"),
        ];
        for (typed, likely, unlikely) in table {
            assert!(cost(typed, likely) < cost(typed, unlikely), "{typed}: {likely}, {unlikely}");
        }
        // The first letter is rarely wrong.
        assert!(cost("тело", "тела") < cost("тело", "дело"));
    }

    #[test]
    fn keys_have_neighbours() {
        for (one, other) in
            [('ц', 'й'), ('ц', 'ф'), ('ц', 'ы'), ('ы', 'я'), ('ы', 'ч'), ('q', 'a'), ('в', 'ч')]
        {
            assert!(are_neighbours(one, other) && are_neighbours(other, one), "{one} {other}");
        }
        for (one, other) in [('ц', 'в'), ('ц', 'я'), ('ц', 'ц'), ('ф', 'a'), ('ё', 'й'), ('1', '2')]
        {
            assert!(!are_neighbours(one, other), "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn any_pair_has_a_cost(typed in ".{0,12}", meant in ".{0,12}") {
            let cost = cost(&typed, &meant);
            prop_assert!(cost.is_finite() && cost >= 0.0);
            prop_assert_eq!(cost == 0.0, typed == meant);
        }
    }
}
