//! Trust in a project's hooks: what runs is what was trusted.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::bridge::{AGENTS, blocks, payload};
use crate::support::{Project, Ran, ended, fed, native_call};

const GUARD: &str = r#"
[[hooks.pre_tool_use]]
name = "guard"
command = "./guard.sh"
timeout = "5s"
env = { LEVEL = "high" }
"#;

pub(crate) const SCRIPT: &str = "#!/bin/sh\ncat >/dev/null\ntouch guard-ran\n";

/// A project with a guard that lets every call pass and leaves a file where it ran.
pub(crate) fn guarded() -> Project {
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", GUARD);
    script(&project, "guard.sh", SCRIPT);
    project
}

pub(crate) fn script(project: &Project, name: &str, text: &str) {
    project.write(name, text);
    fs::set_permissions(project.path(name), fs::Permissions::from_mode(0o755)).unwrap();
}

/// The program without a terminal.
fn unattended(project: &Project, arguments: &[&str]) -> Command {
    let run = project.command(arguments);
    let mut command = Command::new("setsid");
    command
        .arg("-w")
        .arg(run.get_program())
        .args(run.get_args());
    command.current_dir(project.root()).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, value) in run.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

pub(crate) fn run_unattended(project: &Project, arguments: &[&str]) -> Ran {
    ended(unattended(project, arguments).spawn().unwrap())
}

/// The fingerprints of the hooks that wait for a decision.
pub(crate) fn fingerprints(project: &Project) -> Vec<String> {
    let shown = run_unattended(project, &["trust"]).stdout;
    let words = shown.split_whitespace();
    let found = words.filter(|word| word.starts_with("v1:"));
    found.map(str::to_owned).collect()
}

