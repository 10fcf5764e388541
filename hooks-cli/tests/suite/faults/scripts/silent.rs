//! Scripts that were written to decide a call and say nothing, and what one command says of each.

use serde_json::json;

use crate::support::{CHECK, EXPLAIN, FIRE, Project, RUN, said, script, with_guard};

/// Makes a project with one native guard, whose program is a script with this text.
fn guard(text: &str) -> Project {
    with_guard("g", text, "")
}

/// Checks that each command says a text about a project.
fn all_say(project: &Project, commands: &[&[&str]], text: &str) {
    for command in commands {
        let told = said(&project.run(command));
        let line = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(line.contains(text), "{command:?}: {told}");
    }
}

#[test]
fn a_word_behind_the_text_of_bash_is_said_not_to_reach_the_script() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\n\
         command = [\"bash\", \"-c\", \"${config_dir}/g\", \"--strict\"]\n",
    );
    let text = "#!/bin/bash\n[ \"$1\" = --strict ] && exit 2\nexit 0\n";
    script(&project, "g", text);
    let what = "`--strict` does not reach `g`: a word after the text of `bash -c` is `$0` or `$1` of that text; start the \
                script without a shell: [\"${config_dir}/g\", \"--strict\"]";
    all_say(&project, &[EXPLAIN, RUN, FIRE], what);
    // With the cure, the guard blocks.
    project.write(
        "hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g\", \"--strict\"]\n",
    );
    let told = said(&project.run(FIRE));
    assert!(told.starts_with("PreToolUse: block"), "{told}");
}

#[test]
fn a_loop_that_reads_a_payload_without_a_line_end_is_said_never_to_run() {
    let of_claude = |condition: &str| {
        let command = format!("while {condition}; do echo no >&2; exit 2; done");
        let hook = json!({ "type": "command", "command": command });
        let file = json!({ "hooks": { "PreToolUse": [{ "hooks": [hook] }] } });
        let project = Project::new();
        project.write(".claude/settings.json", &file.to_string());
        project
    };
    let explain = ["explain", "PreToolUse", "--trust-project", "--run"];
    let fire = ["fire", "PreToolUse", "--sample", "--trust-project"];
    let check = ["check", ".claude/settings.json"];
    let project = of_claude("read -r line");
    let what = "`read` returns 1 at a text without a line end, such as the payload of claude, so the commands of the loop \
                never run";
    all_say(&project, &[&check, &explain, &fire], what);
    let told = said(&project.run(&fire));
    assert!(told.starts_with("PreToolUse: proceed"), "{told}");
    let project = of_claude("read -r line || [ -n \"$line\" ]");
    let told = said(&project.run(&fire));
    assert!(told.starts_with("PreToolUse: block"), "{told}");
    let told = said(&project.run(&check));
    assert!(!told.contains("`read`"), "{told}");
    // Our own payload ends with a line end.
    let project = guard("#!/bin/bash\nwhile read -r line; do\n  exit 2\ndone\n");
    let told = said(&project.run(FIRE));
    assert!(told.starts_with("PreToolUse: block"), "{told}");
    assert!(!told.contains("`read`"), "{told}");
}

#[test]
fn a_second_grep_is_said_to_get_nothing() {
    let text = "#!/bin/bash\nif grep -q push && grep -q -e '--force'; then\n  exit 2\nfi\n";
    let what = "`grep` reads the whole payload, so the second `grep` gets nothing";
    all_say(&guard(text), &[CHECK, EXPLAIN, RUN, FIRE], what);
}

#[test]
fn a_variable_of_a_loop_behind_a_pipe_is_said_to_be_lost() {
    let text = "#!/bin/bash\ni=$(cat)\nprintf 'a\\nb\\n' | while read -r f; do\n  found=1\ndone\n\
                [ \"$found\" = 1 ] && exit 2\nexit 0\n";
    let what = "line 3: the loop behind a pipe sets `found`, but the loop is a subshell";
    all_say(&guard(text), &[CHECK, EXPLAIN, RUN, FIRE], what);
    let cured = "#!/bin/bash\ni=$(cat)\nwhile read -r f; do\n  found=1\ndone < <(printf 'a\\nb\\n')\n\
                 [ \"$found\" = 1 ] && exit 2\nexit 0\n";
    let told = said(&guard(cured).run(FIRE));
    assert!(told.starts_with("PreToolUse: block"), "{told}");
}

#[test]
fn a_script_below_the_root_of_the_repository_is_read() {
    let hook = json!({
        "type": "command",
        "command": "python3 \"$(git rev-parse --show-toplevel)/.codex/lock.py\"",
    });
    let project = Project::new();
    std::fs::create_dir_all(project.path(".git")).unwrap();
    let file = json!({ "hooks": { "PreToolUse": [{ "matcher": "Edit", "hooks": [hook] }] } });
    project.write(".codex/hooks.json", &file.to_string());
    project.write(
        ".codex/lock.py",
        "import json, sys\np = json.load(sys.stdin)\n\
         if p['tool_input'].get('command') == 'x':\n    sys.exit(1)\n",
    );
    let check = ["check", ".codex/hooks.json"];
    let what = "the script seems to use exit code 1 to block";
    all_say(&project, &[&check], what);
    // Outside of a repository, Git names no folder.
    std::fs::remove_dir(project.path(".git")).unwrap();
    let told = said(&project.run(&check));
    assert!(!told.contains(what), "{told}");
}

