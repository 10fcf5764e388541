//! Single faults of a configuration or a script: for each fault, one command names the cause and its cure.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use unicode_width::UnicodeWidthStr;

use crate::support::{Project, said};

const HOOKS: &str = ".agent-hooks/hooks.toml";
/// The command that runs the hooks of the planted project.
const RUN: &[&str] = &["explain", "PreToolUse", "--run", "--trust-project"];
const EXPLAIN: &[&str] = &["explain", "PreToolUse", "--trust-project"];

fn script(project: &Project, name: &str, text: impl AsRef<[u8]>) {
    project.write(name, "");
    fs::write(project.path(name), text).unwrap();
    fs::set_permissions(project.path(name), fs::Permissions::from_mode(0o755)).unwrap();
}

/// Plants an entry for shell calls, and returns what a command says about it.
fn told(entry: &str, typed: &[&str]) -> String {
    let project = Project::new();
    project.write(
        HOOKS,
        &format!("[[hooks.pre_tool_use]]\nname = \"guard\"\n{entry}\n"),
    );
    said(&project.run(typed))
}

#[test]
fn a_command_line_in_one_element_is_shown_as_an_array() {
    for (element, array) in [
        (
            "bash ${config_dir}/no-rm.sh",
            "[\"bash\", \"${config_dir}/no-rm.sh\"]",
        ),
        (
            ".agent-hooks/fmt.sh --x",
            "[\".agent-hooks/fmt.sh\", \"--x\"]",
        ),
    ] {
        let project = Project::new();
        let entry =
            format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"{element}\"]\n");
        project.write(HOOKS, &entry);
        script(&project, ".agent-hooks/no-rm.sh", "exit 0\n");
        script(&project, ".agent-hooks/fmt.sh", "exit 0\n");
        for typed in [
            &["check", HOOKS][..],
            EXPLAIN,
            RUN,
            &["list", "--trust-project"],
        ] {
            let told = said(&project.run(typed));
            let cure = format!("each word is its own element: {array}");
            assert!(told.contains(&cure), "{typed:?}: {told}");
            assert!(
                !told.contains("for a file beside this one"),
                "{typed:?}: {told}"
            );
        }
        let checked = project.run(&["check", HOOKS]).stdout;
        assert!(checked.contains("hooks.toml:3:13"), "{checked}");
        // If `check` finds nothing, the failure in the report names the cause.
        let fire = [
            "fire",
            "PreToolUse",
            "--sample",
            "--trust-project",
            "--json",
        ];
        let failed = project.run(&fire).json();
        let message = failed["message"].as_str().unwrap().to_owned();
        assert!(
            message.contains("each word is its own element: [\""),
            "{message}"
        );
    }
}

#[test]
fn a_link_that_leads_to_itself_is_named_as_one() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\ncommand = [\"${config_dir}/a.sh\"]\n",
    );
    let link = |from: &str, to: &str| {
        std::os::unix::fs::symlink(to, project.path(&format!(".agent-hooks/{from}"))).unwrap();
    };
    link("a.sh", "b.sh");
    link("b.sh", "a.sh");
    for typed in [&["check", HOOKS][..], EXPLAIN, RUN] {
        let told = said(&project.run(typed));
        assert!(
            told.contains("is a link that leads back to itself"),
            "{typed:?}: {told}"
        );
        assert!(!told.contains("create that file"), "{typed:?}: {told}");
    }
}

#[test]
fn a_permission_rule_in_a_matcher_is_named_everywhere() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\nmatcher = \"Bash(rm *)\"\ncommand = \"exit 2\"\n",
    );
    for typed in [&["check", HOOKS][..], EXPLAIN, RUN, &["trust"]] {
        let told = said(&project.run(typed));
        assert!(
            told.contains("is a permission rule, and a matcher takes names of tools"),
            "{typed:?}: {told}"
        );
        assert!(
            told.contains("write matcher = \"shell\""),
            "{typed:?}: {told}"
        );
    }
    let told = said(&project.run(&["trust"]));
    assert!(
        !told.contains("--fingerprint"),
        "there is none to name: {told}"
    );
}

