//! Finds variables that a hook's script reads and that are set nowhere. A script can do without many variables, so
//! callers name these variables only if the hook printed nothing.

use std::collections::BTreeSet;
use std::path::Path;

use hooks_config::{expanded_variables, reads_variable};
use hooks_types::spec::{Handler, InheritEnv, Program};
use hooks_types::{HookSpec, Payload};

use super::given::Given;
use super::{listed, scripts};

/// The maximum number of names in a script that are examined.
const NAMES: usize = 100;

/// Texts before the name of a variable in Python and JavaScript.
const READS: &[&str] = &[
    "environ.get(\"",
    "environ.get('",
    "environ[\"",
    "environ['",
    "getenv(\"",
    "getenv('",
    "process.env.",
    "process.env[\"",
    "process.env['",
];

/// Words in the names of variables that switch something on or off. Most of these variables are not set.
const SWITCHES: &[&str] = &[
    "ALLOW", "BYPASS", "CI", "COLOR", "DEBUG", "DISABLE", "DISABLED", "DRY", "ENABLE", "ENABLED",
    "FORCE", "LOG", "NO", "QUIET", "SKIP", "TEST", "TRACE", "VERBOSE", "XDG",
];

/// Variables of the system that a script can do without.
const OF_SYSTEM: &[&str] = &[
    "DISPLAY",
    "EDITOR",
    "LANG",
    "LOGNAME",
    "PAGER",
    "SHELL",
    "TERM",
    "TMPDIR",
    "TZ",
    "USER",
    "VISUAL",
    "VIRTUAL_ENV",
];

/// The beginnings of the names of variables that agents set. `hooks check` has its own findings about these variables,
/// with other advice.
const OF_AGENTS: &[&str] = &[
    "AGENT_", "CLAUDE_", "CODEX_", "COPILOT_", "CURSOR_", "GEMINI_", "GOOSE_", "HOOK_", "HOOKS_",
    "PLUGIN_", "TOOL_",
];

/// Returns the end of a sentence about the variables that the scripts of a hook read and that are set nowhere: their
/// names, and how to give them to the hook.
pub(crate) fn unset_in_scripts(spec: &HookSpec, payload: &Payload) -> Option<String> {
    let Handler::Command(command) = &spec.handler else {
        return None;
    };
    let given = Given::of(spec, command, payload);
    let mut texts = scripts(command, Path::new(&payload.meta.cwd));
    if let Program::Argv(argv) = &command.program {
        texts.extend(argv.iter().filter(|word| word.contains(' ')).cloned());
    }
    let names: BTreeSet<String> = texts
        .iter()
        .flat_map(|text| read_in(text))
        .filter(|name| !given.has(name) && std::env::var_os(name).is_none())
        .filter(|name| !OF_AGENTS.iter().any(|begin| name.starts_with(begin)))
        .collect();
    let first = names.first()?;
    let (here, them) = match names.len() {
        1 => ("which is not set here", "it"),
        _ => ("which are not set here", "them"),
    };
    let shown = listed(&names);
    if !spec.form.dialect.is_native() {
        return Some(format!(
            "{shown}, {here}; set {them} where the agent is started"
        ));
    }
    let env = format!("`env = {{ {first} = \"...\" }}`");
    Some(match given.inherits {
        InheritEnv::All => format!(
            "{shown}, {here}; set {them} where the agent is started, or write in the hook's entry {env}"
        ),
        _ => format!(
            "{shown}, {here}; write in the hook's entry {env}, or set {them} where the agent is started and write \
             `inherit_env = [{}]`",
            given.with(&names)
        ),
    })
}

/// Returns the variables that a script reads and seems to need: the script gives them no value and no default, and does
/// not test whether they are set.
fn read_in(text: &str) -> BTreeSet<String> {
    let mut names = in_languages(text);
    if names.is_empty() && is_of_shell(text) {
        let is_code = |line: &&str| !line.trim_start().starts_with('#');
        let code: Vec<&str> = text.lines().filter(is_code).collect();
        let code = code.join("\n");
        names = expanded_variables(&code);
        names.retain(|name| reads_variable(&code, name) && !is_tested(&code, name));
    }
    let is_switch = |name: &String| name.split('_').any(|word| SWITCHES.contains(&word));
    names.retain(|name| !is_switch(name) && !OF_SYSTEM.contains(&name.as_str()));
    names
}

