//! The same bits as XGBoost: on files that XGBoost wrote, and beside XGBoost itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say so")]

mod beside;
mod golden;

use matching::model::forest::{Forest, Kernel, Scratch};

/// By every way this machine has; they must agree to the bit.
pub(crate) fn scores(forest: &Forest, rows: &[f32]) -> Vec<u32> {
    let count = rows.len() / forest.n_features();
    let mut all = Kernel::available().into_iter().map(|kernel| {
        let mut scores = vec![0.0_f32; count];
        forest.score_by(kernel, rows, &mut scores, &mut Scratch::default());
        scores.into_iter().map(f32::to_bits).collect::<Vec<u32>>()
    });
    let first = all.next().unwrap();
    assert!(all.all(|it| it == first), "the kernels differ");
    first
}
