//! Finds variables that a hook reads but does not get: another agent's variables, misspelt names, and PATH.
//!
//! A variable that is not set is empty in a shell, so `$CLAUDE_PROJECT_DIR/hooks/x.sh` becomes `/hooks/x.sh` and the
//! hook fails with a message that does not name the cause. This happens most often to scripts that were written for
//! another agent.
//!
//! Only names that could be an agent's variable are examined: capitals with an underscore. A name is reported if
//! nothing sets it for this hook, the script gives no default for it, and it is either another agent's variable or
//! close to one that is set. Any other unknown name is assumed to be a variable of the script itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use hooks_types::env::environment;
use hooks_types::near::nearest;
use hooks_types::spec::{Command, Handler, InheritEnv, Program};
use hooks_types::text::{in_quotes, short_name};
use hooks_types::wire::form_of;
use hooks_types::{DialectRef, EventName, HookSpec, Payload, SessionMeta, sample};

use super::script::{Scripts, source_of};
use super::set_elsewhere::{set_for_the_agent, unset_in_header};
use super::{Finding, unknown_names};
use crate::diagnostic::DiagnosticCode;
use crate::format::{AgentFiles, Agents};
use crate::variables_read::{around, is_of_name, reads_variable, without_comments};

/// The maximum number of names in a text that are examined.
const MOST: usize = 200;

/// The environment variable from which a hook of hooks.toml gets the path of the project.
const PROJECT: &str = "HOOKS_PROJECT_DIR";
/// The advice on what a hook of hooks.toml can read in place of another agent's variables.
const OURS: &str =
    "the project is `HOOKS_PROJECT_DIR` here, and this file's folder `${config_dir}`";

/// Returns the advice on what to read instead of a variable that is never set for this hook. For another agent's
/// variable, the advice names our own variables, but only in a hook of hooks.toml. For a part of the call, it names the
/// payload's field, and for a misspelt name, the variable that was meant. `given` are the variables that the hook gets.
#[must_use]
pub fn cure_of_variable<'g>(
    hook: &HookSpec,
    name: &str,
    given: impl IntoIterator<Item = &'g str>,
    agents: &Agents,
) -> Option<String> {
    let is_native = hook.form.dialect.is_native();
    let payload = payload(&hook.event);
    let is_of = |agent: &AgentFiles| {
        agent.root_variables.contains(&name)
            || set_by(agent.dialect, &hook.event, &payload).contains(name)
    };
    match agents.iter().any(is_of) {
        true => is_native.then(|| OURS.to_owned()),
        false => {
            let given: Vec<&str> = given.into_iter().collect();
            if is_of_call(name, given.iter().copied()) {
                return Some(cure_of_call(hook));
            }
            let mut given = given.into_iter();
            let near = given.find(|known| is_slip(name, known))?;
            Some(format!("did you mean `{}`?", short_name(near)))
        }
    }
}

