//! An administrator's hooks against the user's own files. The place of an administrator's hooks is fixed, so the
//! program runs in its own namespaces, with another folder mounted on `/etc`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::bridge::{AGENTS, blocks, payload};
use crate::support::{Project, Ran, ended, fed, native_call};

mod agents;

/// Files in `/etc` that programs need to start.
const KEPT: [&str; 5] = [
    "passwd",
    "group",
    "nsswitch.conf",
    "ld.so.cache",
    "ld.so.conf",
];

/// Whether this system lets ordinary users create mount namespaces.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn has_namespaces() -> bool {
    let folder = tempfile::tempdir().unwrap();
    let mut probe = Command::new("unshare");
    probe
        .args(["-rm", "mount", "--bind"])
        .arg(folder.path())
        .arg("/etc");
    let has = probe.output().is_ok_and(|output| output.status.success());
    if !has {
        eprintln!("skipped: this system gives no user and mount namespaces");
    }
    has
}

/// Returns the command, wrapped so that the test's folder `etc` is mounted on `/etc`.
pub(crate) fn administered(project: &Project, arguments: &[&str]) -> Command {
    let run = project.command(arguments);
    let mut command = Command::new("unshare");
    let script = "mount --bind \"$0\" /etc && exec \"$@\"";
    command
        .args(["-rm", "sh", "-c", script])
        .arg(project.path("../etc"));
    command
        .arg(run.get_program())
        .args(run.get_args())
        .current_dir(project.root());
    for (name, value) in run.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// Makes a project whose administrator keeps a guard in this file below `/etc`.
pub(crate) fn guarded(file: &str, text: &str) -> Project {
    let project = Project::new();
    for name in KEPT {
        let from = Path::new("/etc").join(name);
        if from.exists() {
            project.write(&format!("../etc/{name}"), "");
            fs::copy(from, project.path("../etc").join(name)).unwrap();
        }
    }
    project.write(&format!("../etc/{file}"), text);
    project
}

/// Checks that every command that runs hooks runs the administrator's guard.
#[track_caller]
fn guard_blocks(project: &Project, attack: &str) {
    guard_blocks_with(project, &[], attack);
}

/// Like [`guard_blocks`], with more options.
#[track_caller]
fn guard_blocks_with(project: &Project, options: &[&str], attack: &str) {
    use std::process::Stdio;
    let arguments = [&["exec"][..], options, &["--", "touch", "ran"]].concat();
    let mut exec = administered(project, &arguments);
    exec.stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let ran: Ran = ended(exec.spawn().unwrap());
    assert!(!project.has("ran"), "{attack}: {ran:?}");
    assert_eq!(ran.code, Some(77), "{attack}: {ran:?}");
    assert!(
        ran.stderr.contains("the administrator"),
        "{attack}: {ran:?}"
    );

    let mut call: Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
    call["cwd"] = json!(project.root());
    let fire = [&["fire", "--format", "json"][..], options].concat();
    let report = fed(&mut administered(project, &fire), &call.to_string()).json();
    let rows = report["hooks"].as_array().unwrap();
    let row = rows.iter().find(|row| row["scope"] == "managed");
    let row = row.unwrap_or_else(|| panic!("{attack}: {report}"));
    assert_eq!(row["status"], "ran", "{attack}: {report}");
    assert_eq!(row["outcome"], "block", "{attack}: {report}");
    assert_eq!(report["outcome"], "block", "{attack}: {report}");
}

/// Checks that the bridge of every agent runs the guard too, although it loads only native files.
#[track_caller]
fn guard_blocks_in_every_agent(project: &Project, attack: &str) {
    guard_blocks_in_every_agent_with(project, &[], attack);
}

/// Like [`guard_blocks_in_every_agent`], with more options.
#[track_caller]
fn guard_blocks_in_every_agent_with(project: &Project, options: &[&str], attack: &str) {
    let cwd = project.root().display().to_string();
    for agent in AGENTS {
        let mut bridge = administered(
            project,
            &[&["bridge", "--speak", agent][..], options].concat(),
        );
        let ran = fed(&mut bridge, &payload(agent, &cwd, "ls").to_string());
        assert!(blocks(agent, &ran), "{attack}, {agent}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(
            said.contains("the administrator"),
            "{attack}, {agent}: {ran:?}"
        );
    }
}

/// Tries each text of the user's file against the administrator's guard.
#[track_caller]
fn resists(file: &str, guard: &str, user: &str, attacks: &[(&str, String)]) {
    if !has_namespaces() {
        return;
    }
    let project = guarded(file, guard);
    for (attack, text) in attacks {
        project.write_home(user, text);
        guard_blocks(&project, attack);
        if file.starts_with("agent-hooks/") {
            guard_blocks_in_every_agent(&project, attack);
        }
    }
}

const GUARD: &str = "echo the administrator says no >&2; exit 2";

fn json_hooks(event: &str, hook: &Value) -> Value {
    json!({ "hooks": { event: [{ "matcher": "*", "hooks": [hook] }] } })
}

/// Returns an object with more keys.
fn with(mut object: Value, more: &Value) -> String {
    let more = more.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(more);
    object.to_string()
}

/// Returns settings of Gemini CLI with the guard under this time limit and with this configuration.
fn gemini(timeout: u32, config: &Value) -> String {
    let hook = json!({ "type": "command", "name": "guard", "command": GUARD, "timeout": timeout });
    with(
        json_hooks("BeforeTool", &hook),
        &json!({ "hooksConfig": config }),
    )
}

#[test]
fn a_user_removes_no_native_hook_of_the_administrator() {
    let guard = |more: &str| {
        format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"{GUARD}\"\n{more}")
    };
    resists(
        "agent-hooks/hooks.toml",
        &guard(""),
        ".config/agent-hooks/hooks.toml",
        &[
            ("disable_all", "[hooks]\ndisable_all = true\n".to_owned()),
            (
                "budget",
                "[hooks]\nbudget = \"1ms\"\nmax_concurrency = 1\n".to_owned(),
            ),
            (
                "a copy that gets a millisecond",
                guard("timeout = 0.001\non_failure = \"proceed\"\n"),
            ),
            ("a name", guard("matcher = \"nothing\"\n")),
        ],
    );
}

