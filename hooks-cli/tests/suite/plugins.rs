//! Trust in the hooks of installed plugins: an update runs nothing to which the user did not agree.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::Project;
use crate::trust::{
    SCRIPT, exec, fingerprints, fire, forget_runs, is_closed, run_unattended, runs, trust,
};

mod lists;

const HOOKS: &str = "hooks/hooks.json";

/// Returns a guard of every shell call, in Claude Code's format.
fn hooks() -> Value {
    json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": [
        { "type": "command", "command": "sh \"${CLAUDE_PLUGIN_ROOT}/guard.sh\"", "timeout": 5 },
    ] }] } })
}

/// Returns the files of a plugin with that guard.
fn files() -> Vec<(&'static str, String)> {
    vec![
        (
            ".claude-plugin/plugin.json",
            json!({ "name": "guard", "version": "1" }).to_string(),
        ),
        (HOOKS, hooks().to_string()),
        ("guard.sh", SCRIPT.to_owned()),
    ]
}

/// Returns the same files with one file added or changed.
fn with(name: &'static str, text: &impl ToString) -> Vec<(&'static str, String)> {
    let mut files = files();
    files.retain(|(known, _)| *known != name);
    files.push((name, text.to_string()));
    files
}

fn folder(project: &Project, version: &str) -> PathBuf {
    project
        .home()
        .join(".claude/plugins/cache/market/guard")
        .join(version)
}

/// Installs a version of the plugin in its own folder, and removes every other version.
fn install(project: &Project, version: &str, files: &[(&str, String)]) {
    let folder = folder(project, version);
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let entry = json!({ "scope": "user", "installPath": folder, "version": version });
    let list = json!({ "version": 2, "plugins": { "guard@market": [entry] } });
    project.write_home(".claude/plugins/installed_plugins.json", &list.to_string());
}

fn installed() -> Project {
    let project = Project::new();
    install(&project, "1.0", &files());
    project
}

fn trusted() -> Project {
    let project = installed();
    trust(&project);
    runs(&project, "trusted");
    project
}

/// Checks that the call is blocked in `exec` and in `fire`, and that nothing of the plugin ran.
#[track_caller]
fn closed(project: &Project, what: &str) {
    forget_runs(project);
    let ran = exec(project);
    assert_eq!(ran.code, Some(77), "{what}: {ran:?}");
    assert!(
        ran.stderr.contains("hooks trust --plugin guard@market"),
        "{what}: {ran:?}"
    );
    let report = fire(project);
    assert_eq!(report["outcome"], "block", "{what}: {report}");
    assert_eq!(report["hooks"][0]["cause"], "changed", "{what}: {report}");
    for name in ["guard-ran", "evil-ran", "command-ran"] {
        assert!(!project.has(name), "{what}: {name}");
    }
}

#[test]
fn a_plugin_that_nobody_trusts_is_listed_and_never_runs() {
    let project = installed();
    let ran = exec(&project);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.stderr.contains("hooks trust --plugin guard@market"),
        "{ran:?}"
    );
    let _ = fire(&project);
    let checked = project.run(&["check"]);
    assert!(
        checked.stdout.contains("PreToolUse `PreToolUse[0]`: new"),
        "{checked:?}"
    );
    assert!(!project.has("guard-ran"));
    let listed = project.run(&["list", "--json"]).json();
    assert_eq!(listed["hooks"][0]["scope"], "plugin", "{listed}");
    assert_eq!(listed["hooks"][0]["cause"], "untrusted", "{listed}");
    let waiting = project.run(&["trust", "list", "--json"]).json()["waiting"][0].clone();
    assert_eq!(waiting["plugin"], "guard@market", "{waiting}");
    // `--trust-project` permits hooks of projects, but not hooks of plugins.
    let ran = project.run(&["exec", "--trust-project", "--", "true"]);
    assert!(!project.has("guard-ran"), "{ran:?}");
}

