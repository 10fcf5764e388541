//! What the author of a first hook reads if the hook does not do what it should.

use std::fs;

use crate::support::Project;
use crate::trust::{fingerprints, run_unattended, trust};

#[test]
fn the_call_is_shown_as_its_hooks_read_it_without_escapes_of_escapes() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"logs\"\nmatcher = \"shell\"\ncommand = \"cat >&2\"\n",
    );
    let set = r#"command=git commit -m "a \"b\"""#;
    let call =
        r#"shell {"command":["bash","-c","git commit -m \"a \\\"b\\\"\""],"timeout_ms":120000}"#;
    let explain = [
        "explain",
        "PreToolUse",
        "--config",
        "hooks.toml",
        "--set",
        set,
        "--run",
    ];
    let said = project.run(&explain).stdout;
    assert!(said.contains(call), "{said}");
    let remark = r#"its stderr is not read: {"protocol":1,"#;
    assert!(said.contains(remark), "{said}");
    assert!(!said.contains(r#"\\\\\\""#), "{said}");
    let fire = [
        "fire",
        "PreToolUse",
        "--sample",
        "--config",
        "hooks.toml",
        "--set",
        set,
    ];
    let said = project.run(&fire).stdout;
    assert!(said.contains(remark), "{said}");
}

#[test]
fn a_block_that_is_a_tools_own_exit_code_is_explained_beside_it() {
    let hooks = "[[hooks.pre_tool_use]]\nname = \"reads\"\ncommand = \"grep -q x /no/such/file\"\n";
    let project = Project::with_hooks(hooks);
    let fire = ["fire", "PreToolUse", "--sample", "--config", "hooks.toml"];
    let said = project.run(&fire).stdout;
    assert!(
        said.starts_with("PreToolUse: block - grep: /no/such/file"),
        "{said}"
    );
    assert!(said.contains("exit_origin: `grep` failed"), "{said}");
    // Although the guard's text names a tool, the advice must not be to exit with 0: then this guard would let calls
    // pass.
    assert!(!said.contains("exit 0"), "{said}");
    let own = "[[hooks.pre_tool_use]]\ncommand = 'grep -q x /no/such/file; echo no >&2; exit 2'\n";
    project.write("hooks.toml", own);
    let said = project.run(&fire).stdout;
    assert!(!said.contains("exit_origin"), "{said}");
}

#[test]
fn a_case_that_would_pass_because_its_hook_failed_fails_and_says_so() {
    let project = Project::with_hooks(
        "[[hooks.stop]]\nname = \"broken\"\ncommand = \"echo gone >&2; exit 3\"\n",
    );
    let case = "event = \"stop\"\n[expect]\noutcome = \"proceed\"\n";
    project.write("tests/a.toml", case);
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let failed = "failure: `broken` failed (exit_code)";
    assert!(ran.stdout.contains(failed), "{ran:?}");
    assert!(ran.stdout.contains("gone"), "{ran:?}");
    project.write("hooks.toml", "[[hooks.stop]]\ncommand = \"true\"\n");
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
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

#[test]
fn a_hook_that_runs_in_the_background_by_default_says_which_key_makes_the_agent_wait() {
    let project = Project::with_hooks("[[hooks.post_tool_use]]\ncommand = \"true\"\n");
    let explain = ["explain", "PostToolUse", "--config", "hooks.toml"];
    let said = project.run(&explain).stdout;
    for part in [
        "the agent does not wait for it",
        "`background = false` in its entry",
        "`post = \"await\"` under [hooks]",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    for awaited in ["background = false\n", ""] {
        let post = match awaited.is_empty() {
            true => "[hooks]\npost = \"await\"\n",
            false => "",
        };
        let hooks = format!("{post}[[hooks.post_tool_use]]\ncommand = \"true\"\n{awaited}");
        project.write("hooks.toml", &hooks);
        let said = project.run(&explain).stdout;
        assert!(!said.contains("does not wait"), "{said}");
    }
    let stop = "[[hooks.stop]]\ncommand = \"true\"\nbackground = true\n";
    project.write("hooks.toml", stop);
    let said = project
        .run(&["explain", "Stop", "--config", "hooks.toml"])
        .stdout;
    assert!(
        said.contains("without `background = true` in its entry the agent waits"),
        "{said}"
    );
    assert!(!said.contains("post ="), "{said}");
}

#[test]
fn new_says_that_the_agent_waits_for_a_hook_after_a_call_and_why() {
    let project = Project::new();
    let new = |name: &str, event: &str| {
        let ran = project.run(&["new", name, "--event", event, "--lang", "bash"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.stdout
    };
    let said = new("after", "post_tool_use");
    assert!(said.contains("run in the background by default"), "{said}");
    assert!(said.contains("`background = false`"), "{said}");
    let said = new("before", "pre_tool_use");
    assert!(!said.contains("background"), "{said}");
}

/// What each agent reads from a hook after a call instead of plain text.
const TELLS: [(&str, &str, &str); 6] = [
    ("native", "post_tool_use", r#"print {"context":"..."}"#),
    (
        "claude",
        "PostToolUse",
        r#"print {"hookSpecificOutput":{"additionalContext":"...","hookEventName":"PostToolUse"}}"#,
    ),
    (
        "codex",
        "PostToolUse",
        r#"print {"hookSpecificOutput":{"additionalContext":"...","hookEventName":"PostToolUse"}}"#,
    ),
    (
        "cursor",
        "postToolUse",
        r#"print {"additional_context":"..."}"#,
    ),
    (
        "copilot",
        "postToolUse",
        r#"print {"additionalContext":"..."}"#,
    ),
    (
        "goose",
        "PostToolUse",
        "nothing that it prints there reaches the model",
    ),
];

#[test]
fn plain_text_after_a_call_is_answered_with_what_its_agent_reads_there() {
    for (dialect, event, cure) in TELLS {
        let project = Project::with_hooks(&format!(
            "[[hooks.post_tool_use]]\nname = \"tells\"\ncommand = \"echo plain words\"\n\
             background = false\ndialect = \"{dialect}\"\n"
        ));
        let fire = ["fire", "PostToolUse", "--sample", "--config", "hooks.toml"];
        let said = project.run(&fire).stdout;
        let remark = format!("`tells` printed plain text, which is not read at {event}");
        assert!(said.contains(&remark), "{dialect}: {said}");
        assert!(said.contains(cure), "{dialect}: {said}");
        let Some((_, answer)) = cure.split_once("print ") else {
            continue;
        };
        // The cure works: a hook that prints the suggested text reaches the model.
        let hooks = format!(
            "[[hooks.post_tool_use]]\ncommand = ['printf', '%s', '''{answer}''']\n\
             background = false\ndialect = \"{dialect}\"\n"
        );
        project.write("hooks.toml", &hooks);
        let report = project.run(&[&fire[..], &["--json"]].concat()).json();
        assert_eq!(report["context"][0], "...", "{dialect}: {report}");
        let said = project.run(&fire).stdout;
        assert!(!said.contains("plain text"), "{dialect}: {said}");
    }
}

#[test]
fn plain_text_that_an_agent_reads_gets_no_remark() {
    for (dialect, event) in [
        ("claude", "user_prompt_submit"),
        ("gemini", "post_tool_use"),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.{event}]]\ncommand = \"echo plain words\"\ndialect = \"{dialect}\"\n"
        ));
        let fire = ["fire", event, "--sample", "--config", "hooks.toml"];
        let said = project.run(&fire).stdout;
        assert!(said.contains("plain words"), "{dialect}: {said}");
        assert!(!said.contains("is not read"), "{dialect}: {said}");
    }
}

const FOUR: &str = r#"
[[hooks.pre_tool_use]]
name = "one"
command = "true"

[[hooks.pre_tool_use]]
name = "two"
command = "true"
timeout = "5s"

[[hooks.stop]]
name = "three"
command = "true"
"#;

#[test]
fn list_says_once_for_each_project_what_to_type_about_hooks_that_wait_for_a_decision() {
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", FOUR);
    let said = project.run(&["list"]).stdout;
    assert_eq!(said.matches("type `hooks trust").count(), 1, "{said}");
    assert_eq!(said.matches("untrusted: see below").count(), 3, "{said}");
    let root = project.root().display().to_string();
    let whole = format!(
        "untrusted: 3 hooks of {root} are not trusted yet; to decide about them, type `hooks trust --project {root}`; to trust the project for one run, add `--trust-project`"
    );
    assert!(said.contains(&whole), "{said}");
    let json = project.run(&["list", "--json"]).json();
    let fix = json["hooks"][2]["fix"].as_str().unwrap();
    assert!(
        fix.starts_with("to decide about it, type `hooks trust"),
        "{fix}"
    );

    trust(&project);
    assert_eq!(
        project.run(&["trust", "revoke", "one", "two"]).code,
        Some(0)
    );
    let said = project.run(&["list"]).stdout;
    assert!(said.contains("revoked: 2 hooks of"), "{said}");
    assert_eq!(said.matches("type `hooks trust").count(), 1, "{said}");

    // If there is only one hook, its facts are shown beside it.
    assert_eq!(project.run(&["trust", "revoke"]).code, Some(0));
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.stop]]\nname = \"new\"\ncommand = \"false\"\n",
    );
    let said = project.run(&["list"]).stdout;
    assert!(!said.contains("see below"), "{said}");
    assert_eq!(said.matches("type `hooks trust").count(), 1, "{said}");
}

