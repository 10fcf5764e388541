//! Finds variables that a hook's program names but does not get. This is a guess: the program's text is searched for
//! names of variables, and not run.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use hooks_config::{
    NOT_OF_SETTINGS, cure_of_variable, expanded_variables, of_strangers, with_git_root,
};
use hooks_dialects::agents;
use hooks_types::spec::{Command, Handler, InheritEnv, Program};
use hooks_types::text::quoted;
use hooks_types::{HookSpec, Payload};

mod given;
mod settings;
mod unset;

use given::Given;
pub(crate) use settings::Settings;
pub(crate) use unset::unset_in_scripts;

/// The path of a project's own hook file, relative to the project's root.
const OF_PROJECT: &str = ".agent-hooks/hooks.toml";

/// The maximum number of bytes of a script that are searched for names of variables.
const MOST: u64 = 64 * 1024;

/// Returns sentences about the variables that a hook names but does not get; empty if the hook gets all of them.
///
/// There are two cases with different cures: a variable that is set in this process but not passed on, and a variable
/// that is set nowhere.
pub(crate) fn missing(spec: &HookSpec, payload: &Payload, settings: &Settings) -> Vec<String> {
    let Handler::Command(command) = &spec.handler else {
        return Vec::new();
    };
    let given = Given::of(spec, command, payload);
    let mut unset = BTreeSet::new();
    if let Program::Shell(text) = &command.program {
        for name in expanded_variables(text) {
            match given.has(&name) {
                true => {}
                // This variable is set in this process, but the hook's entry does not pass it on. `not_passed_on` below
                // reports it, so do not report it as unset.
                false if std::env::var_os(&name).is_some() => {}
                false => drop(unset.insert(name)),
            }
        }
    }
    let mut sentences = Vec::new();
    sentences.extend(not_passed_on(spec, payload));
    sentences.extend(unless_named(spec, payload));
    if !unset.is_empty() {
        let mut said = format!("it reads {}, which is never set", listed(&unset));
        let own = || given.own.iter().map(String::as_str);
        let mut cures = unset.iter();
        let cure = cures.find_map(|name| cure_of_variable(spec, name, own(), &agents()));
        let own = || settings.sets_one_of(&unset, spec);
        let cure = cure.or_else(|| own().then(|| NOT_OF_SETTINGS.to_owned()));
        said.extend(cure.map(|cure| format!("; {cure}")));
        sentences.push(said);
    }
    sentences
}

/// Returns a sentence about the variables that are set in this process and that a hook reads, but does not inherit.
pub(crate) fn not_passed_on(spec: &HookSpec, payload: &Payload) -> Option<String> {
    let Handler::Command(command) = &spec.handler else {
        return None;
    };
    let given = Given::of(spec, command, payload);
    let dropped = given.dropped(command, payload);
    (!dropped.is_empty()).then(|| {
        format!(
            "it names {}, which is set here but not passed on, because it inherits only some variables; to pass it on, \
             write in its entry `inherit_env = [{}]`",
            listed(&dropped),
            given.with(&dropped)
        )
    })
}

/// Returns a sentence about the variables that a hook gets only because the user named its file with `--config`. As a
/// hook of its project it would inherit only a short list of variables.
pub(crate) fn unless_named(spec: &HookSpec, payload: &Payload) -> Option<String> {
    let file = spec.source.file.as_deref()?;
    let Handler::Command(command) = &spec.handler else {
        return None;
    };
    let is_of_project = spec.form.dialect.is_native() && file.ends_with(OF_PROJECT);
    if !is_of_project || command.inherit_env != InheritEnv::All {
        return None;
    }
    // If the file contains `inherit_env`, its entry might ask for all variables itself. Then say nothing.
    if text_of(&std::path::absolute(file).ok()?)?.contains("inherit_env") {
        return None;
    }
    let short = of_strangers();
    let given = Given {
        inherits: &short,
        ..Given::of(spec, command, payload)
    };
    let dropped = given.dropped(command, payload);
    (!dropped.is_empty()).then(|| {
        format!(
            "it names {}, which it gets only because `--config` names its file; a hook that runs as part of its project \
             inherits it only if its entry says so: `inherit_env = [{}]`",
            listed(&dropped),
            given.with(&dropped)
        )
    })
}