#[test]
fn a_list_that_only_the_root_of_the_project_has_is_named() {
    let project = Project::new();
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g\"]\n",
    );
    let text = "#!/bin/bash\ngrep -qFf .agent-hooks/deny.txt 2>/dev/null && exit 2\nexit 0\n";
    script(&project, ".agent-hooks/g", text);
    project.write(".agent-hooks/deny.txt", "ls\n");
    std::fs::create_dir_all(project.path("sub")).unwrap();
    let explain = ["explain", "PreToolUse", "--trust-project"];
    let told = |folder: &str| {
        let mut command = project.command(&explain);
        let ran = command.current_dir(project.path(folder)).output().unwrap();
        String::from_utf8_lossy(&ran.stdout)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let below = told("sub");
    let what = "its script reads `.agent-hooks/deny.txt`, which the project has, but not the folder in which the hook starts";
    assert!(below.contains(what), "{below}");
    assert!(
        below.contains("`\"$HOOKS_PROJECT_DIR/.agent-hooks/deny.txt\"`"),
        "{below}"
    );
    let at_root = told(".");
    assert!(!at_root.contains("its script reads"), "{at_root}");
}

#[test]
fn a_variable_that_is_set_nowhere_is_named_if_the_hook_said_nothing() {
    let bash = "#!/bin/bash\ni=$(cat)\nfor b in $GUARD_WORDS; do\n  [[ $i == *$b* ]] && exit 2\ndone\nexit 0\n";
    let python = "#!/usr/bin/env python3\nimport os, sys\n\
                  for b in os.environ.get(\"GUARD_WORDS\", \"\").split():\n    sys.exit(2)\n";
    for text in [bash, python] {
        let project = guard(text);
        let what = "could be because it reads `GUARD_WORDS`, which is not set here";
        all_say(&project, &[RUN, FIRE], what);
        let told = said(&project.run(CHECK));
        assert!(!told.contains("GUARD_WORDS"), "{told}");
        project.write(
            "hooks.toml",
            "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g\"]\n\
             env = { GUARD_WORDS = \"ls\" }\n",
        );
        let told = said(&project.run(FIRE));
        assert!(told.starts_with("PreToolUse: block"), "{told}");
    }
}

#[test]
fn a_tool_that_fails_in_a_script_that_goes_on_is_named() {
    for (text, what) in [
        (
            "#!/bin/bash\nhooks_test_none -r .x | grep -q push && exit 2\nexit 0\n",
            "`g` decided nothing: a command in its script failed (",
        ),
        (
            "#!/bin/bash\ngrep -q x /hooks_test_none.txt && exit 2\nexit 0\n",
            "(`grep: /hooks_test_none.txt: No such file or directory`), but the script went on to exit code 0",
        ),
    ] {
        all_say(&guard(text), &[RUN, FIRE], what);
    }
    // A text of the script itself does not count as an error of a tool.
    for text in ["git: no push", "error: no force push"] {
        let told = said(&guard(&format!("#!/bin/bash\necho '{text}' >&2\n")).run(RUN));
        assert!(told.contains("its stderr is not read"), "{told}");
    }
}

#[test]
fn a_hook_whose_pipe_begins_with_a_missing_program_is_said_to_run() {
    let command = "hooks_test_none .x | grep -q push && exit 2; exit 0";
    let project = Project::with_hooks(&format!(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = '''{command}'''\n"
    ));
    for command in [EXPLAIN, RUN, &["list", "--config", "hooks.toml"]] {
        let told = said(&project.run(command));
        assert!(
            told.contains("no program `hooks_test_none` in PATH"),
            "{told}"
        );
        assert!(!told.contains("cannot start"), "{told}");
        assert!(!told.contains("0 live"), "{told}");
    }
    // After `&&`, nothing runs without the program.
    project.write(
        "hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"hooks_test_none x && exit 2\"\n",
    );
    let told = said(&project.run(EXPLAIN));
    assert!(told.contains("cannot start"), "{told}");
}

#[test]
fn a_variable_of_an_editor_is_named_with_the_field_of_the_payload() {
    let project = Project::new();
    let entry = json!({ "command": "prettier --write \"${file}\" || true" });
    let file = json!({ "version": 1, "hooks": { "afterFileEdit": [entry] } });
    project.write(".cursor/hooks.json", &file.to_string());
    let told = said(&project.run(&["check", ".cursor/hooks.json"]));
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("`${file}` is never set: it is a variable of editors"),
        "{told}"
    );
    assert!(told.contains("`file=$(jq -r .file_path)`"), "{told}");
}

#[test]
fn the_folder_of_the_file_without_braces_is_told_to_have_braces() {
    for (command, what) in [
        (
            "\"$config_dir/g\"",
            "`$config_dir` is never set: the name needs braces",
        ),
        (
            "[\"$config_dir/g\"]",
            "write the name with braces: `${config_dir}`",
        ),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = {command}\n"
        ));
        script(&project, "g", "#!/bin/bash\nexit 0\n");
        all_say(&project, &[CHECK, EXPLAIN], what);
    }
}

#[test]
fn a_path_with_a_variable_is_told_with_the_path_that_the_hook_gets() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g\"]\n\
         env = { PATH = \"$HOME/bin:$PATH\" }\n",
    );
    script(&project, "g", "#!/bin/bash\necho \"$PATH\" >&2\nexit 2\n");
    let path = "/usr/local/bin:/usr/bin:/bin";
    all_say(
        &project,
        &[CHECK, EXPLAIN],
        &format!("the hook gets the usual `PATH`, `{path}`"),
    );
    let told = said(&project.run(FIRE));
    assert!(
        told.starts_with(&format!("PreToolUse: block - {path} ")),
        "{told}"
    );
    let shown = said(&project.run(&[FIRE, &["--show-io"]].concat()));
    let what = "PATH=$HOME/bin:$PATH (without its relative folders)";
    assert!(shown.contains(what), "{shown}");
}
