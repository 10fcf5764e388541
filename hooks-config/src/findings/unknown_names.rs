//! Finds two kinds of variables that nothing sets: variables of an editor's tasks, such as `${file}`, and `$config_dir`
//! without the braces of `${config_dir}`.
//!
//! A shell replaces such a variable with an empty text. A variable is not reported if the command also names it without
//! `$`, because the command could set the variable there.

use hooks_types::HookSpec;
use hooks_types::wire::encode;
use serde_json::Value;

use super::own_arguments::is_in_single_quotes;
use super::script::command;
use super::shell_of::text_of;
use super::variables::payload;
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;
use crate::native::{CONFIG_DIR, CONFIG_DIR_VAR};
use crate::variables_read::{around_word, is_of_name};

/// Variables with which the tasks of an editor name the file that is open.
const OF_EDITORS: &[&str] = &[
    "file",
    "filePath",
    "filepath",
    "file_path",
    "fileBasename",
    "fileDirname",
    "relativeFile",
];

/// Warns about `$config_dir`, or about the first variable of an editor, in a command text.
pub(super) fn finding(hook: &HookSpec) -> Option<Finding> {
    let command = command(hook)?;
    let text = text_of(command)?;
    let code = DiagnosticCode::UnsetVariable;
    if hook.form.dialect.is_native()
        && let Some(written) = only_read(text, CONFIG_DIR_VAR)
        && !text.contains(CONFIG_DIR)
    {
        let message = format!("`{written}` is never set: the name needs braces");
        let found = Finding::warning(code, written, message).in_value_of("command");
        return Some(found.help(format!("write `{CONFIG_DIR}`")));
    }
    let is_unset =
        |name: &&str| std::env::var_os(name).is_none() && !command.env.contains_key(*name);
    let mut names = OF_EDITORS.iter().copied().filter(is_unset);
    let written = names.find_map(|name| only_read(text, name))?;
    let message = format!(
        "`{written}` is never set: it is a variable of editors, and a hook gets the call as JSON on stdin"
    );
    let found = Finding::warning(code, written.clone(), message).in_value_of("command");
    Some(found.help(cure_of_editor(hook)))
}

/// Returns the advice on where in its payload a hook finds the path of the file.
fn cure_of_editor(hook: &HookSpec) -> String {
    let encoded = encode(&payload(&hook.event), &hook.form).ok();
    let encoded = encoded.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let has = |key: &str| {
        encoded
            .as_ref()
            .is_some_and(|payload| payload.get(key).is_some())
    };
    let path = match hook.form.dialect.is_native() {
        true => ".hook_event.tool_input.file_path",
        false if has("file_path") => ".file_path",
        false if has("tool_input") => ".tool_input.file_path",
        false => return "`hooks fire EVENT --sample --print` shows where the path is".to_owned(),
    };
    format!("read the path from there: `file=$(jq -r {path})`")
}

/// Returns whether the tasks of an editor have a variable with this name.
pub(super) fn is_of_editor(name: &str) -> bool {
    OF_EDITORS.contains(&name)
}

/// Returns `$NAME` or `${NAME}`, as the text writes it; `None` if the text also uses the name in another way.
fn only_read(text: &str, name: &str) -> Option<String> {
    let mut written = None;
    for (before, after) in around_word(text, name).take(CANDIDATES) {
        let braced = before.strip_suffix('{').filter(|_| after.starts_with('}'));
        let dollar = braced.unwrap_or(before);
        let is_read =
            dollar.ends_with('$') && !dollar.ends_with("\\$") && !after.starts_with(is_of_name);
        // PowerShell and Perl set a variable with `$` before its name.
        let is_set = after.trim_start().starts_with('=');
        if !is_read || is_set || is_in_single_quotes(dollar) {
            return None;
        }
        written.get_or_insert_with(|| match braced {
            Some(_) => format!("${{{name}}}"),
            None => format!("${name}"),
        });
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_a_command_only_reads_is_found() {
        for (text, written) in [
            ("prettier --write \"${file}\"", "${file}"),
            ("sed -i 's/ *$//' $file && git add \"$file\"", "$file"),
        ] {
            assert_eq!(only_read(text, "file").as_deref(), Some(written), "{text}");
        }
        for text in [
            "file=$(jq -r .tool_input.file_path); prettier \"$file\"",
            "jq -r .x | while read -r file; do prettier $file; done",
            "for file in *; do cat $file; done",
            "awk '{ print $file }'",
            "node -e 'const file = 1; `${file}`'",
            "cat \"${file:-x}\"",
            "cat \\$file",
            "pwsh -Command \"$file = Get-Content x; $file\"",
            "cat $files",
            "jq -r .tool_input.file",
        ] {
            assert_eq!(only_read(text, "file"), None, "{text}");
        }
    }
}