/// Installs plugins in a folder whose path is not UTF-8. A store cannot name such a path.
#[test]
fn json_names_what_was_trusted_before_a_file_that_cannot_be_stored() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let project = installed();
    let plugins = project.home().join(".claude/plugins");
    let elsewhere = project.home().join(OsStr::from_bytes(b"plugins\xff"));
    fs::rename(&plugins, &elsewhere).unwrap();
    symlink(&elsewhere, &plugins).unwrap();
    let hooks = "[[hooks.pre_tool_use]]\nname = \"own\"\ncommand = \"true\"\n";
    project.write(".agent-hooks/hooks.toml", hooks);
    let waiting = project.run(&["trust", "--json"]).json()["waiting"].clone();
    let waiting = waiting.as_array().unwrap();
    assert_eq!(waiting.len(), 2, "{waiting:?}");
    let mut arguments = vec!["trust", "--json"];
    for hook in waiting {
        arguments.extend(["--fingerprint", hook["fingerprint"].as_str().unwrap()]);
    }
    let ran = project.run(&arguments);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("is not UTF-8"), "{ran:?}");
    let stored = ran.json();
    let trusted = stored["trusted"].as_array().unwrap();
    assert_eq!(trusted.len(), 1, "{stored}");
    assert_eq!(trusted[0]["id"], "own", "{stored}");
    assert_eq!(stored["waiting"].as_array().unwrap().len(), 1, "{stored}");
}

#[test]
fn a_trusted_plugin_runs_in_every_project_and_in_another_folder_with_the_same_bytes() {
    let project = trusted();
    let before = fs::read_dir(project.home()).unwrap().count();
    fs::create_dir_all(project.path("sub/.git")).unwrap();
    let mut elsewhere = project.command(&["exec", "--", "true"]);
    let ran = elsewhere.current_dir(project.path("sub")).output().unwrap();
    assert!(
        ran.status.success() && project.has("sub/guard-ran"),
        "{ran:?}"
    );
    install(
        &project,
        "2.0",
        &with(
            ".claude-plugin/plugin.json",
            &json!({ "name": "guard", "version": "2" }),
        ),
    );
    runs(&project, "a version that changes no hook");
    fs::remove_dir_all(folder(&project, "1.0")).unwrap();
    runs(&project, "the old version is gone");
    assert_eq!(before, fs::read_dir(project.home()).unwrap().count());
}

#[test]
fn an_update_that_changes_a_trusted_hook_closes_its_gate_until_it_is_trusted_again() {
    let command = |path: &str, value: Value| {
        let mut hooks = hooks();
        *hooks
            .pointer_mut(&format!("/hooks/PreToolUse/0{path}"))
            .unwrap() = value;
        with(HOOKS, &hooks)
    };
    let evil = "#!/bin/sh\ntouch evil-ran\n";
    let updates = [
        (
            "one byte of the script",
            with("guard.sh", &format!("{SCRIPT}#")),
        ),
        ("the script", with("guard.sh", &evil)),
        (
            "the command",
            command("/hooks/0/command", json!("touch evil-ran")),
        ),
        ("the timeout", command("/hooks/0/timeout", json!(6))),
        ("the matcher", command("/matcher", json!("Nothing"))),
        (
            "an endpoint",
            command(
                "/hooks/0",
                json!({ "type": "http", "url": "http://127.0.0.1:9/" }),
            ),
        ),
    ];
    for (number, (what, update)) in updates.iter().enumerate() {
        let project = trusted();
        install(&project, &format!("2.{number}"), update);
        closed(&project, what);
        // The gate also blocks if the plugin's files were changed in place.
        let project = trusted();
        install(&project, "1.0", update);
        closed(&project, what);
    }
    let project = trusted();
    install(
        &project,
        "2.0",
        &with("guard.sh", &format!("{SCRIPT}# new\n")),
    );
    let question = run_unattended(&project, &["trust"]).stdout;
    assert!(question.contains("plugin guard@market"), "{question}");
    assert!(
        question.contains("+ # new") && question.contains("changed: guard.sh"),
        "{question}"
    );
    trust(&project);
    runs(&project, "trusted again");
    install(&project, "1.0", &files());
    runs(&project, "both versions are trusted");
}

