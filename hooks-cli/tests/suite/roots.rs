//! Whose hooks run: the project's root, the user's own files, and nobody else's.

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::bridge::{AGENTS, blocks, payload};
use crate::support::{Project, Ran, fed, native_call};

const GUARD: &str =
    "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = 'echo guarded >&2; exit 2'\n";

/// A hook that leaves a file where it ran.
fn canary(project: &Project, name: &str) -> String {
    let path = project.path(name).display().to_string();
    format!("[[hooks.pre_tool_use]]\nname = \"{name}\"\ncommand = 'touch {path}'\n")
}

/// A project with a guard at its root, a plain folder `src` and a hostile one in `node_modules`.
fn nested() -> Project {
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", GUARD);
    project.write("src/main.rs", "");
    let evil = canary(&project, "evil-ran");
    project.write("node_modules/evil/.agent-hooks/hooks.toml", &evil);
    project
}

fn in_folder(project: &Project, folder: &str, arguments: &[&str]) -> Command {
    let mut command = project.command(arguments);
    command.current_dir(project.path(folder));
    command
}

fn exec_in(project: &Project, folder: &str, options: &[&str]) -> Ran {
    let arguments = [&["exec"][..], options, &["--", "true"]].concat();
    in_folder(project, folder, &arguments)
        .output()
        .unwrap()
        .into()
}

fn bridge_in(project: &Project, agent: &str, folder: &str, options: &[&str]) -> Ran {
    let cwd = project.path(folder).display().to_string();
    let mut payload = payload(agent, &cwd, "ls");
    if agent == "cursor" {
        // Else it names its root.
        payload["workspace_roots"] = json!([]);
    }
    let arguments = [&["bridge", "--speak", agent][..], options].concat();
    project.run_with(&arguments, &payload.to_string())
}

fn fire_in(project: &Project, folder: &str, options: &[&str]) -> Ran {
    let mut payload: serde_json::Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
    payload["cwd"] = json!(project.path(folder));
    let arguments = [&["fire", "--format", "json"][..], options].concat();
    project.run_with(&arguments, &payload.to_string())
}

#[test]
fn after_cd_src_the_roots_guard_still_blocks() {
    let project = nested();
    for folder in ["", "src", "node_modules/evil"] {
        let ran = exec_in(&project, folder, &["--trust-project"]);
        assert_eq!(ran.code, Some(77), "{folder}: {ran:?}");
        let report = fire_in(&project, folder, &["--trust-project"]).json();
        assert_eq!(report["hooks"][0]["id"], "guard", "{folder}");
        assert_eq!(report["hooks"][0]["outcome"], "block", "{folder}");
        for agent in AGENTS {
            let ran = bridge_in(&project, agent, folder, &["--trust-project"]);
            assert!(blocks(agent, &ran), "{agent} in {folder}: {ran:?}");
        }
    }
    assert!(!project.has("evil-ran"));
}

#[test]
fn after_cd_into_a_dependency_its_hooks_do_not_run_under_trust_project() {
    let project = nested();
    // A root that lets the call pass, so that nothing but trust holds the nested hook back.
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"true\"\n",
    );
    let evil = "node_modules/evil";
    let held_back = |entrance: &str| assert!(!project.has("evil-ran"), "{entrance}");
    let exec = exec_in(&project, evil, &["--trust-project"]);
    held_back("exec");
    let report = fire_in(&project, evil, &["--trust-project"]);
    held_back("fire");
    let bridged = AGENTS.map(|agent| {
        let ran = bridge_in(&project, agent, evil, &["--trust-project"]);
        held_back(agent);
        (agent, ran)
    });
    assert_eq!(exec.code, Some(0), "{exec:?}");
    assert_eq!(report.json()["hooks"][0]["status"], "ran");
    assert_eq!(report.json()["hooks"][1]["cause"], "untrusted");
    let folder = project.path(evil).display().to_string();
    let typed = format!("--project {folder} --trust-project");
    assert!(report.stderr.contains(&typed), "{}", report.stderr);
    for (agent, ran) in bridged {
        assert_eq!(ran.code, Some(0), "{agent}: {ran:?}");
    }
    // Named, it is the one that is meant.
    assert_eq!(
        exec_in(&project, "", &["--project", evil, "--trust-project"]).code,
        Some(0)
    );
    assert!(project.has("evil-ran"));
}

