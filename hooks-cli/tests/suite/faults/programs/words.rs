//! Commands as a list of words, and commands whose shell text says something else than it seems to.

use crate::support::{
    CHECK, EXPLAIN_TRUSTED, HOOKS, Project, RUN, RUN_TRUSTED, call_explained, said, script,
    with_claude_program, with_project_hooks,
};

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
        let entry =
            format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"{element}\"]\n");
        let project = with_project_hooks(&entry);
        script(&project, ".agent-hooks/no-rm.sh", "exit 0\n");
        script(&project, ".agent-hooks/fmt.sh", "exit 0\n");
        for typed in [
            &["check", HOOKS][..],
            EXPLAIN_TRUSTED,
            RUN_TRUSTED,
            &["list", "--trust-project"],
        ] {
            let told = said(&project.run(typed));
            let cure = format!("write each word as a separate element: {array}");
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
            message.contains("write each word as a separate element: [\""),
            "{message}"
        );
    }
}

#[test]
fn an_operator_of_a_shell_among_the_words_of_an_array_is_found() {
    let hook = |words: &str| {
        Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [{words}]\n"
        ))
    };
    let project = hook("\"grep\", \"-q\", \"force\", \"&&\", \"exit\", \"2\"");
    for command in [CHECK, RUN] {
        let told = said(&project.run(command));
        let what = "`&&` is an argument of `grep`: no shell reads an array of words";
        assert!(told.contains(what), "{told}");
        assert!(!told.contains("which has no"), "{told}");
    }
    for fine in [
        "\"find\", \".\", \"-exec\", \"true\", \"{}\", \";\"",
        "\"bash\", \"-c\", \"a && b\"",
    ] {
        let told = said(&hook(fine).run(CHECK));
        assert!(!told.contains("is an argument of"), "{fine}: {told}");
    }
}

#[test]
fn what_a_colleague_hides_in_a_command_is_found_by_one_command() {
    const GOOD: &str = "#!/bin/sh\ngrep -q rm && exit 2\nexit 0\n";
    const PARENTHESES: &str = "#!/bin/sh\n(grep -q rm && exit 2)\nexit 0\n";
    let check: &[&str] = &["check", "hooks.toml"];
    let explain: &[&str] = &["explain", "PreToolUse", "--run", "--config", "hooks.toml"];
    for (command, guard, typed, sentence) in [
        (
            "'${config_dir}/g || true'",
            GOOD,
            check,
            "`|| true` at the end of the command drops",
        ),
        (
            "'${config_dir}/g &'",
            GOOD,
            check,
            "`&` at the end of the command drops",
        ),
        (
            "'${config_dir}/g; exit 0'",
            GOOD,
            check,
            "`; exit 0` at the end of the command drops",
        ),
        (
            "'${config_dir}/g'",
            PARENTHESES,
            check,
            "only the part in parentheses",
        ),
        (
            "\"'${config_dir}/g' --all\"",
            GOOD,
            check,
            "is in single quotes, where a shell expands nothing",
        ),
        (
            "['python3', '-c', 'print({\"decision\": \"block\"})']",
            GOOD,
            explain,
            "JSON needs double quotes around names and strings (Python: `print(json.dumps(...))`)",
        ),
        (
            "'echo deny'",
            GOOD,
            explain,
            "print {\"decision\":\"block\"}",
        ),
        (
            "'${config_dir}/g 2>&1 | tee /dev/null'",
            GOOD,
            check,
            "the exit code of `g` is lost in the pipe to `tee`",
        ),
        (
            "'echo no >&2; exit 0'",
            GOOD,
            explain,
            "ended with exit code 0, so its stderr is not read: no",
        ),
        (
            "'sleep 9'\ntimeout = 0.1",
            GOOD,
            explain,
            "`timeout` in its entry sets that limit",
        ),
    ] {
        let toml = format!("[[hooks.pre_tool_use]]\ncommand = {command}\n");
        let project = Project::with_hooks(&toml);
        script(&project, "g", guard);
        let told = said(&project.run(typed));
        assert!(told.contains(sentence), "{toml}: {told}");
    }
    // Guards that hide nothing get no remark.
    for command in [
        "'grep -q rm && exit 2; exit 0'",
        "'grep -q rm && exit 2 || true'",
        "'\"${config_dir}/g\" --all'",
        "'${config_dir}/g'",
    ] {
        let toml = format!("[[hooks.pre_tool_use]]\ncommand = {command}\n");
        let project = Project::with_hooks(&toml);
        script(&project, "g", GOOD);
        let told = said(&project.run(check));
        assert!(!told.contains("lost_exit"), "{toml}: {told}");
        assert!(!told.contains("not_expanded"), "{toml}: {told}");
    }
}

