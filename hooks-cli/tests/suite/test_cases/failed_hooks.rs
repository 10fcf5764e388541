//! `hooks test` and `fire --expect` with a hook that failed, ran in the background or wrote files.

use crate::support::{Project, with_project_hooks};

#[test]
fn a_case_whose_hook_failed_fails_whatever_its_policy_makes_of_it() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"/nowhere/guard\"]\n\
         [[hooks.stop]]\nname = \"slow\"\ncommand = \"sleep 60\"\ntimeout = \"100ms\"\n",
    );
    let case = |event: &str, expect: &str| format!("event = \"{event}\"\n[expect]\n{expect}");
    project.write(
        "tests/a.toml",
        &case("pre_tool_use", "outcome = \"block\"\n"),
    );
    project.write("tests/b.toml", &case("stop", "outcome = \"proceed\"\n"));
    let meant = "outcome = \"proceed\"\nfailure = \"timeout\"\n";
    project.write("tests/c.toml", &case("stop", meant));
    let other = "outcome = \"proceed\"\nfailure = \"exit_code\"\n";
    project.write("tests/d.toml", &case("stop", other));
    let text = project.run(&["test", "tests"]);
    assert_eq!(text.code, Some(1), "{text:?}");
    assert!(text.stdout.contains("1 passed, 3 failed"), "{text:?}");
    assert!(
        text.stdout.contains("`guard` failed (spawn_failed)"),
        "{text:?}"
    );
    let printed = project.run(&["test", "tests", "--json"]).json();
    let whats = |case: usize| printed["cases"][case]["differences"][0]["what"].clone();
    assert_eq!([whats(0), whats(1), whats(3)], ["failure"; 3]);
    assert_eq!(printed["cases"][2]["status"], "passed");
    let junit = project.run(&["test", "tests", "--format", "junit"]).stdout;
    assert_eq!(
        junit.matches("<failure message=\"failure\">").count(),
        3,
        "{junit}"
    );
    // The case expects that the hook fails, but the hook does not fail.
    project.write("hooks.toml", "[[hooks.stop]]\ncommand = \"true\"\n");
    let none = project.run(&["test", "tests/c.toml"]);
    assert!(none.stdout.contains("no hook failed"), "{none:?}");
}

#[test]
fn fire_expects_an_answer_and_not_the_policy_of_a_hook_that_failed() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"/nowhere/guard\"]\n",
    );
    let fire = [
        "fire",
        "pre_tool_use",
        "--sample",
        "--config",
        "hooks.toml",
        "--expect",
        "block",
    ];
    let ran = project.run(&fire);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("`guard` failed (spawn_failed)"),
        "{ran:?}"
    );
}

#[test]
fn what_a_formatter_wrote_is_tested_with_the_files_of_the_folder_after_the_run() {
    let project = Project::with_hooks(
        "[[hooks.post_tool_use]]\nname = \"fmt\"\ncommand = \"printf 'b\\n' > sample.txt\"\nbackground = false\n",
    );
    let case = |after: &str| {
        format!(
            "event = \"post_tool_use\"\ntool = \"write_file\"\nfiles = {{ \"sample.txt\" = \"a\\n\" }}\n\
             [expect]\noutcome = \"proceed\"\n[expect.files]\n\"sample.txt\" = \"{after}\"\n"
        )
    };
    project.write("tests/right.toml", &case("b\\n"));
    assert_eq!(project.run(&["test", "tests"]).code, Some(0));
    project.write("tests/wrong.toml", &case("a\\n"));
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stdout.contains("sample.txt (- expected, + got):"),
        "{ran:?}"
    );
    assert!(
        ran.stdout.contains("- a") && ran.stdout.contains("+ b"),
        "{ran:?}"
    );
    let printed = project.run(&["test", "tests", "--json"]).json();
    assert_eq!(printed["cases"][1]["differences"][0]["file"], "sample.txt");
}

#[test]
fn a_comma_at_the_end_of_a_line_is_not_shown_as_a_change() {
    let project = Project::with_hooks(
        r#"[[hooks.pre_tool_use]]
name = "m"
command = '''echo '{"decision":"modify","content":{"command":["a","b"]}}' '''
"#,
    );
    project.write(
        "tests/a.toml",
        "event = \"pre_tool_use\"\n[expect]\noutcome = \"modify\"\ncontent = { command = [\"a\"] }\n",
    );
    let ran = project.run(&["test", "tests"]);
    assert!(ran.stdout.contains("+     \"b\""), "{ran:?}");
    assert!(!ran.stdout.contains("    - "), "{ran:?}");
}

#[test]
fn a_background_hook_is_tested_with_the_note_that_no_session_waits_for_it() {
    let project =
        Project::with_hooks("[[hooks.post_tool_use]]\nname = \"late\"\ncommand = \"true\"\n");
    project.write(
        "tests/a.toml",
        "event = \"post_tool_use\"\n[expect]\noutcome = \"proceed\"\n",
    );
    let said = "`late` is a background hook";
    let tested = project.run(&["test", "tests"]);
    assert!(
        tested.stdout.replace("\n  ", " ").contains(said),
        "{tested:?}"
    );
    let fired = project.run(&[
        "fire",
        "post_tool_use",
        "--sample",
        "--config",
        "hooks.toml",
    ]);
    assert!(fired.stdout.contains(said), "{fired:?}");
}

#[test]
fn an_edit_of_a_hook_that_may_not_run_is_tried_with_its_file() {
    let project = with_project_hooks("[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"\n");
    let fire = ["fire", "stop", "--sample", "--show-io"];
    let ran = project.run(&fire);
    assert!(ran.stdout.contains("no hook was started"), "{ran:?}");
    assert!(
        ran.stderr.contains("--config") && ran.stderr.contains("hooks.toml"),
        "{ran:?}"
    );
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
fn a_failed_case_tells_programs_its_call_and_what_nobody_heard() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"echo unheard >&2\"\n",
    );
    project.write(
        "tests/a.toml",
        "event = \"pre_tool_use\"\nset = { command = \"git push\" }\n[expect]\noutcome = \"block\"\n",
    );
    let json = project.run(&["test", "tests", "--format", "json"]).json();
    let case = &json["cases"][0];
    assert!(
        case["call"].as_str().unwrap().contains("git push"),
        "{json}"
    );
    assert!(
        case["unheard"][0].as_str().unwrap().contains("unheard"),
        "{json}"
    );
    let junit = project.run(&["test", "tests", "--format", "junit"]).stdout;
    let beside = junit.split("<system-out>").nth(1).unwrap_or_default();
    assert!(
        beside.contains("git push") && beside.contains("unheard"),
        "{junit}"
    );
}

#[test]
fn a_failure_is_printed_once_for_a_case_that_expects_a_message() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"broken\"\ncommand = \"echo oops >&2; exit 1\"\n",
    );
    project.write(
        "tests/npm.toml",
        "event = \"pre_tool_use\"\nset = { command = \"npm install\" }\n\
         [expect]\noutcome = \"block\"\nmessage = \"pnpm\"\n",
    );
    let said = project.shown(140, &["test", "tests"]);
    assert!(
        said.contains("failure: `broken` failed (exit_code)"),
        "{said}"
    );
    let message = "message: expected a text with `pnpm`, got the message of the failure above";
    assert!(said.contains(message), "{said}");
    assert_eq!(said.matches("stderr: oops").count(), 1, "{said}");
}