/// Its own guard would have blocked, and `guard.sh` of the dependency lets everything pass.
#[test]
fn after_cd_into_a_dependency_the_projects_relative_guard_is_not_the_dependencys_program() {
    let evil = "node_modules/evil";
    for command in [
        r#"["./guard.sh"]"#,
        r#"["bash", "guard.sh"]"#,
        r#""./guard.sh --strict""#,
        r#"["bash", "-c", "cd . && ./guard.sh"]"#,
    ] {
        let project = nested();
        project.write("guard.sh", "#!/bin/sh\necho guarded >&2; exit 2\n");
        let theirs = format!("{evil}/guard.sh");
        let ran_theirs = project.path("evil-ran").display().to_string();
        project.write(&theirs, &format!("#!/bin/sh\ntouch {ran_theirs}\n"));
        for program in ["guard.sh", theirs.as_str()] {
            executable(&project.path(program));
        }
        let hook = format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {command}\n");
        project.write(".agent-hooks/hooks.toml", &hook);
        let nothing_ran =
            |entrance: &str| assert!(!project.has("evil-ran"), "{command} {entrance}");

        let exec = exec_in(&project, evil, &["--trust-project"]);
        nothing_ran("exec");
        assert_eq!(exec.code, Some(77), "{command} {exec:?}");
        assert!(exec.stderr.contains("untrusted_program"), "{exec:?}");
        let report = fire_in(&project, evil, &["--trust-project"]).json();
        nothing_ran("fire");
        assert_eq!(report["outcome"], "block", "{command} {report}");
        assert_eq!(report["hooks"][0]["cause"], "untrusted_program", "{report}");
        for agent in AGENTS {
            let ran = bridge_in(&project, agent, evil, &["--trust-project"]);
            nothing_ran(agent);
            assert!(blocks(agent, &ran), "{command} {agent}: {ran:?}");
        }
        // Where the project is, its guard is its own.
        let own = exec_in(&project, "", &["--trust-project"]);
        assert_eq!(own.code, Some(77), "{command} {own:?}");
        assert!(own.stderr.contains("guarded"), "{command} {own:?}");
    }
}

/// The folder above the project is of the sloppy kind, with a sticky bit or without.
#[test]
fn a_strangers_hook_file_above_the_project_takes_no_permission_from_it() {
    use std::os::unix::fs::{PermissionsExt, lchown};

    for mode in [0o777, 0o1777, 0o707] {
        let project = nested();
        let above = project.path("..");
        project.write("../.agent-hooks/hooks.toml", &canary(&project, "evil-ran"));
        for planted in [".agent-hooks", ".agent-hooks/hooks.toml"] {
            if lchown(above.join(planted), Some(12_345), None).is_err() {
                eprintln!("skipped: only root gives files to other users");
                return;
            }
        }
        fs::set_permissions(&above, fs::Permissions::from_mode(mode)).unwrap();
        let ran = exec_in(&project, "", &["--trust-project"]);
        assert!(!project.has("evil-ran"), "{mode:o} {ran:?}");
        assert_eq!(ran.code, Some(77), "{mode:o} {ran:?}");
        assert!(ran.stderr.contains("guarded"), "{mode:o} {ran:?}");
    }
}

