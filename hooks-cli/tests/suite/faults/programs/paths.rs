//! Paths of programs: relative, with a tilde, with a space, in quotes, or from another folder.

use std::fs;

use serde_json::json;

use crate::support::{
    FIRE, HOOKS, Project, RUN, bash_push_explained, on_one_line, said, script, told, with_file,
    with_project_hooks, with_settings, write_script,
};

const GUARD: &str = "#!/bin/sh\nexit 2\n";

fn script_at_home(project: &Project, name: &str) {
    write_script(&project.home().join(name), "#!/bin/sh\nexit 2\n", 0o755);
}

#[test]
fn a_program_beside_the_hooks_file_is_suggested_with_its_folder() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"gguard --strict\"\n",
    );
    script(&project, "gguard", GUARD);
    let told = said(&project.run(&["check", "hooks.toml"]));
    assert!(
        told.contains("did you mean `${config_dir}/gguard`?"),
        "{told}"
    );
}

#[test]
fn a_path_that_repeats_the_folder_of_its_entry_is_named_with_the_path_that_was_meant() {
    let project = with_file(
        ".github/hooks/guard.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"./scripts/guard.sh","cwd":"scripts"}]}}"#,
    );
    script(&project, "scripts/guard.sh", "#!/bin/sh\nexit 0\n");
    let cure = "`cwd` = \"scripts\" in its entry; did you mean `./guard.sh`?";
    let checked = said(&project.run(&["check", ".github/hooks/guard.json"]));
    assert!(checked.contains(cure), "{checked}");
    let told = bash_push_explained(&project, &["--trust-project"]);
    assert!(told.contains(cure), "{told}");
    let ran = bash_push_explained(&project, &["--trust-project", "--run"]);
    assert!(ran.contains("where this hook always runs"), "{ran}");
    assert!(!ran.contains("where this call ran"), "{ran}");
}

#[test]
fn a_folder_with_a_space_outside_of_quotes_is_named_with_the_quoted_word() {
    let project = Project::new();
    let native =
        |command: &str| format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {command}\n");
    let file = "my project/.agent-hooks/hooks.toml";
    script(
        &project,
        "my project/.agent-hooks/x.sh",
        "#!/bin/sh\nexit 0\n",
    );
    let told = |path: &str, text: &str| {
        project.write(path, text);
        said(&project.run(&["check", path]))
    };
    let split = told(file, &native("\"${config_dir}/x.sh --strict\""));
    let what =
        "the path in `config_dir` has a space, at which the shell splits `${config_dir}/x.sh`";
    assert!(split.contains(what), "{split}");
    let cure = "write `command = '\"${config_dir}/x.sh\" --strict'`";
    assert!(split.contains(cure), "{split}");
    let mut typed = project.command(&["explain", "PreToolUse", "--trust-project"]);
    let ran = crate::support::fed(typed.current_dir(project.path("my project")), "");
    assert!(said(&ran).contains(cure), "{ran:?}");
    for right in [
        "'\"${config_dir}/x.sh\" --strict'",
        "[\"${config_dir}/x.sh\"]",
    ] {
        let told = told(file, &native(right));
        assert!(!told.contains("has a space"), "{told}");
    }
    let claude = |command: &str| {
        format!(
            r#"{{"hooks":{{"Stop":[{{"hooks":[{{"type":"command","command":"{command}"}}]}}]}}}}"#
        )
    };
    let file = "my project/.claude/settings.json";
    let split = told(file, &claude("$CLAUDE_PROJECT_DIR/x.sh"));
    assert!(
        split.contains("the path in `CLAUDE_PROJECT_DIR` has a space"),
        "{split}"
    );
    assert!(
        split.contains(r#"in JSON `\"$CLAUDE_PROJECT_DIR/x.sh\"`"#),
        "{split}"
    );
    let right = told(file, &claude("\\\"$CLAUDE_PROJECT_DIR\\\"/x.sh"));
    assert!(!right.contains("has a space"), "{right}");
}

#[test]
fn a_relative_path_in_a_file_of_the_user_is_looked_for_below_the_home_folder() {
    let claude = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"SCRIPT"}]}]}}"#;
    let gemini = r#"{"hooks":{"BeforeTool":[{"matcher":"run_shell_command","hooks":[{"type":"command","command":"SCRIPT"}]}]}}"#;
    for (file, text, folder) in [
        (".claude/settings.json", claude, ".claude"),
        (".codex/hooks.json", claude, ".codex"),
        (".gemini/settings.json", gemini, ".gemini"),
    ] {
        let project = Project::new();
        let written = format!("{folder}/hooks/g.sh");
        project.write_home(file, &text.replace("SCRIPT", &written));
        script_at_home(&project, &written);
        let listed = told(&project, &["list"]);
        let cure = format!("write `\\\"$HOME/{written}\\\"`");
        assert!(listed.contains(&cure), "{file}: {listed}");
        assert!(!listed.contains("create `g.sh`"), "{file}: {listed}");
        // The user names a file of a project.
        project.write(file, &text.replace("SCRIPT", &written));
        script(&project, &written, "#!/bin/sh\nexit 2\n");
        let checked = told(&project, &["check", file]);
        assert!(!checked.contains("$HOME"), "{file}: {checked}");
        // The path begins in the agent's own folder.
        project.write_home(file, &text.replace("SCRIPT", "hooks/g.sh"));
        let listed = told(&project, &["list"]);
        assert!(listed.contains(&cure), "{file}: {listed}");
    }
}

