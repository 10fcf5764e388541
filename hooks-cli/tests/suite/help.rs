//! What the program says about itself.

use crate::support::{Project, fed};

#[test]
fn every_command_explains_itself() {
    let project = Project::new();
    for (name, arguments) in [
        ("hooks", &["--help"][..]),
        ("exec", &["exec", "--help"]),
        ("fire", &["fire", "--help"]),
        ("init", &["init", "--help"]),
        ("new", &["new", "--help"]),
        ("test", &["test", "--help"]),
        ("list", &["list", "--help"]),
        ("explain", &["explain", "--help"]),
        ("check", &["check", "--help"]),
        ("schema", &["schema", "--help"]),
        ("completions", &["completions", "--help"]),
        ("bridge", &["bridge", "--help"]),
        ("bridge_install", &["bridge", "install", "--help"]),
        ("trust", &["trust", "--help"]),
        ("trust_revoke", &["trust", "revoke", "--help"]),
        ("bridge_status", &["bridge", "status", "--help"]),
        ("trust_list", &["trust", "list", "--help"]),
        ("trust_show", &["trust", "show", "--help"]),
        ("bridge_uninstall", &["bridge", "uninstall", "--help"]),
    ] {
        for columns in [80, 140] {
            let mut command = project.command(arguments);
            let ran = fed(command.env("COLUMNS", columns.to_string()), "");
            assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
            let widest = ran.stdout.lines().map(str::len).max();
            assert!(widest <= Some(columns), "{name}: {widest:?}");
            insta::assert_snapshot!(format!("{name}_{columns}"), ran.stdout);
        }
    }
}

#[test]
fn help_is_readable_in_a_narrow_terminal() {
    let project = Project::new();
    for command in ["exec", "fire", "new", "bridge", "trust", "check"] {
        for columns in ["1", "20", "40", "60"] {
            let mut help = project.command(&[command, "--help"]);
            let ran = fed(help.env("COLUMNS", columns), "");
            assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
            assert!(ran.stdout.contains("--help"), "{columns}: {}", ran.stdout);
            if columns == "20" {
                insta::assert_snapshot!(format!("{command}_20"), ran.stdout);
            }
        }
    }
}

#[test]
fn words_that_people_expect_lead_to_the_right_command() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"true\"\n");
    for (typed, right) in [
        (&["run", "stop"][..], "hooks fire EVENT --sample"),
        (&["install", "claude"], "hooks bridge install --for AGENT"),
        (&["bridge", "install", "claude"], "--for claude"),
        (&["status"], "hooks bridge status"),
        (&["doctor"], "hooks check"),
        (&["add", "guard"], "hooks new NAME"),
        (&["version"], "hooks --version"),
        (&["explain", "--event", "stop"], "hooks explain PreToolUse"),
        (
            &["fire", "--event", "stop", "--sample"],
            "hooks explain PreToolUse",
        ),
        (&["new", "--name", "x", "--event", "stop"], "hooks new NAME"),
        (
            &["check", "--explain", "exit_one"],
            "hooks check --why CODE",
        ),
        (&["list", "--no-color"], "--color never"),
        (&["trust", "--yes"], "hooks trust"),
        (&["Explain", "stop"], "'explain'"),
        (&["--json", "list"], "'list --json'"),
    ] {
        let ran = project.run(typed);
        assert_eq!(ran.code, Some(2), "{typed:?} {ran:?}");
        assert!(ran.stderr.contains(right), "{typed:?} {ran:?}");
        let tips = ran.stderr.matches("tip:").count();
        assert_eq!(tips, 1, "{typed:?} {ran:?}");
    }
    let checked = project.run(&["check", "exit_one"]);
    assert!(
        checked.stderr.contains("`hooks check --why exit_one`"),
        "{checked:?}"
    );
}

