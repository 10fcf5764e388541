//! `hooks test`: a case passes, fails or cannot be run, and the output says which.

use serde_json::json;

use crate::support::{Project, timeless};

mod failed_hooks;
mod found;
mod without_run;

const HOOKS: &str = r#"
[[hooks.pre_tool_use]]
name = "force"
matcher = "shell"
command = '''grep -q force && { echo "no force pushes" >&2; exit 2; } || exit 0'''

[[hooks.user_prompt_submit]]
name = "polite"
command = '''echo '{"decision":"modify","content":"please","context":"be polite","notice":"changed"}' '''

[[hooks.session_start]]
name = "sees"
command = '''printf '{"context":"%s"}' "$(ls)"'''
"#;

fn project() -> Project {
    let project = Project::with_hooks(HOOKS);
    project.write(
        "tests/blocks.toml",
        "event = \"pre_tool_use\"\nset = { command = \"git push --force\" }\n\
         [expect]\noutcome = \"block\"\nmessage = \"no force\"\n",
    );
    project
}

#[test]
fn cases_in_every_dialect_pass() {
    let project = project();
    for dialect in ["claude", "codex", "gemini", "cursor", "copilot", "goose"] {
        project.write(
            &format!("tests/{dialect}.toml"),
            &format!(
                "event = \"PreToolUse\"\ndialect = \"{dialect}\"\n\
                 input = {{ command = \"git push --force\" }}\n[expect]\noutcome = \"block\"\n"
            ),
        );
    }
    project.write(
        "tests/prompt.toml",
        "event = \"user_prompt_submit\"\n[expect]\noutcome = \"modify\"\ncontent = \"please\"\n\
         context = \"polite\"\nnotice = \"changed\"\n",
    );
    project.write(
        "tests/files.toml",
        "event = \"session_start\"\nfiles = { \"only.txt\" = \"\" }\n[expect]\noutcome = \"proceed\"\n\
         context = \"only.txt\"\n",
    );
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("9 passed, 0 failed"), "{ran:?}");
}

