//! Puts the values of `--input` and `--set KEY=VALUE` into a sample.

use std::fs;
use std::io::Read;
use std::path::Path;

use hooks_dialects::is_same_field;
use hooks_types::near::nearest;
use hooks_types::text::{quoted, visible_path};
use serde_json::{Map, Value};

use crate::failure::Failure;

/// The keys under which agents send a tool's input. Copilot CLI uses two of them: `toolArgs` in calls and `toolInput`
/// in permission requests.
const INPUTS: &[&str] = &["tool_input", "toolArgs", "toolInput"];

/// The key of the object that holds the event in payloads of our own format.
const EVENT: &str = "hook_event";

/// The maximum number of parts of a key. Every part adds a level of nested objects, and the JSON writer recurses into
/// each level.
const PARTS: usize = 32;

/// The maximum length, in bytes, at which an assignment is quoted in a message.
const SHOWN: usize = 120;

/// The maximum size of the file of `--input`, in bytes.
const INPUT: u64 = 64 * 1024 * 1024;

/// The fields of a JSON object.
type Fields = Map<String, Value>;

/// Reads the value of `--input`: JSON, or `@` and the path of a JSON file.
///
/// # Errors
///
/// The file cannot be read, or the text is not JSON.
pub(super) fn read_input(said: &str) -> Result<Value, Failure> {
    let text = match said.strip_prefix('@') {
        None => said.to_owned(),
        Some(path) => text_of(path).map_err(|error| {
            Failure::new(format!(
                "cannot read {}: {error}",
                visible_path(Path::new(path))
            ))
        })?,
    };
    serde_json::from_str(&text).map_err(|error| {
        Failure::usage(format!(
            "`--input` is not JSON: {error}; write an object, such as '{{\"command\":\"ls\"}}'"
        ))
    })
}

/// Reads the text of a file that is not too large. The file can be a pipe, as in `--input @<(program)`.
fn text_of(path: &str) -> std::io::Result<String> {
    let mut text = String::new();
    let most = INPUT + 1;
    fs::File::open(path)?.take(most).read_to_string(&mut text)?;
    match text.len() as u64 == most {
        true => Err(std::io::Error::other(format!(
            "it has more than {INPUT} bytes"
        ))),
        false => Ok(text),
    }
}

/// Replaces the tool's input.
///
/// # Errors
///
/// The input is not an object, but the event needs one.
pub(super) fn input(payload: &mut Fields, input: Value) -> Result<(), Failure> {
    let path = event_path(payload);
    let nowhere = || Failure::usage("this event takes an object as `--input`");
    let event = enter(payload, &path).ok_or_else(nowhere)?;
    let Some(key) = input_key(event) else {
        // In Cursor's shell and file events, the fields of the input lie directly in the event. So set them there.
        match input {
            Value::Object(fields) => event.extend(fields),
            _ => return Err(nowhere()),
        }
        return Ok(());
    };
    let old = event.get(key).cloned().unwrap_or_default();
    let new = match input {
        Value::Object(fields) => {
            let typed = |(name, value): (String, Value)| {
                // If the old value is an argv and the new value is a string, the string becomes a command for a shell.
                let value = match value {
                    Value::String(text) => like(old.get(&name), text),
                    other => other,
                };
                (name, value)
            };
            Value::Object(fields.into_iter().map(typed).collect())
        }
        other => other,
    };
    // Copilot sends the input as a string that contains JSON. So if the old input is a string, make the new input a
    // string too.
    let as_text = old.is_string() && new.is_object();
    let new = if as_text {
        Value::String(new.to_string())
    } else {
        new
    };
    event.insert(key.to_owned(), new);
    Ok(())
}