fn executable(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_root_that_the_agent_names_is_loaded_alone() {
    let project = nested();
    let evil = project.path("node_modules/evil").display().to_string();
    for (agent, variable) in [
        ("claude", "CLAUDE_PROJECT_DIR"),
        ("gemini", "GEMINI_PROJECT_DIR"),
        ("cursor", "CURSOR_PROJECT_DIR"),
        ("copilot", "CLAUDE_PROJECT_DIR"),
    ] {
        let mut call = payload(agent, &evil, "ls");
        if agent == "cursor" {
            call["workspace_roots"] = json!([]);
        }
        let mut command = project.command(&["bridge", "--speak", agent, "--trust-project"]);
        command.env(variable, project.root());
        let ran = fed(&mut command, &call.to_string());
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
        assert!(!ran.stderr.contains("evil"), "{agent}: {ran:?}");
    }
    let mut call = payload("cursor", &evil, "ls");
    call["workspace_roots"] = json!([project.root()]);
    let ran = project.run_with(
        &["bridge", "--speak", "cursor", "--trust-project"],
        &call.to_string(),
    );
    assert!(blocks("cursor", &ran), "{ran:?}");
    assert!(!project.has("evil-ran"));
}

#[test]
fn each_workspace_root_is_loaded_and_one_alone_is_trusted() {
    let project = nested();
    let evil = project.path("node_modules/evil");
    let mut call = payload("cursor", "", "ls");
    call["workspace_roots"] = json!([project.root(), evil]);
    let arguments = [
        "fire",
        "--speak",
        "cursor",
        "--format",
        "json",
        "--trust-project",
    ];
    let report = project.run_with(&arguments, &call.to_string()).json();
    assert_eq!(report["hooks"][0]["outcome"], "block", "{report}");
    assert_eq!(report["hooks"][1]["id"], "evil-ran", "{report}");
    assert_ne!(report["hooks"][1]["status"], "ran", "{report}");
    assert!(!project.has("evil-ran"));
}

#[test]
fn a_project_that_is_no_folder_or_lies_below_the_root_is_an_error_that_names_it() {
    let project = nested();
    for command in ["exec", "fire"] {
        for (named, says) in [
            ("gone", "gone is not a folder"),
            ("src/main.rs", "is not a folder"),
            ("src", project.root().to_str().unwrap()),
        ] {
            let mut arguments = vec![command, "--project", named];
            if command == "exec" {
                arguments.extend(["--", "touch", "ran"]);
            }
            let ran = project.run_with(&arguments, &native_call(&["ls"]));
            assert_eq!(ran.code, Some(125), "{command} {named}: {ran:?}");
            assert!(ran.stderr.contains(says), "{command} {named}: {ran:?}");
            assert!(!project.has("ran"), "{command} {named}");
        }
    }
    // With files named, the project is only a place; it still must be one.
    let config = ["exec", "--config", ".agent-hooks/hooks.toml", "--project"];
    let ran = project.run(&[&config[..], &["gone", "--", "true"]].concat());
    assert_eq!(ran.code, Some(125), "{ran:?}");
    let ran = project.run(&[&config[..], &["src", "--", "true"]].concat());
    assert_eq!(ran.code, Some(77), "{ran:?}");
}

#[test]
fn hooks_that_may_not_run_are_told_of_in_one_line_that_says_what_to_type() {
    let project = nested();
    let told = |ran: &Ran| {
        let lines: Vec<&str> = ran.stderr.lines().collect();
        let [line] = lines.as_slice() else {
            panic!("one line: {ran:?}")
        };
        let root = project.root().display().to_string();
        assert!(line.contains("1 hook") && line.contains(&root), "{line}");
        assert!(line.contains("--trust-project"), "{line}");
    };
    let ran = exec_in(&project, "src", &[]);
    assert_eq!(ran.code, Some(0));
    told(&ran);
    told(&fire_in(&project, "src", &[]));
    for agent in AGENTS {
        let ran = bridge_in(&project, agent, "src", &[]);
        assert_eq!(ran.code, Some(0), "{agent}: {ran:?}");
        told(&ran);
        assert!(!ran.stdout.contains("trust"), "{agent}: {ran:?}");
    }
}

#[test]
fn a_session_that_starts_tells_its_user_of_hooks_that_may_not_run_and_its_model_nothing() {
    let project = nested();
    let start = json!({"session_id": "s", "transcript_path": "/t", "cwd": project.root(),
                       "hook_event_name": "SessionStart", "source": "startup"});
    let ran = project.run_with(&["bridge", "--speak", "claude"], &start.to_string());
    let said = ran.json();
    let notice = said["systemMessage"].as_str().unwrap();
    assert!(notice.contains("--trust-project"), "{said}");
    assert_eq!(said.as_object().unwrap().len(), 1, "{said}");
}

#[test]
fn a_typo_in_the_users_own_file_closes_every_gate_wherever_the_session_is() {
    let typo = "[[hooks.pre_tool_use]]\nnmae = \"x\"\ncommand = \"exit 2\"\n";
    closes_every_gate(typo, "hooks.toml:2:1");
}

#[test]
fn a_syntax_error_in_the_users_own_file_closes_every_gate_wherever_the_session_is() {
    let broken = "[[hooks.pre_tool_use]\ncommand = \"exit 2\"\n";
    closes_every_gate(broken, "hooks.toml:1:");
}

#[test]
fn an_unknown_event_in_the_users_own_file_closes_every_gate_wherever_the_session_is() {
    let unknown = "[[hooks.pre_tool_usee]]\ncommand = \"exit 2\"\n";
    closes_every_gate(unknown, "hooks.toml:1:");
}

#[test]
fn a_list_of_tools_in_one_text_in_the_users_own_file_closes_every_gate() {
    let list = "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\nmatcher = \"Bash, Write\"\n";
    closes_every_gate(list, "hooks.toml:3:");
}

#[test]
fn a_mistyped_section_in_the_users_own_file_closes_every_gate() {
    let mistyped = "[[guards.pre_tool_use]]\ncommand = \"exit 2\"\n";
    closes_every_gate(mistyped, "hooks.toml:1:");
}

#[test]
fn a_gate_under_other_in_any_agents_words_in_the_users_own_file_closes_every_gate() {
    let renamed = "[[hooks.other.beforeShellExecution]]\ncommand = \"exit 2\"\n";
    closes_every_gate(renamed, "hooks.toml:1:");
}

/// What opened a gate without a word, and how badly `check` takes it now.
#[test]
fn check_names_every_spelling_that_would_leave_a_gate_open() {
    let matcher = |matcher: &str| {
        format!("[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\nmatcher = {matcher}\n")
    };
    let section = |section: &str| format!("[[{section}]]\ncommand = \"exit 2\"\n");
    let cases = [
        (matcher("\"Bash, Write\""), "error"),
        (matcher("\"shell,write_file\""), "error"),
        (matcher("\"Bash;Write\""), "error"),
        (matcher("\"Bash Write\""), "error"),
        (matcher("\"Bash|Write\""), "error"),
        (matcher("\"*,Bash\""), "error"),
        (matcher("[\"Bash,Write\"]"), "error"),
        (matcher("\"any\""), "warning"),
        (matcher("\"all\""), "warning"),
        (matcher("\"Bash/Write\""), "warning"),
        (matcher("\"kommando\""), "note"),
        (section("hok.pre_tool_use"), "error"),
        (section("tool.hooks.pre_tool_use"), "error"),
        (section("pre_tol_use"), "error"),
        ("include = [\"x\"]\n".to_owned(), "warning"),
        (section("hooks.other.\"PreToolUse \""), "error"),
        (section("hooks.other.BeforeTool"), "error"),
        (section("hooks.other.PreToolUs"), "warning"),
    ];
    let project = Project::new();
    for (text, severity) in cases {
        project.write("hooks.toml", &text);
        let ran = project.run(&["check", "hooks.toml", "--format", "json"]);
        let said = ran.json();
        let found = said["files"][0]["diagnostics"].as_array().unwrap();
        let named = found.iter().any(|found| {
            found["severity"] == severity
                && found["help"].as_str().is_some_and(|help| !help.is_empty())
        });
        assert!(named, "{text}: {said}");
        assert_eq!(ran.code, Some(i32::from(severity == "error")), "{text}");
    }
}

/// The user's folders stand in every relation to the working one.
#[track_caller]
fn closes_every_gate(text: &str, line: &str) {
    let project = Project::new();
    project.write_home(".config/agent-hooks/hooks.toml", text);
    project.write("home/.config/agent-hooks/hooks.toml", text);
    project.write("xdg/agent-hooks/hooks.toml", text);
    project.write(".agent-hooks/hooks.toml", "");
    let (home, inner) = (project.home(), project.path("home"));
    let xdg = project.path("xdg");
    let top = std::path::PathBuf::from("/");
    let cases = [
        (&home, None, &home),
        (&home, None, &top),
        (&home, None, &project.root()),
        (&inner, None, &project.root()),
        (&inner, None, &inner),
        (&inner, None, &project.path("home/.config/agent-hooks")),
        (&top, Some(&xdg), &project.root()),
        (&home, Some(&xdg), &xdg.join("agent-hooks")),
    ];
    for (home, xdg, cwd) in cases {
        let place = format!("{text:?}, HOME {home:?}, XDG {xdg:?}, in {cwd:?}");
        let command = |arguments: &[&str]| {
            let mut command = project.command(arguments);
            command.env("HOME", home).current_dir(cwd);
            if let Some(xdg) = xdg {
                command.env("XDG_CONFIG_HOME", xdg);
            }
            command
        };
        let canary = project.path("ran").display().to_string();
        for options in [&[][..], &["--trust-project"]] {
            let exec = [&["exec"][..], options, &["--", "touch", &canary]].concat();
            let ran: Ran = command(&exec).output().unwrap().into();
            assert!(!project.has("ran"), "{place}: the command ran: {ran:?}");
            assert_eq!(ran.code, Some(125), "{place}: {ran:?}");
            assert!(ran.stderr.contains(line), "{place}: {ran:?}");
            let mut call: serde_json::Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
            call["cwd"] = json!(cwd);
            let fire = fed(
                &mut command(&[&["fire"][..], options].concat()),
                &call.to_string(),
            );
            assert_eq!(fire.code, Some(125), "{place}: {fire:?}");
            assert!(fire.stderr.contains(line), "{place}: {fire:?}");
        }
        for agent in AGENTS {
            let call = payload(agent, &cwd.display().to_string(), "ls").to_string();
            let ran = fed(&mut command(&["bridge", "--speak", agent]), &call);
            assert!(blocks(agent, &ran), "{agent}, {place}: {ran:?}");
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains(line), "{agent}, {place}: {ran:?}");
        }
    }
}