#[test]
fn a_script_that_is_looked_for_in_another_folder_is_named_with_it() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\ncommand = \"bash .agent-hooks/no-rm.sh\"\n",
    );
    script(&project, ".agent-hooks/no-rm.sh", "exit 0\n");
    fs::create_dir(project.path("src")).unwrap();
    let mut command = project.command(&["explain", "PreToolUse", "--run", "--trust-project"]);
    let ran = crate::support::fed(command.current_dir(project.path("src")), "");
    let told = said(&ran);
    let folder = project.path("src").display().to_string();
    assert!(
        told.contains(&format!("`.agent-hooks/no-rm.sh` is not in {folder}")),
        "{told}"
    );
    assert!(told.contains("`${config_dir}/`"), "{told}");
}

#[test]
fn an_entry_and_its_answer_are_explained_with_the_cure() {
    for (entry, typed, sentence) in [
        (
            "match = \"shell\"\ncommand = \"true\"",
            EXPLAIN,
            "did you mean `matcher`?",
        ),
        (
            "command = \"$CLAUDE_PROJECT_DIR/guard.sh\"",
            EXPLAIN,
            "which is never set; the project is `HOOKS_PROJECT_DIR` here",
        ),
        (
            "command = \"echo starting; echo '{\\\"decision\\\":\\\"modify\\\",\\\"content\\\":{}}'\"",
            RUN,
            "so its `modify` does not count (print logs on stderr): `starting`",
        ),
        (
            "command = \"echo debug\"",
            RUN,
            "(print logs on stderr): debug",
        ),
        (
            "command = \"set -e; x=$(echo a | grep -c b); exit 0\"",
            RUN,
            "has `set -e` and printed nothing on stderr",
        ),
        (
            "command = \"exit 1\"",
            RUN,
            "exit code 1, which is a failure; exit code 2 blocks",
        ),
        (
            "command = \"sleep 400 >&- 2>&- <&- & true\"",
            RUN,
            "still ran when the hook had ended, so it was ended too; move the long work to a \
             separate hook with `background = true` and a `timeout` that is long enough",
        ),
        (
            "command = \"setsid sleep 3 & echo '{}'\"",
            RUN,
            "left its group and holds its output; start it with `>/dev/null 2>&1 &`",
        ),
        (
            "dialect = \"claude\"\ncommand = \"sleep 3 & true\"",
            RUN,
            "its later output is not read; start it with `>/dev/null 2>&1 &`",
        ),
        ("command = \"yes | head -c 5000000\"", RUN, "printed 5 MB"),
        (
            "command = \"echo '{\\\"decision\\\":\\\"allow\\\"}'\"",
            RUN,
            "may not grant; to let its `allow` count",
        ),
        (
            "command = \"printf '{\\\"context\\\":\\\"J\\\\xfcrgen\\\"}'\"",
            RUN,
            "not UTF-8, the first at byte 14: {\"context\":\"J\\xfcrgen\"}",
        ),
        (
            "command = \"echo 1 failed; exit 2\"",
            RUN,
            "it blocks without a reason, which is read from stderr; on stdout it printed: 1 failed",
        ),
        (
            "launch = \"worker\"\ncommand = \"echo '{\\\"type\\\":\\\"hello\\\",\\\"protocol\\\":\\\"1\\\"}'; cat\"",
            RUN,
            "its hello has a `protocol` that is not a number; write \"protocol\": 1",
        ),
    ] {
        let told = told(entry, typed);
        assert!(told.contains(sentence), "{entry}\n{told}");
    }
}

