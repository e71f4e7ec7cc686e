use serde::Serialize;

/// What many measured times come to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Times {
    pub(crate) count: usize,
    /// Milliseconds.
    pub(crate) median_ms: f64,
    pub(crate) p95_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) worst_ms: f64,
}

impl Times {
    /// Of times in nanoseconds.
    pub(crate) fn of(mut nanoseconds: Vec<u64>) -> Self {
        nanoseconds.sort_unstable();
        let at = |share: f64| {
            let place = (share * nanoseconds.len() as f64).ceil() as usize;
            let place = place.clamp(1, nanoseconds.len().max(1)) - 1;
            nanoseconds.get(place).copied().unwrap_or_default() as f64 / 1e6
        };
        Self {
            count: nanoseconds.len(),
            median_ms: at(0.5),
            p95_ms: at(0.95),
            p99_ms: at(0.99),
            worst_ms: at(1.0),
        }
    }
}

/// The middle of some figures; of an even number the mean of both.
pub(crate) fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        length if length % 2 == 1 => sorted[length / 2],
        length => (sorted[length / 2 - 1] + sorted[length / 2]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_sorted_times() {
        let times = Times::of((1..=100).rev().map(|ms| ms * 1_000_000).collect());
        assert_eq!((times.median_ms, times.p95_ms, times.p99_ms, times.worst_ms), (50.0, 95.0, 99.0, 100.0));
        assert_eq!(Times::of(Vec::new()).worst_ms, 0.0);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
