use super::{Term, TokenFilter};
use crate::explain::Step;

/// Drops ъ at the end: «Коммерсантъ», «міръ». Modern words never end with it.
pub(crate) struct HardSign;

impl TokenFilter for HardSign {
    fn apply(&self, term: &mut Term) {
        let kept = term.text.trim_end_matches('ъ').len();
        if kept > 0 {
            term.text.truncate(kept);
        }
    }

    fn step(&self) -> Option<Step> {
        Some(Step::HardSignDropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hard_sign_goes_at_the_end_only() {
        super::super::check(&HardSign, &[("коммерсантъ", "коммерсант"), ("съезд", "съезд"), ("ъ", "ъ")]);
    }
}
