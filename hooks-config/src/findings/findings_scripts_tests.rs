//! Tests the findings about the answers and exit codes of scripts.

use super::*;

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

#[cfg(unix)]
#[test]
fn the_text_of_a_shell_in_an_array_has_the_findings_of_the_same_text_in_one_string() {
    let guard = ("guard.py", "import sys\nsys.exit(2)\n", 0o755);
    let told = |command: &str| {
        found(
            &format!("[[hooks.pre_tool_use]]\ncommand = {command}\n"),
            &[guard],
        )
    };
    for text in [
        "no-such-program --noEmit || true",
        "no-such-program; exit 0",
        "$(pwd)/x || true",
        "python3 ${config_dir}/guard.py || true",
        "${config_dir}/guard.py 2>&1 | tee -a log",
        "${config_dir}/missing.py && true",
        "npm run lint && exit 2",
        "cat $filePath",
        "echo ${NO_SUCH_NAME_HERE}/x; exit 2",
        "grep -q 'a|b' && exit 2",
        "npx tsc",
        "jq .a",
    ] {
        let one = told(&format!("\"\"\"{text}\"\"\""));
        for (start, option) in [
            ("\"bash\"", "-c"),
            ("\"sh\"", "-ec"),
            ("\"env\", \"bash\"", "-uc"),
        ] {
            let array = told(&format!("[{start}, \"{option}\", \"\"\"{text}\"\"\"]"));
            assert_eq!(array, one, "{start} {text}");
        }
    }
    // The shell itself, and a word that no shell reads, are told before the text.
    let missing = told("[\"/no/such/bash\", \"-c\", \"no-such-program\"]");
    assert_eq!(missing, ["warning missing_file [bash]"]);
}

#[cfg(unix)]
#[test]
fn a_function_that_the_command_calls_is_not_uncalled() {
    let script = ("check.bash", "guard() {\n  exit 2\n}\n", 0o755);
    let told = |text: &str| {
        found(
            &format!("[[hooks.pre_tool_use]]\ncommand = {text}\n"),
            &[script],
        )
    };
    assert_eq!(told("'. ${config_dir}/check.bash'").len(), 1);
    for fine in [
        "'. ${config_dir}/check.bash; guard'",
        "[\"bash\", \"-c\", \"source ${config_dir}/check.bash && guard\"]",
        "[\"bash\", \"-c\", '. \"$0\"; \"$1\"', \"${config_dir}/check.bash\", \"guard\"]",
    ] {
        assert_eq!(told(fine), [""; 0], "{fine}");
    }
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
