//! Names the mistake in output that was meant as a JSON object, for the hooks of every dialect.

/// Returns the typical mistake that keeps a text from being JSON, and what to print instead.
/// Returns `None` if the text does not begin like an object, or if it has none of the mistakes that
/// this function knows.
pub(super) fn json_slip(text: &str) -> Option<String> {
    let inner = text.strip_prefix('{')?.trim_start();
    let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    // Python prints a dictionary with single quotes.
    if inner.starts_with('\'') {
        return Some(
            "JSON needs double quotes around names and strings (Python: `print(json.dumps(...))`)"
                .to_owned(),
        );
    }
    // The shell removed the quotes: `echo {"decision":"block"}`.
    if inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(
            "its names have no quotes; in a shell, put the whole object in single quotes"
                .to_owned(),
        );
    }
    if is_json() {
        return None;
    }
    let bare = without_strings(text);
    let mut words = bare.split(|c: char| !c.is_ascii_alphanumeric());
    if let Some((word, cure)) = words.find_map(foreign_word) {
        return Some(format!("JSON has no `{word}`; write {cure}"));
    }
    let packed: String = bare.split_whitespace().collect();
    let ends_in_comma = packed.contains(",}") || packed.contains(",]");
    ends_in_comma.then(|| "JSON allows no comma before `}` or `]`".to_owned())
}

/// Returns `word`, if it is a value that other languages print but JSON does not have (`None`),
/// with what JSON has instead.
fn foreign_word(word: &str) -> Option<(&'static str, &'static str)> {
    const WORDS: &[(&str, &str)] = &[
        ("NaN", "a number or `null`"),
        ("Infinity", "a number or `null`"),
        ("True", "`true`"),
        ("False", "`false`"),
        ("None", "`null`"),
        ("undefined", "`null`"),
    ];
    WORDS.iter().copied().find(|(known, _)| *known == word)
}

/// Returns the text with every string literal replaced by `""`.
fn without_strings(text: &str) -> String {
    let mut bare = String::new();
    let (mut is_inside, mut is_escaped) = (false, false);
    for c in text.chars() {
        match (is_inside, c) {
            (true, _) if is_escaped => is_escaped = false,
            (true, '\\') => is_escaped = true,
            (_, '"') => {
                is_inside = !is_inside;
                bare.push('"');
            }
            (true, _) => {}
            (false, c) => bare.push(c),
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::json_slip;

    #[test]
    fn each_typical_mistake_is_named_with_its_cure() {
        for (text, cure) in [
            ("{'a': 'b'}", "(Python: `print(json.dumps(...))`)"),
            ("{ 'a': 1}", "JSON needs double quotes"),
            ("{decision:block}", "put the whole object in single quotes"),
            (
                "{\"a\": NaN}",
                "JSON has no `NaN`; write a number or `null`",
            ),
            ("{\"a\": True}", "JSON has no `True`; write `true`"),
            ("{\"a\": 1,}", "JSON allows no comma before `}`"),
        ] {
            let said = json_slip(text).unwrap_or_default();
            assert!(said.contains(cure), "{text}: {said}");
        }
    }

    #[test]
    fn words_and_commas_in_strings_and_good_json_are_no_mistake() {
        for text in [
            "{\"a\":\"NaN\"}",
            "{\"a\":\",}\"",
            "{\"a\":1}",
            "NaN",
            "",
            "{",
        ] {
            assert_eq!(json_slip(text), None, "{text}");
        }
    }
}
