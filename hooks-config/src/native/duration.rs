//! Durations: seconds as a number, or a text with a unit.
//!
//! A large plain number is accepted with a warning. Some other formats count milliseconds, so 5000 might
//! have been meant as five seconds.

use std::time::Duration;

use hooks_types::text::in_quotes;
use serde::{Serialize, Serializer};

use super::flaws::{Read, bad, wrong_type};
use super::values::text;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::{Kind, Node};
use crate::words::Words;

/// A duration: seconds as a number, fractions allowed (`30`, `0.5`), or a text with a unit (`"500ms"`,
/// `"2s"`, `"1m 30s"`). At least a millisecond and at most a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DurationToml(pub Duration);

/// The shortest duration that is accepted. Zero would end every hook before it starts.
const SHORTEST: Duration = Duration::from_millis(1);
/// The longest duration that is accepted.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// From this value on, a plain number was probably meant as milliseconds.
const SUSPICIOUS_SECONDS: f64 = 1000.0;

impl DurationToml {
    /// Reads a number of seconds, or a text with units.
    pub(crate) fn read(node: &Node) -> Read<Self> {
        let span = match &node.kind {
            // A number that is not an `f64` becomes `NAN`, which the conversion to a duration refuses.
            Kind::Number(number) => seconds(node, number.as_f64().unwrap_or(f64::NAN))?,
            Kind::Text(_) => with_unit(node, text(node)?)?,
            _ => {
                return Err(wrong_type(
                    node,
                    "seconds as a number, or a string such as \"500ms\"",
                ));
            }
        };
        if span < SHORTEST {
            return Err(bad(node, "a duration is at least a millisecond"));
        }
        if span > LONGEST {
            return Err(too_long(node));
        }
        Ok(Self(span))
    }

    /// Returns a warning about a number without a unit that was probably meant as milliseconds.
    pub(crate) fn suspicion(self, node: &Node) -> Option<Flaw> {
        let number = match node.kind {
            Kind::Number(_) => self.0.as_secs_f64(),
            _ => return None,
        };
        (number >= SUSPICIOUS_SECONDS).then(|| {
            Flaw::new(
                DiagnosticCode::SuspiciousUnit,
                &node.span,
                Words::quoting(
                    format!("a number without a unit means seconds: this is {self}"),
                    "a large number without a unit: it means seconds",
                ),
            )
            .with_help(Words::quoting(
                format!("for milliseconds write \"{number}ms\""),
                "for milliseconds write \"NUMBERms\"",
            ))
            .into_warning()
        })
    }
}

/// Converts a number of seconds. A negative number and `nan` are not durations.
fn seconds(node: &Node, number: f64) -> Read<Duration> {
    // Compare before converting: the conversion can fail for a huge number, and its error would not name the limit.
    if number > LONGEST.as_secs_f64() {
        return Err(too_long(node));
    }
    Duration::try_from_secs_f64(number).map_err(|_| bad(node, not_a_duration(&number.to_string())))
}

/// Returns the flaw of a duration above the limit. The usual cause is a number in milliseconds.
fn too_long(node: &Node) -> Flaw {
    bad(node, "a duration is at most 24 hours").with_help("a number without a unit means seconds")
}

/// Returns the message that a value is not a duration.
fn not_a_duration(shown: &str) -> Words {
    Words::quoting(
        format!("{shown} is not a duration"),
        "the value is not a duration",
    )
}

/// Parses a text such as `1m 30s`. A number without a unit is refused in a text, although it is accepted as a number:
/// an author who writes quotes might mean a different unit.
fn with_unit(node: &Node, text: &str) -> Read<Duration> {
    // Refuse a number with more digits: no valid duration needs so many, and the parser overflows on some long numbers.
    const DIGITS: usize = 12;
    let longest_run = text
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .max();
    let refused =
        |help: Words| Err(bad(node, not_a_duration(&in_quotes(text, 60))).with_help(help));
    if longest_run.unwrap_or_default() > DIGITS || text.len() > 100 {
        return refused("it has too many digits".into());
    }
    // `"30"` could mean seconds or milliseconds. Refuse it: a guess could be wrong.
    if !text.trim().is_empty() && text.trim().parse::<f64>().is_ok() {
        let number = text.trim();
        return refused(Words::quoting(
            format!("write {number} or \"{number}s\""),
            "write the number without quotes, or with a unit",
        ));
    }
    match humantime::parse_duration(text) {
        Ok(span) => Ok(span),
        Err(_) => refused("write it like \"500ms\", \"2s\", \"1m 30s\" or 30".into()),
    }
}

impl std::fmt::Display for DurationToml {
    /// Writes the duration as a text from which it can be read again.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Write the units: the unit of a plain number would depend on the reader.
        humantime::format_duration(self.0).fmt(f)
    }
}

impl Serialize for DurationToml {
    /// Writes a text with units, also for a duration that was read from a number.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for DurationToml {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Duration".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Seconds as a number (fractions allowed), or a text with a unit: \"500ms\", \"2s\", \"1m 30s\". At least a millisecond, at most 24 hours.",
            "oneOf": [
                { "type": "number", "minimum": SHORTEST.as_secs_f64(), "maximum": LONGEST.as_secs() },
                { "type": "string", "pattern": "^\\s*[0-9][\\s\\S]*[A-Za-z]\\s*$", "examples": ["500ms", "2s", "1m 30s"] },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<Duration, String> {
        let root = crate::format::parse_toml(&format!("x = {toml}")).unwrap();
        DurationToml::read(root.get("x").unwrap())
            .map(|span| span.0)
            .map_err(|flaw| flaw.message)
    }

    #[test]
    fn numbers_are_seconds_and_texts_have_units() {
        assert_eq!(read("30"), Ok(Duration::from_secs(30)));
        assert_eq!(read("0.25"), Ok(Duration::from_millis(250)));
        assert_eq!(read("'500ms'"), Ok(Duration::from_millis(500)));
        assert_eq!(read("'1m 30s'"), Ok(Duration::from_secs(90)));
        assert_eq!(read("86400"), Ok(Duration::from_secs(86400)));
    }

    #[test]
    fn absurd_spans_are_refused_without_a_panic() {
        for toml in [
            "0",
            "-1",
            "0.0001",
            "nan",
            "inf",
            "-inf",
            "86401",
            "9223372036854775807",
            "1e300",
            "'0s'",
            "'25h'",
            "''",
            "'soon'",
            "'30'",
            "'5 fortnights'",
            "'-1s'",
            "'18446744073709551615s 1000ms'",
            "true",
            "[30]",
        ] {
            assert!(read(toml).is_err(), "{toml} was accepted");
        }
    }
}