#[test]
fn what_people_call_a_value_is_understood() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"exit 2\"\n");
    let fire = ["fire", "stop", "--sample", "--config", "hooks.toml"];
    for more in [
        &["--expect", "block"][..],
        &["--expect", "Block"],
        &["--speak", "claude-code", "--expect", "block"],
        &["--speak", "Claude", "--expect", "block"],
        &["--colour", "never", "--expect", "block"],
        &["--json", "--expect", "block"],
    ] {
        let ran = project.run(&[&fire[..], more].concat());
        assert_eq!(ran.code, Some(0), "{more:?} {ran:?}");
    }
    for (language, file) in [("sh", "a.sh"), ("py", "b.py"), ("JS", "c.js")] {
        let name = &file[..1];
        let new = ["new", name, "--event", "stop", "--lang", language];
        let ran = project.run(&new);
        assert_eq!(ran.code, Some(0), "{language} {ran:?}");
        assert!(
            ran.stdout.contains(&format!("wrote .agent-hooks/{name}.")),
            "{ran:?}"
        );
    }
    for json in [
        &["schema", "--json"][..],
        &["check", "--why", "exit_one", "--json"],
    ] {
        assert!(project.run(json).json().is_object(), "{json:?}");
    }
}

#[test]
fn a_file_of_one_agent_that_cannot_be_read_hides_no_other_from_bridge_status() {
    let project = Project::new();
    std::fs::create_dir_all(project.home().join(".claude/settings.json")).unwrap();
    let ran = project.run(&["bridge", "status"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("claude: "), "{ran:?}");
    assert!(
        ran.stdout.contains("goose: the bridge is not installed"),
        "{ran:?}"
    );
}

#[test]
fn help_lists_every_event_and_the_exit_codes() {
    let project = Project::new();
    for command in ["new", "explain", "fire"] {
        let help = project.run(&[command, "--help"]).stdout;
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for event in hooks_types::EventName::ALL {
            let name = event.wire_name();
            let listed = help.split("Events: ").nth(1).unwrap_or_default();
            assert!(
                listed.split(", ").any(|one| one == name),
                "{command} {name}: {help}"
            );
        }
    }
    let help = project.run(&["--help"]).stdout;
    assert!(
        help.contains("Exit codes:") && !help.contains("docs/"),
        "{help}"
    );
}

#[test]
fn a_misspelt_command_leads_to_the_nearest_one_alone() {
    let project = Project::new();
    for (typed, meant, other) in [
        (&["lst"][..], "'list'", "'test'"),
        (&["chek"], "'check'", "'schema'"),
        (&["bridge", "instal"], "'install'", "'uninstall'"),
    ] {
        let ran = project.run(typed);
        assert!(ran.stderr.contains(meant), "{ran:?}");
        assert!(!ran.stderr.contains(other), "{ran:?}");
    }
    let junit = project.run(&["test", "--json", "--junit"]);
    assert!(junit.stderr.contains("`--format junit`"), "{junit:?}");
    let trust = project.run(&["trust", "--json", "list"]);
    assert!(
        trust.stderr.contains("`hooks trust list --json`"),
        "{trust:?}"
    );
    let gone = project.run(&["test", "tests/s9.toml"]);
    assert!(
        gone.stderr.contains("there is no case tests/s9.toml"),
        "{gone:?}"
    );
    let event = project.run(&["explain", "pre_tool"]);
    assert!(
        event.stderr.contains("there is no event `pre_tool`"),
        "{event:?}"
    );
}

#[test]
fn wrong_words_lead_to_the_right_ones() {
    let project = Project::new();
    for (arguments, tip) in [
        (&["exec", "ls"][..], "the command follows `--`"),
        (
            &["explain", "PreToolUse", "--command", "ls"],
            "`--set command=TEXT`",
        ),
        (
            &["fire", "PreToolUse", "--payload", "x"],
            "hooks fire EVENT < FILE",
        ),
        (&["new", "x", "--matcher", "shell"], "`--tool NAME`"),
        (&["init", "--global"], "`--user`"),
        (&["remove", "guard"], "`enabled = false`"),
        (&["log"], "explain EVENT --run"),
    ] {
        let ran = project.run(arguments);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(tip), "{arguments:?}: {ran:?}");
        assert!(!ran.stderr.contains("as a value"), "{arguments:?}: {ran:?}");
    }
    let empty = project.run(&["fire"]);
    assert!(empty.stderr.contains("--sample"), "{empty:?}");
}
