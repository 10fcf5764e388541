//! Parses JSON text into a tree.
//!
//! `jsonc_parser` keeps byte ranges and supports the extensions that some agents accept ([`JsonStyle`]). If a key is
//! repeated, the last member is used, as in the agents' own readers, and the earlier members are reported.

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, ParseStringErrorKind, parse_to_ast};
use serde::de::IgnoredAny;
use serde_json::Number;

use super::merge_conflict::merge_conflict;
use super::repeated::{Repeated, drop_repeated};
use super::tree::{Kind, Member, Node, Span};
use crate::bounds::check_json;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::words::Words;

/// The extensions to JSON that an agent's reader accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonStyle {
    /// The reader accepts plain JSON only.
    Strict,
    /// The reader accepts comments, but no trailing commas.
    Comments,
    /// The reader accepts comments and trailing commas.
    Relaxed,
}

impl JsonStyle {
    /// Returns the parser's options for this style.
    fn options(self) -> ParseOptions {
        // Set every option by name: a new extension of the parser must not make us accept more than the agent does.
        ParseOptions {
            allow_comments: self != Self::Strict,
            allow_trailing_commas: self == Self::Relaxed,
            allow_loose_object_property_names: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        }
    }
}

/// The tree of a text, and the keys that were repeated in the text. Only the last member of a repeated key is in the
/// tree.
pub(crate) struct Json {
    /// The tree, in which every key is unique.
    pub(crate) root: Node,
    /// Each earlier member that was dropped.
    pub(crate) repeated: Vec<Repeated>,
}

/// Parses a text. Of a key that is repeated in an object, keeps only the last member.
pub(crate) fn parse_json(text: &str, style: JsonStyle) -> Result<Json, Flaw> {
    let mut root = json_tree(text, style)?;
    let mut repeated = Vec::new();
    drop_repeated(&mut root, "", &mut repeated);
    Ok(Json { root, repeated })
}

/// Parses a text into a tree with all members, including the members with repeated keys.
pub(crate) fn json_tree(text: &str, style: JsonStyle) -> Result<Node, Flaw> {
    // A byte order mark is not part of the JSON text, but spans must count it. So parse without the mark, and shift the
    // spans.
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - body.len();
    check_json(body).map_err(|beyond| beyond.behind(shift))?;
    let parsed = parse_to_ast(body, &CollectOptions::default(), &style.options());
    let parsed = parsed.map_err(|error| {
        if let Some(conflict) = merge_conflict(body) {
            return conflict.behind(shift);
        }
        let range = error.range();
        // The parser's range can end after the text, and slicing would then panic. So limit the range to the text.
        let start = range.start.min(body.len());
        let span = start..range.end.clamp(start, body.len());
        let flaw = syntax(span, words(error.kind())).behind(shift);
        match cure(error.kind()) {
            Some(cure) => flaw.with_help(cure),
            None => flaw,
        }
    })?;
    if style == JsonStyle::Strict {
        only_json(body, shift)?;
    }
    match parsed.value {
        Some(value) => node(value, shift),
        None => Err(syntax(0..0, "the file is empty")),
    }
}

/// Returns the parser's message. Every message but one consists of the parser's own words and quotes nothing of the
/// file.
fn words(kind: &ParseErrorKind) -> Words {
    let message = kind.to_string().to_lowercase();
    match kind {
        ParseErrorKind::String(ParseStringErrorKind::InvalidUnicodeEscapeSequence(_)) => {
            Words::quoting(message, "invalid unicode escape sequence")
        }
        _ => Words::ours(message),
    }
}

/// Returns the advice for a comment, a trailing comma or single quotes, which many JSON parsers accept but this file's
/// agent does not.
fn cure(kind: &ParseErrorKind) -> Option<&'static str> {
    match kind {
        ParseErrorKind::CommentsNotAllowed => Some("remove each comment"),
        ParseErrorKind::TrailingCommasNotAllowed => Some("remove the comma after the last entry"),
        ParseErrorKind::SingleQuotedStringsNotAllowed => Some("write double quotes"),
        _ => None,
    }
}

/// Returns the flaw of a text that is not JSON in the agent's style.
fn syntax(span: Span, message: impl Into<Words>) -> Flaw {
    Flaw::new(DiagnosticCode::Syntax, &span, message)
}

