//! The little linear algebra that is needed: tall matrices of some hundred columns.
//!
//! Both orthonormal columns and singular vectors come of the eigenvectors of the small matrix of the
//! columns' products, found by Jacobi's rotations in double precision.

/// Row by row.
#[derive(Debug, Clone)]
pub(super) struct Matrix {
    pub(super) width: usize,
    pub(super) cells: Vec<f32>,
}

/// A direction this much weaker than the strongest is rounding.
const NOTHING: f64 = 1e-10;

const MAX_SWEEPS: usize = 30;

impl Matrix {
    pub(super) fn row(&self, at: usize) -> &[f32] {
        &self.cells[at * self.width..(at + 1) * self.width]
    }

    /// Turns each column so that its largest entry is positive; of equals, the first decides.
    pub(super) fn sign(&mut self) {
        for column in 0..self.width {
            let each = self.cells.iter().skip(column).step_by(self.width);
            let most =
                each.fold(0.0_f32, |most, it| if it.abs() > most.abs() { *it } else { most });
            if most < 0.0 {
                let each = self.cells.iter_mut().skip(column).step_by(self.width);
                each.for_each(|it| *it = -*it);
            }
        }
    }

    /// `self × other`, where `other` is small and stands column by column.
    fn turned(&self, columns: &[Vec<f64>]) -> Matrix {
        let width = columns.len();
        // Row by row, so that the inner loop runs over neighbours.
        let mut turn = vec![0.0_f32; self.width * width];
        for (to, column) in columns.iter().enumerate() {
            for (from, value) in column.iter().enumerate() {
                turn[from * width + to] = *value as f32;
            }
        }
        let rows = self.cells.len() / self.width.max(1);
        let mut cells = vec![0.0_f32; rows * width];
        for (row, sums) in self.cells.chunks(self.width.max(1)).zip(cells.chunks_mut(width.max(1)))
        {
            for (value, turn) in row.iter().zip(turn.chunks(width.max(1))) {
                sums.iter_mut().zip(turn).for_each(|(sum, it)| *sum += value * it);
            }
        }
        Matrix { width, cells }
    }

    /// The products of all pairs of columns.
    fn products(&self) -> Vec<Vec<f64>> {
        let width = self.width;
        let mut sums = vec![vec![0.0_f64; width]; width];
        // Blocks are summed in single precision, which is quick, and added up in double.
        for block in self.cells.chunks(width.max(1) * 256) {
            let mut part = vec![0.0_f32; width * width];
            for row in block.chunks(width.max(1)) {
                for (value, part) in row.iter().zip(part.chunks_mut(width)) {
                    part.iter_mut().zip(row).for_each(|(sum, it)| *sum += value * it);
                }
            }
            for (sums, part) in sums.iter_mut().zip(part.chunks(width)) {
                sums.iter_mut().zip(part).for_each(|(sum, it)| *sum += f64::from(*it));
            }
        }
        sums
    }
}

/// The same span in columns of length 1 at right angles; what is no direction of its own goes.
pub(super) fn orthonormal(matrix: &Matrix) -> Matrix {
    unit(matrix, matrix.width)
}

/// The strongest directions of `matrix`'s columns, at most `count`, strongest first.
pub(super) fn principal(matrix: &Matrix, count: usize) -> Matrix {
    unit(matrix, count)
}

fn unit(matrix: &Matrix, count: usize) -> Matrix {
    let mut found = eigen(matrix.products());
    let most = found.first().map_or(0.0, |it| it.0);
    found.retain(|it| it.0 > most * NOTHING);
    found.truncate(count);
    let columns: Vec<Vec<f64>> = found
        .into_iter()
        .map(|(value, vector)| vector.into_iter().map(|it| it / value.sqrt()).collect())
        .collect();
    matrix.turned(&columns)
}

/// Eigenvalues, falling, with their vectors, of a symmetric matrix: Jacobi's rotations.
pub(super) fn eigen(mut matrix: Vec<Vec<f64>>) -> Vec<(f64, Vec<f64>)> {
    let size = matrix.len();
    // Vectors stand row by row: a rotation then mixes two rows.
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|at| (0..size).map(|it| f64::from(u8::from(it == at))).collect()).collect();
    for _ in 0..MAX_SWEEPS {
        let square = |test: fn(usize, usize) -> bool| -> f64 {
            let cells = (0..size).flat_map(|row| (0..size).map(move |column| (row, column)));
            cells.filter(|it| test(it.0, it.1)).map(|it| matrix[it.0][it.1].powi(2)).sum()
        };
        if square(|row, column| row != column) <= 1e-22 * square(|row, column| row == column) {
            break;
        }
        for one in 0..size {
            for other in one + 1..size {
                rotate(&mut matrix, &mut vectors, one, other);
            }
        }
    }
    let mut found: Vec<(f64, Vec<f64>)> =
        vectors.into_iter().enumerate().map(|(at, it)| (matrix[at][at], it)).collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found
}

/// Makes the entry of `one` and `other` zero.
fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], one: usize, other: usize) {
    let off = matrix[one][other];
    if off == 0.0 {
        return;
    }
    let slope = (matrix[other][other] - matrix[one][one]) / (2.0 * off);
    let tangent = slope.signum() / (slope.abs() + (slope * slope + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    let mix = |a: f64, b: f64| (cosine * a - sine * b, sine * a + cosine * b);
    for row in matrix.iter_mut() {
        (row[one], row[other]) = mix(row[one], row[other]);
    }
    for rows in [matrix, vectors] {
        let (before, after) = rows.split_at_mut(other);
        for (a, b) in before[one].iter_mut().zip(after[0].iter_mut()) {
            (*a, *b) = mix(*a, *b);
        }
    }
}
