//! Files of agents, given by name or discovered, loaded together with our own files.

use std::fs;
use std::path::Path;

use hooks_config::{
    Candidate, Loaded, NamedOptions, Places, ProjectTrust, Root, RootSearch, load_candidates,
    load_named, native_candidates,
};
use hooks_types::DialectRef;
use hooks_types::spec::{Handler, Liveness, Scope, WorkDir};

use super::agents;

#[path = "load_root_tests.rs"]
mod roots;

const STOP: &str = r#"{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"x"}]}]}}"#;

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    fs::write(path, text).expect("a file");
}

/// Returns `path command [cause]` of each hook, with the path relative to `root`.
fn hooks(loaded: &Loaded, root: &Path) -> Vec<String> {
    let hooks = loaded.hooks_despite_errors().iter();
    hooks
        .map(|spec| {
            let file = spec.source.file.as_ref().expect("a file");
            let file = file
                .strip_prefix(root)
                .unwrap_or(file)
                .display()
                .to_string();
            match &spec.liveness {
                Liveness::NotLive { cause, .. } => format!("{file} {} [{cause}]", spec.event),
                _ => format!("{file} {}", spec.event),
            }
        })
        .collect()
}

fn options() -> NamedOptions {
    NamedOptions::new().with_agents(agents())
}

fn said(loaded: &Loaded) -> Vec<String> {
    let found = loaded.diagnostics.iter();
    found
        .map(|found| format!("{}[{}] {}", found.severity, found.code, found.message))
        .collect()
}

#[test]
fn named_files_are_told_apart_loaded_together_and_live() {
    let root = tempfile::tempdir().expect("a folder");
    write(
        root.path(),
        "hooks.toml",
        "[[hooks.stop]]\ncommand = \"x\"\n",
    );
    write(root.path(), ".claude/settings.json", STOP);
    write(
        root.path(),
        "elsewhere.json",
        r#"{"version":1,"hooks":{"stop":[{"command":"x"}]}}"#,
    );
    let paths = ["hooks.toml", ".claude/settings.json", "elsewhere.json"];
    let paths = paths.map(|path| root.path().join(path));
    let loaded = load_named(&paths, &options());
    assert_eq!(said(&loaded), [""; 0]);
    assert_eq!(
        hooks(&loaded, root.path()),
        [
            "hooks.toml Stop",
            ".claude/settings.json Stop",
            "elsewhere.json Stop"
        ]
    );
    let dialects: Vec<_> = loaded
        .files
        .iter()
        .map(|file| file.dialect.clone())
        .collect();
    assert_eq!(dialects, [DialectRef::NATIVE, crate::CLAUDE, crate::CURSOR]);
    let Handler::Command(command) = &loaded.hooks_despite_errors()[1].handler else {
        panic!("a command")
    };
    assert_eq!(
        command.env.get("CLAUDE_PROJECT_DIR"),
        Some(&root.path().display().to_string())
    );
}

#[test]
fn a_named_format_wins_over_what_path_and_shape_tell() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "hooks.json", STOP);
    let options = options().with_format(crate::CODEX);
    let loaded = load_named([root.path().join("hooks.json")], &options);
    assert_eq!(loaded.hooks_despite_errors()[0].form.dialect, crate::CODEX);
}

#[test]
fn files_that_cannot_be_told_or_read_forbid_use_and_broken_entries_do_not() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "strange.json", r#"{"a":1}"#);
    write(root.path(), "no.json", "{");
    write(
        root.path(),
        ".claude/settings.json",
        r#"{"hooks":{"Stop":[{"hooks":[{"type":"command"}]}]}}"#,
    );
    let load = |path: &str| load_named([root.path().join(path)], &options());
    assert_eq!(
        said(&load("strange.json")),
        [
            "error[unknown_format] neither its path nor its content shows which agent's hooks these are; name the agent with `--as`"
        ]
    );
    for path in ["strange.json", "no.json", "missing.toml"] {
        assert!(load(path).forbids_use(), "{path}");
    }
    let broken = load(".claude/settings.json");
    assert!(broken.has_errors() && !broken.forbids_use());
    assert_eq!(broken.into_hooks().map(|hooks| hooks.len()), Ok(1));
}

#[test]
fn a_plugins_manifest_brings_the_files_it_names_and_nothing_from_outside() {
    let root = tempfile::tempdir().expect("a folder");
    let manifest = r#"{"name":"p","hooks":["./config/h.json","../evil.json"]}"#;
    write(root.path(), ".claude-plugin/plugin.json", manifest);
    write(root.path(), "config/h.json", STOP);
    let loaded = load_named([root.path().join(".claude-plugin/plugin.json")], &options());
    assert_eq!(hooks(&loaded, root.path()), ["config/h.json Stop"]);
    assert_eq!(
        said(&loaded),
        ["error[unreadable] the path leads out of the plugin, so it is not followed"]
    );
    // The file outside might contain guards, so no hook may run without it.
    assert!(loaded.forbids_use());
}