#[track_caller]
fn trust_with(project: &Project, options: &[&str]) {
    let found = fingerprints(project);
    assert!(!found.is_empty());
    let mut arguments = vec!["trust"];
    arguments.extend(options);
    for fingerprint in &found {
        arguments.extend(["--fingerprint", fingerprint]);
    }
    let ran = run_unattended(project, &arguments);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[track_caller]
pub(crate) fn trust(project: &Project) {
    trust_with(project, &[]);
}

pub(crate) fn exec(project: &Project) -> Ran {
    project.run(&["exec", "--report", "--", "touch", "command-ran"])
}

pub(crate) fn fire(project: &Project) -> Value {
    let mut call: Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
    call["cwd"] = json!(project.root());
    let arguments = ["fire", "--format", "json"];
    fed(&mut project.command(&arguments), &call.to_string()).json()
}

pub(crate) fn forget_runs(project: &Project) {
    for name in ["guard-ran", "evil-ran", "command-ran"] {
        let _ = fs::remove_file(project.path(name));
    }
}

#[track_caller]
pub(crate) fn runs(project: &Project, what: &str) {
    forget_runs(project);
    let ran = exec(project);
    assert_eq!(ran.code, Some(0), "{what}: {ran:?}");
    assert!(project.has("guard-ran"), "{what}: {ran:?}");
    assert!(project.has("command-ran"), "{what}: {ran:?}");
    assert!(!project.has("evil-ran"), "{what}: {ran:?}");
    forget_runs(project);
}

/// The gate is closed in every command that runs hooks, and nothing of the project ran.
#[track_caller]
pub(crate) fn is_closed(project: &Project, what: &str) {
    forget_runs(project);
    let ran = exec(project);
    assert_eq!(ran.code, Some(77), "{what}: {ran:?}");
    assert!(ran.stderr.contains("changed"), "{what}: {ran:?}");
    let report = fire(project);
    assert_eq!(report["outcome"], "block", "{what}: {report}");
    let mut rows = report["hooks"].as_array().unwrap().iter();
    assert!(
        rows.any(|row| row["cause"] == "changed"),
        "{what}: {report}"
    );
    let cwd = project.root().display().to_string();
    for agent in AGENTS {
        let payload = payload(agent, &cwd, "ls").to_string();
        let ran = project.run_with(&["bridge", "--speak", agent], &payload);
        assert!(blocks(agent, &ran), "{what}, {agent}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        let hint = said.contains("hooks trust");
        assert!(
            !hint || ran.code == Some(0),
            "a model reads it: {what}, {agent}: {ran:?}"
        );
        assert!(
            !ran.stdout.contains("hooks trust"),
            "{what}, {agent}: {ran:?}"
        );
    }
    for name in ["guard-ran", "evil-ran", "command-ran"] {
        assert!(!project.has(name), "{what}: {name}");
    }
}

#[test]
fn a_trusted_hook_runs_and_its_untrusted_neighbour_does_not() {
    let project = guarded();
    let ran = exec(&project);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!project.has("guard-ran"), "{ran:?}");
    assert!(ran.stderr.contains("hooks trust --project"), "{ran:?}");
    trust(&project);
    runs(&project, "trusted");
    let more = format!("{GUARD}\n[[hooks.pre_tool_use]]\ncommand = \"touch evil-ran\"\n");
    project.write(".agent-hooks/hooks.toml", &more);
    runs(&project, "an update adds a hook");
}

#[test]
fn any_change_of_a_trusted_guard_closes_its_gate_until_it_is_trusted_again() {
    let project = guarded();
    trust(&project);
    let endpoint = GUARD
        .replace(
            "command = \"./guard.sh\"",
            "http = { url = \"http://127.0.0.1:9/\" }",
        )
        .replace("env = { LEVEL = \"high\" }\n", "");
    let changes = [
        ("one byte of the timeout", GUARD.replace("5s", "6s")),
        ("a variable", GUARD.replace("high", "low")),
        (
            "a variable more",
            GUARD.replace("\"high\"", "\"high\", BASH_ENV = \"x\""),
        ),
        ("its name", GUARD.replace("\"guard\"", "\"guarx\"")),
        ("its command", GUARD.replace("./guard.sh", "touch evil-ran")),
        ("its matcher", format!("{GUARD}matcher = \"nothing\"\n")),
        (
            "what its failure means",
            format!("{GUARD}on_failure = \"proceed\"\n"),
        ),
        ("once", format!("{GUARD}once = true\n")),
        ("an endpoint in its place", endpoint),
    ];
    for (what, text) in &changes {
        project.write(".agent-hooks/hooks.toml", text);
        is_closed(&project, what);
    }
    project.write(".agent-hooks/hooks.toml", GUARD);
    runs(&project, "as it was");
    script(&project, "guard.sh", &format!("{SCRIPT}#"));
    is_closed(&project, "one byte of the script");
    trust(&project);
    runs(&project, "trusted again");
    script(&project, "guard.sh", SCRIPT);
    runs(&project, "both versions are trusted");
}

#[test]
fn a_header_of_a_trusted_endpoint_is_part_of_it() {
    let hook = |header: &str| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"net\"\nhttp = {{ url = \"http://127.0.0.1:9/\", headers = {{ A = \"{header}\" }} }}\n"
        )
    };
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", &hook("secret-token"));
    trust(&project);
    let cause = |project: &Project| fire(project)["hooks"][0]["cause"].clone();
    assert_eq!(cause(&project), "http_failed");
    project.write(".agent-hooks/hooks.toml", &hook("other"));
    assert_eq!(cause(&project), "changed");
    let store = project.home().join(".local/state/agent-hooks/trust.json");
    assert!(!fs::read_to_string(store).unwrap().contains("secret-token"));
}

#[test]
fn a_script_that_is_no_file_any_more_closes_the_gate_and_keeps_nobody_waiting() {
    let project = guarded();
    trust(&project);
    let path = project.path("guard.sh");
    fs::remove_file(&path).unwrap();
    is_closed(&project, "gone");
    fs::create_dir(&path).unwrap();
    is_closed(&project, "a folder");
    fs::remove_dir(&path).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    is_closed(&project, "a pipe");
    fs::remove_file(&path).unwrap();
    symlink("/bin/true", &path).unwrap();
    is_closed(&project, "a link that leads out");
    fs::remove_file(&path).unwrap();
    fs::File::create(&path).unwrap().set_len(2 << 30).unwrap();
    is_closed(&project, "2 GB");
    script(&project, "guard.sh", SCRIPT);
    runs(&project, "as it was");
}

#[test]
fn a_script_of_the_working_folder_is_not_the_one_that_was_trusted() {
    let project = guarded();
    trust(&project);
    script(&project, "sub/guard.sh", "#!/bin/sh\ntouch evil-ran\n");
    let mut command = project.command(&["exec", "--", "true"]);
    command.current_dir(project.path("sub"));
    let ran: Ran = command.output().unwrap().into();
    assert_eq!(ran.code, Some(77), "{ran:?}");
    assert!(!project.has("sub/evil-ran"), "{ran:?}");
}