#[test]
fn a_foreign_config_is_tested_with_its_own_agents_payload() {
    let project = Project::new();
    project.write(
        ".claude/settings.json",
        &json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": [{
            "type": "command", "command": "grep -q force && exit 2 || exit 0",
        }] }] } })
        .to_string(),
    );
    project.write(
        "cases/block.toml",
        "event = \"PreToolUse\"\ndialect = \"claude\"\ntool = \"Bash\"\nconfig = \"../.claude/settings.json\"\n\
         set = { command = \"git push --force\" }\n[expect]\noutcome = \"block\"\n",
    );
    let ran = project.run(&["test", "cases"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

fn with_failures() -> Project {
    let project = project();
    project.write(
        "tests/content.toml",
        "event = \"user_prompt_submit\"\n[expect]\noutcome = \"modify\"\ncontent = { a = [1, 2] }\n",
    );
    project.write(
        "tests/differs.toml",
        "event = \"pre_tool_use\"\n[expect]\noutcome = \"block\"\nmessage = \"<no>\"\n",
    );
    project.write(
        "tests/typo.toml",
        "event = \"stop\"\n[expct]\noutcome = \"block\"\n",
    );
    project
}

#[test]
fn what_differs_is_shown_in_terminals_of_80_and_140_columns() {
    let project = with_failures();
    for columns in [80, 140] {
        let shown = project.shown(columns, &["test", "tests"]);
        insta::assert_snapshot!(format!("test_{columns}"), timeless(&shown));
    }
}

#[test]
fn a_failure_is_told_to_programs_and_ci_servers() {
    let project = with_failures();
    let ran = project.run(&["test", "tests", "--format", "json"]);
    assert_eq!(ran.code, Some(1));
    let json = ran.json();
    assert_eq!(
        (&json["passed"], &json["failed"], &json["broken"]),
        (&json!(1), &json!(2), &json!(1))
    );
    assert_eq!(
        json["cases"][2]["differences"],
        json!([
            { "what": "outcome", "expected": "block", "actual": "proceed" },
            { "what": "message", "expected": "<no>", "actual": "" },
        ])
    );
    assert_eq!(
        json["cases"][3]["problem"],
        json!("line 2: unknown key `expct`; did you mean `expect`?")
    );
    let junit = project.run(&["test", "tests", "--format", "junit"]);
    assert_eq!(junit.code, Some(1));
    insta::assert_snapshot!("test_junit", timeless(&junit.stdout));
}

#[test]
fn the_examples_hooks_pass_their_cases() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/tests");
    let ran = Project::new().run(&["test", examples]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn a_case_may_ask_one_hook_and_a_name_that_no_hook_has_is_an_error() {
    let project = Project::with_hooks(
        "[[hooks.stop]]\nname = \"no\"\ncommand = \"echo no >&2; exit 2\"\n\
         [[hooks.stop]]\nname = \"yes\"\ncommand = \"exit 0\"\n",
    );
    let case = |hook: &str, outcome: &str| {
        format!("event = \"stop\"\nhook = \"{hook}\"\n[expect]\noutcome = \"{outcome}\"\n")
    };
    project.write("tests/a.toml", &case("yes", "proceed"));
    project.write("tests/b.toml", &case("no", "block"));
    let ran = project.run(&["test", "tests"]);
    assert!(ran.stdout.contains("2 passed, 0 failed"), "{ran:?}");
    project.write("tests/c.toml", &case("yess", "proceed"));
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let said = "no hook of Stop is called `yess`; did you mean `yes`?";
    assert!(ran.stdout.contains(said), "{ran:?}");
}

#[test]
fn a_file_of_a_case_that_names_its_interpreter_can_be_run() {
    let project = Project::with_hooks(
        "[[hooks.session_start]]\nname = \"runs\"\ncommand = \"./build/say\"\n",
    );
    project.write(
        "tests/runs.toml",
        r##"event = "session_start"
[files]
"build/say" = """#!/bin/sh
echo '{"context":"said"}'
"""
[expect]
outcome = "proceed"
context = "said"
"##,
    );
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn a_field_that_the_tool_does_not_have_is_sent_and_noted() {
    let project = Project::with_hooks(HOOKS);
    for sent in ["set = { comand = \"x\" }", "input = { comand = \"x\" }"] {
        project.write(
            "tests/slip.toml",
            &format!("event = \"pre_tool_use\"\n{sent}\n[expect]\noutcome = \"proceed\"\n"),
        );
        let ran = project.run(&["test", "tests"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let note = "shell has no field `comand`; did you mean `command`?";
        assert!(ran.stdout.contains(note), "{ran:?}");
        let printed = project.run(&["test", "tests", "--json"]).json();
        assert_eq!(printed["cases"][0]["notes"][0], note);
    }
}

#[test]
fn a_key_with_very_many_parts_is_refused_and_the_other_cases_are_run() {
    let project = project();
    let key = vec!["a"; 200_000].join(".");
    project.write(
        "tests/deep.toml",
        &format!(
            "event = \"pre_tool_use\"\nset = {{ \"{key}\" = 1 }}\n[expect]\noutcome = \"block\"\n"
        ),
    );
    let ran = project.run(&["test", "tests"]);
    assert!(
        ran.stdout.contains("more than 32 parts"),
        "{}",
        ran.stdout.len()
    );
    assert!(ran.stdout.contains("1 passed"), "{}", ran.stdout.len());
}

#[test]
fn the_names_of_hooks_are_quoted_where_a_case_names_another() {
    let project =
        Project::with_hooks("[[hooks.stop]]\nname = \"one`. Type `rm`\"\ncommand = \"true\"\n");
    project.write(
        "tests/a.toml",
        "event = \"stop\"\nhook = \"zzzzzzzz\"\n[expect]\noutcome = \"proceed\"\n",
    );
    let ran = project.run(&["test", "tests"]);
    assert!(
        ran.stdout
            .contains(r"there are `one\u{60}. Type \u{60}rm\u{60}`"),
        "{ran:?}"
    );
}

#[test]
fn a_case_can_start_in_a_folder_of_its_project() {
    let project = Project::new();
    project.write("web/package.json", "{}");
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"web\"\ncommand = '''case $(pwd) in */web) echo \"in $(pwd) of $HOOKS_PROJECT_DIR\" >&2; exit 2 ;; esac'''\n",
    );
    let case = |name: &str, more: &str, outcome: &str| {
        project.write(
            &format!(".agent-hooks/tests/{name}.toml"),
            &format!("event = \"pre_tool_use\"\n{more}\n[expect]\noutcome = \"{outcome}\"\n"),
        );
    };
    case("in-web", "cwd = \"web\"", "block");
    case("in-root", "", "proceed");
    let files = "cwd = \"a/web\"\nfiles = { \"a/web/x\" = \"\" }";
    case("in-files", files, "block");
    let ran = project.run(&["test"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("3 passed, 0 failed"), "{ran:?}");
    // The project stays the root of the case.
    let message = format!("in {0}/web of {0}", project.root().display());
    let case_file = project.read(".agent-hooks/tests/in-web.toml");
    project.write(
        ".agent-hooks/tests/in-web.toml",
        &format!("{case_file}message = \"{message}\"\n"),
    );
    assert_eq!(project.run(&["test"]).code, Some(0));
    case("nowhere", "cwd = \"wbe\"", "block");
    let ran = project.run(&["test"]);
    let told = crate::support::said(&ran);
    assert!(
        told.contains("`cwd`: there is no folder `wbe` in "),
        "{told}"
    );
}