#[test]
fn discovery_finds_every_agents_files_in_its_order_and_runs_no_project_hook_untrusted() {
    let root = tempfile::tempdir().expect("a folder");
    let (home, project) = (root.path().join("home"), root.path().join("p"));
    write(&home, ".claude/settings.json", STOP);
    let codex = root.path().join("codex");
    write(&codex, "hooks.json", STOP);
    write(&project, ".claude/settings.local.json", STOP);
    write(&project, ".claude/settings.json", "{");
    write(
        &project,
        ".github/hooks/b.json",
        r#"{"hooks":{"agentStop":[{"command":"x"}]}}"#,
    );
    write(
        &project,
        ".github/hooks/a.json",
        r#"{"hooks":{"agentStop":[{"command":"y"}]}}"#,
    );
    write(
        &project,
        ".gemini/settings.json",
        r#"{"hooks":{"AfterAgent":[{"hooks":[{"type":"command","command":"x"}]}]}}"#,
    );
    write(
        &project,
        ".cursor/hooks.json",
        r#"{"version":1,"hooks":{"stop":[{"command":"/opt/hooks bridge --speak cursor"}]}}"#,
    );
    write(
        &project,
        ".agent-hooks/hooks.toml",
        "[[hooks.stop]]\ncommand = \"x\"\n",
    );
    let places = Places::new()
        .with_home(&home)
        .with_agent_home(crate::CODEX, &codex)
        .with_project(&project);
    let mut candidates = native_candidates(&places);
    candidates.extend(agents().all_candidates(&places));
    let found = |trust| {
        let loaded = load_candidates(&candidates, trust, &agents());
        (hooks(&loaded, root.path()), loaded.forbids_use())
    };
    assert_eq!(
        found(ProjectTrust::Untrusted),
        (
            [
                "p/.agent-hooks/hooks.toml Stop [untrusted]",
                "p/.claude/settings.local.json Stop [untrusted]",
                "home/.claude/settings.json Stop",
                "codex/hooks.json Stop",
                "p/.gemini/settings.json Stop [untrusted]",
                "p/.cursor/hooks.json Stop [own_entry]",
                "p/.github/hooks/a.json Stop [untrusted]",
                "p/.github/hooks/b.json Stop [untrusted]",
            ]
            .map(str::to_owned)
            .to_vec(),
            false
        )
    );
    let (trusted, forbidden) = found(ProjectTrust::Trusted);
    assert!(forbidden, "a trusted file that is not JSON");
    assert_eq!(trusted.iter().filter(|hook| hook.ends_with(']')).count(), 1);
}

#[test]
fn scripts_that_are_not_there_are_named_with_the_place_they_may_be_meant_for() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), ".cursor/hooks/there.sh", "");
    let text = r#"{"version":1,"hooks":{"stop":[
{"command":"./hooks/there.sh"},{"command":".cursor/hooks/there.sh"},{"command":"jq ."},
{"command":"bash $CURSOR_PROJECT_DIR/gone.sh"},{"command":"cd a && ./x"}]}}"#;
    write(root.path(), ".cursor/hooks.json", text);
    let loaded = load_named([root.path().join(".cursor/hooks.json")], &options());
    assert_eq!(
        said(&loaded),
        [
            "warning[missing_file] `./hooks/there.sh` does not exist, so the hook fails when it runs",
            "warning[missing_file] `$CURSOR_PROJECT_DIR/gone.sh` does not exist, so the hook fails when it runs",
        ]
    );
    assert_eq!(
        loaded.diagnostics[0].help.as_deref(),
        Some("did you mean `.cursor/hooks/there.sh`?")
    );
    let Handler::Command(command) = &loaded.hooks_despite_errors()[0].handler else {
        panic!("a command")
    };
    assert_eq!(command.work_dir, WorkDir::Fixed(root.path().to_path_buf()));
}

#[test]
fn a_folder_of_hook_files_that_cannot_be_read_through_is_said() {
    let home = tempfile::tempdir().expect("a folder");
    write(
        home.path(),
        ".copilot/hooks",
        "a file in the folder's place",
    );
    let places = Places::new().with_home(home.path());
    let candidates = agents().candidates(&places, &[crate::COPILOT]);
    assert!(load_candidates(&candidates, ProjectTrust::Untrusted, &agents()).forbids_use());
}