/// Returns the findings about the variables of a hook that runs a program.
/// `of_agent` are the variables that the hook's file sets for the agent itself.
pub(super) fn findings(
    hook: &HookSpec,
    of_agent: &BTreeSet<String>,
    agents: &Agents,
    scripts: &Scripts<'_>,
) -> Vec<Finding> {
    let command = match &hook.handler {
        Handler::Command(command) => command,
        Handler::Http(request) => return unset_in_header(request).into_iter().collect(),
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    found.extend(no_path(command));
    found.extend(
        set_for_the_agent(hook, command, of_agent, scripts)
            .or_else(|| unset(hook, command, agents, scripts))
            .or_else(|| unknown_names::finding(hook)),
    );
    found
}

/// Warns about a program that is named without its folder if the hook inherits no PATH.
fn no_path(command: &Command) -> Option<Finding> {
    let InheritEnv::Only(names) = &command.inherit_env else {
        return None;
    };
    let has = |name: &str| names.iter().any(|known| known == name);
    // Assume that every shell text names programs without their folder: nearly all shell texts do.
    let is_bare = match &command.program {
        Program::Argv(argv) => argv.first().is_some_and(|program| !program.contains('/')),
        Program::Shell(_) => true,
        _ => false,
    };
    if has("PATH") || command.env.contains_key("PATH") || !is_bare {
        return None;
    }
    let message = "no PATH is inherited: programs named without a folder are looked for in the system's \
                   folders only";
    let own = names.iter().filter(|name| *name != "HOME").take(20);
    let own = own.map(|name| format!(", {}", in_quotes(name, 60)));
    let help = format!(
        "write `inherit_env = [\"PATH\", \"HOME\"{}]`",
        own.collect::<String>()
    );
    let code = DiagnosticCode::NoPath;
    Some(Finding::warning(code, "inherit_env", message).help(help))
}

/// Returns a note about the first variable that the hook reads but does not get: a variable that only another agent
/// sets, or a misspelt name.
fn unset(
    hook: &HookSpec,
    command: &Command,
    agents: &Agents,
    scripts: &Scripts<'_>,
) -> Option<Finding> {
    let source = without_comments(&source_of(command, scripts));
    let names = names_in(&source);
    if names.is_empty() {
        return None;
    }
    // The variables that an agent sets can depend on the event, so compute the environment with a sample payload of
    // this event.
    let payload = payload(&hook.event);
    let mut given: BTreeSet<String> = environment(hook, &payload).vars.into_keys().collect();
    given.extend(command.env.keys().cloned());
    let others: Vec<(String, &str)> = agents
        .iter()
        .flat_map(|agent| {
            let own = set_by(agent.dialect, &hook.event, &payload);
            let roots = agent.root_variables.iter().copied();
            let names = roots.map(str::to_owned).chain(own);
            names.map(move |name| (name, agent.title()))
        })
        .collect();
    // A script for several agents tries the variables of these agents in turn. So report nothing if one of the
    // variables is set here.
    let is_served = names.iter().any(|name| given.contains(*name));
    // The user might have exported the variable for the agent. Look it up in the environment of this process, which is
    // the best guess at the agent's environment.
    let is_set = |name: &str| {
        let inherited = match &command.inherit_env {
            InheritEnv::All => true,
            InheritEnv::Only(names) => names.iter().any(|known| known == name),
            _ => false,
        };
        inherited && std::env::var_os(name).is_some()
    };
    // No agent sets a variable whose name promises a part of the call, such as `CLAUDE_TOOL_INPUT`. So report it even
    // if the script has a default for it, unless the script also reads stdin.
    let reads_stdin = STDIN.iter().any(|sign| source.contains(sign));
    let known = || given.iter().chain(others.iter().map(|(other, _)| other));
    let is_call = |name: &str| is_of_call(name, known().map(String::as_str));
    let is_read = |name: &str| {
        let in_vain = || !reads_stdin && is_call(name) && reads_variable(&source, name);
        reads_bare(&source, name) || in_vain()
    };
    let mut open = names
        .iter()
        .filter(|name| !given.contains(**name) && !is_set(name) && is_read(name));
    // One note is enough: the other names usually have the same cause.
    open.find_map(|name| {
        let note = |message: String, help: String| {
            let code = DiagnosticCode::UnsetVariable;
            Finding::note(code, *name, message).help(help)
        };
        if let Some((_, whose)) = others.iter().find(|(other, _)| other == name) {
            let message = format!("it reads `{name}`, which {whose} sets for its own hooks only");
            let help = match hook.form.dialect.is_native() {
                true => OURS.to_owned(),
                false => format!("{} does not set it for its hooks", hook.form.dialect),
            };
            return (!is_served).then(|| note(message, help));
        }
        if is_call(name) {
            let message =
                format!("it reads `{name}`, which is never set: no variable holds the call");
            return Some(note(message, cure_of_call(hook)));
        }
        let all = known();
        let near = all.map(String::as_str).find(|known| is_slip(name, known))?;
        let meant = match hook.form.dialect.is_native() && !given.contains(near) {
            // The nearest name is another agent's variable, which is not set here either. So name our own variable.
            true => PROJECT,
            false => near,
        };
        let message = format!("it reads `{name}`, which is never set");
        Some(note(
            message,
            format!("did you mean `{}`?", short_name(meant)),
        ))
    })
}

/// Says where a hook finds the part of the call that its author expected in a variable.
fn cure_of_call(hook: &HookSpec) -> String {
    let path = match hook.form.dialect.is_native() {
        true => ".hook_event.tool_input",
        false => ".tool_input",
    };
    format!("the payload is JSON on stdin: `jq -r {path}` prints a call's input")
}

/// Returns the names in a text that could be variables of an agent. Each name is returned once, in the order of the
/// text.
fn names_in(source: &str) -> Vec<&str> {
    let words = source.split(|c: char| !is_of_name(c));
    let mut seen = BTreeSet::new();
    let names = words.filter(|word| {
        let is_capital = !word.contains(|c: char| c.is_ascii_lowercase());
        word.contains('_') && word.len() > 6 && word.len() < 64 && is_capital
    });
    names.filter(|word| seen.insert(*word)).take(MOST).collect()
}

/// Returns whether a text reads the variable and never gives a default for it.
///
/// A default shows that the author knows that the variable can be missing. A default anywhere in the text is enough:
/// scripts assign the default once and read the variable many times. The signs are those of shell (`${A:-b}`), Python
/// (`get("A", "b")`, `or`) and JavaScript (`||`, `??`); an assignment is a default too.
fn reads_bare(source: &str, name: &str) -> bool {
    let has_default = around(source, name).any(|(_, rest)| has_default(rest));
    !has_default && reads_variable(source, name)
}

/// Returns whether the text after a variable's name gives a default for the variable, or assigns it.
pub(super) fn has_default(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['"', '\'', ')', ']', ' ']);
    let defaults = [
        ":-", "-", ":=", "=", ":+", "+", ":?", ",", "||", "??", "or ",
    ];
    defaults.iter().any(|default| rest.starts_with(default))
}

/// Signs that a script reads its payload from stdin.
const STDIN: &[&str] = &["stdin", "jq", "cat", "read ", "readFileSync(0", "input("];