#[test]
fn a_changed_hook_off_a_gate_is_skipped_and_said() {
    let hook = |what: &str| {
        format!("[[hooks.post_tool_use]]\nname = \"after\"\ncommand = \"touch {what}\"\n")
    };
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", &hook("guard-ran"));
    trust(&project);
    runs(&project, "trusted");
    project.write(".agent-hooks/hooks.toml", &hook("evil-ran"));
    let ran = exec(&project);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!project.has("evil-ran"));
    assert!(
        ran.stderr
            .contains("hook `after` (.agent-hooks/hooks.toml)"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("skipped: changed"), "{ran:?}");
}

#[test]
fn a_trusted_guard_that_is_gone_is_said_with_a_row() {
    let project = guarded();
    trust(&project);
    project.write(".agent-hooks/hooks.toml", "");
    let emptied = exec(&project);
    fs::remove_file(project.path(".agent-hooks/hooks.toml")).unwrap();
    let removed = exec(&project);
    for ran in [emptied, removed] {
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.stderr.contains("was trusted and is gone"), "{ran:?}");
        assert!(ran.stderr.contains("skipped: gone"), "{ran:?}");
    }
}

#[test]
fn a_guard_that_is_gone_is_said_once_a_session_and_is_a_row_each_time() {
    let project = guarded();
    trust(&project);
    project.write(".agent-hooks/hooks.toml", "");
    let fire = |session: &str| {
        let mut call: Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
        call["cwd"] = json!(project.root());
        call["session_id"] = json!(session);
        project.run_with(&["fire", "--format", "json"], &call.to_string())
    };
    let bridge = |session: &str| {
        let mut call = payload("claude", &project.root().display().to_string(), "ls");
        call["session_id"] = json!(session);
        project.run_with(&["bridge", "--speak", "claude"], &call.to_string())
    };
    for (session, said) in [("a", true), ("a", false), ("b", true), ("b", false)] {
        let ran = fire(session);
        assert_eq!(ran.stderr.contains("is gone"), said, "{session}: {ran:?}");
        assert_eq!(
            ran.json()["hooks"][0]["cause"],
            "gone",
            "{session}: {ran:?}"
        );
    }
    assert!(bridge("c").stderr.contains("is gone"));
    assert!(!bridge("c").stderr.contains("is gone"));
    assert!(!bridge("b").stderr.contains("is gone"));
}

#[test]
fn a_state_folder_behind_a_link_to_nothing_closes_the_gates_and_trusts_nobody() {
    let project = guarded();
    trust(&project);
    let state = project.home().join(".local/state");
    fs::rename(&state, project.home().join("moved")).unwrap();
    for what in ["a link to nothing", "a file"] {
        match what {
            "a file" => fs::write(&state, "").unwrap(),
            _ => symlink(project.home().join("nothing"), &state).unwrap(),
        }
        forget_runs(&project);
        let ran = exec(&project);
        assert_eq!(ran.code, Some(77), "{what}: {ran:?}");
        assert!(ran.stderr.contains("is not a folder"), "{what}: {ran:?}");
        assert!(ran.stderr.contains("XDG_STATE_HOME"), "{what}: {ran:?}");
        assert!(!project.has("guard-ran"), "{what}");
        let refused = run_unattended(&project, &["trust"]);
        assert_eq!(refused.code, Some(125), "{what}: {refused:?}");
        fs::remove_file(&state).unwrap();
    }
    fs::rename(project.home().join("moved"), &state).unwrap();
    runs(&project, "as it was");
}

#[test]
fn an_agent_that_names_the_whole_file_system_hides_no_guard() {
    let project = guarded();
    trust(&project);
    for agent in AGENTS {
        let call = payload(agent, &project.root().display().to_string(), "ls").to_string();
        let mut command = project.command(&["bridge", "--speak", agent]);
        for name in ["CLAUDE", "CODEX", "GEMINI", "CURSOR", "HOOKS"] {
            command.env(format!("{name}_PROJECT_DIR"), "/");
        }
        forget_runs(&project);
        let ran = fed(&mut command, &call);
        assert!(project.has("guard-ran"), "{agent}: {ran:?}");
    }
    forget_runs(&project);
    let mut call: Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
    call["cwd"] = json!(project.root());
    call["project_dir"] = json!("/");
    let ran = project.run_with(&["fire"], &call.to_string());
    assert!(project.has("guard-ran"), "{ran:?}");
}

