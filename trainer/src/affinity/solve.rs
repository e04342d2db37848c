//! Solves small symmetric positive definite systems in place by Cholesky's method; never allocates.

/// Columns are eliminated this many at a time, so that the inner loops run over rows that stay in cache.
const LANES: usize = 8;

/// Solves `a x = b` for symmetric positive definite `a` (`n` rows of `stride` floats, lower triangle read and
/// overwritten with its Cholesky factor), leaving `x` in `b`. Returns false, with both spoilt, if `a` is not positive
/// definite to working precision.
pub(super) fn solve(a: &mut [f32], stride: usize, n: usize, b: &mut [f32]) -> bool {
    for i in 0..n {
        let (done, rest) = a.split_at_mut(i * stride);
        let row = &mut rest[..=i];
        for j in 0..i {
            let factor = &done[j * stride..j * stride + j + 1];
            row[j] = (row[j] - dot(&row[..j], &factor[..j])) * factor[j];
        }
        let pivot = row[i] - dot(&row[..i], &row[..i]);
        if pivot <= 0.0 || !pivot.is_finite() {
            return false;
        }
        // The diagonal holds reciprocals: one division a row instead of one an element.
        row[i] = 1.0 / pivot.sqrt();
        b[i] = (b[i] - dot(&row[..i], &b[..i])) * row[i];
    }
    for i in (0..n).rev() {
        let row = &a[i * stride..i * stride + i + 1];
        let x = b[i] * row[i];
        b[i] = x;
        for (target, factor) in b[..i].iter_mut().zip(row) {
            *target -= x * factor;
        }
    }
    true
}

/// Inner product in a fixed order of addition (`LANES` partial sums): the same on every machine.
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
