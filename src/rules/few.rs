//! Keeps a few numbers and tells quickly that most others are not among them; knows nothing of what they mean.

/// A few numbers above 0: the groups of variants that a cart or a slate has. Most numbers that are asked for are not among
/// them, which one bit of 64 tells: flagging every item beforehand would be a walk all over memory.
#[derive(Debug, Default)]
pub(super) struct Few {
    bits: u64,
    numbers: Vec<u32>,
}

impl Few {
    /// Forgets all numbers.
    pub(super) fn clear(&mut self) {
        self.bits = 0;
        self.numbers.clear();
    }

    /// Adds a number; 0 is none.
    #[inline(always)]
    pub(super) fn add(&mut self, number: u32) {
        if number > 0 {
            self.bits |= bit(number);
            self.numbers.push(number);
        }
    }

    /// Whether a number was added.
    #[inline(always)]
    pub(super) fn have(&self, number: u32) -> bool {
        self.bits & bit(number) != 0 && self.search(number)
    }

    #[inline(never)]
    fn search(&self, number: u32) -> bool {
        self.numbers.contains(&number)
    }
}

fn bit(number: u32) -> u64 {
    1 << (number % 64)
}
