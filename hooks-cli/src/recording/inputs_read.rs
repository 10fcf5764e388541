//! Explains a script that reads a key of the tool's input through a variable, that parses an input which is an object
//! already, or that looks for a file's path beside the patch of Codex's tool `apply_patch`.

use hooks_types::text::{quoted, short_name};
use hooks_types::wire::encode;
use serde_json::Value;

use super::Recorded;
use super::paths_in::paths_in;
use super::paths_read::value_at;

impl Recorded {
    /// Says where the paths are in a call of Codex's tool `apply_patch`.
    pub(super) fn in_the_patch(&self, read: &[&str]) -> String {
        let (key, above) = read.split_last().unwrap_or((&"", &[]));
        format!(
            "`{}` {} could be because it reads `.{}`, which this payload does not have: the paths are in the patch in \
             `.{}.command`, in lines such as `*** Update File: PATH`",
            short_name(&self.spec.id),
            self.came(),
            quoted([above, &[*key]].concat().join(".").as_bytes(), 100),
            quoted(above.join(".").as_bytes(), 100),
        )
    }
}

/// Errors of `json.loads` in Python, and of `fromjson` in jq, for a value that is an object already.
const PARSED: &[&str] = &[
    "the JSON object must be str, bytes or bytearray, not dict",
    "only strings can be parsed",
];

/// The keys of a call's input in the payloads of all agents.
const INPUTS: &[&str] = &["toolArgs", "toolInput", "tool_input"];

impl Recorded {
    /// Returns a sentence about a script that parses the input of the call, which is an object already.
    pub(super) fn parsed_object(&self, id: &str) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let stderr = String::from_utf8_lossy(&heard.stderr);
        if !PARSED.iter().any(|error| stderr.contains(error)) {
            return None;
        }
        let bytes = encode(&self.payload, &self.spec.form).ok()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let event = payload.get("hook_event").unwrap_or(&payload);
        let mut texts = self.scripts();
        texts.extend(self.command_texts());
        let is_it = |key: &&&str| {
            let is_object = event.get(**key).is_some_and(Value::is_object);
            is_object && texts.iter().any(|text| text.contains(**key))
        };
        let key = INPUTS.iter().find(is_it)?;
        Some(format!(
            "`{id}` parses `{key}` as a text with JSON, but in this payload it is an object already; parse it only if it \
             is a text"
        ))
    }
}

/// The keys under which tools other than `apply_patch` have the path of a file.
const PATH_KEYS: &[&str] = &[
    "file_path",
    "path",
    "filePath",
    "notebook_path",
    "target_file",
];

/// Returns whether a path of a script leads to a file's path in the input of a call whose input is only a patch.
pub(super) fn is_of_patch(path: &[&str], payload: &Value) -> bool {
    let Some((last, above)) = path
        .split_last()
        .filter(|(last, _)| PATH_KEYS.contains(last))
    else {
        return false;
    };
    let Some(Value::Object(input)) = value_at(above, payload).filter(|_| !above.is_empty()) else {
        return false;
    };
    let patch = input.get("command").and_then(Value::as_str);
    !input.contains_key(*last)
        && patch.is_some_and(|patch| patch.trim_start().starts_with("*** Begin Patch"))
}

/// The keys of a call's input and of the object around it. [`VARIABLES`] is the maximum number of variables that hold
/// one of these objects, and of places in a line where one variable is read.
const OBJECTS: &[&str] = &["tool_input", "hook_event"];
const VARIABLES: usize = 10;

/// A variable that holds the input of the call or the object around it, and the keys that lead to this object.
pub(super) type Input<'l> = (&'l str, Vec<&'l str>);

/// Returns the variables to which the lines of a script assign the input of the call, or the object around it: `i =
/// call["tool_input"]`.
pub(super) fn inputs_in(lines: &[String]) -> Vec<Input<'_>> {
    let assigned = lines.iter().filter_map(|line| {
        // `==` compares, and assigns nothing.
        let (name, value) = line
            .split_once('=')
            .filter(|(_, value)| !value.starts_with('='))?;
        let name = name.trim().rsplit(' ').next()?;
        let path = paths_in(value)
            .pop()
            .filter(|path| path.last().is_some_and(|last| OBJECTS.contains(last)))?;
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_name = !name.is_empty() && name.chars().all(is_of_name);
        is_name.then_some((name, path))
    });
    assigned.take(VARIABLES).collect()
}

/// Returns the paths in a line that begin with one of `variables`. The keys that lead to the variable's value replace
/// its name. A shell gives such a variable to jq: `echo "$input" | jq -r .path`.
pub(super) fn paths_of_inputs<'l>(line: &'l str, variables: &[Input<'l>]) -> Vec<Vec<&'l str>> {
    let mut found = Vec::new();
    for (name, above) in variables {
        let is_whole = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        let places = line.match_indices(*name).map(|(at, _)| at);
        let places = places.filter(|at| !line[..*at].ends_with(is_whole));
        for at in places.take(VARIABLES) {
            let (before, behind) = (&line[..at], &line[at + name.len()..]);
            let given = match behind.starts_with(['.', '[']) {
                true => Some(behind),
                false if before.ends_with(['$', '{']) => {
                    behind.split_once("jq ").map(|(_, rest)| rest)
                }
                false => None,
            };
            let path = given.and_then(|rest| paths_in(rest).into_iter().next());
            found.extend(path.map(|path| [above.as_slice(), &path].concat()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_is_read_through_a_variable_that_holds_the_input() {
        for (script, path) in [
            (
                "i = call[\"tool_input\"]\np = i.get(\"path\", \"\")",
                "tool_input.path",
            ),
            (
                "i = call.get('tool_input', {})\np = i['path']",
                "tool_input.path",
            ),
            (
                "const i = call.tool_input;\nconst p = i.path;",
                "tool_input.path",
            ),
            (
                "i=$(jq -c .tool_input)\np=$(echo \"$i\" | jq -r .path)",
                "tool_input.path",
            ),
            ("i=$(jq -c .hook_event.tool_input)\njq -r .path <<< x$i", ""),
        ] {
            let lines: Vec<String> = script.lines().map(str::to_owned).collect();
            let variables = inputs_in(&lines);
            assert_eq!(variables.len(), 1, "{script}");
            let last = lines.last().unwrap();
            let paths = paths_of_inputs(last, &variables);
            let path_found = paths.first().map(|path| path.join("."));
            assert_eq!(path_found.unwrap_or_default(), path, "{script}");
        }
        let other = [
            "x = call[\"tool_name\"]".to_owned(),
            "if a == b.tool_input: i".to_owned(),
        ];
        assert_eq!(inputs_in(&other), []);
    }

    #[test]
    fn a_patch_has_its_paths_in_its_text() {
        let patch = "*** Begin Patch\n*** Add File: a\n*** End Patch";
        let codex = json!({ "tool_input": { "command": patch } });
        let shell = json!({ "tool_input": { "command": "ls" } });
        assert!(is_of_patch(&["tool_input", "file_path"], &codex));
        assert!(!is_of_patch(&["tool_input", "command"], &codex));
        assert!(!is_of_patch(&["tool_input", "file_path"], &shell));
        assert!(!is_of_patch(&["file_path"], &codex));
    }
}