/// Words in the names of variables that people expect to hold a part of the call.
const OF_CALL: &[&str] = &[
    "TOOL", "INPUT", "OUTPUT", "FILE", "FILES", "PATHS", "COMMAND", "PROMPT", "EVENT",
];

/// Returns whether a variable's name suggests that it holds a part of the call, such as `CLAUDE_TOOL_INPUT`: an agent's
/// prefix and words such as `TOOL`.
fn is_of_call<'k>(name: &str, mut known: impl Iterator<Item = &'k str>) -> bool {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default();
    let is_prefix = known.any(|known| known.split('_').next() == Some(first));
    matches!(
        name,
        "TOOL_INPUT" | "TOOL_NAME" | "TOOL_OUTPUT" | "HOOK_INPUT"
    ) || (is_prefix && words.any(|word| OF_CALL.contains(&word)))
}

/// Returns whether a name is probably a typo of a variable: similar letters, one word replaced, or words missing at the
/// end.
///
/// Names of at least three words can differ in one word, as `HOOKS_PROJECT_ROOT` and `HOOKS_PROJECT_DIR` do. The first
/// word must be equal: `GITHUB_PROJECT_DIR` is not an agent's variable.
fn is_slip(name: &str, known: &str) -> bool {
    let words: Vec<&str> = name.split('_').collect();
    let known_words: Vec<&str> = known.split('_').collect();
    let same = words.iter().zip(&known_words).filter(|(a, b)| a == b);
    let other_word =
        words.len() == known_words.len() && words.len() > 2 && same.count() + 1 == words.len();
    let begun = words.len() > 1 && known_words.starts_with(&words);
    nearest(name, [known]).is_some()
        || (other_word && words.first() == known_words.first())
        || begun
}

/// Returns the variables that an agent sets for its hooks of an event.
fn set_by(dialect: &DialectRef, event: &EventName, payload: &Payload) -> BTreeSet<String> {
    let Some(form) = form_of(dialect, event) else {
        return BTreeSet::new();
    };
    let hook = HookSpec::command("sample", event.clone(), Command::argv(["sample"]));
    environment(&hook.with_form(form), payload)
        .vars
        .into_keys()
        .collect()
}

/// Builds a sample payload. The variables that a hook gets depend on the payload. Only the names of the variables are
/// used, so any payload of the event will do.
pub(super) fn payload(event: &EventName) -> Payload {
    let mut meta = SessionMeta::new("sample", "/");
    meta.project_dir = Some("/".to_owned());
    Payload::new(
        Arc::new(meta),
        sample::event(event, sample::call("shell", None)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_changes_letters_or_one_word() {
        for (name, known) in [
            ("HOOKS_PROJET_DIR", "HOOKS_PROJECT_DIR"),
            ("HOOKS_PROJECT_ROOT", "HOOKS_PROJECT_DIR"),
            ("CLAUDE_PROJECT", "CLAUDE_PROJECT_DIR"),
        ] {
            assert!(is_slip(name, known), "{name}");
        }
        for name in [
            "PROJECT_DIR",
            "HOOKS_PATH_LIST",
            "MY_PROJECT_DIR",
            "GITHUB_TOKEN",
            "LC_ALL",
        ] {
            assert!(!is_slip(name, "HOOKS_PROJECT_DIR"), "{name}");
        }
    }

    #[test]
    fn a_part_of_a_call_under_an_agents_prefix_is_recognized() {
        let known = || ["CLAUDE_PROJECT_DIR", "HOOKS_PROJECT_DIR"].into_iter();
        for name in [
            "CLAUDE_TOOL_INPUT",
            "CLAUDE_FILE_PATHS",
            "HOOKS_TOOL_NAME",
            "TOOL_INPUT",
        ] {
            assert!(is_of_call(name, known()), "{name}");
        }
        for name in [
            "MY_TOOL_INPUT",
            "CLAUDE_CONFIG",
            "GITHUB_EVENT_NAME",
            "INPUT_FILE",
        ] {
            assert!(!is_of_call(name, known()), "{name}");
        }
    }

    #[test]
    fn a_default_shows_that_the_author_knows_it_may_be_missing() {
        for text in [
            "cd \"$HOOKS_ROOT_DIR\"",
            "os.environ[\"HOOKS_ROOT_DIR\"]",
            "process.env.HOOKS_ROOT_DIR;",
        ] {
            assert!(reads_bare(text, "HOOKS_ROOT_DIR"), "{text}");
        }
        for text in [
            "cd \"${HOOKS_ROOT_DIR:-.}\"",
            "os.environ.get(\"HOOKS_ROOT_DIR\", \".\")",
            "os.environ.get('HOOKS_ROOT_DIR') or '.'",
            "process.env.HOOKS_ROOT_DIR ?? x",
            "HOOKS_ROOT_DIR=x; cd $HOOKS_ROOT_DIR",
            "# HOOKS_ROOT_DIR",
        ] {
            assert!(!reads_bare(text, "HOOKS_ROOT_DIR"), "{text}");
        }
    }
}
