//! Explains why a hook might have let a call pass: its script looks for a text that this payload does not have, such as
//! another agent's name of the tool, JSON with spaces, or quotes without the backslashes of JSON.
//!
//! All explanations are guesses, and the sentences say so.

use hooks_dialects::is_same_kind;
use hooks_types::text::{quoted, short_name};
use hooks_types::wire::encode;
use serde_json::Value;

use super::Recorded;
use super::word_list::{List, lists_of, quotations};

/// The maximum number of texts of a script that are compared. [`QUOTED`] is the maximum number of bytes of a quoted
/// text.
const TEXTS: usize = 500;
const QUOTED: usize = 80;

/// The keys of a tool's name in the payloads of all agents.
const NAMES: &[&str] = &["tool_name", "toolName"];

/// Signs that a script reads the fields of the payload.
const READERS: &[&str] = &["jq ", "yq ", "json", "JSON", "gron "];

/// A character that stands for an escaped quote while a line is searched for quoted texts.
const ESCAPED: char = '\u{1}';

impl Recorded {
    /// Returns the lines of the hook's scripts and command, without comment lines, and the payload as the hook reads
    /// it. Returns `None` if the hook decided the call, or if a block has no effect at the hook's event.
    fn compared(&self) -> Option<(Vec<String>, Vec<u8>)> {
        if !self.has_missed() || !self.could_block() {
            return None;
        }
        let mut sources = self.scripts();
        sources.extend(self.shell_text().map(str::to_owned));
        let lines = sources.iter().flat_map(|source| source.lines());
        let code = lines.filter(|line| !line.trim_start().starts_with(['#']));
        let code = code.map(|line| line.replace("\\\"", &ESCAPED.to_string()));
        let bytes = encode(&self.payload, &self.spec.form).ok()?;
        Some((code.collect(), bytes.to_vec()))
    }

    /// Returns a sentence if the script seems to compare the tool's name with the name of this tool in another agent.
    pub(super) fn other_name(&self) -> Option<String> {
        let (lines, bytes) = self.compared()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let (key, own) = tool_name(&payload)?;
        if !lines.iter().any(|line| line.contains(key)) {
            return None;
        }
        let texts = lines.iter().flat_map(|line| names_in(line)).take(TEXTS);
        let texts: Vec<&str> = texts.collect();
        // Say nothing if the script also contains this agent's name of the tool: the script was written for several
        // agents, and the other agent's name is not a mistake.
        if texts.contains(&own) {
            return None;
        }
        let other = texts.iter().find(|text| is_same_kind(text, own))?;
        Some(format!(
            "`{}` let the call pass; that could be because its script compares `{key}` with `{}`, and this payload \
             says `{}`",
            short_name(&self.spec.id),
            quoted(other.as_bytes(), QUOTED),
            quoted(own.as_bytes(), QUOTED),
        ))
    }

    /// Returns a sentence if the script looks for JSON with spaces, and the payload has the same JSON without them.
    pub(super) fn spaced(&self) -> Option<String> {
        let (lines, bytes) = self.compared()?;
        let payload = String::from_utf8_lossy(&bytes);
        let texts = lines.iter().flat_map(|line| quotations(line)).take(TEXTS);
        let is_missed = |text: &String| {
            squeezed(text).is_some_and(|close| payload.contains(&close) && !payload.contains(text))
        };
        let text = texts.map(literal).find(is_missed)?;
        Some(format!(
            "`{}` let the call pass; that could be because it looks for `{}`, and this payload has no space after `:` \
             and `,`; `jq` reads a field with or without spaces",
            short_name(&self.spec.id),
            quoted(text.as_bytes(), QUOTED),
        ))
    }