#[test]
fn a_worker_whose_reply_lacks_its_exit_is_told_so() {
    let entry = "launch = \"worker\"\ncommand = '''\
        read -r hello; echo '{\"type\":\"hello\",\"protocol\":1}'; read -r event; \
        id=${event#*\\\"id\\\":}; id=${id%%,*}; \
        echo \"{\\\"id\\\":$id,\\\"decision\\\":\\\"block\\\",\\\"message\\\":\\\"no\\\"}\"; cat'''";
    let told = told(entry, RUN);
    assert!(
        told.contains(
            "its worker's reply is invalid: its answer is beside `id`; write {\"id\":N,\"exit\":0"
        ),
        "{told}"
    );
    assert!(!told.contains("stray line"), "{told}");
}

#[test]
fn an_error_of_the_shell_is_not_taken_for_a_reason() {
    let told = told("command = \"set -u; echo $NO_SUCH_TOKEN_HERE\"", RUN);
    assert!(told.contains("unbound variable"), "{told}");
    assert!(!told.contains("exit code 2 blocks"), "{told}");
}

#[test]
fn a_change_that_was_replaced_is_shown_with_the_strategy_that_keeps_both() {
    // `check` guesses from the scripts' text that the first pair of hooks rewrites, but cannot see it for the second
    // pair.
    for (decision, word) in [("modify", ""), ("m%s", "odify")] {
        let modify = |name: &str| {
            format!(
                "[[hooks.pre_tool_use]]\nname = \"{name}\"\ncommand = '''printf \
                 '{{\"decision\":\"{decision}\",\"content\":{{\"command\":[\"{name}\"]}}}}' {word}'''\n"
            )
        };
        let project = Project::new();
        project.write(HOOKS, &(modify("a") + &modify("b")));
        let told = said(&project.run(RUN));
        let sentence = "the change of `a` was replaced by that of `b`";
        assert!(told.contains(sentence), "{told}");
        let cure = "`strategy = \"chain\"` lets each see the result of the one before";
        assert_eq!(told.matches(cure).count(), 1, "{told}");
    }
}

#[test]
fn an_event_of_one_agent_means_a_call_of_that_agent() {
    let project = Project::new();
    project.write(
        ".gemini/settings.json",
        r#"{ "hooks": { "BeforeTool": [{ "hooks": [{ "type": "command", "command": "true", "timeout": 10 }] }] } }"#,
    );
    for typed in [
        &["explain", "BeforeTool"][..],
        &["explain", "BeforeTool", "--run"],
        &["fire", "BeforeTool", "--sample"],
    ] {
        let ran = project.run(typed);
        let told = said(&ran);
        let line = "`BeforeTool` is an event of gemini only, so gemini makes this call";
        assert_eq!(told.matches(line).count(), 1, "{typed:?}: {told}");
        assert!(told.contains("PreToolUse[0]"), "{typed:?}: {told}");
        assert_eq!(ran.code, Some(0), "{typed:?}: {told}");
    }
    let told = said(&project.run(&["explain", "BeforeTool"]));
    assert!(told.contains("run_shell_command"), "{told}");
    let print = ["fire", "beforeShellExecution", "--sample", "--print"];
    let payload = project.run(&print).json();
    assert_eq!(payload["hook_event_name"], "beforeShellExecution");
    let told = said(&project.run(&["check", ".gemini/settings.json"]));
    assert!(told.contains("for 10 s write 10000"), "{told}");
}

#[test]
fn a_hook_of_cursor_is_explained_by_its_own_event_and_names() {
    let project = Project::new();
    project.write(
        ".cursor/hooks.json",
        r#"{ "version": 1, "hooks": {
            "preToolUse": [{ "command": "true", "matcher": "Bash" }],
            "beforeShellExecution": [{ "command": "echo '{\"permission\":\"block\"}'" }] } }"#,
    );
    let told = said(&project.run(EXPLAIN));
    assert!(
        told.contains("it runs on every beforeShellExecution"),
        "{told}"
    );
    assert!(
        told.contains("(cursor: \"Shell\"; a call of another agent is also \"Bash\")"),
        "{told}"
    );
    let typed = [
        "explain",
        "beforeShellExecution",
        "--speak",
        "cursor",
        "--run",
        "--trust-project",
    ];
    let told = said(&project.run(&typed));
    assert!(told.contains("unknown permission `block`"), "{told}");
    assert!(told.contains("write `deny`"), "{told}");
}