#[test]
fn the_users_settings_in_the_home_folder_are_the_users_and_read_once() {
    let project = Project::new();
    let guard = json!({"hooks": {"PreToolUse": [{"hooks": [
        {"type": "command", "command": "echo no >&2; exit 2"}]}]}});
    project.write_home(".claude/settings.json", &guard.to_string());
    for options in [&[][..], &["--project", "."]] {
        let fire = [&["fire", "--format", "json"][..], options].concat();
        let mut call: serde_json::Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
        call["cwd"] = json!(project.home());
        let ran = fed(
            project.command(&fire).current_dir(project.home()),
            &call.to_string(),
        );
        let report = ran.json();
        assert_eq!(report["outcome"], "block", "{ran:?}");
        assert_eq!(report["hooks"].as_array().unwrap().len(), 1, "{ran:?}");
        assert_eq!(report["hooks"][0]["scope"], "user", "{ran:?}");
    }
}

#[test]
fn the_users_hooks_are_told_the_named_root_else_the_outermost_else_the_working_folder() {
    let project = Project::new();
    let tell = json!({"hooks": {"PreToolUse": [{"hooks": [
        {"type": "command", "command": "printf %s \"$CLAUDE_PROJECT_DIR\" >&2; exit 2"}]}]}});
    project.write_home(".claude/settings.json", &tell.to_string());
    project.write("src/main.rs", "");
    let told = |cwd: &str, root: Option<&str>| {
        let call = payload("claude", cwd, "ls").to_string();
        let arguments = [
            "fire", "--speak", "claude", "--as", "claude", "--format", "json",
        ];
        let mut command = project.command(&arguments);
        command.current_dir("/");
        if let Some(root) = root {
            command.env("CLAUDE_PROJECT_DIR", root);
        }
        fed(&mut command, &call).json()["message"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (root, src) = (project.root(), project.path("src"));
    let (root, src) = (root.to_str().unwrap(), src.to_str().unwrap());
    assert_eq!(told(src, None), src);
    assert_eq!(told(src, Some(root)), root);
    project.write(".agent-hooks/hooks.toml", "");
    assert_eq!(told(src, None), root);
    assert_eq!(told(root, Some(src)), src);
}

#[test]
fn a_home_that_is_no_absolute_path_makes_nobodys_file_the_users() {
    let project = Project::new();
    let evil = canary(&project, "evil-ran");
    project.write(".config/agent-hooks/hooks.toml", &evil);
    for home in [".", "home", ""] {
        let ran: Ran = project
            .command(&["exec", "--", "touch", "ran"])
            .env("HOME", home)
            .output()
            .unwrap()
            .into();
        assert_eq!(ran.code, Some(125), "{home:?}: {ran:?}");
        assert!(ran.stderr.contains("HOME"), "{home:?}: {ran:?}");
        assert!(!project.has("ran"));
        for agent in AGENTS {
            let call = payload(agent, &project.root().display().to_string(), "ls");
            let mut bridge = project.command(&["bridge", "--speak", agent]);
            let ran = fed(bridge.env("HOME", home), &call.to_string());
            assert!(blocks(agent, &ran), "{home:?} {agent}: {ran:?}");
        }
    }
    assert!(!project.has("evil-ran"));
}

/// The file was taken for Codex's, and its command ran.
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
    // Codex's own file is Codex's, and elsewhere if it is named so.
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

/// A project with a guard, and a folder in it with such a settings file of Claude's.
fn with_settings_below(settings: &str) -> Project {
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", GUARD);
    project.write("sub/.claude/settings.json", settings);
    project
}

/// `CLAUDE_PROJECT_DIR` and `workspace_roots` named the folder, and it was loaded alone.
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

/// The bridge loads none of them: Claude Code runs its own hooks itself.
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
    // Who loads them has named a project of its own.
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
    assert!(ran.stderr.contains("holds no hooks to load"), "{ran:?}");
    let ran = exec_in(&project, "", &["--project", "sub", "--trust-project"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("settings.json:1"), "{ran:?}");
}

/// Variables that move a folder of the user's, and where in it an agent finds what.
const MOVED: &[(&str, &str, &str)] = &[
    ("XDG_CONFIG_HOME", "agent-hooks/hooks.toml", "native"),
    ("CLAUDE_CONFIG_DIR", "settings.json", "claude"),
    ("CODEX_HOME", "hooks.json", "codex"),
    ("COPILOT_HOME", "hooks/a.json", "copilot"),
];

/// What such a file says to leave `evil-ran` where it ran.
fn planted(project: &Project, agent: &str) -> String {
    let touch = format!("touch {}", project.path("evil-ran").display());
    match agent {
        "native" => canary(project, "evil-ran"),
        "copilot" => json!({"version": 1, "hooks": {"preToolUse": [{"bash": touch}]}}).to_string(),
        _ => json!({"hooks": {"PreToolUse": [{"hooks": [
            {"type": "command", "command": touch}]}]}})
        .to_string(),
    }
}

/// A clone's `evil` folder became the user's own, whose hooks run without trust.
#[test]
fn a_relative_home_of_an_agent_makes_no_file_of_the_working_folder_the_users() {
    for (variable, file, agent) in MOVED {
        for named in ["evil", "./evil", "../project/evil"] {
            let project = Project::new();
            project.write(&format!("evil/{file}"), &planted(&project, agent));
            let case = format!("{variable}={named}");
            let exec = ["exec", "--", "touch", "ran"];
            let ran: Ran = project
                .command(&exec)
                .env(variable, named)
                .output()
                .unwrap()
                .into();
            assert!(
                !project.has("evil-ran") && !project.has("ran"),
                "{case}: {ran:?}"
            );
            assert_eq!(ran.code, Some(125), "{case}: {ran:?}");
            assert!(ran.stderr.contains(variable), "{case}: {ran:?}");
            for agent in AGENTS {
                let call = payload(agent, &project.root().display().to_string(), "ls");
                let mut bridge = project.command(&["bridge", "--speak", agent]);
                let ran = fed(bridge.env(variable, named), &call.to_string());
                assert!(!project.has("evil-ran"), "{case} {agent}: {ran:?}");
                assert!(blocks(agent, &ran), "{case} {agent}: {ran:?}");
                assert!(
                    format!("{ran:?}").contains(variable),
                    "{case} {agent}: {ran:?}"
                );
            }
            let install = ["bridge", "install", "--for", "claude"];
            let ran: Ran = project
                .command(&install)
                .env(variable, named)
                .output()
                .unwrap()
                .into();
            assert_eq!(ran.code, Some(125), "{case}: {ran:?}");
        }
    }
}

#[test]
fn a_users_folder_inside_a_project_or_its_repository_is_refused() {
    for (variable, file, agent) in MOVED {
        for mark in [".agent-hooks/hooks.toml", ".git/HEAD", "README"] {
            let project = Project::new();
            project.write(mark, "");
            project.write("src/main.rs", "");
            project.write(&format!("evil/{file}"), &planted(&project, agent));
            // Without a history nobody can tell where an archive begins.
            let folders = if mark == "README" {
                &[""][..]
            } else {
                &["", "src"]
            };
            for folder in folders {
                let mut command = in_folder(&project, folder, &["exec", "--", "true"]);
                command.env(variable, project.path("evil"));
                let ran: Ran = command.output().unwrap().into();
                let case = format!("{variable} with {mark} in {folder:?}: {ran:?}");
                assert!(!project.has("evil-ran"), "{case}");
                assert_eq!(ran.code, Some(125), "{case}");
                assert!(ran.stderr.contains("inside the project"), "{case}");
            }
            // Elsewhere it is a folder as any other.
            let mut command = project.command(&["exec", "--", "true"]);
            command.env(variable, project.path("evil"));
            command.current_dir(project.path(".."));
            let ran: Ran = command.output().unwrap().into();
            assert!(project.has("evil-ran"), "{variable}: {ran:?}");
        }
    }
}

#[test]
fn a_users_folder_in_its_usual_place_may_be_a_repository() {
    let project = Project::new();
    project.write_home(".config/.git/HEAD", "");
    project.write_home(".config/agent-hooks/hooks.toml", GUARD);
    let folder = project.home().join(".config");
    let mut exec = project.command(&["exec", "--", "true"]);
    let ran: Ran = exec
        .current_dir(&folder)
        .env("XDG_CONFIG_HOME", &folder)
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, Some(77), "{ran:?}");
}

#[test]
fn a_home_inside_a_project_is_refused_because_the_project_could_write_hooks_and_trust() {
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", "");
    let exec = || -> Ran {
        let mut command = project.command(&["exec", "--", "true"]);
        command.env("HOME", project.path("evil"));
        command.output().unwrap().into()
    };
    fs::create_dir(project.path("evil")).unwrap();
    // The trust store would lie there, with hooks or without.
    assert_eq!(exec().code, Some(125));
    let file = "evil/.config/agent-hooks/hooks.toml";
    project.write(file, &canary(&project, "evil-ran"));
    let ran = exec();
    assert!(!project.has("evil-ran"), "{ran:?}");
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("inside the project"), "{ran:?}");
}

