//! Tests the findings about the scripts and programs of hooks.

use super::*;

#[cfg(unix)]
#[test]
fn each_way_a_program_cannot_start_is_found_and_marked() {
    let guard = stop("[\"${config_dir}/guard.sh\"]");
    assert_eq!(found(&guard, &[]), ["warning missing_file [guard.sh]"]);
    let unset = [("guard.sh", "#!/bin/sh\n", 0o644)];
    assert_eq!(found(&guard, &unset), ["warning not_executable [guard.sh]"]);
    let bare = [("guard.sh", "exit 0\n", 0o755)];
    assert_eq!(found(&guard, &bare), ["warning no_interpreter [guard.sh]"]);
    let windows = [("guard.sh", "#!/bin/sh\r\nexit 0\r\n", 0o755)];
    assert_eq!(
        found(&guard, &windows),
        ["warning carriage_returns [guard.sh]"]
    );
    let good = [("guard.sh", "#!/bin/sh\nexit 0\n", 0o755)];
    assert_eq!(found(&guard, &good), [""; 0]);
    let given = stop("[\"bash\", \"${config_dir}/guard.sh\"]");
    assert_eq!(found(&given, &[]), ["warning missing_file [guard.sh]"]);
    assert_eq!(
        found(&given, &windows),
        ["warning carriage_returns [guard.sh]"]
    );
}

#[cfg(unix)]
#[test]
fn a_later_word_of_an_array_that_names_no_file_is_found() {
    let script = [("guard.py", "#!/usr/bin/env sh\nexit 0\n", 0o755)];
    for (words, said) in [
        (
            "\"${config_dir}/agent_hook.py\"",
            &["warning missing_file [agent_hook.py]"][..],
        ),
        (
            "\"${config_dir}/rules.json\"",
            &["note missing_file [rules.json]"],
        ),
        ("\"--log\", \"${config_dir}/rules.json\"", &[]),
        ("\"${config_dir}/guard.log\"", &[]),
        ("\"${config_dir}/cache\"", &[]),
        ("\"/nowhere/at-all.json\"", &[]),
        ("\"${config_dir}/guard.py\"", &[]),
    ] {
        let hook = stop(&format!("[\"${{config_dir}}/guard.py\", {words}]"));
        assert_eq!(found(&hook, &script), said, "{words}");
    }
}

#[cfg(unix)]
#[test]
fn what_a_helper_of_a_script_says_does_not_make_it_a_guard() {
    let hook = "[[hooks.pre_tool_use]]\nmatcher = \"write_file\"\n\
                command = [\"${config_dir}/note.py\", \"${config_dir}/ah.py\"]\n";
    let says = (
        "ah.py",
        "\"\"\"return {'decision': 'block'} with exit 2\"\"\"\n",
        0o644,
    );
    let quiet = [("note.py", "#!/usr/bin/env sh\nexit 0\n", 0o755), says];
    assert_eq!(found(hook, &quiet), [""; 0]);
    let guard = [("note.py", "#!/usr/bin/env sh\nexit 2\n", 0o755), says];
    assert_eq!(found(hook, &guard), ["note way_round [matcher]"]);
}

/// Checks that a blank, a quote or a parenthesis in a folder's name does not hide the script in the folder.
#[cfg(unix)]
#[test]
fn a_script_is_looked_at_in_a_folder_of_any_name() {
    let windows = "#!/bin/sh\r\nexit 0\r\n";
    for name in [
        "a b", "a+b", "it's", "a (1)", "a\"b", "ä", "a*b", "a$b", "a&b;c", "a`b", "~",
    ] {
        let beside = TempDir::new().unwrap();
        let folder = beside.path().join(name);
        fs::create_dir(&folder).unwrap();
        let script = folder.join("guard.sh");
        let config = folder.join("hooks.toml");
        let codes = |command: &str| {
            fs::write(&config, stop(command)).unwrap();
            let found = findings(
                &load_files([&config]),
                &Agents::default(),
                Some(OsStr::new("/bin:/usr/bin")),
            );
            let codes = found.iter().map(|found| found.code.to_string());
            codes.collect::<Vec<_>>()
        };
        let in_shell = shlex::try_quote(script.to_str().unwrap()).unwrap();
        let in_shell = toml_edit::Value::from(in_shell.into_owned()).to_string();
        let given = "[\"bash\", \"${config_dir}/guard.sh\"]";
        let with_variable = "'\"${config_dir}/guard.sh\" x'";
        let by_itself = ["[\"${config_dir}/guard.sh\"]", with_variable, &in_shell];
        for command in by_itself.into_iter().chain([given]) {
            let _ = fs::remove_file(&script);
            assert_eq!(codes(command), ["missing_file"], "{name} {command}");
            fs::write(&script, windows).unwrap();
            if command != given {
                permit(&script, 0o644);
                assert_eq!(codes(command), ["not_executable"], "{name} {command}");
            }
            permit(&script, 0o755);
            assert_eq!(codes(command), ["carriage_returns"], "{name} {command}");
        }
    }
}

