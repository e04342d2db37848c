//! Keeps a few numbers, tells quickly that most others are not among them, and counts some; knows nothing of what they mean.

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

/// How often each number was counted: there are few, so that looking through them is quickest.
#[derive(Debug, Default, Clone)]
pub(super) struct Counts(Vec<(u32, u32)>);

impl Counts {
    /// Forgets all numbers.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// How often a number was counted.
    pub(super) fn of(&self, number: u32) -> u32 {
        self.0.iter().find(|(counted, _)| *counted == number).map_or(0, |(_, count)| *count)
    }

    /// Adds `times` to the count of a number.
    pub(super) fn add(&mut self, number: u32, times: u32) {
        match self.0.iter_mut().find(|(counted, _)| *counted == number) {
            Some((_, count)) => *count = count.wrapping_add(times),
            None => self.0.push((number, times)),
        }
    }
}
