//! Finds out, with one binary search, which of many prefixes a name begins with.
//!
//! The prefixes are sorted. If a prefix begins with shorter prefixes (`ab` with `a`), it points to the longest of them.
//! The search begins at the last prefix that does not sort after the name. From there, the pointers lead to all
//! prefixes of the name.

use std::iter::successors;

/// Prefixes, and the hooks that each of them finds.
#[derive(Debug, Default)]
pub(super) struct Prefixes {
    /// The prefixes in sorted order, each once.
    entries: Vec<Entry>,
}

/// A prefix with its hooks.
#[derive(Debug)]
struct Entry {
    prefix: Box<str>,
    hooks: Vec<usize>,
    /// The index of the longest shorter prefix with which this prefix begins.
    shorter: Option<usize>,
}

impl FromIterator<(Box<str>, usize)> for Prefixes {
    fn from_iter<I: IntoIterator<Item = (Box<str>, usize)>>(pairs: I) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        // After the sort, a prefix comes before all prefixes that begin with it. So `shorter` always points to an
        // earlier entry.
        pairs.sort_unstable();
        let mut entries: Vec<Entry> = Vec::new();
        for (prefix, hook) in pairs {
            match entries.last_mut() {
                Some(last) if last.prefix == prefix => last.hooks.push(hook),
                _ => {
                    let before = entries.len().checked_sub(1);
                    let shorter = chain(&entries, before)
                        .find(|at| prefix.starts_with(&*entries[*at].prefix));
                    entries.push(Entry {
                        prefix,
                        hooks: vec![hook],
                        shorter,
                    });
                }
            }
        }
        Self { entries }
    }
}

impl Prefixes {
    /// Yields the hooks of every prefix of `name`.
    ///
    /// Every text that sorts between a prefix of `name` and `name` begins with the prefix too. So the last entry that
    /// does not sort after `name` begins with each prefix of `name`, and these prefixes are all in its chain of
    /// shorter prefixes.
    pub(super) fn of(&self, name: &str) -> impl Iterator<Item = usize> {
        let behind = self.entries.partition_point(|entry| *entry.prefix <= *name);
        chain(&self.entries, behind.checked_sub(1))
            .filter_map(|at| self.entries.get(at))
            .skip_while(|entry| !name.starts_with(&*entry.prefix))
            .flat_map(|entry| entry.hooks.iter().copied())
    }
}

/// Yields the index `from`, then the index of the longest shorter prefix of that entry, then of the next shorter
/// prefix, and so on.
fn chain(entries: &[Entry], from: Option<usize>) -> impl Iterator<Item = usize> {
    successors(from, |at| entries.get(*at)?.shorter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_prefix_of_a_name_is_found_and_nothing_else(
            prefixes in prop::collection::vec("[ab_é]{0,5}", 0..40),
            name in "[ab_é]{0,8}",
        ) {
            let pairs = prefixes.iter().enumerate();
            let table: Prefixes = pairs.map(|(at, prefix)| (prefix.as_str().into(), at)).collect();
            let mut found: Vec<usize> = table.of(&name).collect();
            found.sort_unstable();
            let fits = |at: &usize| name.starts_with(&prefixes[*at]);
            let expected: Vec<usize> = (0..prefixes.len()).filter(fits).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
