//! Names the mistake in output that was meant as a JSON object, for hooks of all dialects.

use super::language::Language;
use crate::spec::HookSpec;
use crate::text::quoted;

/// Returns the typical mistake that keeps a text from being JSON, and what the hook must print instead.
/// Returns `None` if the text does not begin like an object, or if this function does not know the mistake.
pub(super) fn json_slip(text: &str, spec: &HookSpec) -> Option<String> {
    slip(text, || Language::of(spec))
}

/// Returns the mistake and the cure like [`json_slip`]. `language` returns the language of the hook's program.
fn slip(text: &str, language: impl Fn() -> Option<Language>) -> Option<String> {
    // For a program in a language that can write JSON (any but the shell), the cure is to let the language write the
    // JSON.
    let of_program = || language().filter(|language| *language != Language::Shell);
    let inner = text.strip_prefix('{')?.trim_start();
    let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    // Python prints a dictionary with single quotes.
    if inner.starts_with('\'') {
        return Some(match language() {
            Some(Language::Node) => NODE.to_owned(),
            _ => PYTHON.to_owned(),
        });
    }
    // Node prints an object with single quotes around strings, and no quotes around names.
    if inner.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.starts_with("{ ")
        && text.contains(": '")
    {
        return Some(match language() {
            Some(Language::Python) => PYTHON.to_owned(),
            _ => NODE.to_owned(),
        });
    }
    // The shell removed the quotes: `echo {"decision":"block"}`.
    if inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(match of_program() {
            Some(language) => format!("its names have no quotes; {}", language.cure()),
            None => "its names have no quotes; in a shell, put the whole object in single quotes"
                .to_owned(),
        });
    }
    if is_json() {
        return None;
    }
    if let Some(slip) = unescaped(text) {
        let cure = language().map_or(ANY, Language::cure);
        return Some(format!("{slip}; {cure}"));
    }
    let also = of_program().map_or_else(String::new, |language| format!("; {}", language.cure()));
    let bare = without_strings(text);
    let mut words = bare.split(|c: char| !c.is_ascii_alphanumeric());
    if let Some((word, cure)) = words.find_map(foreign_word) {
        return Some(format!("JSON has no `{word}`; write {cure}{also}"));
    }
    let packed: String = bare.split_whitespace().collect();
    let ends_in_comma = packed.contains(",}") || packed.contains(",]");
    ends_in_comma.then(|| format!("JSON does not allow a comma before `}}` or `]`{also}"))
}

/// The mistake and the cure for a Python dictionary (`PYTHON`) or a Node object (`NODE`) that was printed directly.
const PYTHON: &str =
    "JSON needs double quotes around names and strings (Python: `print(json.dumps(...))`)";
const NODE: &str =
    "JSON needs double quotes around names and strings (Node: `console.log(JSON.stringify(...))`)";

/// The cure for a hook in an unknown language.
const ANY: &str = "let a program write the JSON (shell: `jq -n --arg r \"$reason\" '{...}'`; Python: `json.dumps`; Node: \
                   `JSON.stringify`)";

/// Maximum length, in characters, of the text that is quoted before a mistake.
const BEFORE: usize = 32;

/// Describes the first character inside a string that must be escaped in JSON: the character and its place. Scripts
/// that write JSON with `echo` and paste data into it make this mistake. Returns `None` if every string is well formed.
fn unescaped(text: &str) -> Option<String> {
    let (mut is_inside, mut is_escaped) = (false, false);
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let named = match (is_inside, c) {
            (true, 'u') if is_escaped => {
                is_escaped = false;
                let code = rest.as_bytes().get(..4);
                let is_code = code.is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
                (!is_code).then_some("`\\` that does not begin an escape")
            }
            (true, _) if is_escaped => {
                is_escaped = false;
                (!"\"\\/bfnrt".contains(c)).then_some("`\\` that does not begin an escape")
            }
            (true, '\\') => {
                is_escaped = true;
                None
            }
            (true, '"') if is_text_behind(rest) => Some("`\"` of the data is not escaped"),
            (_, '"') => {
                is_inside = !is_inside;
                None
            }
            (true, '\n' | '\r') => Some("line break of the data is not escaped"),
            (true, c) if c < ' ' => Some("control character of the data is not escaped"),
            _ => None,
        };
        if let Some(named) = named {
            let cut = match c {
                '"' => ", so its string ends there and the rest of the text is lost",
                _ => "",
            };
            return Some(format!(
                "its JSON is broken {}: a {named}{cut}",
                place(text, at)
            ));
        }
    }
    None
}

