//! A trusted hook whose file, script or settings changed.

use super::*;

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
fn a_script_that_stopped_being_a_file_closes_the_gate_at_once() {
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
fn another_agents_file_with_trusted_guards_that_stopped_being_an_object_stops_everything() {
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
    // A switch in the file takes effect only once the file's new text is trusted.
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
fn a_hook_whose_fingerprint_alone_changed_counts_as_changed() {
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
        .replace("\"wording\": 3", "\"wording\": 0")
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
fn the_part_of_the_entry_that_changed_is_named_and_not_quoted() {
    for (text, part) in [
        (format!("{GUARD}matcher = \"nothing\"\n"), "`matcher`"),
        (GUARD.replace("5s", "6s"), "`timeout`"),
        (GUARD.replace("./guard.sh", "touch evil-ran"), "`command`"),
        (format!("{GUARD}on_failure = \"proceed\"\n"), "`on_failure`"),
    ] {
        let project = guarded();
        trust(&project);
        project.write(".agent-hooks/hooks.toml", &text);
        let told = crate::support::said(&project.run(&["explain", "PreToolUse"]));
        let sentence = format!("its entry changed after the user trusted the hook: {part}");
        assert!(told.contains(&sentence), "{told}");
        assert!(!told.contains("evil-ran"), "{told}");
    }
}
