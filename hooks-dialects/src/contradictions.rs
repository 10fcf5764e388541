//! Refuses calls with contradicting fields, such as two spellings of a path, or `input` and `patch`. Hooks are shown
//! only one of the two fields, and the tool can obey the other.
//!
//! Two fields contradict each other if the tool can obey either field and their values differ: `path` and `file_path`,
//! `args` and a command, or a path and a patch. Such a call is refused, with a message that names the keys. Equal
//! values are accepted, because then it does not matter which field the tool obeys.
//!
//! [`keys_of`] decides which keys the tool can obey. `null` is treated as absent; every other value is compared,
//! whatever its type. If the embedding agent knows which field the tool obeys, it can declare the field with
//! `ToolAlias::with_field`. The message says so.

use hooks_types::ToolInput;
use hooks_types::text::short_name;
use hooks_types::tool::ShellInput;
use serde_json::{Map, Value};

use crate::known_tools::{Field, Kind};
use crate::normalize::{argument_keys, one_of, words};
use crate::patch::Patch;
use crate::paths::absolute;
use crate::required_fields::literal;
use crate::shell_text;
use crate::spellings::{folded, is_empty, keys_of};
use crate::view::View;

/// Fields with the folder to which the paths of a patch are relative. The names are spelled as [`folded`] returns them.
const FOLDERS: &str = "workdir cwd workingdirectory dirpath directory dir folder root";

