//! JSON text to a tree.

use std::collections::HashMap;

use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde::de::IgnoredAny;
use serde_json::Number;

use super::tree::{Kind, Member, Node, Span};
use crate::bounds::check_json;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;

/// Whether an agent's reader takes comments and trailing commas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonStyle {
    /// JSON and nothing else.
    Strict,
    /// Comments, no trailing commas.
    Comments,
    /// Comments and trailing commas.
    Relaxed,
}

impl JsonStyle {
    /// How the parser reads it.
    fn options(self) -> ParseOptions {
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

/// The tree of a text, and the keys that stand twice (the last one counts).
pub(crate) struct Json {
    pub(crate) root: Node,
    pub(crate) repeated: Vec<(String, Span)>,
}

/// The syntax tree of a text without a byte order mark; `None` of an empty one.
pub(crate) fn ast(text: &str, style: JsonStyle) -> Result<Option<Value<'_>>, Flaw> {
    check_json(text)?;
    let parsed = parse_to_ast(text, &CollectOptions::default(), &style.options());
    let parsed = parsed.map_err(|error| {
        let range = error.range();
        let start = range.start.min(text.len());
        let message = error.kind().to_string().to_lowercase();
        syntax(start..range.end.clamp(start, text.len()), message)
    })?;
    Ok(parsed.value)
}

pub(crate) fn parse_json(text: &str, style: JsonStyle) -> Result<Json, Flaw> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - body.len();
    let parsed = ast(body, style).map_err(|flaw| flaw.behind(shift))?;
    if style == JsonStyle::Strict {
        only_json(body, shift)?;
    }
    let mut builder = Builder {
        shift,
        repeated: Vec::new(),
    };
    match parsed {
        Some(value) => {
            let root = builder.node(value)?;
            Ok(Json {
                root,
                repeated: builder.repeated,
            })
        }
        None => Err(syntax(0..0, "the file is empty")),
    }
}

fn syntax(span: Span, message: impl Into<String>) -> Flaw {
    Flaw::new(DiagnosticCode::Syntax, &span, message)
}

/// Refuses what the parser takes and JSON does not have: control characters in a string, other blanks.
fn only_json(body: &str, shift: usize) -> Result<(), Flaw> {
    let Err(error) = serde_json::from_str::<IgnoredAny>(body) else {
        return Ok(());
    };
    let lines = body
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let line: usize = lines.map(str::len).sum();
    let at = (line + error.column().saturating_sub(1)).min(body.len());
    let before = (0..=at).rev().find(|at| body.is_char_boundary(*at));
    let at = before.unwrap_or_default() + shift;
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    Err(syntax(at..at, message))
}

struct Builder {
    shift: usize,
    repeated: Vec<(String, Span)>,
}

impl Builder {
    // Depth is bounded by the parser.
    fn node(&mut self, value: Value<'_>) -> Result<Node, Flaw> {
        let span = value.start() + self.shift..value.end() + self.shift;
        let kind = match value {
            Value::NullKeyword(_) => Kind::Null,
            Value::BooleanLit(literal) => Kind::Bool(literal.value),
            Value::StringLit(literal) => Kind::Text(literal.value.into_owned()),
            Value::NumberLit(literal) => Kind::Number(number(literal.value, &span)?),
            Value::Array(array) => Kind::List(
                array
                    .elements
                    .into_iter()
                    .map(|element| self.node(element))
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(object) => Kind::Table(self.members(object.properties)?),
        };
        Ok(Node { span, kind })
    }

    fn members(&mut self, properties: Vec<ObjectProp<'_>>) -> Result<Vec<Member>, Flaw> {
        let mut members: Vec<Member> = Vec::with_capacity(properties.len());
        let mut places: HashMap<String, usize> = HashMap::new();
        for property in properties {
            let key_span = property.name.start() + self.shift..property.name.end() + self.shift;
            let key = property.name.into_string();
            let node = self.node(property.value)?;
            let place = *places.entry(key.clone()).or_insert(members.len());
            if let Some(earlier) = members.get_mut(place) {
                self.repeated.push((key, earlier.key_span.clone()));
                (earlier.key_span, earlier.node) = (key_span, node);
            } else {
                members.push(Member {
                    key,
                    key_span,
                    node,
                });
            }
        }
        Ok(members)
    }
}

/// A number as JSON has it; one beyond every float becomes the greatest there is, where JavaScript
/// has infinity.
fn number(text: &str, span: &Span) -> Result<Number, Flaw> {
    let beyond = || {
        let value = text.parse::<f64>().ok()?;
        Number::from_f64(f64::MAX.copysign(value)).filter(|_| value.is_infinite())
    };
    serde_json::from_str(text)
        .or_else(|_| beyond().ok_or_else(|| syntax(span.clone(), "not a number")))
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
        let [(key, span)] = &json.repeated[..] else {
            panic!("one repeated key")
        };
        assert_eq!((key.as_str(), &text[span.clone()]), ("b", "\"b\""));
    }

    #[test]
    fn a_number_beyond_every_float_is_the_greatest_there_is() {
        let greatest = serde_json::json!([f64::MAX, -f64::MAX]);
        assert_eq!(root("[1e999, -1e999]", JsonStyle::Strict), Ok(greatest));
    }
}
