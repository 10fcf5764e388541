//! Exit codes that a script loses on their way out.

use crate::support::{
    AGENT_FILES, Project, RUN_PUSH, guard_ran, guard_told, said, script, with_project_hooks,
};

#[test]
fn what_a_shell_script_loses_is_named_with_its_line_and_cure() {
    let deny = "echo '{\"decision\":\"block\",\"message\":\"no\"}'";
    for (text, sentence) in [
        (
            format!("#!/bin/sh\nexec >>hook.log 2>&1 # debug\n{deny}\n"),
            "line 2, `exec >>hook.log 2>&1`: its output is written to `hook.log`, so its answer is never read",
        ),
        (
            format!("#!/bin/sh\n{{\n{deny}\n}} >> /dev/null\n"),
            "line 4, `} >> /dev/null`: its output is written to `null`",
        ),
        (
            "#!/bin/sh\npython3 - <<'EOF'\nimport sys\nsys.stdin.read()\nEOF\n".to_owned(),
            "line 2, `python3 - <<'EOF'`: `python3` reads the lines below it as its stdin, so the payload never \
             arrives; write the program into a file, or as `python3 -c '...'`",
        ),
        (
            "#!/bin/sh\ncheck() { return 2; }\ncheck\ndate >&2\n".to_owned(),
            "the function `check` returns 2, but another command follows its call",
        ),
        (
            "#!/bin/bash\nrun() {\nlocal out=$(false)\nif [ $? -ne 0 ]; then exit 2; fi\n}\nrun\n".to_owned(),
            "line 3, `local out=$(...)`: `$?` after it is the exit code of `local`, which is 0; write `local out` first",
        ),
        (
            "#!/bin/sh\ntrap 'exit 0' EXIT # never break the agent\nexit 2\n".to_owned(),
            "`trap ... EXIT` has an `exit` of its own, which takes the place of `exit 2`",
        ),
        (
            "#!/bin/sh\necho \"$(date) $(cat)\" >> /dev/null\nif grep -q 'git push'; then\n  exit 2\nfi\n".to_owned(),
            "`cat` reads the whole payload, so `grep` after it gets nothing",
        ),
    ] {
        let told = guard_told("guard.sh", &text);
        assert!(told.contains(sentence), "{text}: {told}");
    }
}

#[test]
fn what_a_program_in_python_or_node_loses_is_named_with_its_cure() {
    for (name, text, sentence) in [
        (
            "a.py",
            "#!/usr/bin/env python3\ndef main():\n    return 2\nif __name__ == \"__main__\":\n    main()\n",
            "line 5: `main()` returns 2, but the script does not exit with it; write `sys.exit(main())`",
        ),
        (
            "b.py",
            "#!/usr/bin/env python3\nimport sys\ntry:\n    sys.exit(2)\nexcept:\n    pass\n",
            "line 5, `except:`: it also catches the `SystemExit` of `sys.exit(2)`, so that exit code is lost; write \
             `except Exception:`",
        ),
        (
            "c.py",
            "#!/usr/bin/env python3\nimport os, sys\nsys.exit(os.system('exit 2'))\n",
            "for exit code 2, `os.system` returns 512, and exit code 512 becomes 0",
        ),
        (
            "d.js",
            "#!/usr/bin/env node\ncheck().then((bad) => { process.exit(2); });\nprocess.exit(0);\n",
            "line 3, `process.exit`: it runs before the function in the `.then` above it",
        ),
    ] {
        let told = guard_told(name, text);
        assert!(told.contains(sentence), "{text}: {told}");
    }
}

