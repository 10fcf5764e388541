//! `hooks bridge install` and `uninstall`.

use std::fs;

use crate::support::{Project, Ran};

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
    let project = Project::new();
    project.write(".claude/settings.json", "{\n  \"model\": \"x\"\n}\n");
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
fn a_file_that_is_no_json_is_left_alone() {
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

/// Only root can start the program as a user for whom the system knows no home folder.
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

const SWITCHES: [(&str, &str, &str, &str); 10] = [
    (
        "claude",
        ".claude/settings.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "claude",
        ".claude/settings.json",
        r#"{"allowManagedHooksOnly":true}"#,
        "allowManagedHooksOnly",
    ),
    (
        "claude",
        ".claude/settings.json",
        r#"{"allowManagedHooksOnly":false}"#,
        "",
    ),
    (
        "copilot",
        ".copilot/hooks/hooks-bridge.json",
        r#"{"version":1,"disableAllHooks":true,"hooks":{}}"#,
        "disableAllHooks",
    ),
    (
        "copilot",
        ".copilot/settings.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "gemini",
        ".gemini/settings.json",
        r#"{"hooksConfig":{"enabled":false}}"#,
        "hooksConfig.enabled",
    ),
    (
        "gemini",
        ".gemini/settings.json",
        r#"{"hooksConfig":{"disabled":["hooks-bridge"]}}"#,
        "hooksConfig.disabled",
    ),
    (
        "codex",
        ".codex/config.toml",
        "[features]\nhooks = false\n",
        "features.hooks",
    ),
    (
        "claude",
        ".claude/settings.json",
        r#"{"disableAllHooks":false}"#,
        "",
    ),
    (
        "codex",
        ".codex/config.toml",
        "[features]\nhooks = true\n",
        "",
    ),
];

#[test]
fn installing_where_hooks_are_switched_off_says_so_and_where() {
    for (agent, file, text, switch) in SWITCHES {
        for dry in [&["--dry-run"][..], &[]] {
            let project = Project::new();
            project.write_home(file, text);
            let ran = bridge(&project, "install", agent, dry);
            assert_eq!(ran.code, Some(0), "{ran:?}");
            let said = ran
                .stdout
                .lines()
                .find(|line| line.contains("switched off"));
            assert_eq!(said.is_some(), !switch.is_empty(), "{ran:?}");
            let said = said.unwrap_or_default();
            assert!(said.contains(switch), "{said}");
            if !switch.is_empty() {
                assert!(said.contains(file) && said.contains("until"), "{said}");
            }
        }
    }
}

/// Installs into a project and returns what is printed about which file. `p` in paths is the project.
const PROJECT_SWITCHES: &[(&str, &str, &str, &str)] = &[
    (
        "claude",
        "p/.claude/settings.local.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "claude",
        ".claude/settings.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "copilot",
        "p/.github/copilot/settings.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "copilot",
        "p/.github/copilot/settings.local.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "copilot",
        "p/.claude/settings.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "copilot",
        "p/.claude/settings.local.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "gemini",
        ".gemini/settings.json",
        r#"{"hooksConfig":{"enabled":false}}"#,
        "hooksConfig.enabled",
    ),
    (
        "codex",
        "p/.codex/config.toml",
        "[features]\nhooks = false\n",
        "features.hooks",
    ),
    (
        "codex",
        "p/.codex/config.toml",
        "[features]\ncodex_hooks = false\n",
        "features.hooks",
    ),
    (
        "codex",
        ".codex/config.toml",
        "[profiles.a.features]\nhooks = false\n",
        "profile `a`",
    ),
    (
        "goose",
        "p/.config/goose/settings.json",
        r#"{"disabledPlugins":["hooks-bridge"]}"#,
        "disabledPlugins",
    ),
    (
        "goose",
        "p/.config/goose/settings.local.json",
        r#"{"disabledPlugins":["hooks-bridge"]}"#,
        "disabledPlugins",
    ),
    (
        "goose",
        ".config/goose/settings.json",
        r#"{"disabledPlugins":["hooks-bridge"]}"#,
        "disabledPlugins",
    ),
];

#[test]
fn installing_into_a_project_names_the_switches_of_every_file_that_the_agent_obeys() {
    for (agent, file, text, switch) in PROJECT_SWITCHES {
        let project = Project::new();
        match file.strip_prefix("p/") {
            Some(file) => project.write(file, text),
            None => project.write_home(file, text),
        }
        let ran = bridge(&project, "install", agent, &["--project", "."]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let mut said = ran
            .stdout
            .lines()
            .filter(|line| line.contains("switched off"));
        let said = said.next().unwrap_or_default();
        let file = file.trim_start_matches("p/");
        assert!(
            said.contains(switch) && said.contains(file),
            "{agent} {file}: {ran:?}"
        );
    }
}

#[test]
fn installing_for_the_user_names_switches_in_profiles_and_plugins() {
    for (agent, file, text, switch) in [
        (
            "codex",
            ".codex/config.toml",
            "profiles.a.features.hooks = false\n",
            "profile `a`",
        ),
        (
            "codex",
            ".codex/config.toml",
            "features.codex_hooks = false\n",
            "features.hooks",
        ),
        (
            "goose",
            ".config/goose/settings.json",
            r#"{"disabledPlugins":["hooks-bridge"]}"#,
            "disabledPlugins",
        ),
    ] {
        let project = Project::new();
        project.write_home(file, text);
        let ran = bridge(&project, "install", agent, &[]);
        let mut said = ran
            .stdout
            .lines()
            .filter(|line| line.contains("switched off"));
        assert!(
            said.next().unwrap_or_default().contains(switch),
            "{agent}: {ran:?}"
        );
    }
    let other = "[profiles.a.features]\nhooks = true\n[profiles.b]\nmodel = \"x\"\n";
    let project = Project::new();
    project.write_home(".codex/config.toml", other);
    let ran = bridge(&project, "install", "codex", &[]);
    assert!(!ran.stdout.contains("switched off"), "{ran:?}");
}

#[test]
fn installing_beside_a_file_that_cannot_be_read_says_so() {
    for (agent, file, text) in [
        ("codex", ".codex/config.toml", "[features\nhooks=false\n"),
        ("copilot", ".copilot/settings.json", "{"),
        ("goose", ".config/goose/settings.json", "{"),
    ] {
        let project = Project::new();
        project.write_home(file, text);
        let ran = bridge(&project, "install", agent, &[]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let mut said = ran
            .stdout
            .lines()
            .filter(|line| line.contains("it is unknown whether"));
        assert!(
            said.next().unwrap_or_default().contains(file),
            "{agent}: {ran:?}"
        );
    }
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

#[cfg(unix)]
mod files {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn permissions_are_kept() {
        let project = Project::new();
        project.write_home(".claude/settings.json", "{}");
        let path = project.home().join(".claude/settings.json");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        bridge(&project, "install", "claude", &[]);
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_link_of_the_users_own_is_followed_and_stays_one() {
        let project = Project::new();
        project.write("dotfiles/settings.json", "{}\n");
        fs::create_dir(project.home().join(".claude")).unwrap();
        let link = project.home().join(".claude/settings.json");
        symlink(project.path("dotfiles/settings.json"), &link).unwrap();
        assert_eq!(bridge(&project, "install", "claude", &[]).code, Some(0));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(project.read("dotfiles/settings.json").contains("bridge"));
        assert_eq!(bridge(&project, "uninstall", "claude", &[]).code, Some(0));
        assert_eq!(project.read("dotfiles/settings.json"), "{}\n");
    }

    #[test]
    fn a_link_of_the_users_own_to_no_file_yet_stays_one() {
        let project = Project::new();
        fs::create_dir_all(project.home().join(".claude")).unwrap();
        let link = project.home().join(".claude/settings.json");
        symlink("../dot/settings.json", &link).unwrap();
        let ran = bridge(&project, "install", "claude", &[]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let target = project.home().join("dot/settings.json");
        assert!(fs::read_to_string(&target).unwrap().contains("bridge"));
        assert_eq!(bridge(&project, "uninstall", "claude", &[]).code, Some(0));
        assert!(!target.exists() && fs::symlink_metadata(&link).is_ok());
    }

    #[test]
    fn a_link_to_a_file_of_the_kernel_s_is_refused_and_not_read() {
        let project = Project::new();
        fs::create_dir_all(project.home().join(".claude")).unwrap();
        symlink("/proc/kmsg", project.home().join(".claude/settings.json")).unwrap();
        let ran = bridge(&project, "install", "claude", &[]);
        assert_eq!(ran.code, Some(125), "{ran:?}");
        assert!(ran.stderr.contains("is a file of the system"), "{ran:?}");
    }

    /// Several versions of the program can be installed, and an agent may bring its own.
    #[test]
    fn under_another_name_it_knows_its_own_entries() {
        for name in ["hooks-0.3", "my hooks", "agent-hooks"] {
            let project = Project::new();
            let program = program_at(&project, name);
            let path = project.home().join(".claude/settings.json");
            let run = |action: &str| {
                let mut command = std::process::Command::new(&program);
                command.args(["bridge", action, "--for", "claude"]);
                let ran = command.env("HOME", project.home()).output().unwrap();
                assert_eq!(ran.status.code(), Some(0), "{name}: {ran:?}");
            };
            run("install");
            let once = fs::read_to_string(&path).unwrap();
            run("install");
            assert_eq!(fs::read_to_string(&path).unwrap(), once, "{name}");
            run("uninstall");
            assert!(!path.exists(), "{name}");
        }
    }

    /// A copy of the program at this path of the project.
    fn program_at(project: &Project, path: &str) -> std::path::PathBuf {
        let program = project.path(path);
        fs::create_dir_all(program.parent().unwrap()).unwrap();
        // Copied by another process. A file that is open for writing here could be inherited by a child that
        // another test forks meanwhile, and the system refuses to start such a program.
        let mut copy = std::process::Command::new("cp");
        let copied = copy.arg(env!("CARGO_BIN_EXE_hooks")).arg(&program).status();
        assert!(copied.unwrap().success());
        program
    }

    fn by(program: &std::path::Path, project: &Project, action: &str, agent: &str) -> String {
        let mut command = std::process::Command::new(program);
        command.args(["bridge", action, "--for", agent]);
        let ran = command.env("HOME", project.home()).output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{agent}: {ran:?}");
        String::from_utf8(ran.stdout).unwrap()
    }

    #[test]
    fn uninstall_after_a_move_of_the_program_leaves_the_file_as_it_was() {
        let mine = "{\n  // mine\n  \"model\": \"x\", // keep\n  \"hooks\": { \"Stop\": [] },\n}\n";
        let project = Project::new();
        let old = program_at(&project, "old/hooks");
        let new = program_at(&project, "new place/hooks");
        for (agent, file) in AGENTS {
            for before in [None, Some("{}\n"), Some(mine)] {
                for again in [false, true] {
                    let path = project.home().join(file);
                    let _ = fs::remove_file(&path);
                    if let Some(text) = before {
                        project.write_home(file, text);
                    }
                    by(&old, &project, "install", agent);
                    if again {
                        by(&new, &project, "install", agent);
                        let text = fs::read_to_string(&path).unwrap();
                        assert!(!text.contains("old/hooks"), "{text}");
                    }
                    by(&new, &project, "uninstall", agent);
                    let left = fs::read_to_string(&path).ok();
                    assert_eq!(left.as_deref(), before, "{agent} {again}");
                }
            }
        }
    }

    /// A program that no longer exists may have been renamed: its entries are recognised by everything else
    /// that `install` writes.
    #[test]
    fn uninstall_after_a_renaming_of_the_program_leaves_the_file_as_it_was() {
        let mine = "{\n  // mine\n  \"model\": \"x\", // keep\n  \"hooks\": { \"Stop\": [] },\n}\n";
        let project = Project::new();
        for (agent, file) in AGENTS {
            for before in [None, Some("\n"), Some("{}\n"), Some(mine)] {
                if before == Some("\n") && matches!(agent, "cursor" | "copilot") {
                    // In an empty file these agents' `version` key is kept.
                    continue;
                }
                for again in [false, true] {
                    let old = program_at(&project, "bin/agent-hooks");
                    let new = project.path("bin/guard bridge");
                    let path = project.home().join(file);
                    let _ = fs::remove_file(&path);
                    if let Some(text) = before {
                        project.write_home(file, text);
                    }
                    by(&old, &project, "install", agent);
                    fs::rename(&old, &new).unwrap();
                    if again {
                        by(&new, &project, "install", agent);
                        let text = fs::read_to_string(&path).unwrap();
                        assert!(!text.contains("bin/agent-hooks"), "{text}");
                    }
                    let said = by(&new, &project, "uninstall", agent);
                    assert_eq!(
                        said.contains("bin/agent-hooks are removed:"),
                        !again,
                        "{said}"
                    );
                    let left = fs::read_to_string(&path).ok();
                    assert_eq!(left.as_deref(), before, "{agent} {again}");
                }
            }
        }
    }

    /// The program may be on a volume that is not mounted, or the path may be a colleague's in a shared file.
    #[test]
    fn entries_of_a_program_whose_folder_is_missing_too_stay() {
        let project = Project::new();
        let new = program_at(&project, "bin/guard");
        for (agent, file) in AGENTS {
            let old = program_at(&project, "volume/agent-hooks");
            by(&old, &project, "install", agent);
            fs::remove_dir_all(project.path("volume")).unwrap();
            let path = project.home().join(file);
            let text = fs::read_to_string(&path).unwrap();
            let said = by(&new, &project, "uninstall", agent);
            let left = fs::read_to_string(&path).unwrap();
            assert_eq!(left, text, "{agent}: {said}");
        }
    }

    #[test]
    fn entries_of_a_program_of_another_name_that_is_there_stay() {
        let project = Project::new();
        let (one, other) = (program_at(&project, "one"), program_at(&project, "other"));
        for (agent, file) in AGENTS {
            by(&one, &project, "install", agent);
            let text = fs::read_to_string(project.home().join(file)).unwrap();
            by(&other, &project, "uninstall", agent);
            let left = fs::read_to_string(project.home().join(file)).unwrap();
            assert_eq!(left, text, "{agent}");
            by(&one, &project, "uninstall", agent);
        }
    }

    #[test]
    fn options_that_the_user_added_stay_and_follow_a_move_of_the_program() {
        let project = Project::new();
        let old = program_at(&project, "old/hooks");
        let new = program_at(&project, "new/hooks");
        for (agent, file) in AGENTS {
            by(&old, &project, "install", agent);
            let path = project.home().join(file);
            let written = fs::read_to_string(&path).unwrap();
            let mine = written.replace("--budget 50", "--budget 50 --trust-project");
            fs::write(&path, &mine).unwrap();
            let said = by(&old, &project, "install", agent);
            assert_eq!(fs::read_to_string(&path).unwrap(), mine, "{agent}");
            assert!(said.contains("nothing to change"), "{said}");
            assert!(said.contains("it stays"), "{said}");
            by(&new, &project, "install", agent);
            let moved = mine.replace("old/hooks", "new/hooks");
            let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            let now = fs::read_to_string(&path).unwrap();
            assert_eq!(parsed(&now), parsed(&moved), "{agent}");
        }
    }

    #[test]
    fn a_link_in_a_project_leads_nowhere() {
        let project = Project::new();
        project.write_home("secret", "{}\n");
        fs::create_dir(project.path(".claude")).unwrap();
        symlink(
            project.home().join("secret"),
            project.path(".claude/settings.json"),
        )
        .unwrap();
        let ran = bridge(&project, "install", "claude", &["--project", "."]);
        assert_eq!(ran.code, Some(125));
        assert!(ran.stderr.contains("is a link"), "{ran:?}");
        fs::remove_dir_all(project.path(".claude")).unwrap();
        symlink(project.home(), project.path(".claude")).unwrap();
        assert_eq!(
            bridge(&project, "install", "claude", &["--project", "."]).code,
            Some(125)
        );
        assert_eq!(
            fs::read_to_string(project.home().join("secret")).unwrap(),
            "{}\n"
        );
    }
}
