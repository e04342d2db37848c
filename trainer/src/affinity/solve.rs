//! Solves small symmetric positive definite systems in place by Cholesky's method; never allocates.
//!
//! The inner loops are written so that the compiler vectorises them; `pulp` picks AVX where the processor has it. No
//! operation is reordered or fused, so results are equal to the bit on all processors.

use pulp::{Arch, Simd, WithSimd};

/// Rows of a column that are worked on at a time.
const LANES: usize = 16;
/// Columns that are eliminated together: their accumulators stay in registers.
const COLUMNS: usize = 4;

type Lanes = [f32; LANES];

/// A symmetric positive definite matrix with its right-hand side, column by column, lower triangle.
///
/// Column `c` begins at `c * stride`; row `n`, below the `n` by `n` triangle, holds the right-hand side: eliminating
/// it like any other row is forward substitution.
pub(super) struct System {
    cells: Vec<f32>,
    stride: usize,
    n: usize,
}

impl System {
    /// Room for systems of up to `most` unknowns.
    pub(super) fn new(most: usize) -> Self {
        let stride = (most + 1).next_multiple_of(LANES);
        Self { cells: vec![0.0; stride * most.next_multiple_of(COLUMNS)], stride, n: 0 }
    }

    /// Begins a system of `n` unknowns; its cells are what they were before.
    pub(super) fn restart(&mut self, n: usize) {
        self.n = n;
    }

    /// Begins a system that is another's for now, of no more unknowns than there is room for.
    pub(super) fn copy(&mut self, other: &Self) {
        self.restart(other.n);
        self.cells[..other.n * other.stride].copy_from_slice(&other.cells[..other.n * other.stride]);
    }

    /// One column: rows 0 to n, of which those from the diagonal on matter, and `n` is the right-hand side.
    pub(super) fn column(&mut self, c: usize) -> &mut [f32] {
        &mut self.cells[c * self.stride..c * self.stride + self.n + 1]
    }

    /// Solves the system, leaving the unknowns in `x`. Returns false, with all cells spoilt, if the matrix is not
    /// positive definite to working precision.
    pub(super) fn solve(&mut self, x: &mut Vec<f32>) -> bool {
        Arch::new().dispatch(Solve { system: self, x })
    }

    #[inline(always)]
    fn eliminate(&mut self, x: &mut Vec<f32>) -> bool {
        let rows = (self.n + 1).next_multiple_of(LANES);
        // Padding is computed along with the rest, for whole vectors; it must not become denormal, which is slow.
        for column in self.cells.chunks_exact_mut(self.stride).take(self.n) {
            column[self.n + 1..rows].fill(0.0);
        }
        for block in (0..self.n).step_by(COLUMNS) {
            self.subtract_before(block, rows);
            if !self.finish(block, rows) {
                return false;
            }
        }
        self.substitute(x);
        true
    }

    /// Subtracts from a block of columns what the columns before it contribute.
    #[inline(always)]
    fn subtract_before(&mut self, block: usize, rows: usize) {
        let stride = self.stride;
        let (before, columns) = self.cells.split_at_mut(block * stride);
        for row in (block / LANES * LANES..rows).step_by(LANES) {
            let mut sums = [[0f32; LANES]; COLUMNS];
            for column in before.chunks_exact(stride) {
                let Some(lanes) = lanes(column, row) else { return };
                let Some(factors) = column.get(block..block + COLUMNS) else { return };
                for (sum, factor) in sums.iter_mut().zip(factors) {
                    for (sum, cell) in sum.iter_mut().zip(lanes) {
                        *sum += cell * factor;
                    }
                }
            }
            for (sum, column) in sums.iter().zip(columns.chunks_exact_mut(stride)) {
                for (cell, sum) in column[row..row + LANES].iter_mut().zip(sum) {
                    *cell -= sum;
                }
            }
        }
    }

