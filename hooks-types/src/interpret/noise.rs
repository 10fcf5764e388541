//! Describes output that is not part of an answer.

use serde::de::IgnoredAny;

use super::rules::QUOTED;
use crate::reader::Output;
use crate::text::quoted;

/// Describes output that is not part of an answer.
pub(super) fn noise(out: &Output<'_>) -> String {
    let answer = out.found.strictest();
    let line = answer.and_then(|answer| out.beside(answer));
    let text = out.trimmed();
    let line = line.or_else(|| beside_object(text).map(str::as_bytes));
    let quoted = quoted(line.unwrap_or(text.as_bytes()), QUOTED);
    format!("output that is not the answer: {quoted}")
}

/// The maximum number of braces in a text at which [`beside_object`] looks for an object.
const BRACES: usize = 32;

/// Returns the first line before the JSON object in a text, or else the first line after it. An object at the beginning
/// of a line is preferred. Returns `None` if there is no such line, or if the line after the object begins another
/// object.
fn beside_object(text: &str) -> Option<&str> {
    let braces: Vec<usize> = text
        .match_indices('{')
        .map(|(at, _)| at)
        .take(BRACES)
        .collect();
    let begins =
        |at: &&usize| text[..**at].trim_end_matches([' ', '\t']).ends_with('\n') || **at == 0;
    let (first, others): (Vec<&usize>, Vec<&usize>) = braces.iter().partition(begins);
    first.into_iter().chain(others).find_map(|at| {
        let (before, rest) = text.split_at(*at);
        // The output begins with a bracket, so this object is a part of a list or of another object.
        if before.starts_with(['{', '[']) {
            return None;
        }
        let mut objects = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        objects.next()?.ok()?;
        let after = rest.get(objects.byte_offset()..)?;
        // A line after an object can be another object, which is not noise.
        let after = first_line(after).filter(|line| !line.starts_with('{'));
        first_line(before).or(after)
    })
}

/// Returns the first line that is not blank, without the white space around it.
fn first_line(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_beside_an_object_is_found() {
        for (text, beside) in [
            ("loaded 3 rules\n{\"a\":1}", Some("loaded 3 rules")),
            ("{\"a\":1}\ndone", Some("done")),
            ("guard: {\"a\":1} x", Some("guard:")),
            ("log {\"a\":1}\n{\n\"b\":2\n}", Some("log {\"a\":1}")),
            ("{\"a\":1}", None),
            ("{\"a\":1}\n{\"b\":1}", None),
            ("[{\"a\":1}]", None),
            ("{'a': {\"b\":1}}", None),
            ("a { b", None),
            ("{ x\n{ y", None),
            ("", None),
        ] {
            assert_eq!(beside_object(text), beside, "{text}");
        }
    }
}
