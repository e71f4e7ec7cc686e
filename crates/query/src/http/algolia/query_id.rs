use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Digits of an id.
pub(crate) const QUERY_ID_DIGITS: usize = 32;

/// An id that no other query has: 32 hexadecimal digits.
pub(crate) fn query_id() -> String {
    static HALVES: LazyLock<[RandomState; 2]> = LazyLock::new(|| [RandomState::new(), RandomState::new()]);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    HALVES.iter().map(|half| format!("{:016x}", half.hash_one(number))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ() {
        let (one, other) = (query_id(), query_id());
        assert_ne!(one, other);
        assert_eq!(one.len(), QUERY_ID_DIGITS);
        assert!(one.bytes().all(|digit| digit.is_ascii_hexdigit() && !digit.is_ascii_uppercase()));
    }
}