    /// Eliminates the columns of a block among themselves.
    #[inline(always)]
    fn finish(&mut self, block: usize, rows: usize) -> bool {
        for c in block..(block + COLUMNS).min(self.n) {
            let (before, column) = self.cells.split_at_mut(c * self.stride);
            let from = c / LANES * LANES;
            let column = &mut column[from..rows];
            for earlier in before.chunks_exact(self.stride).skip(block) {
                let factor = earlier[c];
                for (cell, other) in column.iter_mut().zip(&earlier[from..rows]) {
                    *cell -= other * factor;
                }
            }
            let pivot = column[c - from];
            if pivot <= 0.0 || !pivot.is_finite() {
                return false;
            }
            let scale = 1.0 / pivot.sqrt();
            column.iter_mut().for_each(|cell| *cell *= scale);
        }
        true
    }

    /// Backward substitution; the row of the right-hand side is through forward substitution.
    #[inline(always)]
    fn substitute(&mut self, x: &mut Vec<f32>) {
        let n = self.n;
        x.clear();
        x.resize(n, 0.0);
        for c in (0..n).rev() {
            let column = &self.cells[c * self.stride..c * self.stride + n + 1];
            x[c] = (column[n] - dot(&column[c + 1..n], &x[c + 1..])) / column[c];
        }
    }
}

/// Runs on the widest vectors that the processor has.
struct Solve<'a> {
    system: &'a mut System,
    x: &'a mut Vec<f32>,
}

impl WithSimd for Solve<'_> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> bool {
        self.system.eliminate(self.x)
    }
}

fn lanes(column: &[f32], row: usize) -> Option<&Lanes> {
    column.get(row..row + LANES)?.try_into().ok()
}

/// Inner product in a fixed order of addition (`LANES` partial sums): the same on every machine.
#[inline(always)]
fn dot(x: &[f32], y: &[f32]) -> f32 {
    let mut sums = [0f32; LANES];
    let (xs, ys) = (x.chunks_exact(LANES), y.chunks_exact(LANES));
    let tail: f32 = xs.remainder().iter().zip(ys.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in xs.zip(ys) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + tail
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gauss and Jordan, in double precision: the slow twin.
    pub(crate) fn eliminated(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
        for c in 0..b.len() {
            for r in 0..b.len() {
                if r != c {
                    let factor = a[r][c] / a[c][c];
                    let pivot = a[c].clone();
                    a[r].iter_mut().zip(pivot).for_each(|(cell, p)| *cell -= factor * p);
                    b[r] -= factor * b[c];
                }
            }
        }
        (0..b.len()).map(|c| b[c] / a[c][c]).collect()
    }

    fn solved(system: &mut System, a: &[Vec<f64>], b: &[f64]) -> Option<Vec<f32>> {
        system.restart(b.len());
        for c in 0..b.len() {
            let column = system.column(c);
            for (row, cell) in a.iter().chain([&b.to_vec()]).zip(column) {
                *cell = row[c] as f32;
            }
        }
        let mut x = Vec::new();
        system.solve(&mut x).then_some(x)
    }

    proptest! {
        #[test]
        fn agrees_with_gaussian_elimination(
            n in 0usize..=70,
            noise in prop::collection::vec(-1.0f64..1.0, 70 * 70),
            b in prop::collection::vec(-5.0f64..5.0, 70),
        ) {
            let cell = |r: usize, c: usize| {
                let dot: f64 = (0..n).map(|k| noise[r * 70 + k] * noise[c * 70 + k]).sum();
                dot + if r == c { 2.0 } else { 0.0 }
            };
            let a: Vec<Vec<f64>> = (0..n).map(|r| (0..n).map(|c| cell(r, c)).collect()).collect();
            let mut system = System::new(70);
            // Whatever an earlier system left behind must not matter.
            system.cells.fill(f32::NAN);
            let x = solved(&mut system, &a, &b[..n]).expect("positive definite");
            for (x, exact) in x.iter().zip(eliminated(a, b[..n].to_vec())) {
                prop_assert!((f64::from(*x) - exact).abs() < 2e-3, "{x} {exact}");
            }
        }
    }

    #[test]
    fn says_when_a_matrix_is_not_positive_definite() {
        let a = vec![vec![1.0, 2.0], vec![2.0, 1.0]];
        assert_eq!(solved(&mut System::new(2), &a, &[1.0, 1.0]), None);
    }
}
