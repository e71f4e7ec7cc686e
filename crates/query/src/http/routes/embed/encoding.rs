//! Files that many sites load, compressed once and as well as can be; the layer around all answers compresses fast.

use std::io::{self, Write};

use axum::http::{HeaderMap, header};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// A text in the encodings that browsers read; an encoding that failed is not offered.
pub(crate) struct Encoded([(&'static str, Option<Vec<u8>>); 2]);

impl Encoded {
    pub(crate) fn new(text: &str) -> Self {
        // The smaller one first.
        let encoded = [("br", brotli(text.as_bytes())), ("gzip", gzip(text.as_bytes()))];
        Self(encoded.map(|(name, bytes)| {
            let bytes =
                bytes.inspect_err(|cause| tracing::error!(%cause, name, "a script cannot be compressed"));
            (name, bytes.ok())
        }))
    }

    /// Name and bytes of the best encoding that the client reads.
    pub(crate) fn best(&self, headers: &HeaderMap) -> Option<(&'static str, &[u8])> {
        let given = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let accepted: Vec<&str> =
            given.flat_map(|value| value.split(',')).filter(is_wanted).filter_map(name).collect();
        let mut offered = self.0.iter().filter_map(|(name, bytes)| Some((*name, bytes.as_deref()?)));
        offered.find(|(name, _)| accepted.iter().any(|accepted| accepted.eq_ignore_ascii_case(name)))
    }
}

fn name(item: &str) -> Option<&str> {
    item.split(';').next().map(str::trim)
}

/// `gzip;q=0` means: anything but gzip.
fn is_wanted(item: &&str) -> bool {
    let quality = item.split(';').skip(1).find_map(|parameter| parameter.trim().strip_prefix("q="));
    quality.is_none_or(|quality| quality.trim().parse::<f32>().is_ok_and(|quality| quality > 0.0))
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(mut bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoded = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut encoded, &BrotliEncoderParams::default())?;
    Ok(encoded)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_client_gets_what_it_reads() {
        let encoded = Encoded::new("vestnik vestnik vestnik");
        let table = [
            ("", None),
            ("identity", None),
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip", Some("gzip")),
            ("BR;q=0, GZIP ; q=0.5", Some("gzip")),
            ("br;q=0", None),
            ("brotli", None),
        ];
        for (accepted, expected) in table {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
            assert_eq!(encoded.best(&headers).map(|(name, _)| name), expected, "{accepted}");
        }
        assert_eq!(encoded.best(&HeaderMap::new()), None);
    }
}