/// Tries every option with which a user chooses the files that are loaded.
#[test]
fn no_file_that_a_user_names_takes_the_place_of_the_administrators_hooks() {
    if !has_namespaces() {
        return;
    }
    let hook = json!({ "type": "command", "command": GUARD, "timeout": 20 });
    let native = format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"{GUARD}\"\n");
    let claude = json_hooks("PreToolUse", &hook).to_string();
    let cursor = json!({ "version": 1, "hooks": { "preToolUse": [{ "command": GUARD }] } });
    for (file, guard) in [
        ("agent-hooks/hooks.toml", native.clone()),
        ("agent-hooks/hooks.d/10.toml", native),
        ("claude-code/managed-settings.json", claude.clone()),
        ("codex/hooks.json", claude),
        ("gemini-cli/settings.json", gemini(20_000, &json!({}))),
        ("cursor/hooks.json", cursor.to_string()),
    ] {
        let project = guarded(file, &guard);
        project.write("empty.toml", "");
        project.write(
            "off.toml",
            "[hooks]\ndisable_all = true\nbudget = \"1ms\"\n",
        );
        project.write(".claude/settings.json", "{\"disableAllHooks\": true}");
        project.write("src/main.rs", "");
        for options in [
            &["--config", "empty.toml"][..],
            &["--config", "off.toml"],
            &["--config", ".claude/settings.json"],
            &["--config", "empty.toml", "--project", "src"],
            &["--config", "empty.toml", "--trust-project"],
            &["--as", "native"],
            &["--as", "claude"],
            &["--as", "gemini"],
        ] {
            guard_blocks_with(&project, options, &format!("{file} {options:?}"));
        }
        if file.starts_with("agent-hooks/") {
            let named = ["--config", "empty.toml"];
            guard_blocks_in_every_agent_with(&project, &named, file);
        }
    }
}

#[test]
fn a_file_of_the_administrator_that_a_user_names_is_loaded_once_in_its_scope() {
    if !has_namespaces() {
        return;
    }
    let native = format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"{GUARD}\"\n");
    let project = guarded("agent-hooks/hooks.toml", &native);
    let arguments = [
        "fire",
        "--format",
        "json",
        "--config",
        "/etc/agent-hooks/hooks.toml",
    ];
    let report = fed(
        &mut administered(&project, &arguments),
        &native_call(&["ls"]),
    )
    .json();
    let rows = report["hooks"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{report}");
    assert_eq!(rows[0]["scope"], "managed", "{report}");
}

const PROJECT_HOOK: &str =
    "[[hooks.pre_tool_use]]\nname = \"own\"\ncommand = \"touch project-ran\"\n";

/// Returns the result of `exec` under an administrator's file, with these options.
fn exec_under(etc: &str, options: &[&str]) -> (Project, Ran) {
    let project = guarded("agent-hooks/hooks.toml", etc);
    project.write(".agent-hooks/hooks.toml", PROJECT_HOOK);
    let arguments = [&["exec", "--report"][..], options, &["--", "touch", "ran"]].concat();
    let mut command = administered(&project, &arguments);
    let ran = command.output().unwrap().into();
    (project, ran)
}

#[test]
fn an_administrator_who_denies_or_wants_questions_takes_permission_for_a_run_away() {
    if !has_namespaces() {
        return;
    }
    let trusting = ["--trust-project"];
    let (project, ran) = exec_under("[hooks]\n", &trusting);
    assert!(project.has("project-ran"), "{ran:?}");
    for (policy, cause) in [("ask", "untrusted"), ("deny", "trust_denied")] {
        let (project, ran) = exec_under(&format!("[hooks]\ntrust = \"{policy}\"\n"), &trusting);
        assert_eq!(ran.code, Some(0), "{policy}: {ran:?}");
        assert!(!project.has("project-ran"), "{policy}: {ran:?}");
        assert!(
            ran.stderr.contains(&format!("skipped: {cause}")),
            "{policy}: {ran:?}"
        );
        assert!(ran.stderr.contains("did not run"), "{policy}: {ran:?}");
    }
}

#[test]
fn a_required_hook_that_is_not_loaded_closes_every_gate_even_if_a_project_has_its_name() {
    if !has_namespaces() {
        return;
    }
    let (project, ran) = exec_under("[hooks]\nrequire = [\"own\"]\n", &["--trust-project"]);
    assert_eq!(ran.code, Some(77), "{ran:?}");
    assert!(!project.has("ran"), "{ran:?}");
    assert!(ran.stderr.contains("requires the hook `own`"), "{ran:?}");
    let there =
        "[hooks]\nrequire = [\"audit\"]\n[[hooks.stop]]\nname = \"audit\"\ncommand = \"true\"\n";
    let (project, ran) = exec_under(there, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(project.has("ran"), "{ran:?}");
    let off = there.replace("command", "enabled = false\ncommand");
    let (_, ran) = exec_under(&off, &[]);
    assert_eq!(ran.code, Some(77), "{ran:?}");
}
