//! What is shown before trust is given, and what `list` and `check` say about it.

use super::*;

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
    assert!(
        text.contains("changed: hook `guard` (pre_tool_use)"),
        "{text}"
    );
    let schema = project.run(&["schema", "trust"]).json();
    assert!(schema["properties"]["waiting"].is_object(), "{schema}");
}

#[test]
fn shown_text_fits_a_terminal_and_cannot_control_it() {
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
