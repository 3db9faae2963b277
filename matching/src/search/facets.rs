//! Counting facet values, each field as if its own filter were not set.

use crate::{
    index::{
        columns::{Columns, place},
        snapshot::Snapshot,
    },
    search::gather::{Hit, Test, Tests},
    types::FacetCounts,
};

pub(crate) fn count(snapshot: &Snapshot, tests: &Tests, hits: &[Hit]) -> Vec<FacetCounts> {
    let columns = &snapshot.columns;
    let own: Vec<_> = (0..columns.fields.len()).map(|it| own_test(tests, it)).collect();
    let counts = by_number(columns, &own, hits);
    let mut facets: Vec<FacetCounts> = columns
        .fields
        .iter()
        .map(|it| FacetCounts { field: it.name.clone(), values: Vec::new() })
        .collect();
    for (((field, value), count), number) in columns.numbered.iter().zip(counts).zip(0_usize..) {
        let is_wanted = own[*field].1.is_some_and(|it| it[number]);
        if count > 0 || is_wanted {
            facets[*field].values.push((value.to_string(), count));
        }
    }
    for facet in &mut facets {
        facet.values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }
    facets
}

/// How many hits have each of the numbered values.
fn by_number(columns: &Columns, own: &[(u64, Option<&Vec<bool>>)], hits: &[Hit]) -> Vec<u64> {
    let mut counts = vec![0_u64; columns.numbered.len()];
    for hit in hits {
        let (chunk, at) = place(hit.slot);
        let values = columns.chunks[chunk].values.get(at);
        if hit.failed == 0 {
            values.iter().for_each(|it| counts[*it as usize] += 1);
        } else if hit.failed.is_power_of_two() {
            // It fails one test alone, and counts where that test is the field's own.
            for number in values {
                let (field, _) = &columns.numbered[*number as usize];
                counts[*number as usize] += u64::from(own[*field].0 == hit.failed);
            }
        }
    }
    counts
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
