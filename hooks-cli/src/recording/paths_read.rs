//! Explains a guard that reads a field which the payload does not have, such as `.tool_input.filepath`.
//!
//! jq prints `null` for a missing field, so the guard finds nothing and lets the call pass. Paths such as `.a.b` or
//! `["a"]["b"]` are searched in the script's text. A missing field is reported only if an existing field has a name
//! that is close to it, or is another spelling of the same field, or if the rest of the path leads to a value. Other
//! missing fields are normal: a script for several tools also reads fields that only other tools have.

use hooks_dialects::is_same_field;
use hooks_types::EventName;
use hooks_types::near::nearest;
use hooks_types::text::{quoted, short_name};
use hooks_types::wire::encode;
use serde_json::Value;

use super::Recorded;
use super::inputs_read::{inputs_in, is_of_patch, paths_of_inputs};
use super::paths_in::paths_in;

/// The maximum number of paths in a script that are compared with the payload's keys.
const PATHS: usize = 500;

/// The keys of a tool's result in the payloads of all agents.
const RESULTS: &[&str] = &[
    "tool_response",
    "tool_result",
    "tool_output",
    "toolResponse",
    "toolResult",
    "toolOutput",
    "result",
    "output",
];

/// The maximum number of missing fields that a sentence names.
const SHOWN: usize = 3;

impl Recorded {
    /// Returns a sentence that names the fields that the script reads and this payload does not have. `None` if the
    /// hook decided the call.
    pub(super) fn missing_field(&self) -> Option<String> {
        if !self.has_missed() || !(self.could_block() || self.is_silent_after_a_tool()) {
            return None;
        }
        let mut sources = self.scripts();
        sources.extend(self.shell_text().map(str::to_owned));
        let bytes = encode(&self.payload, &self.spec.form).ok()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let code = |source: &String| {
            let lines = source.lines();
            let code = lines.filter(|line| !line.trim_start().starts_with('#'));
            code.map(str::to_owned).collect::<Vec<_>>()
        };
        let lines: Vec<String> = sources.iter().flat_map(code).collect();
        let variables = inputs_in(&lines);
        let below = |line| paths_of_inputs(line, &variables);
        let paths = || {
            let all = lines
                .iter()
                .flat_map(|line| paths_in(line).into_iter().chain(below(line)));
            // If the hook can only react to a call, skip paths in the tool's result, because the result has other
            // fields in each call.
            let is_of_result = |path: &Vec<&str>| path.iter().any(|key| RESULTS.contains(key));
            all.filter(move |path| self.could_block() || !is_of_result(path))
                .take(PATHS)
        };
        // If a script also looks into the text of the patch, its key with a path is for the calls of other tools.
        let knows_patch = lines.iter().any(|line| line.contains("*** "))
            || paths().any(|path| path.last() == Some(&"command"));
        let is_missed = |path: &Vec<&str>| !knows_patch && is_of_patch(path, &payload);
        if let Some(read) = paths().find(is_missed) {
            return Some(self.in_the_patch(&read));
        }
        let known = paths().filter(|path| value_at(path, &payload).is_some());
        let known = known.filter_map(|path| path.last().copied()).collect();
        let script = Script {
            lines: &lines,
            payload: &payload,
            known,
            takes_event: takes_event(&lines),
        };
        let missed = paths().filter_map(|path| match path.as_slice() {
            [key] => script.at_the_top(key),
            path => script.below(path),
        });
        let missed = without_beginnings(&missed.collect::<Vec<_>>());
        let mut shown = missed.iter().map(|(read, there)| {
            let (read, there) = (quoted(read.as_bytes(), 100), quoted(there.as_bytes(), 100));
            (read, format!("did you mean `{there}`?"))
        });
        let (id, came) = (short_name(&self.spec.id), self.came());
        let (first, cure) = shown.next()?;
        let more: Vec<String> = shown
            .take(SHOWN - 1)
            .map(|(read, cure)| format!(", `{read}` ({cure})"))
            .collect();
        Some(match more.is_empty() {
            true => format!(
                "`{id}` {came} could be because it reads `{first}`, which this payload does not have; {cure}"
            ),
            false => format!(
                "`{id}` {came} could be because it reads fields that this payload does not have: `{first}` ({cure}){}",
                more.concat()
            ),
        })
    }
}

/// The lines of a script, and the payload whose fields they read.
struct Script<'s> {
    lines: &'s [String],
    payload: &'s Value,
    /// The last keys of the paths that lead to a value. If a script reads a field under its right name, other spellings
    /// of this field are for other agents and are not reported.
    known: Vec<&'s str>,
    takes_event: bool,
}