/// A guard that somebody meant to be there was absent without a word.
#[cfg(unix)]
#[test]
fn a_file_or_a_dangling_link_where_the_users_folder_should_be_closes_every_gate() {
    type Set = fn(&Project);
    let attacks: [(&str, Set); 6] = [
        ("a file", |project| {
            project.write_home(".config/agent-hooks", "")
        }),
        ("a file above", |project| project.write_home(".config", "")),
        ("a link", |project| {
            project.write_home(".config/x", "");
            let link = project.home().join(".config/agent-hooks");
            std::os::unix::fs::symlink("/no/such/place", link).unwrap();
        }),
        ("a link above", |project| {
            std::os::unix::fs::symlink("nowhere", project.home().join(".config")).unwrap();
        }),
        ("a link above through a file", |project| {
            project.write_home("file", "");
            std::os::unix::fs::symlink("file/x", project.home().join(".config")).unwrap();
        }),
        ("a link above through a device", |project| {
            std::os::unix::fs::symlink("/dev/null/x", project.home().join(".config")).unwrap();
        }),
    ];
    for (attack, set) in attacks {
        let project = Project::new();
        set(&project);
        let ran = project.run(&["exec", "--", "touch", "ran"]);
        assert!(!project.has("ran"), "{attack}: {ran:?}");
        assert_eq!(ran.code, Some(125), "{attack}: {ran:?}");
        assert!(ran.stderr.contains("is not a folder"), "{attack}: {ran:?}");
        for agent in AGENTS {
            let ran = bridge_in(&project, agent, "", &[]);
            assert!(blocks(agent, &ran), "{attack} {agent}: {ran:?}");
        }
    }
    // Nothing there is no mistake, and a device says that there is nothing.
    for home in ["/no/such/home", "/dev/null"] {
        let project = Project::new();
        let mut exec = project.command(&["exec", "--", "true"]);
        let ran: Ran = exec.env("HOME", home).output().unwrap().into();
        assert_eq!(ran.code, Some(0), "{home}: {ran:?}");
    }
}