#[test]
fn a_hook_that_an_update_adds_does_not_run() {
    let project = trusted();
    let mut more = hooks();
    let evil = json!({ "hooks": [{ "type": "command", "command": "touch evil-ran" }] });
    more["hooks"]["PreToolUse"]
        .as_array_mut()
        .unwrap()
        .push(evil.clone());
    more["hooks"]["PostToolUse"] = json!([evil]);
    install(&project, "2.0", &with(HOOKS, &more));
    runs(&project, "an update adds hooks");
    let listed = project.run(&["trust", "list", "--json"]).json();
    assert_eq!(
        listed["waiting"].as_array().map(Vec::len),
        Some(2),
        "{listed}"
    );
}

#[test]
fn files_that_a_manifest_names_are_asked_about_and_covered_like_any_other() {
    let manifest = json!({ "name": "guard", "hooks": ["./more.json", "./hooks/hooks.json"] });
    let evil = || hooks().to_string().replace("guard.sh", "evil.sh");
    let mut plugin = with(".claude-plugin/plugin.json", &manifest);
    plugin.retain(|(name, _)| *name != HOOKS);
    plugin.push((HOOKS, json!({ "hooks": {} }).to_string()));
    plugin.push(("more.json", hooks().to_string()));
    let project = Project::new();
    install(&project, "1.0", &plugin);
    assert_eq!(fingerprints(&project).len(), 1);
    trust(&project);
    runs(&project, "a named file");
    plugin.pop();
    plugin.push(("more.json", evil()));
    plugin.push(("evil.sh", "touch evil-ran\n".to_owned()));
    install(&project, "2.0", &plugin);
    closed(&project, "a named file changed");
    // The hooks can be in the plugin's manifest itself.
    let inline = json!({ "name": "guard", "hooks": hooks()["hooks"] });
    let project = Project::new();
    let mut plugin = with(".claude-plugin/plugin.json", &inline);
    plugin.retain(|(name, _)| *name != HOOKS);
    install(&project, "1.0", &plugin);
    trust(&project);
    runs(&project, "hooks of the manifest");
}

#[test]
fn a_plugin_with_hooks_of_our_own_is_held_to_trust_at_every_entrance() {
    let hook = |timeout: &str| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"sh\", \"${{config_dir}}/../guard.sh\"]\ntimeout = \"{timeout}\"\n"
        )
    };
    let plugin = |timeout: &str| {
        let mut files = with(".agent-hooks/hooks.toml", &hook(timeout));
        files.retain(|(name, _)| *name != HOOKS);
        files
    };
    let project = Project::new();
    install(&project, "1.0", &plugin("5s"));
    trust(&project);
    runs(&project, "trusted");
    install(&project, "2.0", &plugin("5s"));
    runs(&project, "the same in another folder");
    install(&project, "3.0", &plugin("6s"));
    is_closed(&project, "one byte of the timeout");
}

#[test]
fn a_plugin_that_is_uninstalled_is_said_and_its_trust_can_be_taken_back() {
    let project = trusted();
    let list = project
        .home()
        .join(".claude/plugins/installed_plugins.json");
    fs::write(&list, r#"{"version":2,"plugins":{}}"#).unwrap();
    let gone = |what: &str| {
        let ran = exec(&project);
        assert_eq!(ran.code, Some(0), "{what}: {ran:?}");
        assert!(
            ran.stderr.contains("was trusted and is gone"),
            "{what}: {ran:?}"
        );
        assert!(
            ran.stderr
                .contains("hooks trust revoke --plugin guard@market"),
            "{what}: {ran:?}"
        );
    };
    gone("not listed");
    fs::remove_file(&list).unwrap();
    gone("no list");
    let ran = project.run(&["trust", "revoke", "--plugin", "guard@market"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!exec(&project).stderr.contains("is gone"));
    install(&project, "1.0", &files());
    forget_runs(&project);
    let ran = exec(&project);
    assert!(
        !project.has("guard-ran") && ran.stderr.contains("you revoked its trust"),
        "{ran:?}"
    );
}