impl Script<'_> {
    /// Returns a key that the script reads at the top of the payload, and the path that was probably meant.
    fn at_the_top(&self, key: &str) -> Option<(String, String)> {
        let there = at_the_top(key, self.payload).or_else(|| {
            let event = self.payload.get("hook_event");
            let event = event.filter(|_| !self.takes_event)?;
            let there = match event.get(key) {
                Some(_) => key.to_owned(),
                None => at_the_top(key, event)?,
            };
            Some(format!("hook_event.{there}"))
        })?;
        let (_, last) = there.rsplit_once('.').unwrap_or(("", &there));
        // A script with `.prompt // .user_prompt` is written for the payloads of two agents. So report nothing if the
        // script also contains the right spelling.
        let spellings = [
            format!(".{last}"),
            format!("\"{last}\""),
            format!("'{last}'"),
        ];
        let is_named = |line: &String| spellings.iter().any(|name| line.contains(name));
        let knows_both = match last == key {
            true => self.known.contains(&key),
            false => self.lines.iter().any(is_named),
        };
        (!knows_both).then(|| (format!(".{key}"), format!(".{there}")))
    }

    /// Returns a path of several keys that the script reads, and the path that was probably meant.
    fn below(&self, path: &[&str]) -> Option<(String, String)> {
        slip(path, self.payload).or_else(|| {
            let (read, there) = elsewhere(path, self.payload)?;
            // A script that takes the object `hook_event` probably reads the rest of the path in it. So do not report a
            // path that leads to a value inside `hook_event`.
            let is_below = there.starts_with(".hook_event.")
                && path.first() != Some(&"hook_event")
                && self.takes_event;
            let (_, key) = there.rsplit_once('.').filter(|_| !is_below)?;
            (!self.known.contains(&key)).then_some((read, there))
        })
    }
}

/// Returns whether a script takes the object `hook_event` from the payload, to read fields in this object later. The
/// sign for this is a `hook_event` that is not inside a longer path.
fn takes_event(lines: &[String]) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = lines.iter().flat_map(|line| line.split(|c| !is_of_name(c)));
    let named = words.filter(|word| *word == "hook_event").count();
    let paths = lines.iter().flat_map(|line| paths_in(line));
    let is_passed = |path: &Vec<&str>| path.len() > 1 && path.first() == Some(&"hook_event");
    named > paths.filter(is_passed).count()
}

/// Removes repeated paths, and each path with which a longer path begins.
fn without_beginnings(missed: &[(String, String)]) -> Vec<(String, String)> {
    let mut kept: Vec<(String, String)> = Vec::new();
    for (read, there) in missed {
        let begins = format!("{read}.");
        let is_beginning = missed.iter().any(|(other, _)| other.starts_with(&begins));
        if !is_beginning && !kept.iter().any(|(known, _)| known == read) {
            kept.push((read.clone(), there.clone()));
        }
    }
    kept
}

impl Recorded {
    /// Returns the beginning of a sentence about a hook that decided nothing.
    pub(super) fn came(&self) -> &'static str {
        match self.heard.as_ref().is_some_and(|heard| heard.lets_pass) {
            _ if self.is_silent_after_a_tool() => "said nothing; that",
            true => "let the call pass; that",
            false => "did not decide; that",
        }
    }
}

impl Recorded {
    /// Returns whether the hook ran after a tool and printed nothing.
    fn is_silent_after_a_tool(&self) -> bool {
        let is_empty = |text: &[u8]| text.trim_ascii().is_empty();
        let heard = self.heard.as_ref();
        let is_silent = heard.is_some_and(|it| is_empty(&it.stdout) && is_empty(&it.stderr));
        self.spec.event == EventName::PostToolUse && is_silent
    }
}

/// Returns the value to which a path leads.
pub(super) fn value_at<'p>(path: &[&str], payload: &'p Value) -> Option<&'p Value> {
    let mut keys = path.iter();
    keys.try_fold(payload, |at, key| at.get(*key))
}

/// The keys of a call's input and of the object around it, in the payloads of all agents.
const AROUND: &[&str] = &["hook_event", "tool_input", "toolArgs", "toolInput"];

/// Searches the field of `path` elsewhere in the payload, if `path` leads to no value: under a different spelling of
/// its last key, or inside different objects. Returns `path` and the path of the field that was found.
fn elsewhere(path: &[&str], payload: &Value) -> Option<(String, String)> {
    let shown = |path: &[&str]| format!(".{}", path.join("."));
    if value_at(path, payload).is_some() {
        return None;
    }
    let (first, rest) = path.split_first()?;
    let (last, above) = path.split_last()?;
    if let Some(Value::Object(keys)) = value_at(above, payload).filter(|_| !above.is_empty()) {
        let there = keys.keys().find(|key| is_same_field(key, last))?;
        let there = [above, &[there.as_str()][..]].concat();
        return Some((shown(path), shown(&there)));
    }
    // Go on only if the path begins with an outer object that this payload does not have, and a key follows. If only
    // one key is read, the script might read it from other JSON than the payload.
    if !AROUND.contains(first) || payload.get(*first).is_some() || rest.is_empty() {
        return None;
    }
    let inside = [&["hook_event"][..], path].concat();
    let mut others = [rest, &inside].into_iter();
    let there = others.find(|path| value_at(path, payload).is_some());
    let there = there.map(shown).or_else(|| in_input(rest, payload))?;
    Some((shown(path), there))
}