impl View<'_> {
    /// Checks that hooks are shown the same values that the tool obeys.
    ///
    /// The check is made on the fields that the call has, in all their spellings, because the tool reads these fields
    /// and not the renamed fields that hooks are shown.
    ///
    /// # Errors
    ///
    /// Two fields that the tool can obey have different values.
    pub(crate) fn consistent(&self) -> Result<(), String> {
        match (&self.call.input, self.known) {
            (ToolInput::Shell(shell), _) => self.one_command(shell),
            (ToolInput::Function(_), Some(tool)) => {
                // First check that all spellings of each field have the same value.
                tool.fields
                    .iter()
                    .try_for_each(|field| self.one_value(field))?;
                // A call of a patch tool can have further fields, such as a path. Some programs that apply patches
                // would obey these fields. So check that the fields do not contradict the patch.
                match tool.kind {
                    Kind::Patch => self.nothing_beside_the_patch(),
                    _ => Ok(()),
                }
            }
            // Hooks are shown the arguments of MCP tools unchanged, and a free-form text is a single value. So these
            // two kinds of input cannot hide anything.
            _ => Ok(()),
        }
    }

    /// Checks that all keys of one field have the same value. A list with a single value equals the value itself,
    /// because hooks are shown the value without the list.
    fn one_value(&self, field: &Field) -> Result<(), String> {
        let keys = self.keys_of(field);
        let mut values = keys
            .iter()
            .filter_map(|key| self.fields.get(*key))
            .map(one_of);
        let Some(first) = values.next() else {
            return Ok(());
        };
        if values.any(|value| value != first) {
            return Err(self.contradiction(&format!("`{}`", field.name), &keys));
        }
        // Each change in `edits: [{file_path: ...}]` can name a separate file, which the guard does not see. So refuse
        // a change of a different file.
        match other_file(field, &self.fields, first) {
            Some(key) if field.name == "file_path" => {
                Err(self.contradiction("`file_path`", &[keys[0], key]))
            }
            _ => Ok(()),
        }
    }

    /// Checks that no other argument of a shell call holds a different command.
    ///
    /// Hooks are shown the words of the call (its argv). The tool gets the remaining arguments as the model wrote them,
    /// and can obey one of them instead.
    fn one_command(&self, shell: &ShellInput) -> Result<(), String> {
        // Hooks are shown the words of `command` as the whole command. If the tool appended arguments from a different
        // field, it would run a command that no hook has seen. Check every such field: an empty `args` must not hide an
        // `arguments` that has a value.
        let mut arguments = argument_keys(&shell.other);
        let says = |key: &&str| shell.other.get(*key).is_some_and(|value| !is_empty(value));
        if let Some(key) = arguments.find(says) {
            return Err(self.contradiction("`command`", &["command", key]));
        }
        let text = shell_text::of_call(self.call, shell);
        // A second command is harmless if it is the same command, either as text or as a list of words.
        let argv = Value::from(shell.command.clone());
        let keys = self.other_commands(shell);
        // A value of any other type counts as a different command.
        let alike = |key: &&str| match shell.other.get(*key) {
            Some(Value::String(said)) => *said == text,
            other => other == Some(&argv),
        };
        match keys.iter().find(|key| !alike(key)) {
            Some(key) => Err(self.contradiction("`command`", &["command", key])),
            None => Ok(()),
        }
    }

    /// Returns the keys of a shell call that can hold its command, in addition to its words (the argv). Keys with an
    /// ambiguous name (such as `input`) are ignored, except in tools that type text into a running shell and in calls
    /// without any words.
    fn other_commands<'o>(&self, shell: &'o ShellInput) -> Vec<&'o str> {
        let kind = match crate::identity::types_into_a_shell(&self.call.tool_name) {
            true => Kind::TypedShell,
            false => Kind::Shell,
        };
        let Some(field) = kind.tool().field("command") else {
            return Vec::new();
        };
        let mut keys = keys_of(field, &shell.other, self.alias, "command");
        let loose: Vec<String> = field.loose.split_whitespace().map(folded).collect();
        // If `command` is empty, the tool might run the text of a field with an ambiguous name. So fields with an
        // ambiguous name count in this case.
        let loose_counts = field.loose_counts || shell.command.iter().all(String::is_empty);
        keys.retain(|key| loose_counts || !loose.contains(&folded(key)));
        keys
    }

    /// Returns every command text that a call can run, one per line. A call whose fields give different texts is
    /// refused, but only after matchers have selected the hooks. So a matcher over commands is tested against all
    /// texts.
    pub(crate) fn every_command(&self) -> Option<String> {
        let field = self.known?.field("command")?;
        let (first, fields, keys) = match &self.call.input {
            ToolInput::Shell(shell) => {
                let text = shell_text::of_call(self.call, shell);
                (Some(text), &shell.other, self.other_commands(shell))
            }
            ToolInput::Function(own) => (None, own, self.keys_of(field)),
            ToolInput::Custom(_) | ToolInput::Mcp { .. } => return None,
        };
        let others = keys.into_iter().filter_map(|key| match fields.get(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Array(values) => Some(shell_text::text_of(&words(values)?)),
            _ => None,
        });
        let texts: Vec<String> = first.into_iter().chain(others).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }

    /// Checks that no path, text or address in the call's further fields contradicts the patch. Hooks judge only the
    /// patch, or the edit that the patch makes.
    fn nothing_beside_the_patch(&self) -> Result<(), String> {
        let Some((text, patch_keys)) = self.patch_field() else {
            return Ok(());
        };
        // For a patch of several files `said` is empty, because no single field can agree with such a patch. So each of
        // the fields below is refused.
        let edit = Patch::parse(text).ok().and_then(|patch| patch.as_edit());
        let said = edit.map(|edit| edit.fields).unwrap_or_default();
        let place = |path: &str| absolute(path, &self.meta.cwd, self.meta.home.as_deref());
        let alike = |name: &str, key: &str| match (said.get(name), self.fields.get(key)) {
            (Some(Value::String(said)), Some(Value::String(own))) if name == "file_path" => {
                place(said) == place(own)
            }
            (said, own) => said == own,
        };
        let refuse = |key: &str| {
            Err(format!(
                "the input of `{}` contains a patch and a different `{}`; send the patch alone",
                short_name(&self.call.tool_name),
                short_name(key)
            ))
        };
        // A patch tool might obey one of these fields instead of the patch. So compare each of them with the patch.
        for tool in [Kind::Write, Kind::Edit, Kind::Fetch].map(Kind::tool) {
            for field in tool
                .fields
                .iter()
                // `replace_all` is only a flag and cannot contradict the patch, so skip it.
                .filter(|field| field.name != "replace_all")
            {
                let mut keys = keys_of(field, &self.fields, None, "");
                keys.retain(|key| !patch_keys.contains(key) && !alike(field.name, key));
                if let Some(key) = keys.first() {
                    return refuse(key);
                }
            }
        }
        // If the call names a folder other than the working folder, the relative paths in the patch would name
        // different files. So such a call is refused.
        let here = Some(place(&self.meta.cwd));
        let elsewhere = self.fields.iter().find(|(key, value)| {
            let key = folded(key);
            let moves = FOLDERS.split(' ').any(|name| name == key) && !value.is_null();
            key == "edits" || (moves && value.as_str().map(place) != here)
        });
        elsewhere.map_or(Ok(()), |(key, _)| refuse(key))
    }

    /// Returns the message for keys with contradicting values.
    fn contradiction(&self, what: &str, keys: &[&str]) -> String {
        let mut named: Vec<String> = Vec::new();
        for key in keys {
            let key = format!("`{}`", short_name(key));
            // Several agents can spell the field alike, so a key can be listed twice. Name it once.
            if !named.contains(&key) {
                named.push(key);
            }
        }
        let own = short_name(&self.call.tool_name);
        format!(
            "the input of `{own}` gives {what} more than once with different values ({}); send one of them, \
             or name the field that counts: ToolAlias::new(..).with_field({}, \"{}\")",
            named.join(", "),
            literal(keys.first().copied().unwrap_or_default()),
            what.trim_matches('`'),
        )
    }
}

/// Searches the lists of changes (such as `edits`) for a change of a file that is not `file`, and returns the key of
/// the list. In `edits`, a single change without a list is checked too, because some tools accept it.
fn other_file<'a>(field: &Field, own: &'a Map<String, Value>, file: &Value) -> Option<&'a str> {
    let other = |change: &Value| {
        let change = change.as_object();
        change.is_some_and(|change| {
            let keys = keys_of(field, change, None, "");
            keys.iter()
                .any(|key| change.get(*key).map(one_of) != Some(file))
        })
    };
    // Of the values that are objects, check only the value of `edits`: an object under a different key, such as
    // options, can have a `target` that is not a file.
    let changes = |(key, value): &(&String, &Value)| match value {
        Value::Array(changes) => changes.iter().any(other),
        Value::Object(_) => folded(key) == "edits" && other(value),
        _ => false,
    };
    let found = own.iter().find(changes);
    found.map(|(key, _)| key.as_str())
}
