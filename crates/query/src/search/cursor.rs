use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Cursor, Sort};

const VERSION: u8 = 1;
const LENGTH: usize = 1 + 1 + 4 + 1 + 8 + 8;

impl Cursor {
    /// Writes the cursor as an opaque text that needs no escaping in an address.
    pub fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.push(VERSION);
        bytes.push(match self.sort {
            Sort::Relevance => 0,
            Sort::Newest => 1,
            Sort::Oldest => 2,
        });
        bytes.extend(self.score.to_bits().to_be_bytes());
        bytes.push(u8::from(self.published.is_some()));
        bytes.extend(self.published.unwrap_or_default().to_be_bytes());
        bytes.extend(self.id_key.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what [`Cursor::encode`] has written; `None` for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; LENGTH] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (version, rest) = take::<1>(&bytes)?;
        let (sort, rest) = take::<1>(rest)?;
        let (score, rest) = take::<4>(rest)?;
        let (dated, rest) = take::<1>(rest)?;
        let (published, rest) = take::<8>(rest)?;
        let (id_key, _) = take::<8>(rest)?;
        let sort = match (version, sort) {
            ([VERSION], [0]) => Sort::Relevance,
            ([VERSION], [1]) => Sort::Newest,
            ([VERSION], [2]) => Sort::Oldest,
            _ => return None,
        };
        let published = match (dated, i64::from_be_bytes(published)) {
            ([0], 0) => None,
            ([1], second) => Some(second),
            _ => return None,
        };
        let score = f32::from_bits(u32::from_be_bytes(score));
        score.is_finite().then_some(Self { sort, score, published, id_key: u64::from_be_bytes(id_key) })
    }
}

fn take<const N: usize>(bytes: &[u8]) -> Option<([u8; N], &[u8])> {
    bytes.split_first_chunk::<N>().map(|(head, rest)| (*head, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_text_form_is_part_of_the_interface() {
        let cursor = Cursor { sort: Sort::Newest, score: 0.0, published: Some(1_468_566_720), id_key: 7 };
        assert_eq!(cursor.encode(), "AQEAAAAAAQAAAABXiIzAAAAAAAAAAAc");
    }

    #[test]
    fn foreign_text_is_no_cursor() {
        let good = Cursor { sort: Sort::Newest, score: 1.5, published: None, id_key: 1 }.encode();
        let other_version = format!("Ag{}", &good[2..]);
        for text in ["", "A", "абв", &good[1..], &format!("{good}A"), &other_version, "====", &"A".repeat(31)]
        {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
        assert!(Cursor::decode(&good).is_some());
    }

    proptest! {
        #[test]
        fn every_cursor_comes_back(
            sort in prop_oneof![Just(Sort::Relevance), Just(Sort::Newest), Just(Sort::Oldest)],
            score in any::<f32>().prop_filter("finite", |score| score.is_finite()),
            published: Option<i64>,
            id_key: u64,
        ) {
            let cursor = Cursor { sort, score, published, id_key };
            let text = cursor.encode();
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
            prop_assert_eq!(Cursor::decode(&text), Some(cursor));
        }

        #[test]
        fn arbitrary_text_never_panics(text in ".{0,64}") {
            let _ = Cursor::decode(&text);
        }
    }
}
