//! How likely each reading of an ambiguous word form is.
//!
//! Annotated texts are small: they have counted the readings of some 20,000 forms. So the rest is estimated from the
//! frequencies of all forms: a reading is likely if its lexeme is frequent in its other forms, and its grammatical
//! form is frequent in other words («статью» is «статья», because «статьи» and «статей» are far more frequent than
//! «стати»). Lexemes and grammatical forms are estimated together by expectation maximisation (Dempster, Laird and
//! Rubin, 1977) in the model P(reading) = P(lexeme) · P(grammatical form | kind of lexeme).

use std::collections::HashMap;

/// Rounds of estimation; more change no kept reading worth mentioning.
const ROUNDS: usize = 25;

/// What is added to every lexeme's frequency, so that none is impossible: the frequency of a word seen a few times in
/// a thousand million.
const SMALLEST_LEXEME: f64 = 2e-9;

/// The same for grammatical forms.
const SMALLEST_INFLECTION: f64 = 1e-7;

/// One reading of one form, by numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) form: u32,
    pub(crate) lexeme: u32,
    pub(crate) inflection: u32,
}

/// Gives numbers to names.
#[derive(Debug, Default)]
pub(crate) struct Numbers(HashMap<String, u32>);

impl Numbers {
    pub(crate) fn of(&mut self, name: &str) -> u32 {
        if let Some(number) = self.0.get(name) {
            return *number;
        }
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.insert(name.to_owned(), next);
        next
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The probability of each cell among those of its form.
///
/// `frequencies` are those of the forms by number, `kinds` the kind of lexeme that each inflection belongs to.
pub(crate) fn estimate(cells: &[Cell], frequencies: &[f64], kinds: &[u32], num_lexemes: usize) -> Vec<f64> {
    let mut lexemes = vec![1.0; num_lexemes];
    let mut inflections = shares(vec![1.0; kinds.len()], kinds);
    let mut shares_of_cells = expect(cells, frequencies.len(), &lexemes, &inflections);
    for _ in 0..ROUNDS {
        let mut lexeme_sums = vec![SMALLEST_LEXEME; num_lexemes];
        let mut inflection_sums = vec![SMALLEST_INFLECTION; kinds.len()];
        for (cell, share) in cells.iter().zip(&shares_of_cells) {
            let weight = share * frequencies[cell.form as usize];
            lexeme_sums[cell.lexeme as usize] += weight;
            inflection_sums[cell.inflection as usize] += weight;
        }
        lexemes = lexeme_sums;
        inflections = shares(inflection_sums, kinds);
        shares_of_cells = expect(cells, frequencies.len(), &lexemes, &inflections);
    }
    shares_of_cells
}

/// Shares among the inflections of one kind.
fn shares(mut values: Vec<f64>, kinds: &[u32]) -> Vec<f64> {
    let mut sums: HashMap<u32, f64> = HashMap::new();
    values.iter().zip(kinds).for_each(|(value, kind)| *sums.entry(*kind).or_default() += value);
    values.iter_mut().zip(kinds).for_each(|(value, kind)| *value /= sums[kind]);
    values
}

fn expect(cells: &[Cell], num_forms: usize, lexemes: &[f64], inflections: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; num_forms];
    let mut products: Vec<f64> = Vec::with_capacity(cells.len());
    for cell in cells {
        let product = lexemes[cell.lexeme as usize] * inflections[cell.inflection as usize];
        sums[cell.form as usize] += product;
        products.push(product);
    }
    products.iter_mut().zip(cells).for_each(|(product, cell)| *product /= sums[cell.form as usize]);
    products
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frequent_lexeme_takes_the_shared_form() {
        // Form 0 is shared by lexemes 0 and 1; forms 1 and 2 are their own.
        let cell = |form, lexeme, inflection| Cell { form, lexeme, inflection };
        let cells = [cell(0, 0, 0), cell(0, 1, 0), cell(1, 0, 1), cell(2, 1, 1)];
        let shares = estimate(&cells, &[0.5, 0.4, 0.1], &[0, 0], 2);
        assert!((shares[0] - 0.8).abs() < 0.01 && (shares[1] - 0.2).abs() < 0.01, "{shares:?}");
        assert_eq!(&shares[2..], [1.0, 1.0]);
    }
}
