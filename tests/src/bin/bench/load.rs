//! Compares the time to load a project's hooks with the time to only read and parse the same files.

use std::fs;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};

use hooks_config::{
    Agents, Candidate, FileTrust, FoundHook, HookFile, Loaded, Places, ProjectTrust, TrustState,
    TrustStore, load_candidates, load_with, native_candidates,
};
use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use crate::pairs::Pairs;
use crate::table::{Limit, row};

/// The number of hooks in each of the two configuration files. Each hook has its own script.
const HOOKS: usize = 20;

pub(crate) fn measure(pairs: usize) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let project = folder.path().canonicalize()?;
    let (configs, scripts) = written(&project)?;
    let agents = hooks_dialects::agents();
    let candidates = candidates(&project, &agents);
    let read = |files: &[PathBuf]| -> io::Result<()> {
        files
            .iter()
            .try_for_each(|file| fs::read(file).map(|bytes| drop(black_box(bytes))))
    };
    let nobody = TrustStore::new();
    let load = |store: &TrustStore| loaded(load_with(&candidates, &agents, &mut store.deciding()));

    let taken = Pairs::take(pairs, || read(&configs), || load(&nobody))?;
    row(
        "loading an untrusted project, against reading its two files",
        Limit::None,
        &taken,
    )?;
    let taken = Pairs::take(pairs, || parsed(&configs), || load(&nobody))?;
    row(
        "the same, against reading and parsing them",
        Limit::None,
        &taken,
    )?;

    let trusted = trusted(&candidates, &agents);
    let all: Vec<PathBuf> = configs.iter().chain(&scripts).cloned().collect();
    let parsed_all = || parsed(&configs).and_then(|()| read(&all[configs.len()..]));
    let taken = Pairs::take(pairs, parsed_all, || load(&trusted))?;
    row(
        "a project with 40 trusted hooks and scripts, against reading all its files and parsing two",
        Limit::None,
        &taken,
    )?;

    let own = [Candidate::new(&configs[0], DialectRef::NATIVE, Scope::User)];
    let plain = || loaded(load_candidates(&own, ProjectTrust::Untrusted, &agents));
    let asked = || loaded(load_with(&own, &agents, &mut trusted.deciding()));
    let taken = Pairs::take(pairs, plain, asked)?;
    row(
        "the user's own hooks with a store, against without",
        Limit::None,
        &taken,
    )
}

/// Writes a project. Returns the paths of its configuration files, and of the scripts to which they refer.
fn written(project: &Path) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let script = format!(
        "#!/bin/sh\n{}exit 0\n",
        "# a line of a script that guards\n".repeat(60)
    );
    let mut scripts = Vec::new();
    let (mut toml, mut groups) = (String::new(), Vec::new());
    for number in 0..2 * HOOKS {
        let name = format!("hooks/guard-{number}.sh");
        let path = project.join(&name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, &script)?;
        scripts.push(path);
        if number < HOOKS {
            toml += &format!(
                "[[hooks.pre_tool_use]]\nname = \"guard-{number}\"\nmatcher = \"shell\"\ncommand = [\"bash\", \"${{config_dir}}/../{name}\", \"--strict\"]\ntimeout = \"10s\"\n\n"
            );
        } else {
            let command = format!("bash \"$CLAUDE_PROJECT_DIR\"/{name} --strict");
            let hook = serde_json::json!({ "type": "command", "command": command, "timeout": 10 });
            groups.push(serde_json::json!({ "matcher": "Bash", "hooks": [hook] }));
        }
    }
    let settings = serde_json::json!({ "hooks": { "PreToolUse": groups } });
    let configs = [
        (".agent-hooks/hooks.toml", toml),
        (
            ".claude/settings.json",
            serde_json::to_string_pretty(&settings)?,
        ),
    ];
    let mut paths = Vec::new();
    for (name, text) in configs {
        let path = project.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text)?;
        paths.push(path);
    }
    Ok((paths, scripts))
}

/// Lists only the project's files: the files of the user who runs the bench must have no influence.
fn candidates(project: &Path, agents: &Agents) -> Vec<Candidate> {
    let places = Places::new().with_project(project);
    let mut found = native_candidates(&places);
    found.extend(agents.all_candidates(&places));
    found.retain(|file| file.scope == Scope::Project);
    found
}

/// Creates a trust store in which every hook of these files is trusted.
fn trusted(candidates: &[Candidate], agents: &Agents) -> TrustStore {
    let mut store = TrustStore::new();
    let mut agree = |file: &HookFile, hooks: &[FoundHook<'_>]| {
        let entries = hooks.iter().filter_map(|hook| hook.entry(&[]));
        for entry in entries {
            store.trust(&file.place, entry);
        }
        Vec::new()
    };
    let _ = load_with(candidates, agents, &mut agree as &mut dyn FileTrust);
    store
}

fn loaded(loaded: Loaded) -> io::Result<()> {
    let untold = loaded
        .trust
        .iter()
        .any(|status| status.state == TrustState::Changed);
    match loaded.hooks_despite_errors().is_empty() || untold || loaded.has_errors() {
        true => Err(io::Error::other("the hooks did not load as they should")),
        false => {
            drop(black_box(loaded));
            Ok(())
        }
    }
}

/// Reads and parses the files, and drops the result.
fn parsed(configs: &[PathBuf]) -> io::Result<()> {
    for path in configs {
        let text = fs::read_to_string(path)?;
        if path.extension().is_some_and(|it| it == "toml") {
            let parsed: Result<toml_edit::Document<String>, _> = toml_edit::Document::parse(text);
            drop(black_box(parsed.map_err(io::Error::other)?));
        } else {
            let parsed: serde_json::Value = serde_json::from_str(&text)?;
            drop(black_box(parsed));
        }
    }
    Ok(())
}
