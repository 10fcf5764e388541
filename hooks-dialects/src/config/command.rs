//! Creates commands from agents' files, and replaces the placeholders in them.

use std::path::Path;

use hooks_types::spec::{Command, Leftovers, Program};

/// Creates the command of a hook from an agent's file. Processes that the command leaves running are not killed,
/// because the agents do not kill them either.
pub(crate) fn foreign(program: Program) -> Command {
    let mut command = Command::new(program);
    command.leftovers = Leftovers::Leave;
    command
}

/// Returns `text` with each placeholder `${NAME}` replaced by its value, if `values` has a known value for it.
pub(crate) fn substituted(text: &str, values: &[(&str, Option<&Path>)]) -> String {
    let mut text = text.to_owned();
    for (name, value) in values {
        if let Some(value) = value {
            // A placeholder without a known value stays in the text. The shell can expand it, or a later check warns
            // about it.
            text = text.replace(&format!("${{{name}}}"), &value.display().to_string());
        }
    }
    text
}

/// Sets the variables whose values are known. A variable that the hook's entry sets itself is not changed.
pub(crate) fn set_paths<'p>(
    command: &mut Command,
    values: impl IntoIterator<Item = (&'static str, Option<&'p Path>)>,
) {
    for (name, value) in values {
        if let Some(value) = value {
            let value = value.display().to_string();
            // If the hook's entry sets the variable itself, that value takes precedence over ours.
            command.env.entry(name.to_owned()).or_insert(value);
        }
    }
}

/// Returns whether `text` uses the variable, as `$NAME` or `${NAME...}`. For the variable `A`, `$A/x` and `${A:-b}` are
/// uses, and `$AB` is not.
pub(crate) fn mentions(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = &text[..at];
        let next = text[at + name.len()..].chars().next();
        // `$NAME_2` does not mention the variable `NAME`. So check the character behind the name.
        (before.ends_with('$') || before.ends_with("${"))
            && !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Returns the names of the variables that `text` uses, as `$NAME` or `${NAME...}`.
pub(crate) fn variables(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).map(|rest| {
        let name = rest.strip_prefix('{').unwrap_or(rest);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        &name[..end.unwrap_or(name.len())]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_mentioned_only_under_its_whole_name() {
        assert!(mentions("\"$ROOT\"/x", "ROOT"));
        assert!(mentions("${ROOT:-.}/x", "ROOT"));
        assert!(!mentions("$ROOT_DIR/x", "ROOT"));
        assert!(!mentions("ROOT/x", "ROOT"));
    }

    #[test]
    fn only_known_placeholders_are_replaced() {
        let values = [("A", Some(Path::new("/a b"))), ("B", None)];
        assert_eq!(substituted("${A}/x ${B} $A", &values), "/a b/x ${B} $A");
    }
}