/// Returns whether a text is a script of a shell, or has no first line that names an interpreter.
fn is_of_shell(text: &str) -> bool {
    let first = text.lines().next().and_then(|line| line.strip_prefix("#!"));
    first.is_none_or(|line| line.trim_end().ends_with("sh") || line.contains("sh "))
}

/// Returns the variables that a script in Python or JavaScript reads without a default, or with an empty default.
fn in_languages(text: &str) -> BTreeSet<String> {
    let is_code = |line: &&str| !line.trim_start().starts_with(['#', '/']);
    let lines = text.lines().filter(is_code);
    let names = lines.flat_map(|line| {
        let starts = READS
            .iter()
            .flat_map(move |read| line.match_indices(read).map(move |(at, _)| at + read.len()));
        starts.filter_map(move |at| {
            let behind = &line[at..];
            let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let (name, rest) = behind.split_at(end.unwrap_or(behind.len()));
            let is_capital = name.starts_with(|c: char| c.is_ascii_uppercase());
            (is_capital && !has_value(rest)).then(|| name.to_owned())
        })
    });
    names.take(NAMES).collect()
}

/// Returns whether the text after a variable's name is a default value that is not empty, or a comparison with which
/// the script tests the variable.
fn has_value(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['"', '\'', ')', ']', ' ']);
    if rest.starts_with("==") || rest.starts_with("!=") || rest.starts_with('=') {
        return true;
    }
    let default = [",", "||", "??", "or "]
        .iter()
        .find_map(|sign| rest.strip_prefix(sign))
        .map(str::trim_start);
    default.is_some_and(|default| {
        !["\"\"", "''", "None", "[]"]
            .iter()
            .any(|nothing| default.starts_with(nothing))
    })
}

/// Returns whether a shell text tests whether a variable is set.
fn is_tested(text: &str, name: &str) -> bool {
    let tests = ["-n ", "-z ", "-v ", "-n \"", "-z \"", "-v \""];
    let mut signs = tests.iter().flat_map(|test| {
        let names = [
            format!("{test}${name}"),
            format!("{test}${{{name}"),
            format!("{test}{name}"),
        ];
        names.into_iter()
    });
    signs.any(|sign| text.contains(&sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_a_script_needs_is_told_from_switches_and_defaults() {
        for text in [
            "#!/bin/bash\n# PROTECTED has names\nfor b in $PROTECTED; do echo; done",
            "#!/usr/bin/env python3\np = os.environ.get(\"PROTECTED\", \"\").split()",
            "p = os.environ[\"PROTECTED\"]",
            "const p = process.env.PROTECTED;",
            "const p = process.env.PROTECTED ?? ''",
        ] {
            let names: Vec<String> = read_in(text).into_iter().collect();
            assert_eq!(names, ["PROTECTED"], "{text}");
        }
        for text in [
            "#!/bin/bash\nPROTECTED=main\necho $PROTECTED",
            "#!/bin/bash\n[ -n \"$PROTECTED\" ] && echo $PROTECTED",
            "#!/bin/bash\necho ${PROTECTED:-main}",
            "#!/bin/bash\n[ \"$SKIP_HOOKS\" = 1 ] && exit 0",
            "p = os.environ.get('PROTECTED', 'main')",
            "if os.environ.get('GUARD_OFF') == '1': sys.exit(0)",
            "const p = process.env.PROTECTED || 'main'",
            "#!/usr/bin/perl\nprint $ENV;",
            "# os.environ['PROTECTED']",
            "echo $USER",
        ] {
            assert_eq!(read_in(text), BTreeSet::new(), "{text}");
        }
    }
}
