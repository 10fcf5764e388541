//! "Did you mean".

/// The candidate that looks most like `given`: equal but for casing, `_` and `-`, or one or two
/// slips away.
pub(crate) fn nearest<'c>(
    given: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let given = folded(given);
    let length = given.chars().count();
    let limit = match length {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    candidates
        .into_iter()
        // Each slip changes the length by one letter at most, so most are not worth measuring.
        .filter(|candidate| letters(candidate).count().abs_diff(length) <= limit)
        .map(|candidate| (slips(&given, &folded(candidate)), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A name without casing and separators: `PreToolUse` and `pre_tool_use` are one.
pub(crate) fn folded(text: &str) -> String {
    letters(text).collect()
}

/// The letters of a folded name.
pub(crate) fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|letter| !matches!(letter, '_' | '-'))
        .take(64)
        .flat_map(char::to_lowercase)
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour.
fn slips(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let changed = last[j] + usize::from(from != to);
            let mut best = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_another_casing_and_small_slips_only() {
        let names = ["PreToolUse", "PostToolUse", "Stop"];
        let near = |given| nearest(given, names);
        assert_eq!(near("pre_tool_use"), Some("PreToolUse"));
        assert_eq!(near("PreTolUse"), Some("PreToolUse"));
        assert_eq!(near("Sotp"), Some("Stop"));
        assert_eq!(near("Start"), None);
        assert_eq!(near(""), None);
    }
}
