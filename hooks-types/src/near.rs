//! Finds the known word that a misspelt word most resembles, for hints such as "did you mean
//! `block`?".

use strsim::osa_distance;

use crate::invisible::is_unseen;

/// Returns the candidate that is most similar to `given`. Casing, `_` and `-` are ignored. The candidate may differ
/// from `given` by one edit if `given` has three to five letters, and by two edits if `given` has more letters. If
/// `given` has fewer letters, the candidate must be equal. Returns `None` if all candidates differ by more edits.
pub fn nearest<'c>(given: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let given = folded(given);
    let length = given.chars().count();
    let limit = match length {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    candidates
        .into_iter()
        // Compare the lengths first. An edit changes the length by at most one letter, so a
        // candidate whose length differs by more than `limit` cannot match.
        .filter(|candidate| letters(candidate).count().abs_diff(length) <= limit)
        .map(|candidate| (osa_distance(&given, &folded(candidate)), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns the first of the present keys that is probably a misspelling of the missing key `wanted`.
pub fn misspelling_of<'k>(
    wanted: &str,
    present: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let mut present = present.into_iter();
    present.find(|key| *key != wanted && nearest(key, [wanted]).is_some())
}

/// Returns the key that was probably meant: the key [nearest] to `given`, or the only key that begins or ends with all
/// words of `given`, such as `followup_message` for `followup`. Two spellings of one key count as one key.
pub fn meant_key<'c>(given: &str, keys: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let keys: Vec<&str> = keys.into_iter().collect();
    let short = folded(given);
    let holds = |key: &&&str| {
        let key = folded(key);
        key.len() > short.len() && (key.starts_with(&short) || key.ends_with(&short))
    };
    let longer = || {
        let mut longer = keys
            .iter()
            .filter(holds)
            .filter(|_| short.len() >= SHORTEST);
        let first = longer.next()?;
        let is_same = |key: &&str| folded(key) == folded(first);
        longer.all(is_same).then_some(*first)
    };
    nearest(given, keys.iter().copied()).or_else(longer)
}

/// The minimum number of letters of a given key that [`meant_key`] completes to a longer key.
const SHORTEST: usize = 5;

/// Returns a name in lower case and without separators: `PreToolUse` and `pre_tool_use` become equal.
pub fn folded(text: &str) -> String {
    letters(text).collect()
}

/// Returns a name without the differences that a reader might overlook: casing, separators, white
/// space, punctuation and invisible characters. `PreToolUse`, `pre tool use` and a spelling with a
/// zero-width space become equal.
pub fn bare(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric() && !is_unseen(*letter))
        .take(64)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Returns the first 64 characters of a name in lower case, without the separators `_` and `-`.
pub fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|letter| !matches!(letter, '_' | '-'))
        // Limit the length, because a name can be very long and the time of a comparison grows with it.
        .take(64)
        .flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::{meant_key, nearest};

    #[test]
    fn finds_the_only_key_that_holds_a_shorter_one() {
        let keys = [
            "user_message",
            "userMessage",
            "agent_message",
            "followup_message",
            "updated_input",
        ];
        for (given, meant) in [
            ("followup", Some("followup_message")),
            ("followUp", Some("followup_message")),
            ("folowup_message", Some("followup_message")),
            ("input", Some("updated_input")),
            ("agent", Some("agent_message")),
            ("message", None),
            ("user", None),
            ("mood", None),
            ("", None),
        ] {
            assert_eq!(meant_key(given, keys), meant, "{given}");
        }
    }

    #[test]
    fn finds_another_casing_and_small_slips_only() {
        let names = ["PreToolUse", "PostToolUse", "Stop"];
        let near = |given| nearest(given, names);
        assert_eq!(near("pre_tool_use"), Some("PreToolUse"));
        assert_eq!(near("PreTolUse"), Some("PreToolUse"));
        assert_eq!(near("Sotp"), Some("Stop"));
        assert_eq!(near("Start"), None);
        assert_eq!(near(""), None);
        assert_eq!(nearest(&"x".repeat(1 << 20), names), None);
    }

    #[test]
    fn finds_the_keys_and_decisions_of_an_answer() {
        let known = [
            "decision", "message", "content", "context", "notice", "stop",
        ];
        for (word, meant) in [
            ("decison", Some("decision")),
            ("Decision", Some("decision")),
            ("descision", Some("decision")),
            ("mesage", Some("message")),
            ("contex", Some("context")),
            ("sotp", Some("stop")),
            ("st", None),
            ("permission", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }
}
