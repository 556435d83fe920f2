//! Nearness of meaning between single words: a static embedding distilled from all-MiniLM-L6-v2 (Apache-2.0), built into
//! the binary and read where it lies. `data/README.md` has its making.
//!
//! Nearness is no synonymy: opposites ("transparent", "opaque") lie close together. It supports at most `weak`.

use crate::text::tables::VECTORS;

/// Numbers a vector.
pub const WIDTH: usize = 64;

static NUMBERS: &[u8] = include_bytes!("data/vectors.bin");

/// The vector of a stem.
#[derive(Clone, Copy, Debug)]
pub struct Vector {
    numbers: &'static [u8],
    length: f32,
}

/// Looks a stem up.
pub fn vector(stem: &str) -> Option<Vector> {
    let row: usize = VECTORS.get(stem)?.parse().ok()?;
    let numbers = NUMBERS.get(row * WIDTH..(row + 1) * WIDTH)?;
    let squares: i32 = numbers.iter().map(|n| i32::from(n.cast_signed()).pow(2)).sum();
    Some(Vector { numbers, length: (squares as f32).sqrt() })
}

/// The meaning of a text: the sum of its words' vectors, each of length one times a weight.
#[derive(Clone, Debug)]
pub struct Sum([f32; WIDTH]);

impl Default for Sum {
    fn default() -> Sum {
        Sum([0.0; WIDTH])
    }
}

impl Sum {
    /// Adds a word.
    pub fn add(&mut self, word: Vector, weight: f32) {
        let factor = weight / word.length.max(1.0);
        self.0.iter_mut().zip(word.numbers).for_each(|(sum, n)| *sum += f32::from(n.cast_signed()) * factor);
    }

    /// Cosine of two sums, -1 to 1.
    pub fn similarity(&self, other: &Sum) -> f32 {
        let dot = |a: &Sum, b: &Sum| a.0.iter().zip(&b.0).map(|(x, y)| x * y).sum::<f32>();
        let lengths = (dot(self, self) * dot(other, other)).sqrt();
        if lengths > 0.0 { dot(self, other) / lengths } else { 0.0 }
    }
}

/// Cosine of two vectors, -1 to 1.
pub fn similarity(a: Vector, b: Vector) -> f32 {
    let dot: i32 =
        a.numbers.iter().zip(b.numbers).map(|(x, y)| i32::from(x.cast_signed()) * i32::from(y.cast_signed())).sum();
    if a.length > 0.0 && b.length > 0.0 { dot as f32 / (a.length * b.length) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_nearer_than_far_ones() {
        let between = |a: &str, b: &str| similarity(vector(a).unwrap(), vector(b).unwrap());
        assert!(between("glue", "adhes") > between("glue", "wheel"));
        assert!(between("steel", "metal") > between("steel", "doll"));
        assert!(vector("zzzz").is_none());
        assert_eq!(NUMBERS.len(), VECTORS.entries().count() * WIDTH);
    }
}
