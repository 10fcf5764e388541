//! Finds variables that only this engine sets for the hooks of another agent, so that the hook works here and fails in
//! its agent. This is a guess, so it is reported as a note.

use hooks_types::HookSpec;

use super::Finding;
use super::script::command;
use super::shell_of::text_of;
use crate::diagnostic::DiagnosticCode;
use crate::format::Agents;
use crate::variables_read::{around, is_of_name};

/// Returns a note about the first variable in the hook's command that only this engine sets. A variable with a default
/// value (`${NAME:-...}`) is left out.
pub(super) fn finding(hook: &HookSpec, agents: &Agents) -> Option<Finding> {
    let agent = agents.get(&hook.form.dialect)?;
    let text = text_of(command(hook)?)?;
    let mut names = agent.added_variables.iter();
    let name = names.find(|name| is_read(text, name))?;
    let title = agent.title.unwrap_or("the agent");
    let message = format!("{title} itself sets no `{name}`; only this engine does");
    let help = "start the script by a path without this variable, such as `\"$(git rev-parse --show-toplevel)/...\"`";
    let found = Finding::note(DiagnosticCode::Deviation, *name, message);
    Some(found.in_value_of("command").help(help))
}

/// Returns whether a shell text reads the variable, and has no default value for it.
fn is_read(text: &str, name: &str) -> bool {
    around(text, name).any(|(before, after)| match before.ends_with("${") {
        true => after.starts_with('}'),
        false => before.ends_with('$') && !after.starts_with(is_of_name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_without_a_default_value_is_read() {
        for text in ["\"$X_DIR\"/a.sh", "sh ${X_DIR}/a", "cd $X_DIR && a"] {
            assert!(is_read(text, "X_DIR"), "{text}");
        }
        for other in [
            "${X_DIR:-.}/a.sh",
            "$X_DIRS/a",
            "echo X_DIR",
            "$MY_X_DIR/a",
            "",
        ] {
            assert!(!is_read(other, "X_DIR"), "{other}");
        }
    }
}
