//! The user's own file: if it is broken, every gate blocks. Its place decides whose hooks run.

use super::*;

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

/// Mistakes that once silently let calls pass, and how severe `check` calls each now.
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

/// Tries every place of the user's folders relative to the working folder.
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
fn a_home_that_is_not_an_absolute_path_gives_the_user_no_file() {
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