    /// Returns a sentence if the script looks for JSON in which a field is a text, and in the payload this field is a
    /// list whose words, as one text, contain that text.
    pub(super) fn text_of_list(&self) -> Option<String> {
        let (lines, bytes) = self.compared()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let lists = lists_of(&payload);
        let texts = lines.iter().flat_map(|line| quotations(line)).take(TEXTS);
        let found = texts.filter_map(field_and_text).find_map(|(key, text)| {
            let is_of_key = |list: &&List<'_>| {
                let path = list.path.as_deref();
                path.is_some_and(|path| path.rsplit('.').next() == Some(&key))
            };
            let mut lists = lists.iter().filter(is_of_key);
            let list = lists.find(|list| list.joined.contains(&text))?;
            Some((key, text, list))
        });
        let (key, text, list) = found?;
        Some(format!(
            "`{}` let the call pass; that could be because it looks for the text `{}` as the value of `{}`, which is a \
             list in this payload: {}; {} makes one text of it",
            short_name(&self.spec.id),
            quoted(text.as_bytes(), QUOTED),
            quoted(key.as_bytes(), QUOTED),
            quoted(list.shown().as_bytes(), QUOTED),
            list.joining(),
        ))
    }

    /// Returns a sentence if the script looks for a text with quotes, and the payload contains this text with `\"` in
    /// place of each quote.
    pub(super) fn escaped(&self) -> Option<String> {
        let (lines, bytes) = self.compared()?;
        // A script that reads a field of the JSON gets the field's text without the backslashes.
        if lines
            .iter()
            .any(|line| READERS.iter().any(|reader| line.contains(reader)))
        {
            return None;
        }
        let payload = String::from_utf8_lossy(&bytes);
        let texts = lines.iter().flat_map(|line| quotations(line)).take(TEXTS);
        let found = texts.map(literal).find_map(|text| {
            let text = text.trim_end_matches('"');
            let escaped = text.replace('"', "\\\"");
            let has_word = text.contains(char::is_alphanumeric) && escaped != text;
            let is_missed = has_word && payload.contains(&escaped) && !payload.contains(text);
            is_missed.then_some(escaped)
        })?;
        Some(format!(
            "`{}` let the call pass; that could be because it looks for a text with quotes, and the payload is JSON, in \
             which this text is `{}`; read the field with `jq -r`, and look for the text in it",
            short_name(&self.spec.id),
            quoted(found.as_bytes(), QUOTED),
        ))
    }
}

/// Returns the key and the beginning of the value in a pattern such as `"command": "git push.*"`, in which the value is
/// a text. Parts such as `.*` before the first word of the value are left out.
fn field_and_text(pattern: &str) -> Option<(String, String)> {
    let pattern = pattern.replace(ESCAPED, "\"");
    let (_, rest) = pattern.split_once('"')?;
    let (key, rest) = rest.split_once('"')?;
    let colon = rest.find(':').filter(|at| is_between(&rest[..*at]))?;
    let rest = &rest[colon + 1..];
    let quote = rest.find('"').filter(|at| is_between(&rest[..*at]))?;
    let value = &rest[quote + 1..];
    let value = value.strip_prefix("[^\"]*").unwrap_or(value);
    let text = literal(value.strip_prefix(".*").unwrap_or(value));
    let text = text.split('"').next().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_word = text.contains(char::is_alphanumeric);
    (is_word && !key.is_empty() && key.chars().all(is_name))
        .then(|| (key.to_owned(), text.to_owned()))
}

/// Returns whether a part of a pattern is empty or matches only blanks.
fn is_between(part: &str) -> bool {
    ["[[:space:]]*", "\\s*", " *", " ?", " ", ""].contains(&part)
}

/// Returns the name of the payload's tool, with its key.
fn tool_name(payload: &Value) -> Option<(&'static str, &str)> {
    let event = payload.get("hook_event").unwrap_or(payload);
    let mut names = NAMES.iter();
    names.find_map(|key| Some((*key, event.get(*key)?.as_str()?)))
}