/// Searches the rest of a path in the input of the call, under the keys that the agents have for the input. In some
/// payloads of Copilot, the input is a text with JSON.
fn in_input(rest: &[&str], payload: &Value) -> Option<String> {
    let inputs = AROUND.iter().filter(|key| **key != "hook_event");
    let places = inputs.flat_map(|key| [vec![*key], vec!["hook_event", *key]]);
    places.into_iter().find_map(|place| {
        let input = value_at(&place, payload)?;
        let (place, rest_shown) = (place.join("."), rest.join("."));
        if let Some(text) = input.as_str() {
            let input: Value = serde_json::from_str(text).ok()?;
            value_at(rest, &input)?;
            return Some(format!(".{place} | fromjson | .{rest_shown}"));
        }
        value_at(rest, input)?;
        Some(format!(".{place}.{rest_shown}"))
    })
}

/// Finds the first missing key of a path, and the existing key that is nearest to it. Returns the path up to the
/// missing key, once with the missing and once with the existing key. `None` unless all objects above the missing key
/// exist.
fn slip(path: &[&str], payload: &Value) -> Option<(String, String)> {
    let mut at = payload;
    for (depth, key) in path.iter().enumerate() {
        let keys = at.as_object()?;
        match keys.get(*key) {
            Some(value) => at = value,
            // If the payload does not even have the first key, the path probably leads into an object that is not the
            // payload. So report nothing.
            None if depth == 0 => return None,
            None => {
                let near = nearest(key, keys.keys().map(String::as_str))?;
                let above = path.get(..depth)?.join(".");
                return Some((format!(".{above}.{key}"), format!(".{above}.{near}")));
            }
        }
    }
    None
}

/// Returns the key of the payload that was probably meant by `key`, which a script reads but the payload does not have:
/// `prompt` for `user_prompt` or `userPrompt`. The script's key must be another spelling of the payload's key or end
/// with that whole key, because every name after a dot in a script is tested here, and most such names are not fields.
fn at_the_top(key: &str, payload: &Value) -> Option<String> {
    let fields = payload.as_object()?;
    if fields.contains_key(key) {
        return None;
    }
    let lower = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let is_end = |field: &&String| {
        let at = key.len().checked_sub(field.len());
        at.and_then(|at| key.split_at_checked(at))
            .is_some_and(|(before, end)| {
                let begins_a_word = before.ends_with('_') || end.starts_with(char::is_uppercase);
                begins_a_word && !before.is_empty() && lower(end) == lower(field)
            })
    };
    let is_same = |field: &&String| lower(field) == lower(key);
    let mut names = fields.keys();
    let same = names.clone().find(is_same);
    same.or_else(|| names.find(is_end)).cloned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_in_another_place_or_spelling_is_found() {
        let claude = json!({ "tool_name": "Write", "tool_input": { "file_path": "/x" } });
        let cursor = json!({ "command": "ls", "cwd": "/" });
        let native = json!({ "hook_event": { "tool_input": { "command": ["ls"] } } });
        for (path, payload, there) in [
            ("tool_input.path", &claude, Some(".tool_input.file_path")),
            ("tool_input.command", &cursor, Some(".command")),
            (
                "tool_input.command",
                &native,
                Some(".hook_event.tool_input.command"),
            ),
            (
                "hook_event.tool_input.file_path",
                &claude,
                Some(".tool_input.file_path"),
            ),
            ("tool_input.file_path", &claude, None),
            ("tool_input.command", &claude, None),
            ("p.command", &cursor, None),
            ("path", &claude, None),
        ] {
            let keys: Vec<&str> = path.split('.').collect();
            let found = elsewhere(&keys, payload).map(|(_, there)| there);
            assert_eq!(found.as_deref(), there, "{path}");
        }
    }

    #[test]
    fn a_longer_name_of_a_field_at_the_top_is_found() {
        let payload = json!({ "prompt": "x", "cwd": "/", "tool_name": "Bash" });
        for (key, there) in [
            ("user_prompt", Some("prompt")),
            ("userPrompt", Some("prompt")),
            ("toolName", Some("tool_name")),
            ("prompt", None),
            ("getcwd", None),
            ("strip", None),
            ("_prompt", Some("prompt")),
            ("Prompt", Some("prompt")),
        ] {
            assert_eq!(at_the_top(key, &payload).as_deref(), there, "{key}");
        }
    }

    #[test]
    fn only_a_field_that_is_nearly_there_is_a_slip() {
        let payload = json!({ "tool_input": { "file_path": "/x" } });
        let told = slip(&["tool_input", "filepath"], &payload).unwrap();
        assert_eq!(told.1, ".tool_input.file_path");
        for fine in [
            &["tool_input", "file_path"][..],
            &["tool_input", "command"],
            &["toolinput", "x"],
        ] {
            assert_eq!(slip(fine, &payload), None);
        }
    }
}
