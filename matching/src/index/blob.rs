//! A document as stored: all that opening needs, so that no text is analysed twice.

use crate::{
    index::bytes::{Reader, put_bytes, put_number, put_option},
    types::Doc,
};

/// Raised whenever blobs, records or terms change shape, or words get other stems: older indexes are
/// then rebuilt.
pub(crate) const FORMAT: u64 = 3;

/// The document without its texts, which its record has taken in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blob<'a> {
    pub(crate) key: &'a str,
    pub(crate) owner: &'a str,
    pub(crate) owner_name: &'a str,
    pub(crate) facets: Vec<(&'a str, &'a str)>,
    pub(crate) price_minor: Option<u64>,
    pub(crate) delivery_days: Option<u32>,
    pub(crate) rating_mean: Option<f32>,
    pub(crate) rating_count: u32,
    pub(crate) created_at_ms: i64,
    pub(crate) record: &'a [u8],
}

impl<'a> Blob<'a> {
    pub(crate) fn of(doc: &'a Doc, record: &'a [u8]) -> Blob<'a> {
        let facets =
            doc.facets.iter().map(|(field, value)| (field.as_str(), value.as_str())).collect();
        Blob {
            key: &doc.key,
            owner: &doc.owner,
            owner_name: &doc.owner_name,
            facets,
            price_minor: doc.price_minor.filter(|it| *it < u64::MAX),
            delivery_days: doc.delivery_days.filter(|it| *it < u32::MAX),
            rating_mean: doc.rating_mean.filter(|it| it.is_finite() && doc.rating_count > 0),
            rating_count: doc.rating_count,
            created_at_ms: doc.created_at_ms,
            record,
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.record.len() + 256);
        for text in [self.key, self.owner, self.owner_name] {
            put_bytes(&mut bytes, text.as_bytes());
        }
        put_number(&mut bytes, self.facets.len() as u64);
        for (field, value) in &self.facets {
            put_bytes(&mut bytes, field.as_bytes());
            put_bytes(&mut bytes, value.as_bytes());
        }
        put_option(&mut bytes, self.price_minor);
        put_option(&mut bytes, self.delivery_days.map(u64::from));
        put_option(&mut bytes, self.rating_mean.map(|it| u64::from(it.to_bits())));
        put_number(&mut bytes, u64::from(self.rating_count));
        put_number(&mut bytes, self.created_at_ms.cast_unsigned());
        put_bytes(&mut bytes, self.record);
        bytes
    }

    /// `None` if the bytes are not a blob.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Blob<'a>> {
        let mut reader = Reader::new(bytes);
        let (key, owner, owner_name) = (reader.text()?, reader.text()?, reader.text()?);
        let mut facets = Vec::new();
        for _ in 0..reader.number()? {
            facets.push((reader.text()?, reader.text()?));
        }
        let price_minor = reader.option()?;
        let delivery_days = reader.option()?.and_then(|it| u32::try_from(it).ok());
        let rating_bits = reader.option()?.and_then(|it| u32::try_from(it).ok());
        let blob = Blob {
            key,
            owner,
            owner_name,
            facets,
            price_minor,
            delivery_days,
            rating_mean: rating_bits.map(f32::from_bits),
            rating_count: reader.small()?,
            created_at_ms: reader.number()?.cast_signed(),
            record: reader.bytes()?,
        };
        reader.is_empty().then_some(blob)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_stored_is_read_back(
            key: String, owner: String, price in prop::option::of(0_u64..u64::MAX),
            days in prop::option::of(0_u32..u32::MAX), rating in prop::option::of(0_f32..5.0),
            created_at_ms: i64, facet: (String, String), record: Vec<u8>,
        ) {
            let doc = Doc {
                key, owner, owner_name: "Ada".into(), texts: Vec::new(), labels: Vec::new(),
                facets: vec![facet], price_minor: price, delivery_days: days, rating_mean: rating,
                rating_count: 3, created_at_ms,
            };
            let blob = Blob::of(&doc, &record);

            let bytes = blob.encode();
            prop_assert_eq!(Blob::read(&bytes), Some(blob));
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
            let _ = Blob::read(&bytes);
        }
    }
}