/// Returns the texts in a line of a script with which the script can compare a tool's name: the texts between quotes,
/// and the patterns of a `case`, each split at `|`.
fn names_in(line: &str) -> impl Iterator<Item = &str> {
    let pattern = line
        .trim_start()
        .split_once(')')
        .map(|(pattern, _)| pattern);
    let is_plain = |pattern: &&str| {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '|' | ' ');
        pattern.chars().all(is_of_name)
    };
    let pattern = pattern.filter(is_plain).into_iter();
    let texts = quotations(line).chain(pattern);
    let texts = texts.flat_map(|text| text.split('|'));
    texts.map(|text| text.trim_matches(['^', '$', '(', ')', ' ']))
}

/// Returns the beginning of a pattern up to its first special character. If this is `*`, `?` or `{`, leaves out the
/// character before it too, because a matching text need not have that character.
fn literal(pattern: &str) -> String {
    let is_special = |c: char| {
        matches!(
            c,
            '*' | '.' | '[' | '(' | '\\' | '$' | '^' | '+' | '?' | '{'
        )
    };
    let end = pattern.find(is_special).unwrap_or(pattern.len());
    let mut sure = pattern[..end].to_owned();
    if pattern[end..].starts_with(['*', '?', '{']) {
        sure.pop();
    }
    sure.replace(ESCAPED, "\"")
}

/// Returns a piece of JSON without the spaces around each `:` or `,` that follows a quote; `None` if it has no such
/// spaces.
fn squeezed(text: &str) -> Option<String> {
    let mut close = text.to_owned();
    for sign in [':', ','] {
        let (before, after) = (format!("\" {sign}"), format!("\"{sign} "));
        while close.contains(&before) {
            close = close.replace(&before, &format!("\"{sign}"));
        }
        while close.contains(&after) {
            close = close.replace(&after, &format!("\"{sign}"));
        }
    }
    // A text without a letter or digit, such as `", "`, is too general: the script might use it for something other
    // than the payload. So ignore it.
    let has_key = text.contains(char::is_alphanumeric);
    (has_key && close != text).then_some(close)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_quotations_and_from_patterns_of_a_case() {
        let found = |line| names_in(line).collect::<Vec<_>>();
        assert_eq!(
            found("if p[\"tool_name\"] != \"Bash\":"),
            ["tool_name", "Bash"]
        );
        assert_eq!(found("  Bash|Write) exit 2 ;;"), ["Bash", "Write"]);
        assert_eq!(found("grep -E '^(Edit|Write)$'"), ["Edit", "Write"]);
        assert_eq!(found("x = f(y)"), [""; 0]);
    }

    #[test]
    fn a_field_with_a_text_is_read_from_a_pattern() {
        let found = |pattern: &str| field_and_text(pattern);
        let expected = Some(("command".to_owned(), "git push".to_owned()));
        for pattern in [
            "\"command\": \"git push",
            "\"command\":\"git push.*\"",
            "\"command\":[[:space:]]*\"[^\"]*git push",
            "\u{1}command\u{1}: *\u{1}.*git push",
        ] {
            assert_eq!(found(pattern), expected, "{pattern}");
        }
        for none in [
            "\"command\": [\"git",
            "\"command\"",
            "\"command\":\"",
            "git push",
            "\"a b\": \"c",
            "\"",
            "",
        ] {
            assert_eq!(found(none), None, "{none}");
        }
    }

    #[test]
    fn json_with_spaces_is_squeezed_between_its_signs_alone() {
        for (text, close) in [
            ("\"file_path\": \"", Some("\"file_path\":\"")),
            ("\"a\" : \"b c\", \"d\"", Some("\"a\":\"b c\",\"d\"")),
            ("\"a\":\"b: c\"", None),
            ("git push", None),
            ("\", \"", None),
        ] {
            assert_eq!(squeezed(text).as_deref(), close, "{text}");
        }
        assert_eq!(literal("\"file_path\": \".*\\.lock\""), "\"file_path\": \"");
        assert_eq!(literal("\"file_path\": *\"[^\"]*"), "\"file_path\":");
        assert_eq!(literal("\"file_path\": ?\""), "\"file_path\":");
    }
}