#[test]
fn a_home_in_quotes_and_a_script_for_bash_are_told() {
    let fire = ["fire", "PreToolUse", "--sample", "--config", "hooks.toml"];
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"bash\", \"-c\", \"cat > /dev/null; '~/bin/no-prod'\"]\n",
    );
    let told = said(&project.run(&fire));
    let sentence =
        "`guard`: the shell does not expand `~` in quotes; write `\"$HOME/bin/no-prod\"`";
    assert!(told.contains(sentence), "{told}");
    // The error is that of a plain shell, no matter which shell is `sh` on this machine.
    let error = "echo \"$0: 3: [[: not found\" >&2\n";
    for (first, is_told) in [("#!/bin/sh", true), ("#!/bin/bash", false)] {
        let text = format!("{first}\n{error}exit 0\n");
        let told = call_explained(
            &with_claude_program(&text),
            "Bash",
            "{\"command\":\"rm -rf /\"}",
        );
        let cure = "write `#!/bin/bash` as the first line of its script";
        assert_eq!(told.contains(cure), is_told, "{first}: {told}");
    }
}

#[test]
fn a_text_with_very_many_suspicious_places_is_checked_in_linear_time() {
    // Quadratic time would take minutes for each of these texts.
    for (name, text) in [
        (
            "stdin.sh",
            format!("#!/bin/sh\n{}\n", "a <<E ".repeat(10_000)),
        ),
        (
            "group.sh",
            format!("#!/bin/sh\n# \"decision\"\n{}", "} >x\n".repeat(12_000)),
        ),
        (
            "then.js",
            format!("#!/usr/bin/env node\n{}", "}a.then(\n".repeat(6_500)),
        ),
        (
            "except.py",
            format!(
                "#!/usr/bin/env python3\ntry:\n{}",
                "except:\n".repeat(7_500)
            ),
        ),
        (
            "unused.py",
            format!(
                "#!/usr/bin/env python3\n{}",
                "def a(\n return 2\n".repeat(3_500)
            ),
        ),
    ] {
        let entry = |at: usize| {
            format!("[[hooks.stop]]\nname = \"{at}\"\ncommand = [\"${{config_dir}}/{name}\"]\n")
        };
        let project = Project::with_hooks(&(0..20).map(entry).collect::<String>());
        script(&project, name, &text);
        let ran = project.run(&["check", "hooks.toml"]);
        assert!(ran.stdout.contains("20 hooks"), "{name}: {ran:?}");
    }
}

#[test]
fn a_pattern_of_file_names_in_an_array_is_found_and_a_pattern_of_the_program_is_not() {
    let hook = |words: &str| {
        Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [{words}]\n"
        ))
    };
    let project = hook("\"cat\", \"docs/*.md\"");
    for command in [CHECK, RUN] {
        let told = said(&project.run(command));
        assert!(told.contains("`docs/*.md`"), "{told}");
        assert!(told.contains("no shell reads an array of words"), "{told}");
        assert!(
            told.contains("write the command as one string, which a shell reads"),
            "{told}"
        );
        assert!(!told.contains("which has no"), "{told}");
    }
    for fine in [
        "\"find\", \".\", \"-name\", \"*.md\"",
        "\"awk\", \"$1 == 2\"",
        "\"bash\", \"-c\", \"cat docs/*.md\"",
    ] {
        let told = said(&hook(fine).run(CHECK));
        assert!(!told.contains("no shell reads"), "{fine}: {told}");
    }
}