/// Sets one value: `file_path=/etc/passwd`, `tool_input.file_path=x`, `stop_hook_active=true`.
///
/// A key without a dot is looked up in the tool's input, then in the event, then in the payload. A new key is added to
/// the tool's input or, if the event has no tool input, to the event.
///
/// # Errors
///
/// The assignment has no `=`, a part of the key is empty, or the path leads through a value that is not an
/// object.
pub(super) fn assign(payload: &mut Fields, assignment: &str) -> Result<(), Failure> {
    let shown = quoted(assignment.as_bytes(), SHOWN);
    let wrong = |why: &str| Failure::usage(format!("`--set {shown}`: {why}"));
    let (path, said) = assignment
        .split_once('=')
        .ok_or_else(|| wrong("write KEY=VALUE"))?;
    let keys: Vec<&str> = path.split('.').collect();
    if keys.iter().any(|key| key.is_empty()) {
        return Err(wrong("the key is empty"));
    }
    if keys.len() > PARTS {
        return Err(wrong(&format!("the key has more than {PARTS} parts")));
    }
    let (parents, key) = match keys.as_slice() {
        [key] => (place_of(payload, key), *key),
        [parents @ .., key] => {
            let mut path = event_path(payload);
            path.extend(parents);
            (path, *key)
        }
        // This branch is never reached, because `split` returns at least one part.
        [] => return Err(wrong("the key is empty")),
    };
    let place = enter(payload, &parents)
        .ok_or_else(|| wrong("the key leads through a value without fields"))?;
    let value = like(place.get(key), said.to_owned());
    place.insert(key.to_owned(), value);
    Ok(())
}

/// Converts a text to the type of the old value. If the old value is a string, the text stays a string. If it is an
/// argv, a JSON array becomes the new argv and any other text becomes `bash -c TEXT`. In all other cases the text is
/// read as JSON if it is valid JSON.
fn like(old: Option<&Value>, text: String) -> Value {
    let json = serde_json::from_str::<Value>(&text).ok();
    match (old, json) {
        // A string stays a string: `--set command=true` must not become a boolean.
        (Some(Value::String(_)), _) => Value::String(text),
        (Some(Value::Array(_)), Some(argv @ Value::Array(_))) => argv,
        (Some(Value::Array(_)), _) => Value::from(vec!["bash".to_owned(), "-c".to_owned(), text]),
        (_, Some(value)) => value,
        (_, None) => Value::String(text),
    }
}

/// Returns the names of the fields in the tool's input.
pub(super) fn input_fields(payload: &Fields) -> Vec<String> {
    let own = payload.get(EVENT).and_then(Value::as_object);
    let event = own.unwrap_or(payload);
    let input = input_key(event).and_then(|key| event.get(key)?.as_object());
    input.map_or(Vec::new(), |input| input.keys().cloned().collect())
}

/// Returns a note for each field that looks like a misspelt field of the tool. The field is sent nevertheless,
/// because an agent might have it.
pub(super) fn slips(payload: &Fields, known: &[String], tool: &str) -> Vec<String> {
    let fields = input_fields(payload);
    let fields = fields.iter().filter(|field| !known.contains(field));
    let slips = fields.filter_map(|field| {
        let mut all = known.iter().map(String::as_str);
        let meant = nearest(field, all.clone())
            .or_else(|| all.find(|known| is_same_field(field, known)))
            .or_else(|| of_one_word(field, known))?;
        let (tool, field) = (quoted(tool.as_bytes(), 60), quoted(field.as_bytes(), 60));
        Some(format!(
            "{tool} has no field `{field}`; did you mean `{meant}`?"
        ))
    });
    slips.collect()
}

/// The minimum length, in letters, of the shared word by which two field names count as similar.
const WORD: usize = 4;

/// Returns the known field that shares a word with the field that was set: if `path` or `filename` was set, this is
/// `file_path`.
fn of_one_word<'k>(field: &str, known: &'k [String]) -> Option<&'k str> {
    let field = field.to_ascii_lowercase();
    let shares = |known: &&String| {
        let mut words = known.split('_').filter(|word| word.len() >= WORD);
        words.any(|word| field.contains(word))
    };
    known.iter().find(shares).map(String::as_str)
}

fn is_object(fields: &Fields, key: &str) -> bool {
    fields.get(key).is_some_and(Value::is_object)
}

/// Returns the path to the object that holds the event: `hook_event` in payloads of our own format, else the payload
/// itself (an empty path).
fn event_path<'k>(payload: &Fields) -> Vec<&'k str> {
    match is_object(payload, EVENT) {
        true => vec![EVENT],
        false => Vec::new(),
    }
}