#[test]
fn what_a_shell_makes_of_a_word_is_not_guessed() {
    for command in [
        "$X/guard.sh",
        "\"$X/a b\"",
        "/opt/*/guard",
        "(/gone)",
        "A=1 /gone",
        "~/gone",
    ] {
        let command = format!("'''{command}'''");
        assert_eq!(found(&stop(&command), &[]), [""; 0], "{command}");
    }
}

#[test]
fn a_script_that_is_called_like_its_hook_is_marked_in_the_command() {
    let text = "[[hooks.stop]]\nname = \"guard\"\ncommand = [\"${config_dir}/guard\"]\n";
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("hooks.toml");
    fs::write(&config, text).unwrap();
    let loaded = load_files([&config]);
    let found = findings(&loaded, &Agents::default(), None);
    let lines: Vec<u32> = found.iter().map(|found| found.line).collect();
    assert_eq!(lines, [3], "{found:?}");
}

#[cfg(unix)]
#[test]
fn an_interpreter_that_is_not_there_is_found_in_the_first_line_of_a_script() {
    let guard = stop("[\"${config_dir}/guard.py\"]");
    for (line, expected) in [
        ("#!/usr/bin/env pyhton3", "warning not_in_path [guard.py]"),
        (
            "#!/usr/bin/env -S pyhton3 -u",
            "warning not_in_path [guard.py]",
        ),
        ("#!/gone/bash -e", "warning missing_file [guard.py]"),
    ] {
        let script = [("guard.py", line, 0o755)];
        assert_eq!(found(&guard, &script), [expected], "{line}");
    }
    for line in [
        "#!/bin/sh",
        "#!/usr/bin/env sh",
        "#! /usr/bin/env -S sh -e",
        "#!",
        "#!env x",
    ] {
        assert_eq!(
            found(&guard, &[("guard.py", line, 0o755)]),
            [""; 0],
            "{line}"
        );
    }
}

#[test]
fn a_script_that_an_interpreter_is_given_is_found_from_one_folder_only() {
    for command in ["\"bash hooks/guard.sh\"", "[\"sh\", \"guard.sh\"]"] {
        let [found] = &found(&stop(command), &[])[..] else {
            panic!("{command}");
        };
        assert!(found.starts_with("warning relative_program ["), "{found}");
    }
    assert_eq!(found(&stop("\"sh -c true\""), &[]), [""; 0]);
}

