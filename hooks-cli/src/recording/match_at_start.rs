//! Explains why a hook might have let a call pass: its script calls Python's `re.match`, which finds a text only at the
//! beginning, and the payload has the text at another place.

use hooks_types::text::{quoted, short_name};
use hooks_types::wire::encode;
use serde_json::Value;

use super::Recorded;
use super::if_found::blocks_if_found;
use super::word_list::{LONG, TEXTS, plain_words, quotations_within};

/// The maximum number of texts of a payload that are compared.
const VALUES: usize = 200;

impl Recorded {
    /// Returns a sentence that says that `re.match` finds a text only at the beginning. `None` unless the hook let the
    /// call pass and printed nothing.
    pub(super) fn match_at_start(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        if !heard.lets_pass || heard.total > 0 || !self.could_block() {
            return None;
        }
        let mut sources = self.scripts();
        sources.extend(self.command_texts());
        let lines = sources.iter().flat_map(|source| source.lines());
        let code = lines.filter(|line| !line.trim_start().starts_with('#'));
        let code: Vec<&str> = code.collect();
        let numbered = code.iter().enumerate();
        let mut patterns = numbered
            .flat_map(|(at, line)| matched_in(line).into_iter().map(move |text| (at, text)))
            .take(TEXTS)
            // A pattern that lets calls pass must not be found at more places.
            .filter(|(at, _)| blocks_if_found(&code, *at, "re.match(") == Some(true))
            .map(|(_, text)| text)
            .peekable();
        patterns.peek()?;
        let bytes = encode(&self.payload, &self.spec.form).ok()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let mut values = Vec::new();
        collect(&payload, "", &mut values);
        values.retain(|(key, _)| !key.is_empty() && code.iter().any(|line| line.contains(key)));
        let (text, key) = patterns.find_map(|text| {
            let begins = values.iter().any(|(_, value)| value.starts_with(&text));
            let (key, _) = values.iter().find(|(_, value)| value.contains(&text))?;
            (!begins).then_some((text, key))
        })?;
        Some(format!(
            "`{}` let the call pass; that could be because `re.match` looks for `{}` only at the beginning, and `{}` has \
             it at a later place; if this is to block the call, use `re.search`, which finds it at any place",
            short_name(&self.spec.id),
            quoted(text.as_bytes(), LONG),
            quoted(key.as_bytes(), LONG),
        ))
    }
}

/// Collects the texts of a payload, each with the key of its field. The words of a list are one text.
fn collect<'p>(value: &'p Value, key: &'p str, values: &mut Vec<(&'p str, String)>) {
    if values.len() >= VALUES {
        return;
    }
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                collect(value, key, values);
            }
        }
        Value::Array(words) => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            values.push((key, words.join(" ")));
        }
        Value::String(text) => values.push((key, text.clone())),
        _ => {}
    }
}

/// Returns the plain texts that a line looks for with `re.match`.
fn matched_in(line: &str) -> Vec<String> {
    let patterns = quotations_within(line).filter_map(|(before, pattern, _)| {
        let before = before.trim_end_matches(['r', ' ']);
        before
            .ends_with("re.match(")
            .then(|| plain_words(pattern))?
    });
    patterns.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_text_of_a_match_is_found() {
        for (line, text) in [
            ("if re.match(\"push\", c):", "push"),
            ("if re.match(r'git\\s+push\\b', c):", "git push"),
            ("m = re.match( 'rm -rf.*', c)", "rm -rf"),
        ] {
            assert_eq!(matched_in(line), [text], "{line}");
        }
        for fine in [
            "re.search(\"push\", c)",
            "re.match(\".*push\", c)",
            "re.match(r\"(a|b)\", c)",
            "re.match(pattern, \"push\")",
            "c.match(\"push\")",
            "re.match(\"\", c)",
            "re.match(\"",
        ] {
            assert_eq!(matched_in(fine), [""; 0], "{fine}");
        }
    }
}