/// Returns the key under which this event holds the tool's input.
fn input_key(event: &Fields) -> Option<&'static str> {
    INPUTS.iter().find(|key| event.contains_key(**key)).copied()
}

/// Returns the path to the object in which a key without a dot is set: the object that has the key already, else the
/// tool's input, else the event.
fn place_of<'k>(payload: &Fields, key: &str) -> Vec<&'k str> {
    let path = event_path(payload);
    let own = payload.get(EVENT).and_then(Value::as_object);
    let event = own.unwrap_or(payload);
    let input = input_key(event).filter(|name| is_object(event, name));
    let holds = |name: &&str| {
        event
            .get(*name)
            .is_some_and(|input| input.get(key).is_some())
    };
    let known = event.contains_key(key) || payload.contains_key(key);
    match input {
        Some(name) if holds(&name) || !known => [path, vec![name]].concat(),
        _ if !event.contains_key(key) && payload.contains_key(key) => Vec::new(),
        _ => path,
    }
}

/// Returns the object at this path, and creates missing objects. `None` if a value of another kind is in the way.
fn enter<'p>(payload: &'p mut Fields, path: &[&str]) -> Option<&'p mut Fields> {
    let mut at = payload;
    for key in path {
        let next = at.entry(*key).or_insert_with(|| Value::Object(Map::new()));
        at = next.as_object_mut()?;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(payload: &Value, assignment: &str) -> Value {
        let mut fields = payload.as_object().cloned().unwrap_or_default();
        assign(&mut fields, assignment).map_or_else(
            |failure| Value::String(failure.to_string()),
            |()| Value::Object(fields),
        )
    }

    #[test]
    fn a_key_is_set_in_its_place_and_keeps_its_type() {
        let native = json!({
            "cwd": "/", "hook_event": {
                "event_type": "pre_tool_use", "tool_input": { "command": ["ls"], "n": 1 },
            },
        });
        let set = |assignment| set(&native, assignment);
        let input = |of: Value| of["hook_event"]["tool_input"].clone();
        assert_eq!(
            input(set("command=git push"))["command"],
            json!(["bash", "-c", "git push"])
        );
        assert_eq!(input(set(r#"command=["git"]"#))["command"], json!(["git"]));
        assert_eq!(input(set("n=2"))["n"], json!(2));
        assert_eq!(input(set("new=x"))["new"], json!("x"));
        assert_eq!(set("cwd=/tmp")["cwd"], json!("/tmp"));
        assert_eq!(set("event_type=7")["hook_event"]["event_type"], json!("7"));
        assert_eq!(input(set("tool_input.a.b=true"))["a"]["b"], json!(true));
    }

    #[test]
    fn a_field_in_the_spelling_of_another_agent_is_noted() {
        let known = ["command".to_owned(), "timeout_ms".to_owned()];
        let note = |field: &str| {
            let payload = json!({ "hook_event": { "tool_input": { field: "x" } } });
            slips(payload.as_object().unwrap(), &known, "shell")
        };
        for field in ["cmd", "comand", "CommandLine"] {
            let said = format!("shell has no field `{field}`; did you mean `command`?");
            assert_eq!(note(field), [said]);
        }
        assert_eq!(note("command"), [""; 0]);
        assert_eq!(note("x"), [""; 0]);
    }

    #[test]
    fn what_cannot_be_set_says_so() {
        let payload = json!({ "prompt": "p" });
        let told = |assignment| set(&payload, assignment).as_str().map(str::to_owned);
        for (assignment, why) in [
            ("x", "`--set x`: write KEY=VALUE"),
            ("=1", "`--set =1`: the key is empty"),
            ("a..b=1", "`--set a..b=1`: the key is empty"),
            (
                &format!("x{}=1", ".x".repeat(32)),
                &format!(
                    "`--set x{}=1`: the key has more than 32 parts",
                    ".x".repeat(32)
                ),
            ),
            (
                "prompt.x=1",
                "`--set prompt.x=1`: the key leads through a value without fields",
            ),
        ] {
            assert_eq!(told(assignment).as_deref(), Some(why));
        }
    }
}
