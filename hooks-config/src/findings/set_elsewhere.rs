//! Finds variables that the author of a hook expects, but that nothing sets for the hook. The author expects them from
//! `env` of the agent's settings, which this engine does not pass to hooks, or, for a header of an HTTP hook, from the
//! agent's environment.

use std::collections::BTreeSet;

use hooks_types::HookSpec;
use hooks_types::spec::{Command, HttpRequest};
use hooks_types::text::short_name;

use super::Finding;
use super::reads::Reads;
use super::script::{Scripts, source_of};
use crate::diagnostic::DiagnosticCode;
use crate::native::variables;
use crate::variables_read::without_comments;

/// Says what to do about a variable that only `env` of an agent's settings sets.
pub const NOT_OF_SETTINGS: &str = "`env` of this file is not passed to hooks; set it in the command, or in `env` of \
                                   an entry of hooks.toml";

/// Returns the names of the variables that an agent's settings file sets for the agent itself, under the top-level key
/// `env`. Returns an empty set for a file that is not a JSON object.
#[must_use]
pub fn variables_of_settings(text: &str) -> BTreeSet<String> {
    if !text.contains("\"env\"") {
        return BTreeSet::new();
    }
    let file = serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
    let env = file.get("env").and_then(serde_json::Value::as_object);
    env.map(|env| env.keys().cloned().collect())
        .unwrap_or_default()
}

/// Warns about a variable that the hook reads and that the agent's settings set for the agent itself. The variable is
/// not set here, because this engine does not pass `env` of settings to hooks. If the hook has a default for the
/// variable, the finding is only a note. `of_agent` are the variables of the settings, as [`variables_of_settings`]
/// returns them.
pub(super) fn set_for_the_agent(
    hook: &HookSpec,
    command: &Command,
    of_agent: &BTreeSet<String>,
    scripts: &Scripts<'_>,
) -> Option<Finding> {
    if hook.form.dialect.is_native() || of_agent.is_empty() {
        return None;
    }
    let source = without_comments(&source_of(command, scripts));
    let reads = Reads::of(&source);
    let is_lost = |name: &str| {
        of_agent.contains(name)
            && !command.env.contains_key(name)
            && std::env::var_os(name).is_none()
    };
    let mut lost = reads.iter().filter(|(name, _)| is_lost(name)).peekable();
    let first = lost.peek().copied();
    let (name, has_default) = lost.find(|(_, has_default)| !has_default).or(first)?;
    let message = format!("it reads `{}`, which is never set", short_name(name));
    let code = DiagnosticCode::UnsetVariable;
    let found = match has_default {
        true => Finding::note(code, name, format!("{message}, so the default is used")),
        false => Finding::warning(code, name, message),
    };
    Some(found.help(NOT_OF_SETTINGS))
}

/// Returns a note about the first variable that a header of an HTTP hook names, but that is not set here. The header is
/// then sent without the variable's value.
pub(super) fn unset_in_header(request: &HttpRequest) -> Option<Finding> {
    let mut named = request.headers.iter().flat_map(|(header, value)| {
        let names = variables(value).filter(|name| {
            let is_listed = request.allowed_env.iter().any(|listed| listed == name);
            is_listed && std::env::var_os(name).is_none()
        });
        names.map(move |name| (header, name))
    });
    let (header, name) = named.next()?;
    let shown = short_name(name);
    let message = format!(
        "the header `{}` names `{shown}`, which is not set here, so the header is sent without the variable's value",
        short_name(header)
    );
    let code = DiagnosticCode::UnsetVariable;
    let help = format!("set `{shown}` in the environment of the agent");
    Some(Finding::note(code, name, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_a_settings_file_are_those_of_its_own_env() {
        let names = |text| variables_of_settings(text).into_iter().collect::<Vec<_>>();
        assert_eq!(names("{\"env\":{\"A\":\"1\",\"B\":\"2\"}}"), ["A", "B"]);
        for none in [
            "{\"hooks\":{\"env\":{\"A\":\"1\"}}}",
            "{\"env\":[\"A\"]}",
            "\"env\"",
            "{\"env\":",
            "",
        ] {
            assert!(names(none).is_empty(), "{none}");
        }
    }
}
