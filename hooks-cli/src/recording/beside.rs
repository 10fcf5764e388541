//! Finds an answer that the agent does not read because of its place or its form: on stderr, among other output,
//! encoded twice, or in a JSON list.

use std::iter::once;

use hooks_types::answer::OutcomeKind;
use hooks_types::output::{Captured, Ending, RunOutput, interpret};
use hooks_types::text::{quoted, short_name, visible_json};
use serde_json::Value;

use super::Recorded;
use super::cure::SUGGESTED;
use super::meaning::Meaning;
use super::misread::QUOTED;
use super::own_words::restriction;

/// The byte order mark of UTF-8.
const BOM: &[u8] = "\u{feff}".as_bytes();

/// Parses a text that is one JSON object. Ignores a byte order mark before the object.
pub(super) fn object(text: &[u8]) -> Option<Value> {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let value = serde_json::from_slice::<Value>(text.trim_ascii()).ok()?;
    value.is_object().then_some(value)
}

/// Returns the JSON objects in an output of several lines. Also returns the first line that is not part of an object,
/// and whether this line comes before the first object.
fn among_lines(text: &str) -> (Vec<Value>, Option<(&str, bool)>) {
    let mut rest = text.trim();
    let (mut objects, mut other) = (Vec::new(), None);
    while !rest.is_empty() {
        if rest.starts_with('{') {
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
            if let Some(Ok(value)) = values.next() {
                rest = rest[values.byte_offset()..].trim_start();
                objects.push(value);
                continue;
            }
        }
        let (line, more) = rest.split_once('\n').unwrap_or((rest, ""));
        other = other.or(Some((line.trim_end(), objects.is_empty())));
        rest = more.trim_start();
    }
    (objects, other)
}

impl Recorded {
    /// Returns a sentence about an answer that the hook printed on stderr. No agent reads an answer there.
    pub(super) fn answered_on_stderr(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        if heard.ending != Ending::Exited(0) || !heard.stdout.trim_ascii().is_empty() {
            return None;
        }
        let meant = Meaning::of(&object(&heard.stderr)?);
        let what = match meant.kind() {
            Some(kind) => format!("means to {kind}, but prints its answer"),
            None if meant.context.is_some() || meant.content.is_some() || meant.stops => {
                "prints its answer".to_owned()
            }
            None => return None,
        };
        Some(format!(
            "`{}` {what} on stderr, which is not read at exit code 0; print it on stdout",
            short_name(&self.spec.id)
        ))
    }

    /// Describes an answer that the hook printed among other output. The agent takes such an output as a whole for
    /// plain text.
    pub(super) fn noise(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let form = &self.spec.form;
        if form.dialect.is_native() || heard.ending != Ending::Exited(0) {
            return None;
        }
        let id = short_name(&self.spec.id);
        let agent = &form.dialect;
        if object(&heard.stdout).is_some() {
            let is_text = heard.stdout.starts_with(BOM) && heard.is_no_answer;
            return is_text.then(|| {
                format!(
                    "`{id}`: its output begins with a byte order mark (EF BB BF), which makes all of it plain text for \
                     {agent}, so the JSON behind it is not read; write UTF-8 without that mark"
                )
            });
        }
        let text = String::from_utf8_lossy(&heard.stdout);
        let (objects, other) = among_lines(text.trim_start_matches('\u{feff}'));
        let meant: Vec<Meaning> = objects.iter().map(Meaning::of).collect();
        let read = heard.answer.as_ref();
        let is_lost = |meant: &Meaning| meant.lost(read).is_some();
        // If a text for the model holds one of the printed JSON objects, the model got the JSON as plain text, so the
        // agent did not read the answer.
        let is_context = |told: &String| {
            let (told, _) = among_lines(told);
            told.iter().any(|object| objects.contains(object))
        };
        let is_told = read.is_some_and(|read| read.context.iter().any(is_context));
        if !is_told && !meant.iter().any(is_lost) {
            return None;
        }
        Some(match other {
            Some((line, is_before)) => {
                let place = if is_before { "before" } else { "after" };
                format!(
                    "`{id}`: the line {place} its JSON makes all of its output plain text for {agent}, so the answer \
                     in it is not read; print logs on stderr: {}",
                    quoted(line.as_bytes(), QUOTED)
                )
            }
            None => format!(
                "`{id}` printed {} JSON objects, and {agent} reads one: print all of the answer in one object",
                objects.len()
            ),
        })
    }

    /// Describes an answer that was encoded twice, so that the output is one JSON text that holds an object.
    pub(super) fn encoded_twice(&self) -> Option<String> {
        let heard = self
            .heard
            .as_ref()
            .filter(|heard| heard.ending != Ending::Exited(2))?;
        let text = serde_json::from_slice::<String>(heard.stdout.trim_ascii()).ok()?;
        let inner = object(text.as_bytes())?;
        let lost = match Meaning::of(&inner).kind() {
            Some(kind) => format!("its `{kind}` does not count"),
            None => "the agent does not read it".to_owned(),
        };
        let shown = quoted(visible_json(&inner.to_string()).as_bytes(), SUGGESTED);
        Some(format!(
            "`{}` printed a JSON text that holds its answer, so {lost}: the answer was encoded twice (`json.dumps` of a \
             text, for example); print the object itself: {shown}",
            short_name(&self.spec.id)
        ))
    }

    /// Describes an answer in a JSON list. No agent reads a list.
    pub(super) fn in_a_list(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let list = serde_json::from_slice::<Value>(heard.stdout.trim_ascii()).ok()?;
        let mut objects = list.as_array()?.iter().filter(|inner| inner.is_object());
        let first = objects.next()?;
        // Of several answers suggest the strictest: advice must not turn a block into permission.
        let strictest = once(first).chain(objects).max_by_key(|object| {
            match restriction(&object.to_string()) {
                Some(OutcomeKind::Block) => 2,
                Some(_) => 1,
                None => 0,
            }
        });
        let object = strictest.unwrap_or(first).to_string();
        // Suggest this object only if the agent can read it. An object in another agent's format would fail as well.
        let empty = Captured::whole(b"");
        let ran = RunOutput::new(Ending::Exited(0), Captured::whole(object.as_bytes()), empty);
        let cure = match interpret(&self.spec, &self.payload, &ran).result {
            Ok(_) => quoted(visible_json(&object).as_bytes(), SUGGESTED),
            Err(_) => "one object".to_owned(),
        };
        (heard.ending == Ending::Exited(0)).then(|| {
            format!(
                "`{}` printed a JSON list, but an answer is one object; instead of the list, print {cure}",
                short_name(&self.spec.id)
            )
        })
    }
}