/// Returns whether a quote is a part of the string and does not end it. `rest` is the text after the quote: if the
/// string ended there, `rest` would not be valid JSON.
fn is_text_behind(rest: &str) -> bool {
    let behind = rest.trim_start();
    match behind.chars().next() {
        None | Some(',' | ':' | '}' | ']') => false,
        // White space, a string and a colon follow the quote. So the string after the quote is the next name, and only
        // a comma before it is missing. The quote did end the value.
        Some('"') if behind.len() < rest.len() => {
            let name = behind[1..].split_once('"');
            !name.is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
        }
        Some(_) => true,
    }
}

/// Describes a place in a text: the line (if the text has several), the column, and the text before the place.
fn place(text: &str, at: usize) -> String {
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let column = line.chars().count() + 1;
    let lines = before.matches('\n').count() + 1;
    let first = line.char_indices().rev().nth(BEFORE - 1);
    let shown = &line[first.map_or(0, |(start, _)| start)..];
    let shown = quoted(shown.as_bytes(), BEFORE);
    match text.trim_end().contains('\n') {
        true => format!("at line {lines}, column {column}, after `{shown}`"),
        false => format!("at column {column}, after `{shown}`"),
    }
}

/// Recognises a word that is a value in other languages but not in JSON, such as `NaN`. Returns the word and what to
/// write in JSON; `None` for any other word.
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

/// Returns the text in which every string literal is replaced by `""`.
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
    use super::{Language, slip};

    fn json_slip(text: &str) -> Option<String> {
        slip(text, || None)
    }

    #[test]
    fn the_cure_is_for_the_language_of_the_hook() {
        for text in [
            r#"{"reason":"no: rm "a b""}"#,
            "{'a': 1}",
            "{ decision: 'block' }",
            "{decision: block}",
            "{\"a\": None}",
            "{\"a\": 1,}",
        ] {
            let said = slip(text, || Some(Language::Python)).unwrap_or_default();
            assert!(said.contains("`print(json.dumps(...))`"), "{text}: {said}");
            for other in ["jq", "JSON.stringify", "in a shell"] {
                assert!(!said.contains(other), "{text}: {said}");
            }
            let said = slip(text, || Some(Language::Node)).unwrap_or_default();
            assert!(said.contains("JSON.stringify"), "{text}: {said}");
            assert!(!said.contains("json.dumps"), "{text}: {said}");
        }
        let said = slip(r#"{"a":"b "c""}"#, || Some(Language::Shell)).unwrap_or_default();
        assert!(said.ends_with("; let `jq` write the JSON: `jq -n --arg r \"$reason\" '{...}'`"));
    }

    #[test]
    fn each_typical_mistake_is_named_with_its_cure() {
        for (text, cure) in [
            ("{'a': 'b'}", "(Python: `print(json.dumps(...))`)"),
            ("{ 'a': 1}", "JSON needs double quotes"),
            (
                "{ decision: 'block', reason: 'no push' }",
                "(Node: `console.log(JSON.stringify(...))`)",
            ),
            (
                "{ decision: block }",
                "put the whole object in single quotes",
            ),
            ("{decision:block}", "put the whole object in single quotes"),
            (
                "{\"a\": NaN}",
                "JSON has no `NaN`; write a number or `null`",
            ),
            ("{\"a\": True}", "JSON has no `True`; write `true`"),
            ("{\"a\": 1,}", "JSON does not allow a comma before `}`"),
        ] {
            let said = json_slip(text).unwrap_or_default();
            assert!(said.contains(cure), "{text}: {said}");
        }
    }

    #[test]
    fn data_that_is_not_escaped_is_named_with_its_place_and_the_cure() {
        for (text, said) in [
            (
                r#"{"reason":"no: rm "a b""}"#,
                "at column 19, after `{\"reason\":\"no: rm `: a `\"` of the data is not escaped, so",
            ),
            (r#"{"a":"echo """}"#, "at column 12, "),
            (
                "{\n\"a\":\"say \"hi\", you\"}",
                "at line 2, column 10, after `\"a\":\"say `: a `\"`",
            ),
            ("{\"a\":\"x\ny\"}", "a line break of the data"),
            (r#"{"a":"grep \d"}"#, "a `\\` that does not begin an escape"),
            (r#"{"a":"\u12"}"#, "a `\\` that does not begin an escape"),
            ("{\"a\":\"x\ty\"}", "a control character of the data"),
        ] {
            let slip = json_slip(text).unwrap_or_default();
            assert!(slip.contains(said), "{text}: {slip}");
            assert!(
                slip.contains("`jq -n --arg r \"$reason\" '{...}'`"),
                "{slip}"
            );
        }
        for other in [r#"{"a":"b" "c":1}"#, r#"{"a":"b"} {"c":"d"}"#, r#"{"a":"b"#] {
            assert_eq!(json_slip(other), None, "{other}");
        }
    }

    #[test]
    fn words_and_commas_in_strings_of_valid_json_are_accepted() {
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
