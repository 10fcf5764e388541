//! Files and links inside a project cannot hide a guard of its root.

use super::*;

/// Checks that a native file with an event in Codex's spelling stays native. Such a file was once read as Codex's, and
/// its command ran.
#[test]
fn an_event_in_codexs_spelling_makes_no_native_file_codexs() {
    let project = Project::new();
    let codex = "\n[[hooks.PreToolUse]]\nmatcher = \"Bash\"\n[[hooks.PreToolUse.hooks]]\n\
                 type = \"command\"\ncommand = \"touch evil-ran\"\n";
    project.write("hooks.toml", codex);
    let ran = project.run(&["exec", "--config", "hooks.toml", "--", "touch", "ran"]);
    assert!(!project.has("evil-ran") && !project.has("ran"), "{ran:?}");
    assert_eq!(ran.code, Some(125), "{ran:?}");
    let check = project
        .run(&["check", "hooks.toml", "--format", "json"])
        .json();
    let found = &check["files"][0]["diagnostics"][0];
    assert_eq!(found["line"], 2, "{check}");
    assert!(
        found["message"]
            .as_str()
            .unwrap()
            .contains("`pre_tool_use`"),
        "{check}"
    );
    project.write_home(".config/agent-hooks/hooks.toml", codex);
    let ran = project.run(&["exec", "--", "touch", "ran"]);
    assert!(!project.has("evil-ran") && !project.has("ran"), "{ran:?}");
    assert_eq!(ran.code, Some(125), "{ran:?}");
    for agent in AGENTS {
        let ran = bridge_in(&project, agent, "", &[]);
        assert!(!project.has("evil-ran"), "{agent}: {ran:?}");
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
        assert!(
            format!("{ran:?}").contains("pre_tool_use"),
            "{agent}: {ran:?}"
        );
    }
    assert!(!project.has("evil-ran") && !project.has("ran"));
    // Codex's own file is read as Codex's, and so is any file for which `--dialect` names Codex.
    project.write(".codex/config.toml", codex);
    for arguments in [
        &["check", ".codex/config.toml"][..],
        &["check", "--as", "codex", "hooks.toml"],
    ] {
        let ran = project.run(arguments);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.stdout.contains(": codex, 1 hook"), "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_project_does_not_shake_off_its_guard() {
    let project = nested();
    fs::create_dir(project.home().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink(project.home().join("elsewhere"), project.path("build")).unwrap();
    let report = fire_in(&project, "build", &["--trust-project"]).json();
    assert_eq!(report["outcome"], "block", "{report}");
}

/// Makes a project with a guard, and a folder in it with a settings file of Claude Code.
fn with_settings_below(settings: &str) -> Project {
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", GUARD);
    project.write("sub/.claude/settings.json", settings);
    project
}

/// Checks that the root's guard runs although the agent names a subfolder. `CLAUDE_PROJECT_DIR` and `workspace_roots`
/// once had the effect that only the hooks of the subfolder were loaded.
#[test]
fn a_bare_settings_file_in_a_subfolder_hides_no_guard_of_the_root() {
    for settings in [
        r#"{"permissions":{}}"#,
        r#"{"hooks":{}}"#,
        r#"{"hooks":{"PreToolUse":[]}}"#,
        r#"{"disableAllHooks":true}"#,
        "{}",
    ] {
        let project = with_settings_below(settings);
        let sub = project.path("sub");
        for agent in ["claude", "gemini", "cursor"] {
            let mut call = payload(agent, &sub.display().to_string(), "ls");
            if agent == "cursor" {
                call["workspace_roots"] = json!([sub]);
            }
            for command in [&["bridge"][..], &["fire", "--format", "wire"]] {
                let arguments = [command, &["--speak", agent, "--trust-project"]].concat();
                let mut command = project.command(&arguments);
                if agent != "cursor" {
                    command.env(format!("{}_PROJECT_DIR", agent.to_uppercase()), &sub);
                }
                let ran = fed(&mut command, &call.to_string());
                assert!(blocks(agent, &ran), "{settings} {arguments:?}: {ran:?}");
            }
        }
        for command in ["exec", "fire"] {
            let mut arguments = vec![command, "--project", "sub", "--trust-project"];
            if command == "exec" {
                arguments.extend(["--", "touch", "ran"]);
            }
            let ran = project.run_with(&arguments, &native_call(&["ls"]));
            assert_eq!(ran.code, Some(125), "{settings} {command}: {ran:?}");
            let root = project.root().display().to_string();
            assert!(ran.stderr.contains(&format!("name {root}")), "{ran:?}");
            assert!(!project.has("ran"), "{settings} {command}");
        }
    }
}

/// Runs the bridge, which loads no hooks from Claude Code's files, because Claude Code runs them itself.
#[test]
fn hooks_of_the_agent_in_a_subfolder_hide_no_guard_of_ours_from_the_bridge() {
    let project = with_settings_below(
        r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"true"}]}]}}"#,
    );
    let sub = project.path("sub");
    let call = payload("claude", &sub.display().to_string(), "ls").to_string();
    let mut bridge = project.command(&["bridge", "--speak", "claude", "--trust-project"]);
    let ran = fed(bridge.env("CLAUDE_PROJECT_DIR", &sub), &call);
    assert!(blocks("claude", &ran), "{ran:?}");
    let arguments = ["bridge", "--speak", "claude", "--event", "PreToolUse"];
    let arguments = [&arguments[..], &["--project", "sub", "--trust-project"]].concat();
    let ran = project.run_with(&arguments, &call);
    assert!(blocks("claude", &ran), "{ran:?}");
    // The hooks in `sub` are loaded if the user names `sub` as the project.
    let ran = exec_in(&project, "", &["--project", "sub", "--trust-project"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = exec_in(&project, "", &["--project", "sub", "--as", "native"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
}

#[test]
fn a_settings_file_that_nobody_can_read_in_a_subfolder_hides_no_guard_of_the_root() {
    let project = with_settings_below("{");
    let ran = exec_in(&project, "", &["--project", "sub"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("contains no hooks to load"), "{ran:?}");
    let ran = exec_in(&project, "", &["--project", "sub", "--trust-project"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("settings.json:1"), "{ran:?}");
}