#[test]
fn scripts_that_look_in_the_wrong_place_are_noted() {
    let gate = |command: &str| {
        found(
            &format!("[[hooks.pre_tool_use]]\ncommand = '''{command}'''\n"),
            &[],
        )
    };
    let shape = ["note payload_shape [[[hooks.pre_tool_use]]]"];
    assert_eq!(gate("echo .tool_input.command; exit 2"), shape);
    assert_eq!(gate("echo .hook_event.tool_input; exit 2"), [""; 0]);
    assert_eq!(gate("echo .hook_event_name .tool_name"), shape);
    let lost = ["warning lost_exit [[[hooks.pre_tool_use]]]"];
    assert_eq!(gate("jq .x | while read x; do exit 2; done; exit 0"), lost);
    assert_eq!(gate("{ exit 2; } | tee log"), lost);
    assert_eq!(gate("set -o pipefail; { exit 2; } | tee log"), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_lost_exit_code_is_a_warning_only_where_the_hook_could_block_with_it() {
    let told = |event: &str, command: &str, script: &str| {
        let text = format!("[[hooks.{event}]]\ncommand = {command}\n");
        let found = found(&text, &[("guard.py", script, 0o755)]);
        let ours = |found: &String| found.contains("lost_exit");
        found.into_iter().find(ours).unwrap_or_default()
    };
    let (guard, other) = ("import sys\nsys.exit(2)\n", "print(1)\n");
    let piped = "'python3 ${config_dir}/guard.py 2>&1 | tee -a log'";
    let warning = "warning lost_exit [2>&1 | tee -a log]";
    assert_eq!(told("pre_tool_use", piped, guard), warning);
    assert_eq!(told("stop", piped, guard), warning);
    let note = "note lost_exit [2>&1 | tee -a log]";
    assert_eq!(told("post_tool_use", piped, guard), note);
    assert_eq!(told("pre_tool_use", piped, other), "");
    let inline = "[\"sh\", \"-c\", \"python3 -c 'exit(2)' | tee log\"]";
    assert_eq!(
        told("pre_tool_use", inline, guard),
        "warning lost_exit [| tee log]"
    );
    let dropped = "'${config_dir}/guard.py || true'";
    assert_eq!(
        told("pre_tool_use", dropped, guard),
        "warning lost_exit [|| true]"
    );
    assert_eq!(
        told("pre_tool_use", dropped, other),
        "note lost_exit [|| true]"
    );
    let uses = "'set -o pipefail; ${config_dir}/guard.py | tee log'";
    assert_eq!(told("pre_tool_use", uses, guard), "");
    let last = "'${config_dir}/guard.py && echo done | tee log'";
    assert_eq!(told("pre_tool_use", last, guard), "");
}

#[cfg(unix)]
#[test]
fn a_script_that_ends_with_a_pipe_behind_a_guard_is_told_with_its_line() {
    let text = "[[hooks.pre_tool_use]]\ncommand = [\"${config_dir}/wrap.sh\"]\n";
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("hooks.toml", text);
    write("guard.py", "import sys\nsys.exit(2)\n");
    let wrap = "#!/bin/sh\ncd \"$(dirname \"$0\")\"\npython3 guard.py 2>&1 | tee -a log\n";
    write("wrap.sh", wrap);
    permit(&folder.path().join("wrap.sh"), 0o755);
    let loaded = load_files([folder.path().join("hooks.toml")]);
    let found = findings(
        &loaded,
        &Agents::default(),
        Some(OsStr::new("/bin:/usr/bin")),
    );
    let lost = found
        .iter()
        .find(|found| found.code == DiagnosticCode::LostExit);
    let message = lost.map(|found| found.message.as_str()).unwrap_or_default();
    assert!(
        message.starts_with("line 3: the exit code of `guard.py` is lost in the pipe"),
        "{message}"
    );
}

#[test]
fn words_that_no_shell_replaces_are_found() {
    for (command, marked) in [
        ("[\"~/bin/guard\"]", "~/bin/guard"),
        ("[\"sh\", \"$HOME/guard\"]", "$HOME/guard"),
    ] {
        let expected = format!("warning not_expanded [{marked}]");
        assert_eq!(found(&stop(command), &[]), [expected], "{command}");
    }
    assert_eq!(found(&stop("\"cat ~/x $HOME/y\""), &[]), [""; 0]);
}

#[test]
fn an_operator_in_an_array_is_told_from_an_argument() {
    let told = |words: &[&str]| {
        let found = found(&stop(&format!("{words:?}")), &[]);
        let ours = |found: &String| found.contains("not_expanded");
        found.into_iter().filter(ours).collect::<Vec<_>>()
    };
    for fine in [
        &["cut", "-d", "|", "-f1"][..],
        &["tr", ";", " "],
        &["rg", "-q", "&&"],
        &["grep", "-F", ">"],
        &["grep", "-F", ">", "/tmp/x"],
        &["env", "find", ".", "-exec", "true", "{}", ";"],
        &["env", "A=1", "cut", "-d", "|", "cat"],
        &["sudo", "-u", "me", "/usr/bin/sort", "-t", ";", "/tmp/x"],
        &["timeout", "5", "nice", "xargs", "-d", ";", "rm"],
        &["cat", "|"],
        &["cat", "&&", "no-such-word"],
        &["cat", ">", "3"],
        &["cat", "</b>", "<a/>", "->x", ">=1.0"],
    ] {
        assert_eq!(told(fine), [""; 0], "{fine:?}");
    }
    for (wrong, word) in [
        (&["cat", "x", "&&", "true"][..], "&&"),
        (&["cat", "x", "||", "exit", "2"], "||"),
        (&["cat", "x", "|", "/opt/guard"], "|"),
        (&["cat", "x", ";", "sh", "x"], ";"),
        (&["cat", "x", "2>&1"], "2>&1"),
        (&["cat", "x", ">&2"], ">&2"),
        (&["cat", "x", "2>/dev/null"], "2>/dev/null"),
        (&["cat", "x", ">>", "/tmp/log"], ">>"),
        (&["cat", "x", ">>/tmp/log"], ">>/tmp/log"),
        (&["env", "A=1", "cat", "x", "&&", "true"], "&&"),
        (&["grep", "-q", "x", "&&", "exit", "2"], "&&"),
    ] {
        assert_eq!(told(wrong), [format!("warning not_expanded [{word}]")]);
    }
}

#[cfg(unix)]
#[test]
fn a_path_that_a_shell_splits_is_quoted_where_it_is_split() {
    let outer = TempDir::new().unwrap();
    let folder = outer.path().join("my proj");
    fs::create_dir(&folder).unwrap();
    let config = folder.join("hooks.toml");
    let told = |entry: &str| {
        let text = format!("[[hooks.stop]]\n{entry}\n");
        fs::write(&config, &text).unwrap();
        let found = findings(&load_files([&config]), &Agents::default(), None);
        let ours = found
            .into_iter()
            .find(|found| found.code == DiagnosticCode::SplitPath);
        ours.map(|found| {
            // Only the last occurrence is split.
            assert_eq!(
                Some(found.span.start),
                text.rfind(&text[found.span.clone()])
            );
            found.help.unwrap_or_default()
        })
    };
    // The words of this value are meant to be split.
    let meant = "command = \"$LINT\"\nenv = { LINT = \"/usr/bin/env true\" }";
    assert_eq!(told(meant), None);
    assert_eq!(found(&format!("[[hooks.stop]]\n{meant}\n"), &[]), [""; 0]);
    let path = format!(
        "command = \"$LINT/x\"\nenv = {{ LINT = \"{}\" }}",
        folder.display()
    );
    let cure = "write `command = '\"$LINT/x\"'`";
    assert_eq!(told(&path).as_deref(), Some(cure));
    let twice = "command = 'echo \"${config_dir}/g.sh\" >&2; ${config_dir}/g.sh'";
    let cure = "write `command = 'echo \"${config_dir}/g.sh\" >&2; \"${config_dir}/g.sh\"'`";
    assert_eq!(told(twice).as_deref(), Some(cure));
    let ends = "command = 'echo \"x ${config_dir}/g\" && ${config_dir}/g | cat'";
    let cure = "write `command = 'echo \"x ${config_dir}/g\" && \"${config_dir}/g\" | cat'`";
    assert_eq!(told(ends).as_deref(), Some(cure));
}

#[test]
fn an_exit_code_is_compared_whole() {
    let at = |event: &str, command: &str| {
        let entry = format!("[[hooks.{event}]]\ncommand = '''{command}'''\n");
        found(&entry, &[])
    };
    for code in ["255", "20", "2x"] {
        for command in [
            format!("test -f x || exit {code}"),
            format!("echo process.exitCode = {code}"),
        ] {
            assert_eq!(at("session_start", &command), [""; 0], "{command}");
            assert_eq!(at("stop", &command), [""; 0], "{command}");
        }
    }
    assert_eq!(at("pre_tool_use", "test -f x || exit 127"), [""; 0]);
    for end in ["", ";", " # no", ")"] {
        let command = format!("test -f x || (true; exit 2{end}");
        let note = ["note observer_block [exit 2]"];
        assert_eq!(at("session_start", &command), note, "{command}");
    }
    // The first mention is another code; the second mention blocks.
    let both = at("session_start", "test -f x || exit 255; exit 2");
    assert_eq!(both, ["note observer_block [exit 2]"]);
}

#[test]
fn programs_that_are_found_from_one_folder_only_or_nowhere() {
    assert_eq!(
        found(&stop("[\"./hooks/guard.sh\"]"), &[]),
        ["warning relative_program [./hooks/guard.sh]"]
    );
    assert_eq!(
        found(&stop("\"./guard.sh --strict\""), &[]),
        ["warning relative_program [./guard.sh]"]
    );
    assert_eq!(
        found(&stop("[\"no-such-program-anywhere\"]"), &[]),
        ["warning not_in_path [no-such-program-anywhere]"]
    );
    for shell in [
        "\"cd /x && true\"",
        "\"if true; then echo; fi\"",
        "\"$GUARD x\"",
    ] {
        assert_eq!(found(&stop(shell), &[]), [""; 0], "{shell}");
    }
}

#[test]
fn what_a_script_says_is_noted() {
    let gate = |command: &str| {
        found(
            &format!("[[hooks.pre_tool_use]]\ncommand = '''{command}'''\n"),
            &[],
        )
    };
    assert_eq!(gate("echo no >&2; exit 1"), ["note exit_one [exit 1]"]);
    assert_eq!(gate("test -f x || exit 1; exit 2"), [""; 0]);
    let stops = |command: &str| found(&stop(&format!("'''{command}'''")), &[]);
    assert_eq!(stops("exit 2"), ["note stop_loop [exit 2]"]);
    assert_eq!(stops("grep stop_hook_active && exit 0; exit 2"), [""; 0]);
    let after = "[[hooks.post_tool_use]]\ncommand = \"exit 2\"\n";
    assert_eq!(found(after, &[]), ["note background_answer [exit 2]"]);
    let loaded = crate::parse(after, &crate::LoadOptions::new("hooks.toml"));
    let told = findings(&loaded, &Agents::default(), None);
    let help = told[0].help.as_deref().unwrap_or_default();
    assert!(help.contains("`background = false`"), "{help}");
    assert!(help.contains("`post = \"await\"` under [hooks]"), "{help}");
}

#[cfg(unix)]
#[test]
fn the_first_script_of_a_command_decides_whether_its_code_is_borrowed() {
    let gate = |command: &str, files: &[(&str, &str, u32)]| {
        let text = format!("[[hooks.pre_tool_use]]\ncommand = {command}\n");
        let found = found(&text, files);
        let ours = |found: &String| found.contains("borrowed_exit") || found.contains("lost_exit");
        found.into_iter().filter(ours).collect::<Vec<_>>()
    };
    let guard = |end| ("guard.sh", end, 0o755);
    let (tests, sure) = ("#!/bin/sh\ngrep -q x .denied\n", "#!/bin/sh\nexit 0\n");
    let denied = ("denied", "ls /etc\n", 0o644);
    let both = "[\"${config_dir}/guard.sh\", \"${config_dir}/denied\"]";
    assert_eq!(gate(both, &[guard(sure), denied]), [""; 0]);
    let other = ("denied", "rm\nmkfs\n", 0o644);
    assert_eq!(gate(both, &[guard(tests), other]).len(), 1);
    let python = "[\"${config_dir}/guard.py\", \"${config_dir}/denied\"]";
    let source = ("guard.py", "#!/usr/bin/env python3\n", 0o755);
    assert_eq!(gate(python, &[source, denied]), [""; 0]);
    let by_path = "[\"/bin/sh\", \"${config_dir}/guard.sh\", \"${config_dir}/denied\"]";
    assert_eq!(gate(by_path, &[guard(tests), other]).len(), 1);
    let by_itself = "'/usr/bin/grep -q x ${config_dir}/denied'";
    assert_eq!(gate(by_itself, &[other]).len(), 1);
    let alone = "'${config_dir}/guard.sh'";
    let [borrowed] = &gate(alone, &[guard(tests)])[..] else {
        panic!("no single note");
    };
    assert!(borrowed.contains("borrowed_exit"), "{borrowed}");
    // If the end of the command drops the exit code, exit code 2 does not block. A separate note reports the dropped
    // code.
    for end in [" || true", "; exit 0", " &"] {
        let command = format!("'${{config_dir}}/guard.sh{end}'");
        let notes = gate(&command, &[guard(tests)]);
        let [note] = &notes[..] else {
            panic!("{end}: {notes:?}");
        };
        assert!(note.contains("lost_exit"), "{note}");
    }
}
