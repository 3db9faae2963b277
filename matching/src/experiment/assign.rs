//! Who is in which arm.
//!
//! A unit (a buyer; a device before anybody has logged in) falls on a point between 0 and 1, by the
//! salt of the layer. Layers with other salts are independent, and nothing has to be stored.

use sha2::{Digest as _, Sha256};

/// At least 0, less than 1.
pub fn point(salt: &str, unit: &str) -> f64 {
    let digest = Sha256::new().chain_update(salt).chain_update([0]).chain_update(unit).finalize();
    let (head, _) = digest.split_first_chunk::<8>().expect("a digest has 32 bytes");
    (u64::from_be_bytes(*head) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The arm of a unit, by shares that add up to at most one; none for the rest.
pub fn arm(salt: &str, unit: &str, shares: &[f64]) -> Option<usize> {
    let mut left = point(salt, unit);
    shares.iter().position(|share| {
        left -= share;
        left < 0.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_kept_and_layers_do_not_know_of_each_other() {
        let mut counts = [[0_i32; 2]; 2];
        for unit in (0..20_000).map(|it: i32| it.to_string()) {
            let one = arm("first", &unit, &[0.5, 0.5]).unwrap();
            let other = arm("second", &unit, &[0.5, 0.5]).unwrap();
            counts[one][other] += 1;
        }
        assert!(counts.iter().flatten().all(|it| (it - 5_000).abs() < 250), "{counts:?}");
    }

    #[test]
    fn who_is_in_no_arm_stays_out_and_nobody_moves() {
        let ins = (0..10_000).filter(|it| arm("s", &it.to_string(), &[0.01, 0.01]).is_some());
        let count = ins.count();
        assert!((150..250).contains(&count), "{count}");
        assert_eq!(point("s", "buyer 1"), point("s", "buyer 1"));
    }
}