/// The project could write the policy that judges it.
#[cfg(unix)]
#[test]
fn a_users_file_that_is_a_link_into_a_project_is_refused_like_a_folder_there() {
    use std::os::unix::fs::symlink;

    let linked = |target: &str, link: &str| {
        let project = Project::new();
        project.write(".agent-hooks/hooks.toml", "");
        project.write("policy.toml", &canary(&project, "evil-ran"));
        project.write("policy/hooks.toml", &canary(&project, "evil-ran"));
        let link = project.home().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(project.path(target), link).unwrap();
        project
    };
    let file = ".config/agent-hooks/hooks.toml";
    for (target, link) in [
        ("policy.toml", file),
        (".agent-hooks/hooks.toml", file),
        ("policy", ".config/agent-hooks"),
    ] {
        let project = linked(target, link);
        project.write("src/main.rs", "");
        let elsewhere = tempfile::TempDir::new().unwrap();
        for folder in [project.root(), project.path("src"), elsewhere.path().into()] {
            let mut exec = project.command(&["exec", "--", "touch", "ran"]);
            let ran: Ran = exec.current_dir(&folder).output().unwrap().into();
            let case = format!("{target} from {}: {ran:?}", folder.display());
            assert_eq!(ran.code, Some(125), "{case}");
            let told = ["by a link into the project", "inside the project"];
            assert!(told.iter().any(|told| ran.stderr.contains(told)), "{case}");
            assert!(!project.has("evil-ran") && !project.has("ran"), "{case}");
        }
        for agent in AGENTS {
            let ran = bridge_in(&project, agent, "", &[]);
            assert!(blocks(agent, &ran), "{target} {agent}: {ran:?}");
            assert!(!project.has("evil-ran"), "{target} {agent}: {ran:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_users_file_that_is_a_link_into_a_repository_of_settings_is_the_users() {
    let project = Project::new();
    project.write_home("dotfiles/.git/HEAD", "");
    project.write_home("dotfiles/agent-hooks/hooks.toml", GUARD);
    project.write_home("dotfiles/.claude/settings.json", "{}");
    project.write_home(".config/x", "");
    let link = project.home().join(".config/agent-hooks");
    std::os::unix::fs::symlink("../dotfiles/agent-hooks", link).unwrap();
    let exec = |folder: &std::path::Path| -> Ran {
        let mut exec = project.command(&["exec", "--", "true"]);
        exec.current_dir(folder).output().unwrap().into()
    };
    for folder in [project.root(), project.home()] {
        let ran = exec(&folder);
        assert_eq!(ran.code, Some(77), "{}: {ran:?}", folder.display());
    }
    // There the session could rewrite them.
    let ran = exec(&project.home().join("dotfiles"));
    assert_eq!(ran.code, Some(125), "{ran:?}");
}