#[test]
fn the_bridge_in_an_agents_file_is_one_line_of_the_list_and_no_finding() {
    let project = Project::new();
    let install = ["bridge", "install", "--for", "claude"];
    assert_eq!(project.run(&install).code, Some(0));
    let said = project.run(&["list"]).stdout;
    let file = project.home().join(".claude/settings.json");
    let whole = format!("{} holds the bridge", file.display());
    assert_eq!(said.matches(&whole).count(), 1, "{said}");
    assert_eq!(said.matches("own_entry").count(), 1, "{said}");
    assert!(!said.contains("warning"), "{said}");
    let json = project.run(&["list", "--json"]).json();
    let hooks = json["hooks"].as_array().unwrap();
    assert!(hooks.len() > 1 && hooks.iter().all(|hook| hook["cause"] == "own_entry"));
    let checked = project.run(&["check"]);
    assert!(checked.stdout.contains("no findings"), "{checked:?}");
}

#[test]
fn settings_shared_by_all_hooks_of_a_file_are_shown_once_before_trust() {
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", FOUR);
    let said = run_unattended(&project, &["trust"]).stdout;
    assert_eq!(said.matches("inherits:").count(), 1, "{said}");
    assert_eq!(said.matches("dialect: native\n").count(), 1, "{said}");
    assert_eq!(said.matches("strategy: sequential").count(), 1, "{said}");
    let shared = said.find("each hook below").unwrap();
    assert!(shared < said.find("`one`").unwrap(), "{said}");
    // Facts in which the hooks differ are shown beside each hook.
    assert_eq!(said.matches("timeout: 30 s").count(), 2, "{said}");
    assert_eq!(said.matches("timeout: 5 s").count(), 1, "{said}");
    for internal in ["Standard", "Sequential", "Names", "Some("] {
        assert!(!said.contains(internal), "{internal}: {said}");
    }
    let alone = FOUR.split("\n\n").next().unwrap();
    project.write(".agent-hooks/hooks.toml", alone);
    let said = run_unattended(&project, &["trust"]).stdout;
    assert!(!said.contains("each hook below"), "{said}");
    assert!(said.contains("inherits:"), "{said}");
}

#[test]
fn a_revoked_hook_that_did_not_change_says_so_and_shows_its_script() {
    let project = Project::new();
    let hook = "[[hooks.stop]]\nname = \"a\"\ncommand = \"sh .agent-hooks/a.sh\"\n";
    project.write(".agent-hooks/hooks.toml", hook);
    project.write(".agent-hooks/a.sh", "echo seen\n");
    trust(&project);
    assert_eq!(project.run(&["trust", "revoke"]).code, Some(0));
    let said = run_unattended(&project, &["trust"]).stdout;
    assert!(
        said.contains("it has not changed since you trusted it at 2"),
        "{said}"
    );
    assert!(said.contains("| echo seen"), "{said}");
    assert_eq!(fingerprints(&project).len(), 1);
    fs::write(project.path(".agent-hooks/a.sh"), "echo other\n").unwrap();
    let said = run_unattended(&project, &["trust"]).stdout;
    assert!(said.contains("+ echo other"), "{said}");
    assert!(!said.contains("has not changed"), "{said}");
}
