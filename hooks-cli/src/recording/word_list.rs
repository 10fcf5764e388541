//! Explains why a hook might have let a call pass: its script looks for a text such as `rm -rf`, but the payload holds
//! the command as a list of words.
//!
//! In `["rm","-rf","/"]` the text does not occur, so the hook lets the call pass without an error. This is a guess, and
//! the sentence says so. Three things must be true: the script has the text in quotes, the payload does not contain the
//! text, and the words of a list in the payload, joined by blanks, contain it.

use hooks_types::text::{quoted, short_name};
use hooks_types::wire::encode;
use serde_json::Value;

use super::Recorded;

/// The maximum number of quoted texts of a script that are compared, and the maximum number of bytes of one text.
pub(super) const TEXTS: usize = 500;
pub(super) const LONG: usize = 80;

/// The maximum number of lists of a payload that are compared, and the maximum number of bytes of the words of one
/// list.
const LISTS: usize = 16;
const JOINED: usize = 16 * 1024;

/// The forms in which patterns match a blank.
const BLANKS: &[&str] = &[
    "[[:space:]]+",
    "[[:space:]]*",
    "[[:space:]]",
    "[[:blank:]]+",
    "\\\\s+",
    "\\s+",
    "\\s*",
    "\\s",
    "[ ]+",
    " +",
    "\\ ",
];

/// The characters with a special meaning in patterns, except `.` and `|`.
const SPECIAL: [char; 12] = ['\\', '[', ']', '(', ')', '{', '}', '*', '+', '?', '^', '$'];

/// The words before the reason in each sentence about a call that passed.
const BECAUSE: &str = "could be because ";

/// A list of words in a payload.
pub(super) struct List<'p> {
    /// The list's path in the payload, in jq's notation; `None` if a key is not a plain name.
    pub(super) path: Option<String>,
    pub(super) words: &'p [Value],
    pub(super) joined: String,
}

impl List<'_> {
    /// Returns the words as JSON.
    pub(super) fn shown(&self) -> String {
        serde_json::to_string(self.words).unwrap_or_default()
    }

    /// Returns the command of jq that makes one text of the words, in backticks.
    pub(super) fn joining(&self) -> String {
        match &self.path {
            Some(path) => format!("`jq -r '{path} | join(\" \")'`"),
            None => "jq's `join(\" \")`".to_owned(),
        }
    }
}

impl Recorded {
    /// Returns sentences that say why the hook might have let a call pass that it was written to block. If the script
    /// reads missing fields, the other reasons are given too: each of them would still hold after the first cure.
    pub(super) fn passed(&self) -> Vec<String> {
        let of_list = self
            .words_apart()
            .or_else(|| self.compares_list())
            .or_else(|| self.no_element())
            .or_else(|| self.first_word());
        let missing = self.missing_field();
        let others = match (&missing, &of_list) {
            (Some(_), _) => vec![self.other_name(), of_list],
            (None, Some(_)) => vec![of_list],
            (None, None) => vec![
                self.other_name()
                    .or_else(|| self.text_of_list())
                    .or_else(|| self.spaced())
                    .or_else(|| self.escaped())
                    .or_else(|| self.absolute_path())
                    .or_else(|| self.match_at_start())
                    .or_else(|| self.unset_variable()),
            ],
        };
        let id = format!("`{}`", short_name(&self.spec.id));
        let also = |(at, said): (usize, String)| {
            // Split behind the hook's name, which can contain any words.
            let behind = said.strip_prefix(&id).filter(|_| at > 0);
            match behind.and_then(|behind| behind.split_once(BECAUSE)) {
                Some((_, reason)) => format!("{id} also: {reason}"),
                None => said,
            }
        };
        let all = std::iter::once(missing).chain(others).flatten();
        all.enumerate().map(also).collect()
    }

    /// Returns a sentence that says that the payload has a text of the script only as separate words. `None` unless
    /// the hook let the call pass.
    fn words_apart(&self) -> Option<String> {
        if !self.heard.as_ref()?.lets_pass || !self.could_block() {
            return None;
        }
        let mut sources = self.scripts();
        sources.extend(self.command_texts());
        // A script that joins the words of the command can find a text of several words. Then the separate words are
        // not the reason why the call passed, so say nothing.
        if sources.iter().any(|source| source.contains("join")) {
            return None;
        }
        let bytes = encode(&self.payload, &self.spec.form).ok()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let lists = lists_of(&payload);
        let whole = String::from_utf8_lossy(&bytes);
        let texts = sources.iter().flat_map(|source| texts_in(source));
        let (text, list) = texts.take(TEXTS).find_map(|text| {
            let list = lists.iter().find(|list| list.joined.contains(&text))?;
            (!whole.contains(&text)).then_some((text, list))
        })?;
        let joined = list.joining();
        Some(format!(
            "`{}` let the call pass; that could be because it looks for `{}`, and the payload holds the command as a \
             list of words, in which this text does not occur: {}; {joined} makes one text of them, and `hooks fire \
             EVENT --sample --print` shows the payload",
            short_name(&self.spec.id),
            quoted(text.as_bytes(), LONG),
            quoted(list.shown().as_bytes(), LONG),
        ))
    }
}

