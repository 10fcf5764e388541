//! Reads time limits in the unit of their agent.

use std::time::Duration;

use hooks_config::format::{Flaw, Kind, Node, Reader};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::text::time_span;

/// The unit in which an agent reads time limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Seconds, as in Claude Code, Codex, Cursor, Copilot and goose.
    Seconds,
    /// Milliseconds, as in Gemini CLI.
    Milliseconds,
}

/// The longest limit accepted, a week. A longer limit is shortened to this.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

/// The number that separates plausible seconds from plausible milliseconds. If a limit has at least this many seconds,
/// its author probably meant milliseconds. If a limit has fewer milliseconds than this, its author probably meant
/// seconds.
const SUSPICIOUS: f64 = 1000.0;

/// Reads a positive number in `unit`. Most agents read the key in seconds, and Gemini CLI reads it in milliseconds. So
/// a number that is plausible only in the wrong unit gets a warning that shows both readings, but is still read in
/// `unit`.
pub(crate) fn read_timeout(
    reader: &mut Reader<'_>,
    node: &Node,
    key: &str,
    unit: Unit,
) -> Result<Duration, Flaw> {
    let Kind::Number(number) = &node.kind else {
        let message = format!("`{key}` is {}, not a number", node.kind_name());
        let flaw = Flaw::new(DiagnosticCode::WrongType, &node.span, message);
        return Err(flaw.with_help(Words::ours(number_to_write(reader, node, unit))));
    };
    limit_of(reader, node, key, unit, number.as_f64().unwrap_or_default())
}

/// Says which number to write in place of a text such as `5s`: the same time in the agent's unit.
fn number_to_write(reader: &Reader<'_>, node: &Node, unit: Unit) -> String {
    let agent = reader.title();
    let (unit, per_second) = match unit {
        Unit::Seconds => ("seconds", 1.0),
        Unit::Milliseconds => ("milliseconds", 1000.0),
    };
    let text = reader.text.get(node.span.clone()).unwrap_or_default();
    let text = text.trim_matches('"').trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds = match text.get(digits.len()..).unwrap_or_default() {
        "ms" => Some(0.001),
        "s" => Some(1.0),
        "m" | "min" => Some(60.0),
        "h" => Some(3600.0),
        "" => Some(1.0 / per_second),
        _ => None,
    };
    let number = digits.parse::<f64>().ok().filter(|number| *number > 0.0);
    let number = number
        .zip(seconds)
        .map(|(number, each)| number * each * per_second);
    match number.filter(|number| number.is_finite() && *number < 1e9) {
        Some(number) => format!("{agent} takes a number of {unit}: write {number}"),
        None => format!("{agent} takes a number of {unit}"),
    }
}

/// Converts a number to a time limit, and warns if the number's author probably meant a different unit.
pub(crate) fn limit_of(
    reader: &mut Reader<'_>,
    node: &Node,
    key: &str,
    unit: Unit,
    value: f64,
) -> Result<Duration, Flaw> {
    let span = &node.span;
    // `value <= 0.0` is false for NaN, so check for NaN separately.
    if value.is_nan() || value <= 0.0 {
        let message = format!("`{key}` must be more than 0");
        return Err(Flaw::new(DiagnosticCode::BadValue, span, message));
    }
    let agent = reader.title();
    let shown = reader.text.get(span.clone()).unwrap_or_default().to_owned();
    // `odd` has three values: the seconds that were read, the seconds that the author probably meant, and the number
    // that the file must contain for the meant seconds.
    let odd = match unit {
        Unit::Seconds if value >= SUSPICIOUS => Some((value, value / 1000.0, value / 1000.0)),
        Unit::Milliseconds if value < SUSPICIOUS => Some((value / 1000.0, value, value * 1000.0)),
        _ => None,
    };
    if let Some((read, meant, number)) = odd {
        let (this, other) = match unit {
            Unit::Seconds => ("seconds", "milliseconds"),
            Unit::Milliseconds => ("milliseconds", "seconds"),
        };
        let (is, would_be) = (span_of(read), span_of(meant));
        let message = format!(
            "{agent} reads `{key}` in {this}: {shown} is {is}; in {other} it would be {would_be}"
        );
        reader.warn(DiagnosticCode::SuspiciousUnit, span, message);
        reader.help(format!("for {would_be} write {number}"));
    }
    let seconds = match unit {
        Unit::Seconds => value,
        Unit::Milliseconds => value / 1000.0,
    };
    // An infinite number, or a number too large for a `Duration`, becomes the longest limit.
    let limit = Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST);
    if limit > LONGEST {
        let message = format!("`{key}` is limited to one week, the longest time limit");
        reader.warn(DiagnosticCode::Deviation, span, message);
    }
    Ok(limit.min(LONGEST))
}

/// Formats a number of seconds for messages.
fn span_of(seconds: f64) -> String {
    time_span(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}