#[test]
fn what_no_digest_covers_is_said_by_the_question_and_by_check() {
    let project = Project::new();
    for (command, said) in [
        (
            "python3 -m guard.main",
            "`python3` loads a module by its name",
        ),
        ("perl -MGuard -e 1", "`perl` loads a module by its name"),
        ("node -r ./x guard", "`node` loads a module by its name"),
        ("find . -name x.sh -exec sh {} +", "`find` runs"),
        ("ls | xargs sh", "`xargs` runs"),
        ("make guard", "`make` runs"),
        ("eval $X", "`eval` runs"),
    ] {
        let hook = format!("[[hooks.pre_tool_use]]\ncommand = [\"sh\", \"-c\", \"{command}\"]\n");
        project.write(".agent-hooks/hooks.toml", &hook);
        let check = project.run(&["check", ".agent-hooks/hooks.toml"]).stdout;
        assert!(check.contains("trust does not cover"), "{command}: {check}");
        for shown in [check, run_unattended(&project, &["trust"]).stdout] {
            let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(shown.contains(said), "{command}: {shown}");
        }
    }
}

#[test]
fn the_question_shows_a_script_of_64_kib_whole_and_names_a_longer_one() {
    let project = guarded();
    let lines: String = (0..4000).map(|n| format!("# line {n}\n")).collect();
    script(&project, "guard.sh", &lines);
    let shown = run_unattended(&project, &["trust"]).stdout;
    assert!(shown.contains("| # line 0\n") && shown.contains("| # line 3999\n"));
    script(&project, "guard.sh", &lines.repeat(2));
    let shown = run_unattended(&project, &["trust"]).stdout;
    assert!(shown.contains("guard.sh: (longer than 64 KiB"), "{shown}");
    assert!(!shown.contains("# line"));
}

#[test]
fn the_list_is_json_with_a_schema_and_names_what_waits() {
    let project = guarded();
    let list = || project.run(&["trust", "list", "--json"]).json();
    assert_eq!(list()["roots"], json!([]));
    let waiting = &list()["waiting"][0];
    assert_eq!(
        (&waiting["id"], &waiting["state"]),
        (&json!("guard"), &json!("new"))
    );
    trust(&project);
    let listed = list();
    assert_eq!(listed["roots"][0]["hooks"][0]["state"], "trusted");
    assert_eq!(listed["waiting"], json!([]));
    script(&project, "guard.sh", "x");
    assert_eq!(list()["waiting"][0]["state"], "changed");
    let text = project.run(&["trust", "list"]).stdout;
    assert!(text.contains("changed: pre_tool_use `guard`"), "{text}");
    let schema = project.run(&["schema", "trust"]).json();
    assert!(schema["properties"]["waiting"].is_object(), "{schema}");
}

#[test]
fn one_broken_byte_in_a_file_with_trusted_guards_stops_everything() {
    let project = guarded();
    trust(&project);
    for text in [format!("{GUARD}[["), "\u{0}".to_owned()] {
        project.write(".agent-hooks/hooks.toml", &text);
        let ran = exec(&project);
        assert_eq!(ran.code, Some(125), "{ran:?}");
        assert!(!project.has("command-ran"));
        let cwd = project.root().display().to_string();
        for agent in AGENTS {
            let payload = payload(agent, &cwd, "ls").to_string();
            let ran = project.run_with(&["bridge", "--speak", agent], &payload);
            assert!(blocks(agent, &ran), "{agent}: {ran:?}");
        }
    }
}

#[test]
fn another_agents_file_with_trusted_guards_that_is_no_object_any_more_stops_everything() {
    let project = Project::new();
    let settings =
        r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"touch guard-ran"}]}]}}"#;
    project.write(".claude/settings.json", settings);
    trust(&project);
    runs(&project, "trusted");
    for text in ["[]", "{", r#"{"hooks":[]}"#] {
        project.write(".claude/settings.json", text);
        let ran = exec(&project);
        assert_eq!(ran.code, Some(125), "{text}: {ran:?}");
    }
    // A switch in the file counts only once its new text is trusted.
    let off = settings.replacen('{', r#"{"disableAllHooks":true,"#, 1);
    project.write(".claude/settings.json", &off);
    runs(&project, "a switch that nobody agreed to");
}

#[test]
fn limits_of_a_file_count_only_as_they_were_trusted() {
    let project = guarded();
    project.write(
        ".agent-hooks/hooks.toml",
        &format!("[hooks]\nbudget = \"5s\"\n{GUARD}"),
    );
    trust(&project);
    runs(&project, "with its limits");
    project.write(
        ".agent-hooks/hooks.toml",
        &format!("[hooks]\nbudget = \"1ms\"\n{GUARD}"),
    );
    runs(&project, "a budget that starves the guard");
}

