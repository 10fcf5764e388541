//! Who may give trust, and what is allowed by trust and by permission for a single run.

use super::*;

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
fn a_trusted_hook_that_may_not_grant_names_the_command_that_changes_it_and_the_way_back() {
    let hook = "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"printf '{\\\"decision\\\":\\\"allow\\\"}'\"\n";
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", hook);
    let fingerprint = fingerprints(&project).remove(0);
    trust(&project);
    let list = project.run(&["list"]).stdout;
    assert!(list.contains("(no grant)"), "{list}");
    let explained = project
        .run(&["explain", "PreToolUse", "--tool", "shell"])
        .stdout;
    assert!(explained.contains("it may not grant"), "{explained}");
    let command = format!("hooks trust --fingerprint {fingerprint} --may-grant");
    for typed in [
        &["fire", "PreToolUse", "--sample"][..],
        &["explain", "PreToolUse", "--tool", "shell", "--run"],
        &["trust"],
    ] {
        let ran = run_unattended(&project, typed);
        assert!(ran.stdout.contains(&command), "{typed:?}: {ran:?}");
    }
    let granted = ["trust", "--fingerprint", &fingerprint, "--may-grant"];
    let ran = run_unattended(&project, &granted);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let back = format!(
        "1 trusted, may grant; to take that away: `hooks trust --fingerprint {fingerprint}`"
    );
    assert!(ran.stdout.contains(&back), "{ran:?}");
    assert_eq!(fire(&project)["grants"], true);
    assert!(!project.run(&["list"]).stdout.contains("(no grant)"));
    let ran = run_unattended(&project, &["trust", "--fingerprint", &fingerprint]);
    assert!(
        ran.stdout.contains("1 trusted, may no longer grant"),
        "{ran:?}"
    );
    assert_eq!(fire(&project)["grants"], false);
}

#[test]
fn the_right_to_grant_is_taken_from_the_version_that_is_there() {
    let hook = |limit: &str| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"a\"\ntimeout = \"{limit}\"\ncommand = \"printf '{{\\\"decision\\\":\\\"allow\\\"}}'\"\n"
        )
    };
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", &hook("5s"));
    let fingerprint = fingerprints(&project).remove(0);
    trust_with(&project, &["--may-grant"]);
    // A second version of the hook, as on a second branch.
    project.write(".agent-hooks/hooks.toml", &hook("6s"));
    trust_with(&project, &["--may-grant"]);
    project.write(".agent-hooks/hooks.toml", &hook("5s"));
    assert_eq!(fire(&project)["grants"], true);
    let ran = run_unattended(&project, &["trust", "--fingerprint", &fingerprint]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(fire(&project)["grants"], false);
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

#[test]
fn the_missing_right_to_grant_is_told_only_where_an_allow_could_count() {
    let project = Project::new();
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"a\"\nmatcher = \"shell\"\ncommand = \"true\"\n\
         [[hooks.post_tool_use]]\nname = \"b\"\ncommand = \"true\"\n",
    );
    let explained = |arguments: &[&str]| {
        let typed = [&["explain"][..], arguments].concat();
        project.run(&typed).stdout.contains("it may not grant")
    };
    let shell = ["PreToolUse", "--tool", "shell"];
    // The user was not asked yet whether these hooks may grant.
    assert!(!explained(&[&shell[..], &["--trust-project"]].concat()));
    trust(&project);
    assert!(explained(&shell));
    assert!(!explained(&["PreToolUse", "--tool", "write_file"]));
    assert!(!explained(&["PostToolUse", "--tool", "shell"]));
}

#[test]
fn the_question_says_that_a_hook_is_disabled() {
    let project = Project::new();
    let hook = "[[hooks.pre_tool_use]]\nname = \"a\"\nenabled = false\ncommand = \"true\"\n";
    project.write(".agent-hooks/hooks.toml", hook);
    let shown = run_unattended(&project, &["trust"]).stdout;
    assert!(shown.contains("disabled (`enabled` is false)"), "{shown}");
    project.write(".agent-hooks/hooks.toml", &hook.replace("false", "true"));
    let shown = run_unattended(&project, &["trust"]).stdout;
    assert!(!shown.contains("disabled"), "{shown}");
}
