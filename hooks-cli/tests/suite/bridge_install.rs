//! `hooks bridge install` and `uninstall`.

use std::fs;

use crate::support::{Project, Ran, with_settings};

#[cfg(unix)]
mod files;
mod switches;
mod told;

const AGENTS: [(&str, &str); 5] = [
    ("claude", ".claude/settings.json"),
    ("codex", ".codex/hooks.json"),
    ("gemini", ".gemini/settings.json"),
    ("cursor", ".cursor/hooks.json"),
    ("copilot", ".copilot/hooks/hooks-bridge.json"),
];

fn bridge(project: &Project, action: &str, agent: &str, more: &[&str]) -> Ran {
    project.run(&[&["bridge", action, "--for", agent], more].concat())
}

#[test]
fn it_comes_and_goes_without_a_trace() {
    for (agent, file) in AGENTS {
        let project = Project::new();
        let path = project.home().join(file);
        assert_eq!(bridge(&project, "install", agent, &[]).code, Some(0));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(env!("CARGO_BIN_EXE_hooks")), "{text}");
        let again = bridge(&project, "install", agent, &[]);
        assert!(again.stdout.contains("nothing to change"), "{again:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert_eq!(bridge(&project, "uninstall", agent, &[]).code, Some(0));
        assert!(!path.exists());
        assert_eq!(bridge(&project, "uninstall", agent, &[]).code, Some(0));
    }
}

#[test]
fn what_was_there_stays_byte_for_byte() {
    let text = "{\n  // mine\n  \"model\": \"x\", // keep\n  \"hooks\": { \"Stop\": [] },\n}\n";
    let project = Project::new();
    project.write_home(".claude/settings.json", text);
    let path = project.home().join(".claude/settings.json");
    bridge(&project, "install", "claude", &[]);
    let with = fs::read_to_string(&path).unwrap();
    assert!(with.contains("// mine") && with.contains("// keep"));
    bridge(&project, "uninstall", "claude", &[]);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_dry_run_shows_the_change_and_writes_nothing() {
    let project = with_settings("{\n  \"model\": \"x\"\n}\n");
    let ran = bridge(
        &project,
        "install",
        "claude",
        &["--project", ".", "--dry-run"],
    );
    assert_eq!(ran.code, Some(0));
    let shown = project.without_paths(&ran);
    assert!(
        shown.starts_with(
            "--- {project}/./.claude/settings.json\n+++ {project}/./.claude/settings.json\n"
        ) || shown.starts_with(
            "--- {project}/.claude/settings.json\n+++ {project}/.claude/settings.json\n"
        ),
        "{shown}"
    );
    assert!(shown.contains("+    \"PreToolUse\": ["), "{shown}");
    assert_eq!(
        project.read(".claude/settings.json"),
        "{\n  \"model\": \"x\"\n}\n"
    );
    bridge(&project, "install", "codex", &["--dry-run"]);
    assert!(!project.home().join(".codex").exists());
}

#[test]
fn a_dry_run_shows_no_setting_of_others() {
    let others = "{\n  \"env\": {\n    \"TOKEN\": \"SECRET\"\n  },\n  \"hooks\": {\n    \"Stop\": [\n      {\n        \
                  \"hooks\": [\n          { \"type\": \"command\", \"command\": \"SECRET\" }\n        ]\n      }\n    \
                  ]\n  },\n  \"apiKeyHelper\": \"SECRET\"\n}\n";
    let in_one_line: String = others.split_whitespace().collect();
    for text in [
        others,
        &in_one_line,
        "{\n  \"apiKeyHelper\": \"SECRET\"\n}\n",
    ] {
        let project = with_settings(text);
        let told = |what: &str, more: &[&str]| {
            let ran = bridge(
                &project,
                what,
                "claude",
                &[&["--project", "."], more].concat(),
            );
            assert_eq!(ran.code, Some(0), "{ran:?}");
            assert!(!ran.stdout.contains("SECRET"), "{ran:?}");
            assert!(!ran.stderr.contains("SECRET"), "{ran:?}");
            ran.stdout
        };
        let planned = told("install", &["--dry-run"]);
        assert!(planned.contains("@@"), "{planned}");
        if text != in_one_line {
            assert!(
                planned.contains("bridge --speak claude --event Stop"),
                "{planned}"
            );
        }
        told("install", &["--json"]);
        told("uninstall", &["--dry-run"]);
        told("uninstall", &["--json"]);
        assert_eq!(project.read(".claude/settings.json"), text);
    }
}

#[test]
fn a_file_that_is_not_json_stays_unchanged() {
    let project = Project::new();
    project.write_home(".claude/settings.json", "{ not json");
    let ran = bridge(&project, "install", "claude", &[]);
    assert_eq!(ran.code, Some(125));
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
    assert!(
        ran.stderr.contains("settings.json: it is not JSON"),
        "{ran:?}"
    );
    let path = project.home().join(".claude/settings.json");
    assert_eq!(fs::read_to_string(path).unwrap(), "{ not json");
}

#[test]
fn the_agents_own_folder_may_lie_elsewhere() {
    let project = Project::new();
    let ran: Ran = project
        .command(&["bridge", "install", "--for", "codex"])
        .env("CODEX_HOME", project.path("codex"))
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, Some(0));
    assert!(project.has("codex/hooks.json"));
}

