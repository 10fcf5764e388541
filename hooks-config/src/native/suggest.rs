//! "Did you mean".

/// The known name that a misspelt one is nearest to, if any is near: other casing and separators
/// always are, else at most one letter in three may differ.
pub(crate) fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    // Far beyond any known name; comparing more would only cost time.
    const LONGEST: usize = 64;
    if name.len() > LONGEST {
        return None;
    }
    let wanted = letters(name);
    known
        .iter()
        .map(|known| (strsim::osa_distance(&wanted, &letters(known)), *known))
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// A name without casing and separators: `PreToolUse` and `pre_tool_use` are one.
pub(crate) fn letters(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casing_separators_and_slips_are_near_and_other_words_are_not() {
        let known = ["pre_tool_use", "post_tool_use", "stop", "matcher"];
        assert_eq!(nearest("PreToolUse", &known), Some("pre_tool_use"));
        assert_eq!(nearest("pre-tool-use", &known), Some("pre_tool_use"));
        assert_eq!(nearest("mathcer", &known), Some("matcher"));
        assert_eq!(nearest("stpo", &known), Some("stop"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest(&"matcher".repeat(100), &known), None);
    }
}
