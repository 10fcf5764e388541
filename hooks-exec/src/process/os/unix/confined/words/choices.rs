//! Expansions for which a shell uses one of two texts, depending on a value that is not known before the start.
//!
//! A text with these expansions is read several times, each time with a different combination of choices, and every
//! reading is checked. A small number of choices is tried in every combination. If there are many choices, every
//! combination of any two choices is tried.
//!
//! No choice is needed if the value is certain. But a text can change a variable after the place that uses the
//! variable, and the change can still run first, as in `f() { ${X:-a}; }; X=; f`. Then the readings begin again, and
//! the value is treated as uncertain.

use std::collections::BTreeSet;

use super::ALL_VARIABLES;

/// The maximum number of choices between a value and a default in one text for which every combination is tried.
const COMBINED: usize = 4;

/// The maximum number of bits in the number of a choice. If a text has many choices, each choice gets a number, and its
/// bits decide in which readings of the text the default is chosen. If there are more choices than numbers, several
/// choices share a number.
const BITS: u32 = 6;

/// Decides the choices in all readings of one shell text (see the top of this file).
#[derive(Debug, Default)]
pub(in super::super) struct Choices {
    /// The number of the current reading. The first reading uses all values. The second reading uses all defaults and
    /// alternatives.
    reading: usize,
    /// The number of choices between a value and a default that were made so far in the current reading of the text.
    asked: usize,
    /// The largest number of choices in any reading of the text so far.
    most: usize,
    /// Variables of the hook whose values were treated as certain.
    relied: BTreeSet<String>,
    /// The variables that the text changes.
    changed: BTreeSet<String>,
}

impl Choices {
    /// Prepares the next reading of the text, with a new combination of choices. Returns `false` if no combination is
    /// left to try.
    pub(in super::super) fn again(&mut self) -> bool {
        let before = self.most;
        self.most = before.max(self.asked);
        self.asked = 0;
        if self.was_wrong() {
            self.relied.clear();
            (self.reading, self.most) = (0, 0);
            return true;
        }
        self.reading += 1;
        if before > 0 && before <= COMBINED && self.most > COMBINED {
            // Reading 0 uses all values, and reading 1 all defaults, for any number of choices. The readings after
            // these combine many choices in a different way than few choices. This reading has shown that the text has
            // many choices, so begin again at reading 2.
            self.reading = self.reading.min(2);
        }
        let readings = match self.most {
            0 => 1,
            few @ 1..=COMBINED => 1 << few,
            many => 2 + 2 * bits(many) as usize,
        };
        self.reading < readings
    }

    /// Returns whether the value of a variable was treated as certain although the text changes the variable.
    fn was_wrong(&self) -> bool {
        self.relied.iter().any(|name| self.is_changed(name))
    }

    /// Notes that the text changes a variable. [`ALL_VARIABLES`] stands for any variable.
    pub(super) fn change(&mut self, name: &str) {
        if !self.changed.contains(name) {
            self.changed.insert(name.to_owned());
        }
    }

    /// Returns whether the text changes a variable at any place.
    pub(super) fn is_changed(&self, name: &str) -> bool {
        self.changed.contains(name) || self.changed.contains(ALL_VARIABLES)
    }

    /// Notes that the value of a variable was treated as certain.
    pub(super) fn rely(&mut self, name: &str) {
        if !self.relied.contains(name) {
            self.relied.insert(name.to_owned());
        }
    }

    /// Makes a choice for the expansion at this place. Returns `true` for the word after the operator
    /// (`${NAME:-DEFAULT}`, `${NAME:+ALTERNATIVE}`), and `false` for the variable's value.
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

/// Returns the number of bits that distinguish this number of choices, at most [`BITS`].
fn bits(choices: usize) -> u32 {
    let last = choices.saturating_sub(1);
    (usize::BITS - last.leading_zeros()).min(BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the choices that were made each time the text was read.
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

    #[test]
    fn a_later_reading_with_many_choices_leaves_out_no_pair() {
        let mut choices = Choices::default();
        let mut all = Vec::new();
        loop {
            let mut read: Vec<_> = (0..3).map(|_| choices.choose()).collect();
            // The text has three more choices, but only if the first two choices have these values.
            if read[0] && !read[1] {
                read.extend((0..3).map(|_| choices.choose()));
            }
            all.push((read[0], read[1]));
            if !choices.again() {
                break;
            }
        }
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn a_value_that_turns_out_to_change_is_read_again_without_trust() {
        let mut choices = Choices::default();
        choices.rely("X");
        choices.change("Y");
        assert!(!choices.again());
        choices.change("X");
        assert!(choices.again() && choices.is_changed("X"));
        assert!(!choices.again());
    }
}