#[test]
fn a_tilde_in_quotes_keeps_a_hook_from_starting_and_its_cure_is_home() {
    for written in [
        r#"\"~/.claude/guard.sh\""#,
        "bash '~/.claude/guard.sh'",
        "'~/.claude/guard.sh' x",
    ] {
        let project = Project::new();
        project.write_home(
            ".claude/settings.json",
            &format!(r#"{{"hooks":{{"PreToolUse":[{{"hooks":[{{"type":"command","command":"{written}"}}]}}]}}}}"#),
        );
        script_at_home(&project, ".claude/guard.sh");
        let explained = told(&project, &["explain", "PreToolUse"]);
        assert!(explained.contains("cannot start"), "{written}: {explained}");
        let cure = "is in quotes, where a shell does not expand `~`; write `\\\"$HOME/.claude/guard.sh\\\"`";
        assert!(explained.contains(cure), "{written}: {explained}");
    }
}

#[test]
fn a_path_in_single_quotes_is_not_called_a_missing_file() {
    let project = with_settings(
        r#"{ "hooks": { "PreToolUse": [ { "matcher": "Bash", "hooks": [ { "type": "command", "command": "bash '$CLAUDE_PROJECT_DIR/no-rm.sh'" } ] } ] } }"#,
    );
    let all = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(
        all.contains("is in single quotes") && !all.contains("missing_file"),
        "{all}"
    );
}

#[test]
fn a_path_in_single_quotes_and_typographic_quotes_have_a_cure() {
    let hook = json!({ "type": "command", "command": "bash '$CLAUDE_PROJECT_DIR/g.sh'" });
    let file = json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": [hook] }] } });
    let project = with_settings(&file.to_string());
    let told = said(&project.run(&["check", ".claude/settings.json"]));
    let sentence = "`$CLAUDE_PROJECT_DIR/g.sh` is in single quotes, where a shell expands nothing";
    assert!(told.contains(sentence), "{told}");
    assert!(!told.contains("absolute path"), "{told}");
    project.write(
        "hooks.toml",
        "[[hooks.stop]]\ncommand = \u{201c}true\u{201d}\n",
    );
    let told = said(&project.run(&["check", "hooks.toml"]));
    assert!(told.contains("help: write plain quotes"), "{told}");
}

#[test]
fn a_script_that_is_looked_for_in_another_folder_is_named_with_it() {
    let project =
        with_project_hooks("[[hooks.pre_tool_use]]\ncommand = \"bash .agent-hooks/no-rm.sh\"\n");
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
fn a_folder_that_is_not_where_the_hook_started_is_named_with_that_folder() {
    for text in [
        "cd frontend && true",
        "cd frontend || exit 1",
        "cat frontend/a; exit 0",
    ] {
        let hooks = format!("[[hooks.pre_tool_use]]\nname = \"builds\"\ncommand = \"{text}\"\n");
        let project = Project::with_hooks(&hooks);
        for command in [FIRE, RUN] {
            let told = said(&project.run(command));
            let folder = project.root().display().to_string();
            let sentence = format!("`builds` started in {folder}, which has no `frontend");
            assert!(told.contains(&sentence), "{text}: {told}");
        }
    }
}

#[test]
fn a_program_in_a_folder_of_a_path_that_is_not_replaced_is_named_by_its_whole_path() {
    for folder in ["$HOME", "${HOME}", "~"] {
        let project = with_project_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"policy\"\ncommand = [\"policy-check\", \"--strict\"]\n\
             env = {{ PATH = \"{folder}/bin:$PATH\" }}\n"
        ));
        let program = project.home().join("bin/policy-check");
        write_script(&program, GUARD, 0o755);
        for typed in [
            &["check", HOOKS][..],
            &["explain", "PreToolUse", "--trust-project"],
        ] {
            let told = on_one_line(&said(&project.run(typed)));
            let cure = format!("write its whole path: `{}`", program.display());
            assert!(told.contains(&cure), "{folder} {typed:?}: {told}");
            assert!(
                !told.contains("write in the script"),
                "{folder} {typed:?}: {told}"
            );
        }
    }
}
