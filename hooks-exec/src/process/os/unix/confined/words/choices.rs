//! Expansions of which a shell uses one of two texts, depending on a value that is not known before the start.
//!
//! Such a text is read several times, each time with other choices, and every reading is checked. A few choices are
//! combined in every way; of many, every pair is.

/// The most choices that are combined in every way.
const COMBINED: usize = 4;

/// The most bits by which choices are told apart. Choices beyond 2 to this power share a place.
const BITS: u32 = 6;

/// The choices of one reading of a text.
#[derive(Debug, Default)]
pub(in super::super) struct Choices {
    /// The number of this reading. The first one uses values, the second one uses defaults and alternatives.
    reading: usize,
    /// How many choices this reading had so far.
    asked: usize,
    /// The most choices that a reading had.
    most: usize,
}

impl Choices {
    /// Begins the next reading. Returns `false` if there is none.
    pub(in super::super) fn again(&mut self) -> bool {
        self.most = self.most.max(self.asked);
        self.asked = 0;
        self.reading += 1;
        let readings = match self.most {
            0 => 1,
            few @ 1..=COMBINED => 1 << few,
            many => 2 + 2 * bits(many) as usize,
        };
        self.reading < readings
    }

    /// Whether the default or the alternative is used at this place, rather than the value.
    pub(super) fn choose(&mut self) -> bool {
        let place = self.asked;
        self.asked += 1;
        let bit = |number: usize, place: usize| place < 64 && (number >> place) & 1 == 1;
        match self.reading {
            0 => false,
            1 => true,
            reading if self.most <= COMBINED => bit(reading - 1, place),
            reading => bit(place, (reading - 2) / 2) == reading.is_multiple_of(2),
        }
    }
}

/// Returns the number of bits that tell so many choices apart.
fn bits(choices: usize) -> u32 {
    let last = choices.saturating_sub(1);
    (usize::BITS - last.leading_zeros()).min(BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the choices of each reading.
    fn readings(places: usize) -> Vec<Vec<bool>> {
        let mut choices = Choices::default();
        let mut all = Vec::new();
        loop {
            all.push((0..places).map(|_| choices.choose()).collect());
            if !choices.again() {
                return all;
            }
        }
    }

    #[test]
    fn few_choices_are_combined_in_every_way() {
        for places in 0..=COMBINED {
            let mut all = readings(places);
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), 1 << places);
        }
    }

    #[test]
    fn of_many_choices_every_pair_is_combined_in_every_way() {
        let all = readings(64);
        assert_eq!(all.len(), 14);
        for one in 0..64 {
            for other in 0..one {
                let mut pairs: Vec<_> = all.iter().map(|read| (read[one], read[other])).collect();
                pairs.sort_unstable();
                pairs.dedup();
                assert_eq!(pairs.len(), 4, "{one} {other}");
            }
        }
        assert_eq!(readings(1000).len(), 14);
    }
}