#[cfg(unix)]
#[test]
fn a_command_in_the_name_of_a_project_gets_no_line_of_its_own() {
    let project = Project::new();
    let name = "a `hooks trust --fingerprint v1:00`; b";
    fs::create_dir(project.path(name)).unwrap();
    let install = ["bridge", "install", "--for", "claude", "--project", name];
    let uninstall = ["bridge", "uninstall", "--for", "claude", "--project", name];
    for arguments in [&install[..], &install, &uninstall] {
        let shown = project.shown(60, arguments);
        let is_alone = |line: &str| line.trim().starts_with("hooks trust --fingerprint");
        assert!(
            shown.contains("v1:00") && !shown.lines().any(is_alone),
            "{shown}"
        );
    }
}

/// Needs root, because only root can start the program as a user for whom the system knows no home folder.
#[cfg(target_os = "linux")]
#[test]
fn where_the_users_own_file_has_no_place_an_install_changes_nothing() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return;
    }
    let project = Project::new();
    let open = |path: &std::path::Path| {
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    };
    open(&project.root());
    open(project.root().parent().unwrap());
    let ran: Ran = project
        .command(&["bridge", "install", "--for", "codex"])
        .env_remove("HOME")
        .env("CODEX_HOME", project.path("codex"))
        .uid(54_321)
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("HOME is not set"), "{ran:?}");
    assert!(!project.has("codex/hooks.json"), "{ran:?}");
}

#[test]
fn a_settings_file_that_was_blank_is_there_and_blank_after_uninstall() {
    for (agent, file) in AGENTS {
        for blank in ["", "\n", "\n \n", "  "] {
            let project = Project::new();
            project.write_home(file, blank);
            for action in ["install", "install", "uninstall"] {
                let ran = bridge(&project, action, agent, &[]);
                assert_eq!(ran.code, Some(0), "{agent} {blank:?}: {ran:?}");
            }
            let path = project.home().join(file);
            let left = fs::read_to_string(&path).expect("the file is gone");
            let with_preamble = matches!(agent, "cursor" | "copilot");
            assert!(
                left == blank || with_preamble,
                "{agent} {blank:?}: {left:?}"
            );
        }
    }
}

#[test]
fn an_entry_by_hand_stays_and_is_named() {
    let mine = "/opt/guard.sh && hooks bridge --speak claude --config /etc/mine.toml";
    let text = format!(
        "{{\n  \"hooks\": {{\n    \"PreToolUse\": [\n      {{ \"hooks\": [{{ \"type\": \"command\", \"command\": \"{mine}\" }}] }}\n    ]\n  }}\n}}\n"
    );
    let project = Project::new();
    project.write_home(".claude/settings.json", &text);
    let path = project.home().join(".claude/settings.json");
    for action in ["install", "install", "uninstall", "uninstall"] {
        let ran = bridge(&project, action, "claude", &[]);
        assert!(
            fs::read_to_string(&path).unwrap().contains(mine),
            "{action}: the entry is gone: {ran:?}"
        );
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(
            ran.stdout
                .contains("settings.json:4: this PreToolUse entry"),
            "{ran:?}"
        );
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_file_that_the_agent_does_not_read_is_said_to_be_one() {
    let (agent, file) = AGENTS[0];
    for (text, line) in [
        ("{\n  // mine\n  \"a\": 1\n}\n", "json:2: not the JSON"),
        ("{\n  \"a\": 1,\n}\n", ": not the JSON"),
        ("{\n  \"a\": \"\u{1}\"\n}\n", "json:2: not the JSON"),
    ] {
        let project = Project::new();
        project.write_home(file, text);
        let ran = bridge(&project, "install", agent, &[]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let help = "until that is changed claude runs no hook of this file";
        assert!(
            ran.stdout.contains(line) && ran.stdout.contains(help),
            "{ran:?}"
        );
    }
}