#[test]
fn a_command_behind_the_guard_takes_the_place_of_its_exit_code() {
    let guard = "#!/bin/sh\ngrep -q push && exit 2\nexit 0\n";
    let command = "'\"${config_dir}/guard.sh\"; date >> /dev/null'";
    let said_of_command = said(&guard_ran("guard.sh", guard, command, ""));
    let sentence = "`date` runs after `guard.sh`, and its exit code replaces that of `guard.sh`";
    assert!(said_of_command.contains(sentence), "{said_of_command}");

    let config = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/wrap\"]\n";
    let project = with_project_hooks(config);
    script(&project, ".agent-hooks/guard.sh", guard);
    let wrap = "#!/bin/sh\nsh \"$(dirname \"$0\")/guard.sh\"\necho \"rc=$?\" >> /dev/null\n";
    script(&project, ".agent-hooks/wrap", wrap);
    let told = said(&project.run(RUN_PUSH));
    let sentence =
        "line 3: `echo` is the last command, and its exit code replaces that of `guard.sh`";
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn a_pipe_that_drops_the_code_and_the_reason_is_told_once_with_one_cure_for_every_agent() {
    for (file, event, entry) in AGENT_FILES {
        let (folder, _) = file.rsplit_once('/').unwrap();
        let project = Project::new();
        let guard = format!("python3 {folder}/g.py");
        let write = |command: &str| {
            let config = match entry.is_empty() {
                true => format!("[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = '{command}'\n"),
                false => entry.replace("EVENT", event).replace("COMMAND", command),
            };
            project.write(file, &config);
        };
        let text = "import sys\nif 'push' in sys.stdin.read():\n    print('no push', file=sys.stderr)\n    sys.exit(2)\n";
        project.write(&format!("{folder}/g.py"), text);
        for (redirect, lost) in [
            (
                "2>&1 | tee -a /dev/null",
                "the exit code of `g.py` is lost in the pipe to `tee`, and `2>&1` sends its reason to stdout; remove \
                 `2>&1 | tee -a /dev/null` from the command; `g.py` can write the log itself",
            ),
            (
                "| tee -a /dev/null",
                "the exit code of `g.py` is lost in the pipe to `tee`; remove `| tee -a /dev/null` from the command; \
                 `g.py` can write the log itself",
            ),
        ] {
            write(&format!("{guard} {redirect}"));
            let told = said(&project.run(RUN_PUSH));
            let (_, answered) = told
                .split_once("what the hooks answered")
                .unwrap_or_default();
            assert!(answered.contains(lost), "{file}: {told}");
            assert_eq!(
                told.matches("is lost in the pipe").count(),
                1,
                "{file}: {told}"
            );
            assert!(!told.contains("to tell the model"), "{file}: {told}");
            assert!(told.matches("no push").count() < 2, "{file}: {told}");
            let fire = [
                "fire",
                "PreToolUse",
                "--sample",
                "--set",
                "command=git push",
                "--trust-project",
            ];
            let fired = said(&project.run(&fire));
            assert_eq!(
                fired.matches("is lost in the pipe").count(),
                1,
                "{file}: {fired}"
            );
        }
        write(&format!("{guard} 2>&1"));
        let told = said(&project.run(RUN_PUSH));
        let cure = "but printed on stdout; remove `2>&1` from the command: no push";
        // Cursor and Gemini CLI read the reason on stdout.
        let reads_it = told.contains("block - no push");
        assert!(told.contains(cure) || reads_it, "{file}: {told}");
        write(&guard);
        let told = said(&project.run(RUN_PUSH));
        assert!(told.contains("block - no push"), "{file}: {told}");
    }
}

#[test]
fn a_pipe_after_words_that_are_only_printed_is_not_called_a_lost_exit_code() {
    for last in [
        "echo \"guard done, no exit 2\" | tee -a log",
        "jq -n --arg r \"exit 2 is bad\" '{decision: \"block\", message: $r}' | tee -a log",
    ] {
        let config =
            "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"${config_dir}/guard.sh\"]\n";
        let project = Project::with_hooks(config);
        script(
            &project,
            "guard.sh",
            &format!("#!/bin/sh\ninput=$(cat)\n{last}\n"),
        );
        let checked = said(&project.run(&["check", "hooks.toml"]));
        assert!(!checked.contains("lost_exit"), "{last}: {checked}");
        assert!(!checked.contains("missing_file"), "{last}: {checked}");
    }
}