#[test]
fn a_failure_is_told_once_in_full() {
    let told = told("command = [\"/gone/guard\"]", RUN);
    let sentence = "the program could not be started: /gone/guard";
    assert_eq!(told.matches(sentence).count(), 1, "{told}");
    assert!(told.contains("spawn_failed -> block"), "{told}");
}

#[test]
fn a_broken_entry_has_its_row_where_nothing_can_run() {
    let told = told("timeuot = 5\ncommand = \"true\"", RUN);
    assert!(told.contains("guard fails: not_usable"), "{told}");
    assert_eq!(told.matches("error[unknown_key]").count(), 1, "{told}");
    assert!(told.contains("nothing was run: 1 error"), "{told}");
}

#[test]
fn rows_fit_a_narrow_terminal() {
    let project = Project::of_known_width();
    project.write(
        "hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"keeps-every-write-inside\"\nmatcher = \"shell\"\n\
         command = [\"/gone/guard.sh\"]\non_failure = \"proceed\"\n",
    );
    for columns in [40, 60, 80] {
        for typed in [
            &["explain", "PreToolUse", "--config", "hooks.toml"][..],
            &["fire", "PreToolUse", "--sample", "--config", "hooks.toml"],
            &["explain", "PreToolUse", "--run", "--config", "hooks.toml"],
        ] {
            let shown = project.shown(columns, typed);
            let widest = shown.lines().map(UnicodeWidthStr::width).max();
            assert!(
                widest <= Some(columns),
                "{columns} {typed:?}: {widest:?}\n{shown}"
            );
        }
    }
}

#[test]
fn a_list_never_cuts_the_name_of_a_file() {
    let project = Project::of_known_width();
    let file = "inside-the-project";
    project.write(
        "hooks.toml",
        &format!(
            "[[hooks.pre_tool_use]]\nname = \"keeps-every-write-inside\"\nmatcher = [\"write_file\", \"edit_file\"]\n\
             command = [\"/usr/local/share/of/scripts/{file}\"]\n"
        ),
    );
    for columns in [60, 70, 80, 90, 100] {
        let shown = project.shown(columns, &["list", "--config", "hooks.toml"]);
        let rows = shown.lines().filter(|line| !line.starts_with("      "));
        assert!(
            rows.collect::<String>().contains(file),
            "{columns}: {shown}"
        );
    }
}

#[test]
fn a_helper_beside_a_worker_or_a_stop_hook_is_not_taken_for_the_script() {
    let project = Project::new();
    project.write(".agent-hooks/agent_hook.py", "print('hello')\n");
    project.write(
        ".agent-hooks/guard.py",
        "import json, sys\njson.load(sys.stdin)\n",
    );
    project.write(".agent-hooks/stop.py", "import sys\nsys.exit(2)\n");
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\nlaunch = \"worker\"\n\
         command = [\"python3\", \"${config_dir}/guard.py\", \"${config_dir}/agent_hook.py\"]\n\
         [[hooks.stop]]\n\
         command = [\"python3\", \"${config_dir}/stop.py\", \"${config_dir}/agent_hook.py\"]\n",
    );
    let shown = project.run(&["check", HOOKS]).stdout;
    assert!(shown.contains("not_a_worker"), "{shown}");
    // The finding is about the script, and not about the helper after it.
    assert!(shown.contains("hooks.toml:5:38"), "{shown}");
}

#[test]
fn a_doubted_name_in_a_list_hides_no_other_name() {
    let entry = "matcher = [\"Bash\", \"writ_file\"]\ncommand = \"exit 2\"";
    let told = told(entry, &["check", HOOKS]);
    assert!(told.contains("`writ_file`"), "{told}");
    assert!(
        told.contains("`Bash` is some agents' name for `shell`"),
        "{told}"
    );
}
