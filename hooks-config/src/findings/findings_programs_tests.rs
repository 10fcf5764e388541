//! Tests the findings about the programs, paths and words of commands.

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
fn a_program_is_not_looked_for_if_the_shell_can_have_another_path() {
    let named = "[\"bash\", \"-c\", \"no-such-guard\"]";
    assert_eq!(
        found(&stop(named), &[]),
        ["warning not_in_path [no-such-guard]"]
    );
    for command in [
        "[\"bash\", \"-lc\", \"no-such-guard\"]",
        "[\"bash\", \"-ic\", \"no-such-guard\"]",
        "[\"env\", \"PATH=/opt/bin:/bin\", \"bash\", \"-c\", \"no-such-guard\"]",
    ] {
        assert_eq!(found(&stop(command), &[]), [""; 0], "{command}");
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