/// Variables in which interpreters look for the folders of modules, each with the error that a missing module causes.
const OF_MODULES: &[(&str, &str)] = &[
    ("PYTHONPATH", "ModuleNotFoundError"),
    ("PYTHONUSERBASE", "ModuleNotFoundError"),
    ("NODE_PATH", "Cannot find module"),
    ("RUBYLIB", "cannot load such file"),
    ("GEM_HOME", "cannot load such file"),
    ("PERL5LIB", "Can't locate"),
];

/// Returns a sentence about a variable for the folders of modules that is set in this process and that the hook does
/// not inherit, if its stderr says that a module is missing.
pub(crate) fn module_elsewhere(spec: &HookSpec, payload: &Payload, stderr: &str) -> Option<String> {
    let Handler::Command(command) = &spec.handler else {
        return None;
    };
    let given = Given::of(spec, command, payload);
    let is_hidden = |name: &str| std::env::var_os(name).is_some() && !given.has(name);
    let mut all = OF_MODULES.iter();
    let (name, _) = all.find(|(name, error)| stderr.contains(error) && is_hidden(name))?;
    let names = BTreeSet::from([(*name).to_owned()]);
    Some(format!(
        "`{name}` is set here but not passed on, so the module is not looked for there; to pass it on, write in its entry \
         `inherit_env = [{}]`",
        given.with(&names)
    ))
}

/// Lists names in a sentence. The names come from a stranger's text, so their number and length are bounded.
fn listed(names: &BTreeSet<String>) -> String {
    let shown = names.iter().take(10);
    let shown: Vec<String> = shown
        .map(|name| format!("`{}`", quoted(name.as_bytes(), 60)))
        .collect();
    let shown = shown.join(", ");
    match names.len().saturating_sub(10) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Reads the scripts that a command names. A relative path is resolved against the folder in which the hook starts.
pub(crate) fn scripts(command: &Command, folder: &Path) -> Vec<String> {
    let files = script_files(command, folder).into_iter();
    files.map(|(_, text)| text).collect()
}

/// Like [`scripts`], with the path of each script.
pub(crate) fn script_files(command: &Command, folder: &Path) -> Vec<(PathBuf, String)> {
    let command = &*with_git_root(command, folder);
    let words: Vec<&str> = match &command.program {
        Program::Argv(argv) => argv.iter().map(String::as_str).collect(),
        Program::Shell(text) => text.split_whitespace().collect(),
        _ => Vec::new(),
    };
    let own = |word: &str| {
        let mut word = word.replace(['"', '\''], "");
        // A word can name a script through a variable that the entry or the agent sets. So replace such variables.
        for (name, value) in &command.env {
            word = word.replace(&format!("${{{name}}}"), value);
            word = word.replace(&format!("${name}/"), &format!("{value}/"));
        }
        word
    };
    // The command line can be a stranger's, so the number and length of its words are bounded.
    let words = words.into_iter().take(64).filter(|word| word.len() < 4096);
    let read = |word: &str| {
        let path = folder.join(own(word));
        let text = text_of(&path)?;
        Some((path, text))
    };
    words.filter_map(read).collect()
}

/// Reads the beginning of a script; `None` if the file is not a script.
fn text_of(path: &Path) -> Option<String> {
    // Read only regular files: opening a pipe would wait for its writer.
    if !path.is_absolute() || !path.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MOST).read_to_end(&mut bytes).ok()?;
    // A file with a NUL byte is a compiled program, so return `None`.
    (!bytes.contains(&0)).then(|| String::from_utf8_lossy(&bytes).into_owned())
}
