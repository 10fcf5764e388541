//! Scripts that decide nothing because of a slip: a quote, an option or a call is missing, or too much.

use crate::support::{
    CHECK, CLAUDE_GUARD, PUSH_CALL, assert_holds, claude_guard_explained, entry_told,
    script_explained,
};

/// Explains a push with this script as a guard of Claude Code.
fn told(guard: &str) -> String {
    claude_guard_explained("PreToolUse", CLAUDE_GUARD, guard, PUSH_CALL)
}

#[test]
fn a_star_in_quotes_behind_an_equals_sign_is_plain_text() {
    let told = told(
        "#!/bin/bash\ncmd=$(jq -r .tool_input.command)\nif [[ \"$cmd\" == \"*git push*\" ]]; then exit 2; fi\n",
    );
    let sentence = "line 3: `\"*git push*\"` behind `==` is in quotes, which make it plain text and not a pattern";
    assert_holds(&told, &[sentence, "`[[ ... == *\"git push\"* ]]`"]);
}

#[test]
fn a_json_text_is_compared_with_its_quotes() {
    let told = told(
        "#!/bin/bash\ncmd=$(jq .tool_input.command)\nif [[ \"$cmd\" == git\\ push* ]]; then exit 2; fi\n",
    );
    let sentence = "line 3: `cmd` never begins with `git`, because `jq` without `-r` prints a text with quotes around it";
    assert_holds(&told, &[sentence, "write `jq -r` in line 2"]);
}

#[test]
fn a_misspelt_start_of_a_python_script_never_runs() {
    let guard = "#!/usr/bin/env python3\nimport sys\ndef main():\n    if \"git push\" in sys.stdin.read():\n        \
                 sys.exit(2)\nif __name__ == \"main\":\n    main()\n";
    let told = script_explained("PreToolUse", "", guard);
    let sentence = "line 6: `__name__` is never `\"main\"`, so the lines below it never run";
    assert_holds(&told, &[sentence, "write `if __name__ == \"__main__\":`"]);
}

#[test]
fn an_exit_code_in_quotes_is_a_text() {
    let told = told(
        "#!/usr/bin/env python3\nimport sys\nif \"push\" in sys.stdin.read():\n    sys.exit(\"2\")\n",
    );
    let sentence = "line 4, `sys.exit(\"2\")`: a text is printed, and the exit code is 1";
    assert_holds(&told, &[sentence, "write `sys.exit(2)`, without quotes"]);
}

#[test]
fn a_shell_script_that_only_defines_functions_does_nothing() {
    let guard =
        "#!/bin/bash\ncheck() {\n  if grep -q push; then\n    echo no >&2\n    exit 2\n  fi\n}\n";
    let told = script_explained("PreToolUse", "", guard);
    let sentence = "line 2: the script never calls `check`, and it only defines functions, so its `exit 2` does not run";
    assert_holds(&told, &[sentence, "write `check` at the end of the script"]);
    let library = entry_told("command = \"check() { exit 2; }; check\"", CHECK);
    assert!(!library.contains("never calls"), "{library}");
}

#[test]
fn a_payload_that_a_tool_takes_as_the_name_of_a_file_is_said_with_the_cause() {
    let told = told(
        "#!/bin/bash\ninput=$(cat)\nif grep -q \"git push\" \"$input\"; then echo no >&2; exit 2; fi\nexit 0\n",
    );
    let cure = "`grep` took the payload as the name of a file; give it the payload on stdin: `printf '%s' \"$input\" | grep ...`";
    assert_holds(
        &told,
        &["No such file or directory`), but the script went on", cure],
    );
}

#[test]
fn a_test_that_gets_too_many_words_is_a_command_that_failed() {
    let told = told(
        "#!/bin/bash\ncmd=$(jq -r .tool_input.command)\nif [ $cmd == *push* ]; then echo no >&2; exit 2; fi\n",
    );
    let cure = "a variable in `[ ... ]` is not in quotes; write `[ \"$name\" = ... ]`";
    assert_holds(
        &told,
        &["[: too many arguments`), but the script went on", cure],
    );
}

#[test]
fn a_text_with_quotes_is_escaped_in_the_payload() {
    let call = &[
        "PreToolUse",
        "--tool",
        "shell",
        "--set",
        "command=git commit -m \"wip\"",
    ];
    let told = |guard: &str| claude_guard_explained("PreToolUse", CLAUDE_GUARD, guard, call);
    for guard in [
        "#!/bin/bash\nif grep -q 'commit -m \"wip\"'; then echo no >&2; exit 2; fi\n",
        "#!/bin/bash\ncase \"$(cat)\" in *\"commit -m \\\"wip\\\"\"*) exit 2;; esac\n",
    ] {
        let told = told(guard);
        let sentence = "the payload is JSON, in which this text is `commit -m \\\"wip`";
        assert_holds(&told, &[sentence, "read the field with `jq -r`"]);
    }
    let fine = told(
        "#!/bin/bash\njq -r .tool_input.command | grep -q 'commit -m \"wip\" -a' && exit 2\nexit 0\n",
    );
    assert!(!fine.contains("the payload is JSON"), "{fine}");
}