/// Refuses texts that the parser accepts but that are not JSON: control characters in strings, and
/// whitespace that JSON does not allow.
fn only_json(body: &str, shift: usize) -> Result<(), Flaw> {
    // `jsonc_parser` accepts texts that are not JSON. An agent that reads only JSON ignores a file with such a text, so
    // hooks and the bridge in the file would never run. So ask the strict `serde_json` as well. It builds no tree for
    // `IgnoredAny`.
    let Err(error) = serde_json::from_str::<IgnoredAny>(body) else {
        return Ok(());
    };
    let lines = body
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let line: usize = lines.map(str::len).sum();
    let at = (line + error.column().saturating_sub(1)).min(body.len());
    // serde_json counts columns in bytes, so the position can be inside a character. Go back to
    // that character's first byte.
    let before = (0..=at).rev().find(|at| body.is_char_boundary(*at));
    let at = before.unwrap_or_default() + shift;
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    // When serde_json only checks a text (`IgnoredAny`), its messages quote nothing of the text. So pass the message on
    // as our own words.
    Err(syntax(at..at, Words::ours(message)))
}

/// Converts a value of a text that begins `shift` bytes into the file. The parser bounds the depth of
/// this recursion.
fn node(value: Value<'_>, shift: usize) -> Result<Node, Flaw> {
    let span = value.start() + shift..value.end() + shift;
    let kind = match value {
        Value::NullKeyword(_) => Kind::Null,
        Value::BooleanLit(literal) => Kind::Bool(literal.value),
        Value::StringLit(literal) => Kind::Text(literal.value.into_owned()),
        Value::NumberLit(literal) => Kind::Number(number(literal.value, &span)?),
        Value::Array(array) => {
            let items = array.elements.into_iter();
            let items = items.map(|element| node(element, shift));
            Kind::List(items.collect::<Result<_, _>>()?)
        }
        Value::Object(object) => {
            let members = object.properties.into_iter().map(|property| {
                Ok(Member {
                    key_span: property.name.start() + shift..property.name.end() + shift,
                    key: property.name.into_string(),
                    node: node(property.value, shift)?,
                })
            });
            Kind::Table(members.collect::<Result<_, Flaw>>()?)
        }
    };
    Ok(Node { span, kind })
}

/// Parses a JSON number. A number too large for a float becomes the largest float. (JavaScript reads such a number as
/// infinity.)
fn number(text: &str, span: &Span) -> Result<Number, Flaw> {
    let beyond = || {
        let value = text.parse::<f64>().ok()?;
        Number::from_f64(f64::MAX.copysign(value)).filter(|_| value.is_infinite())
    };
    // Another crate can enable the feature `arbitrary_precision`, with which a number of any size parses. So check that
    // the number is finite as a float.
    let finite = |number: &Number| number.as_f64().is_some_and(f64::is_finite);
    let number = serde_json::from_str(text).ok().filter(finite);
    number
        .or_else(beyond)
        .ok_or_else(|| syntax(span.clone(), "not a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(text: &str, style: JsonStyle) -> Result<serde_json::Value, String> {
        let json = parse_json(text, style).map_err(|error| error.message)?;
        Ok(json.root.to_value())
    }

    #[test]
    fn comments_and_trailing_commas_are_read_only_where_asked_for() {
        use JsonStyle::{Comments, Relaxed, Strict};
        for (text, taken) in [
            ("[1]", &[Strict, Comments, Relaxed][..]),
            ("[1 /* one */]", &[Comments, Relaxed]),
            ("[1,]", &[Relaxed]),
            ("['a']", &[]),
            ("{a: 1}", &[]),
            ("[1 2]", &[]),
            ("[NaN]", &[]),
            ("[0x1]", &[]),
            ("[+1]", &[]),
            ("[01]", &[]),
            ("[\"a\u{1}b\"]", &[Comments, Relaxed]),
            ("[1e999, 1e-999]", &[Strict, Comments, Relaxed]),
            ("", &[]),
            ("[1] [2]", &[]),
        ] {
            for style in [Strict, Comments, Relaxed] {
                let read = root(text, style).is_ok();
                assert_eq!(read, taken.contains(&style), "{text} {style:?}");
            }
        }
    }

    #[test]
    fn values_are_those_that_serde_reads_and_the_later_of_two_keys_counts() {
        let text =
            "\u{feff}{\"a\": [1, -2.5, 1e3, true, null, \"\\u00e4\\n\"], \"b\": {}, \"b\": 1}";
        let json = parse_json(text, JsonStyle::Strict);
        let json = json.unwrap_or_else(|error| panic!("{error:?}"));
        let expected: serde_json::Value =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON");
        assert_eq!(json.root.to_value(), expected);
        let [found] = &json.repeated[..] else {
            panic!("one repeated key")
        };
        assert_eq!(
            (found.key.as_str(), &text[found.span.clone()]),
            ("b", "\"b\"")
        );
        assert!(found.span.start < found.used.start && found.hooks.is_none());
    }

    #[test]
    fn a_number_beyond_every_float_is_the_greatest_there_is() {
        let greatest = serde_json::json!([f64::MAX, -f64::MAX]);
        assert_eq!(root("[1e999, -1e999]", JsonStyle::Strict), Ok(greatest));
    }
}