/// Returns the lists of at least two words in a payload.
pub(super) fn lists_of(payload: &Value) -> Vec<List<'_>> {
    let mut lists = Vec::new();
    collect(payload, Some(String::new()), &mut lists);
    lists
}

/// Collects the lists of at least two words in a payload.
fn collect<'p>(value: &'p Value, path: Option<String>, lists: &mut Vec<List<'p>>) {
    if lists.len() >= LISTS {
        return;
    }
    match value {
        Value::Object(keys) => {
            for (key, value) in keys {
                let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                let path = path.as_ref().filter(|_| is_plain && key.len() < 40);
                collect(value, path.map(|path| format!("{path}.{key}")), lists);
            }
        }
        Value::Array(words) if words.len() > 1 => {
            let mut joined = String::new();
            for word in words {
                let Some(word) = word.as_str().filter(|_| joined.len() < JOINED) else {
                    return;
                };
                joined += if joined.is_empty() { "" } else { " " };
                joined += word;
            }
            lists.push(List {
                path,
                words,
                joined,
            });
        }
        _ => {}
    }
}

/// Returns the quoted texts of a script that contain a blank, as plain texts: `rm\s+-rf` becomes `rm -rf`. A pattern
/// with other special characters is left out.
fn texts_in(source: &str) -> impl Iterator<Item = String> {
    let lines = source
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    lines.flat_map(quotations).flat_map(|text| {
        let mut text = text.to_owned();
        for blank in BLANKS {
            text = text.replace(blank, " ");
        }
        let parts = text.split('|').map(plain).collect::<Vec<_>>();
        parts.into_iter().flatten()
    })
}

/// Returns a pattern as plain text: `git\s+push\b` becomes `git push`. `None` if the pattern is empty or too long, or
/// has special characters other than the forms of a blank, and `\b` or `.*` at its end.
pub(super) fn plain_words(pattern: &str) -> Option<String> {
    let mut text = pattern.to_owned();
    for blank in BLANKS {
        text = text.replace(blank, " ");
    }
    let text = text.strip_suffix(".*").unwrap_or(&text);
    let text = text.strip_suffix("\\b").unwrap_or(text);
    let is_plain = !text.contains(SPECIAL) && !text.contains(['.', '|']);
    (is_plain && !text.trim().is_empty() && text.len() <= LONG).then(|| text.to_owned())
}

/// Returns a part of a pattern as plain text; `None` if it has special characters, or no blank between two words.
fn plain(part: &str) -> Option<String> {
    let part = part.trim_start_matches(['^', '(', '*']);
    let part = part.strip_prefix("\\b").unwrap_or(part);
    let part = part.strip_prefix(".*").unwrap_or(part);
    let part = part.trim_end_matches(['$', ')', '*', '\\']);
    let part = part.strip_suffix("\\b").unwrap_or(part);
    let part = part.strip_suffix('.').unwrap_or(part);
    let is_plain = !part.contains(SPECIAL);
    let has_two = part.trim().contains(' ');
    (is_plain && has_two && part.len() <= LONG).then(|| part.to_owned())
}

/// Returns the texts between quotes on a line.
pub(super) fn quotations(line: &str) -> impl Iterator<Item = &str> {
    quotations_within(line).map(|(_, text, _)| text)
}

/// Returns the texts between quotes on a line, each with the text before its first quote and the text after its last
/// quote.
pub(super) fn quotations_within(line: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + line[from..].find(['\'', '"'])?;
        let quote = char::from(*line.as_bytes().get(start)?);
        let inside = &line[start + 1..];
        let (text, behind) = inside.split_once(quote)?;
        from = line.len() - behind.len();
        Some((&line[..start], text, behind))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_between_quotes_are_found_as_plain_texts() {
        let found = |source: &str| texts_in(source).collect::<Vec<_>>();
        assert_eq!(found("grep -q 'rm -rf' && exit 2"), ["rm -rf"]);
        assert_eq!(
            found("grep -qE \"rm\\s+-rf|git  push\""),
            ["rm -rf", "git  push"]
        );
        assert_eq!(found("case $x in *\"rm -rf\"*) exit 2;; esac"), ["rm -rf"]);
        assert_eq!(found("grep -E '^\\bgit[[:space:]]+push$'"), ["git push"]);
        assert_eq!(found("re.search(r'git push.*', x)"), ["git push"]);
        for none in [
            "# grep 'rm -rf'",
            "grep 'rm'",
            "grep 'a [bc] d'",
            "echo it's",
            "'",
        ] {
            assert_eq!(found(none), [""; 0], "{none}");
        }
    }
}