#[test]
fn a_trusted_guard_that_its_file_switches_off_closes_its_gate_until_its_trust_is_taken_back() {
    let project = guarded();
    trust(&project);
    for text in [
        format!("{GUARD}enabled = false\n"),
        format!("[hooks]\ndisable_all = true\n{GUARD}"),
    ] {
        project.write(".agent-hooks/hooks.toml", &text);
        is_closed(&project, &text);
        let ran = exec(&project);
        assert!(ran.stderr.contains("its file switches it off"), "{ran:?}");
    }
    let ran = run_unattended(&project, &["trust", "revoke", "guard"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = exec(&project);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!project.has("guard-ran"), "{ran:?}");
}

#[test]
fn permission_for_a_run_does_not_run_what_changed_since_it_was_trusted() {
    let project = guarded();
    trust(&project);
    project.write(".agent-hooks/hooks.toml", &GUARD.replace("5s", "6s"));
    let ran = project.run(&["exec", "--trust-project", "--", "touch", "command-ran"]);
    assert_eq!(ran.code, Some(77), "{ran:?}");
    assert!(
        !project.has("guard-ran") && !project.has("command-ran"),
        "{ran:?}"
    );
}

/// Without a payload it is unknown whether the session is in that project.
#[test]
fn a_payload_that_cannot_be_read_closes_the_gate_once_a_project_is_trusted() {
    let project = guarded();
    let bridge = ["bridge", "--speak", "claude", "--event", "PreToolUse"];
    let elsewhere = tempfile::tempdir().unwrap();
    let ran = |stdin: &str| -> Ran {
        let mut command = project.command(&bridge);
        fed(command.current_dir(elsewhere.path()), stdin)
    };
    let root = project.root().display().to_string();
    let twice = json!({
        "session_id": "s", "cwd": root, "transcript_path": "", "tool_use_id": "u",
        "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": { "command": "ls" },
    })
    .to_string()
    .replacen('{', "{\"cwd\":\"/\",", 1);
    for stdin in ["{\"tool_name\": ", "", &twice] {
        let open = ran(stdin);
        assert!(!open.stdout.contains("\"deny\""), "{stdin}: {open:?}");
    }
    trust(&project);
    for stdin in ["{\"tool_name\": ", "", &twice] {
        let closed = ran(stdin);
        assert!(closed.stdout.contains("\"deny\""), "{stdin}: {closed:?}");
    }
}

#[test]
fn permission_for_a_run_does_not_bring_back_what_was_revoked() {
    let project = guarded();
    trust(&project);
    let ran = run_unattended(&project, &["trust", "revoke", "guard"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for text in [GUARD.to_owned(), GUARD.replace("5s", "6s")] {
        project.write(".agent-hooks/hooks.toml", &text);
        for options in [&["exec"][..], &["exec", "--trust-project"]] {
            let ran = project.run(&[options, &["--report", "--", "true"]].concat());
            assert_eq!(ran.code, Some(0), "{ran:?}");
            assert!(!project.has("guard-ran"), "{ran:?}");
            assert!(ran.stderr.contains("skipped: revoked"), "{ran:?}");
        }
    }
    project.write(".agent-hooks/hooks.toml", GUARD);
    trust(&project);
    runs(&project, "trusted again");
}

#[test]
fn a_store_that_cannot_be_used_trusts_nobody_and_closes_the_gates() {
    let project = guarded();
    trust(&project);
    let store = project.home().join(".local/state/agent-hooks/trust.json");
    let good = fs::read_to_string(&store).unwrap();
    let closed = |what: &str| {
        forget_runs(&project);
        let ran = exec(&project);
        assert_eq!(ran.code, Some(77), "{what}: {ran:?}");
        assert!(ran.stderr.contains("trust store"), "{what}: {ran:?}");
        let ran_anything = project.has("guard-ran") || project.has("command-ran");
        assert!(!ran_anything, "{what}");
        let refused = run_unattended(&project, &["trust"]);
        assert_eq!(refused.code, Some(125), "{what}: {refused:?}");
    };
    fs::write(&store, &good[..good.len() / 2]).unwrap();
    closed("torn");
    fs::write(&store, good.replacen("\"version\": 1", "\"version\": 2", 1)).unwrap();
    closed("newer");
    fs::write(&store, &good).unwrap();
    fs::set_permissions(&store, fs::Permissions::from_mode(0o666)).unwrap();
    closed("writable by all");
    fs::set_permissions(&store, fs::Permissions::from_mode(0o600)).unwrap();
    runs(&project, "as it was");
    let moved = store.with_file_name("moved.json");
    fs::rename(&store, &moved).unwrap();
    symlink(&moved, &store).unwrap();
    closed("a link");
}

#[test]
fn a_project_that_holds_the_users_own_folders_is_refused() {
    let project = guarded();
    project.write(
        "state/agent-hooks/trust.json",
        r#"{"version":1,"roots":{}}"#,
    );
    let evil = "[[hooks.pre_tool_use]]\ncommand = \"touch evil-ran\"\n";
    project.write("config/agent-hooks/hooks.toml", evil);
    project.write("h/.config/agent-hooks/hooks.toml", evil);
    let moved = [
        ("XDG_STATE_HOME", "state"),
        ("XDG_CONFIG_HOME", "config"),
        ("HOME", "h"),
    ];
    for (name, folder) in moved {
        let mut command = project.command(&["exec", "--", "touch", "command-ran"]);
        command.env(name, project.path(folder));
        let ran: Ran = command.output().unwrap().into();
        assert_eq!(ran.code, Some(125), "{name}: {ran:?}");
        assert!(ran.stderr.contains("inside the project"), "{name}: {ran:?}");
        assert!(
            !project.has("evil-ran") && !project.has("command-ran"),
            "{name}"
        );
    }
}

#[test]
fn processes_that_trust_at_the_same_time_lose_nothing() {
    let project = Project::new();
    let roots: Vec<String> = (0..6)
        .map(|n| {
            let file = format!("p{n}/.agent-hooks/hooks.toml");
            project.write(&file, "[[hooks.stop]]\ncommand = \"true\"\n");
            project.path(&format!("p{n}")).display().to_string()
        })
        .collect();
    let mut commands = Vec::new();
    for root in &roots {
        let shown = run_unattended(&project, &["trust", "--project", root]).stdout;
        let mut words = shown.split_whitespace();
        let fingerprint = words.find(|word| word.starts_with("v1:")).unwrap();
        let arguments = ["trust", "--project", root, "--fingerprint", fingerprint];
        commands.push(unattended(&project, &arguments));
    }
    let started = commands.iter_mut().map(|command| command.spawn().unwrap());
    for child in started.collect::<Vec<_>>() {
        let ran = ended(child);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let list = project.run(&["trust", "list", "--format", "json"]).json();
    assert_eq!(
        list["roots"].as_array().unwrap().len(),
        roots.len(),
        "{list}"
    );
}

#[test]
fn nobody_trusts_below_an_agent_or_unasked() {
    let project = guarded();
    let fingerprint = fingerprints(&project).remove(0);
    for mark in [
        "AGENT_HOOKS_DEPTH",
        "CLAUDECODE",
        "GEMINI_CLI",
        "CURSOR_AGENT",
        "CODEX_SANDBOX",
    ] {
        let named = ["trust", "--fingerprint", &fingerprint];
        for arguments in [&["trust"][..], &named, &["trust", "revoke"]] {
            let mut command = project.command(arguments);
            let ran: Ran = command.env(mark, "1").output().unwrap().into();
            assert_eq!(ran.code, Some(125), "{mark}: {ran:?}");
            assert!(ran.stderr.contains(mark), "{mark}: {ran:?}");
        }
    }
    let ran = fed(&mut unattended(&project, &["trust"]), "y\ny\ny\n");
    assert_eq!(ran.code, Some(125), "{ran:?}");
    let wrong = format!("v1:{}", "0".repeat(64));
    let arguments = [
        "trust",
        "--fingerprint",
        &fingerprint,
        "--fingerprint",
        &wrong,
    ];
    let ran = run_unattended(&project, &arguments);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(!project.home().join(".local").exists());
    let ran = run_unattended(&project, &["trust", "--yes"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn what_is_shown_fits_a_terminal_and_cannot_write_to_it() {
    let project = guarded();
    let long = json!(format!("./guard.sh \u{1b}[2J {}", "x".repeat(500)));
    let hook = format!("[[hooks.pre_tool_use]]\nname = \"a\u{202e}b\"\ncommand = {long}\n");
    project.write(".agent-hooks/hooks.toml", &hook);
    let shown = run_unattended(&project, &["trust"]).stdout;
    let narrow = |line: &str| line.chars().count() <= 80;
    assert!(shown.lines().all(narrow), "{shown}");
    assert!(!shown.contains('\u{1b}'), "{shown}");
    for fact in [
        "a gate",
        "files covered:",
        "guard.sh",
        "not covered:",
        "inherits:",
        "timeout: 30 s",
    ] {
        assert!(shown.contains(fact), "{fact}: {shown}");
    }
    assert_eq!(fingerprints(&project).len(), 1);
}

#[test]
fn a_change_is_shown_as_a_difference() {
    let project = guarded();
    trust(&project);
    project.write(".agent-hooks/hooks.toml", &GUARD.replace("5s", "6s"));
    script(
        &project,
        "guard.sh",
        &SCRIPT.replace("guard-ran", "evil-ran"),
    );
    let shown = run_unattended(&project, &["trust"]).stdout;
    for line in [
        "- timeout: 5 s",
        "+ timeout: 6 s",
        "changed: guard.sh",
        "- touch guard-ran",
        "+ touch evil-ran",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let shown = project.run(&["trust", "show"]).stdout;
    assert!(shown.contains("| touch guard-ran"), "{shown}");
}

#[test]
fn trust_is_for_one_place_under_any_of_its_names() {
    let project = guarded();
    trust(&project);
    let link = project.path("../link");
    symlink(project.root(), &link).unwrap();
    let named = |root: &str| {
        let ran = project.run(&["exec", "--project", root, "--report", "--", "true"]);
        forget_runs(&project);
        ran.stderr
    };
    assert!(!named(&link.display().to_string()).contains("skipped"));
    let copy = project.path("../copy");
    let mut copied = Command::new("cp");
    copied.arg("-r").arg(project.root()).arg(&copy);
    assert!(copied.status().unwrap().success());
    assert!(named(&copy.display().to_string()).contains("skipped: untrusted"));
}

#[test]
fn an_allow_counts_only_if_that_was_agreed_to_as_well() {
    let hook = "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"printf '{\\\"decision\\\":\\\"allow\\\"}'\"\n";
    for (options, grants) in [(&[][..], false), (&["--may-grant"][..], true)] {
        let project = Project::new();
        project.write(".agent-hooks/hooks.toml", hook);
        trust_with(&project, options);
        let report = fire(&project);
        assert_eq!(report["grants"], grants, "{report}");
    }
}

#[test]
fn only_a_gate_gets_the_right_to_grant() {
    let project = Project::new();
    let hook = |event: &str, id: &str| {
        format!("[[hooks.{event}]]\nname = \"{id}\"\ncommand = \"true\"\n\n")
    };
    let hooks = hook("pre_tool_use", "guard") + &hook("post_tool_use", "after");
    project.write(".agent-hooks/hooks.toml", &hooks);
    trust_with(&project, &["--may-grant"]);
    let store = project.home().join(".local/state/agent-hooks/trust.json");
    let store = fs::read_to_string(store).unwrap();
    assert_eq!(store.matches("\"may_grant\": true").count(), 1, "{store}");
    assert_eq!(store.matches("\"may_grant\": false").count(), 1, "{store}");
}

#[test]
fn a_change_that_only_the_fingerprint_has_is_no_unchanged_hook() {
    let project = guarded();
    trust(&project);
    let hook = GUARD.replacen("command", "side_effects = \"none\"\ncommand", 1);
    project.write(".agent-hooks/hooks.toml", &hook);
    let said = run_unattended(&project, &["trust"]).stdout;
    assert!(!said.contains("has not changed"), "{said}");
    assert!(said.contains("+ side effects: none"), "{said}");
}

#[test]
fn an_older_description_of_a_hook_shows_no_change_that_nobody_made() {
    let project = guarded();
    trust(&project);
    let store = project.home().join(".local/state/agent-hooks/trust.json");
    let text = fs::read_to_string(&store).unwrap();
    let older = text
        .replace("\"wording\": 1", "\"wording\": 0")
        .replace("\"timeout: ", "\"ends after: ");
    assert_ne!(older, text);
    fs::write(&store, older).unwrap();
    script(&project, "guard.sh", &format!("{SCRIPT}# new"));
    let said = run_unattended(&project, &["trust"]).stdout;
    assert!(said.contains("# new"), "{said}");
    assert!(!said.contains("ends after"), "{said}");
    assert!(!said.contains("+ timeout"), "{said}");
    assert!(said.contains("worded differently"), "{said}");
}

#[test]
fn a_file_that_is_data_may_change() {
    let project = guarded();
    project.write("notes.json", "1");
    let hook = GUARD.replace("./guard.sh", "./guard.sh notes.json");
    project.write(".agent-hooks/hooks.toml", &hook);
    trust_with(&project, &["--data", "notes.json"]);
    project.write("notes.json", "2");
    runs(&project, "data changed");
    script(&project, "guard.sh", &format!("{SCRIPT}#"));
    is_closed(&project, "the script beside the data changed");
}

#[test]
fn a_hook_may_write_a_log_and_name_data_that_is_not_there_yet() {
    let project = guarded();
    let hook = GUARD.replace("./guard.sh", "./guard.sh | tee -a seen.txt >> log.txt");
    project.write(".agent-hooks/hooks.toml", &hook);
    trust_with(&project, &["--data", "seen.txt"]);
    for _ in 0..2 {
        runs(&project, "it wrote");
    }
    assert!(project.has("log.txt") && project.has("seen.txt"));
}

#[test]
fn hooks_of_strangers_inherit_no_secret_unless_their_entry_says_so() {
    let named = "inherit_env = [\"SECRET\", \"PATH\"]\n";
    for (inherit, expected) in [("", ""), (named, "x")] {
        let project = Project::new();
        let hook =
            "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = 'printf %s \"$SECRET\" > seen'\n";
        project.write(".agent-hooks/hooks.toml", &format!("{hook}{inherit}"));
        trust(&project);
        let mut command = project.command(&["exec", "--", "true"]);
        let ran: Ran = command.env("SECRET", "x").output().unwrap().into();
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(project.read("seen"), expected);
    }
}

#[test]
fn check_says_the_state_of_a_projects_hooks() {
    let project = guarded();
    let check =
        |format: &str| project.run(&["check", "--format", format, ".agent-hooks/hooks.toml"]);
    assert!(check("text").stdout.contains("`guard`: new"));
    trust(&project);
    let report = check("json").json();
    assert_eq!(
        report["files"][0]["trust"][0]["state"], "trusted",
        "{report}"
    );
    script(&project, "guard.sh", "x");
    let said = check("text").stdout;
    assert!(
        said.contains("`guard`: changed") && said.contains("hooks trust"),
        "{said}"
    );
}

#[test]
fn the_bridge_takes_no_trusted_hook_of_another_format_for_gone() {
    let project = guarded();
    let settings = r#"{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"true"}]}]}}"#;
    project.write(".claude/settings.json", settings);
    trust(&project);
    let call = payload("claude", &project.root().display().to_string(), "ls").to_string();
    let ran = project.run_with(&["bridge", "--speak", "claude"], &call);
    assert!(!ran.stderr.contains("is gone"), "{ran:?}");
    assert!(project.has("guard-ran"), "{ran:?}");
}

#[test]
fn another_agents_hooks_are_trusted_alike() {
    let project = Project::new();
    let settings = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/c.sh"}]}]}}"#;
    project.write(".claude/settings.json", settings);
    script(&project, ".claude/hooks/c.sh", SCRIPT);
    trust(&project);
    runs(&project, "trusted");
    let evil = SCRIPT.replace("guard-ran", "evil-ran");
    script(&project, ".claude/hooks/c.sh", &evil);
    let ran = exec(&project);
    assert_eq!(ran.code, Some(77), "{ran:?}");
    assert!(!project.has("evil-ran"));
    script(&project, ".claude/hooks/c.sh", SCRIPT);
    project.write(
        ".claude/settings.json",
        &settings.replace("Bash", "Nothing"),
    );
    let ran = exec(&project);
    assert_eq!(ran.code, Some(77), "a matcher that fits nothing: {ran:?}");
}

/// A hook's name, its command and the text of its script contain invisible characters.
#[test]
fn nothing_invisible_is_shown_raw_when_trust_is_asked_for() {
    let unseen = "\u{ad}\u{34f}\u{61c}\u{115f}\u{17b4}\u{180b}\u{200b}\u{200d}\u{202e}\u{2060}\u{2800}\u{3164}\u{a0}\u{fe0f}\u{feff}\u{ffa0}\u{e0041}\u{e0100}\u{2028}";
    let project = Project::new();
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let command = quoted(&format!("sh guard.sh {unseen}"));
    project.write(
        ".agent-hooks/hooks.toml",
        &format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {command}\nenv = {{ A = {command} }}\n"),
    );
    project.write("guard.sh", &format!("# {unseen}\nexit 0\n"));
    let asked = project.run(&["trust"]);
    trust(&project);
    for ran in [
        asked,
        project.run(&["trust", "show"]),
        project.run(&["trust", "show", "--json"]),
        project.run(&["trust", "list"]),
        project.run(&["list"]),
        project.run(&["check"]),
        project.run(&["fire", "PreToolUse", "--sample", "--show-io"]),
    ] {
        let shown = format!("{}{}", ran.stdout, ran.stderr);
        let raw = unseen.chars().find(|c| shown.contains(*c));
        assert_eq!(raw.map(u32::from), None, "{shown}");
    }
}
