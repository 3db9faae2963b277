use super::*;

/// Two kinds of texts: about cars (terms 0 to 4) and about bread (5 to 9).
fn rows() -> Vec<Row> {
    let mut dice = Dice::new(3);
    let text = |dice: &mut Dice, first: u32| -> Row {
        let mut terms: Vec<u32> = (0..3).map(|_| first + dice.below(5) as u32).collect();
        terms.sort_unstable();
        terms.dedup();
        terms.into_iter().map(|it| (it, 1.0)).collect()
    };
    (0..40).map(|at| text(&mut dice, if at % 2 == 0 { 0 } else { 5 })).collect()
}

#[test]
fn words_of_one_company_are_alike_though_they_never_meet() {
    let lsa = Lsa::fit(&rows(), 2);
    let mut all = lsa.meanings();
    for term in [0, 1, 6] {
        all.push(&lsa.place(&[(term, 1.0)])).unwrap();
    }

    let cosines = all.cosines(&lsa.place(&[(4, 1.0)])).unwrap();

    assert!(cosines[0] > 0.95 && cosines[1] > 0.95, "{cosines:?}");
    assert!(cosines[2].abs() < 0.1, "{cosines:?}");
}

#[test]
fn directions_are_at_right_angles_and_signed_and_the_same_every_time() {
    let lsa = Lsa::fit(&rows(), 4);
    let again = Lsa::fit(&rows(), 4);

    assert_eq!((lsa.version(), &lsa.basis), (again.version(), &again.basis));
    let column = |at: usize| lsa.basis.iter().skip(at).step_by(lsa.dims()).copied();
    for one in 0..lsa.dims() {
        let most =
            column(one).fold(0.0_f32, |most, it| if it.abs() > most.abs() { it } else { most });
        assert!(most > 0.0, "direction {one} points down");
        for other in 0..=one {
            let dot: f32 = column(one).zip(column(other)).map(|(a, b)| a * b).sum();
            let wanted = f32::from(u8::from(one == other));
            assert!((dot - wanted).abs() < 1e-3, "{one} · {other} = {dot}");
        }
    }
}

/// Of a matrix of rank one, the only direction is the row itself.
#[test]
fn the_strongest_direction_is_found() {
    let rows = vec![vec![(7, 3.0), (9, 4.0)], vec![(7, 6.0), (9, 8.0)]];

    let lsa = Lsa::fit(&rows, 5);

    assert_eq!(lsa.dims(), 1);
    assert!((lsa.basis[0] - 0.6).abs() < 1e-5 && (lsa.basis[1] - 0.8).abs() < 1e-5);
}

#[test]
fn vectors_of_another_fit_are_refused() {
    let one = Lsa::fit(&rows(), 2);
    let other = Lsa::fit(&rows()[..10], 2);
    let stranger = other.place(&[(0, 1.0)]);
    let error = LsaError::OtherFit { wanted: one.version(), given: other.version() };

    assert_eq!(one.meanings().push(&stranger), Err(error));
    assert_eq!(one.meanings().cosines(&stranger), Err(error));
    assert_eq!(one.middle(&[(stranger, 1.0)]), Err(error));
}

#[test]
fn nothing_is_like_nothing() {
    let empty = Lsa::fit(&[], 10);
    let mut all = empty.meanings();
    all.push(&empty.place(&[(1, 1.0)])).unwrap();
    assert_eq!(all.cosines(&empty.place(&[])).unwrap(), [0.0]);

    let lsa = Lsa::fit(&rows(), 2);
    assert_eq!(lsa.place(&[(99, 1.0)]).scale, 0.0);
}

#[test]
fn eigenvectors_are_those_of_the_matrix() {
    let mut dice = Dice::new(5);
    let size = 12;
    let half: Vec<Vec<f64>> =
        (0..size).map(|_| (0..size).map(|_| dice.fraction() - 0.5).collect()).collect();
    let sum = |row: usize, column: usize| half[row][column] + half[column][row];
    let matrix: Vec<Vec<f64>> =
        (0..size).map(|row| (0..size).map(|column| sum(row, column)).collect()).collect();
    let found = linear::eigen(matrix.clone());
    assert!(found.is_sorted_by(|one, other| one.0 >= other.0));
    for (value, vector) in found {
        for (row, entry) in matrix.iter().zip(&vector) {
            let product: f64 = row.iter().zip(&vector).map(|(a, b)| a * b).sum();
            assert!((product - value * entry).abs() < 1e-9);
        }
    }
}
