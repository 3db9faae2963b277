//! Counting facet values, each field as if its own filter were not set.

use crate::{
    index::{columns::place, snapshot::Snapshot},
    search::gather::{Hit, Test, Tests},
    types::FacetCounts,
};

pub(crate) fn count(snapshot: &Snapshot, tests: &Tests, hits: &[Hit]) -> Vec<FacetCounts> {
    let fields = snapshot.columns.fields.iter().enumerate();
    fields
        .map(|(field, known)| {
            let (own, wanted) = own_test(tests, field);
            let mut counts = vec![0_u64; known.names.len()];
            // Hits come in the order of slots, so chunks come one after another.
            for hits in hits.chunk_by(|a, b| place(a.slot).0 == place(b.slot).0) {
                let lists = &snapshot.columns.chunks[place(hits[0].slot).0].facets[field];
                for hit in hits.iter().filter(|it| it.failed & !own == 0) {
                    for value in lists.get(place(hit.slot).1) {
                        counts[*value as usize] += 1;
                    }
                }
            }
            let is_wanted = |id: usize| wanted.is_some_and(|it| it[id]);
            let mut values: Vec<(String, u64)> = counts
                .into_iter()
                .enumerate()
                .filter(|(id, count)| *count > 0 || is_wanted(*id))
                .map(|(id, count)| (known.names[id].to_string(), count))
                .collect();
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            FacetCounts { field: known.field.clone(), values }
        })
        .collect()
}

/// The bit of the field's own test, and the values it asks for.
fn own_test(tests: &Tests, field: usize) -> (u64, Option<&Vec<bool>>) {
    for (test, bit) in tests.tests.iter().zip(0_u32..) {
        if let Test::AnyOf { field: tested, wanted } = test
            && *tested == field
        {
            return (1 << bit, Some(wanted));
        }
    }
    (0, None)
}
