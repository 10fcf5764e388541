//! The parts of a command that only print, and those that could start a program.

use super::*;

fn kept(text: &str) -> String {
    match &without_printed(&Command::shell(text)).program {
        Program::Shell(text) => text.clone(),
        _ => String::new(),
    }
}

#[test]
fn words_that_are_printed_or_compared_are_left_out() {
    for text in [
        "echo 'the tests fail, go on' >&2; exit 2",
        "grep -q 'git push' && { echo 'no git push' >&2; exit 2; }; exit 0",
        "if grep -q make; then echo make; fi",
        "sh -c 'grep -q \"git push\" && { echo \"no git push\" >&2; exit 2; }; exit 0'",
        "/bin/bash -ec \"grep -q 'git push' && { echo 'no git push' >&2; exit 2; }\"",
        "bash -c \"echo \\\"no go\\\" >&2; exit 2\"; exit 0",
        "sh -c 'bash -c \"echo make >&2; exit 2\"'",
    ] {
        for word in ["go", "git", "make"] {
            assert!(
                !kept(text).split_whitespace().any(|it| it == word),
                "{text}"
            );
        }
    }
}

#[test]
fn printed_words_of_a_shell_s_text_are_left_out_of_a_list_of_words_too() {
    let kept = |argv: &[&str]| match &without_printed(&Command::argv(argv.iter().copied())).program
    {
        Program::Shell(text) => text.clone(),
        Program::Argv(argv) => argv.join(" "),
        _ => String::new(),
    };
    assert!(!kept(&["bash", "-c", "echo 'use make' >&2; exit 2"]).contains("make"));
    for argv in [
        &["bash", "-c", "echo make | sh"][..],
        &["bash", "-c", "\"$0\"", "make"],
        &["bash", "-c", "grep -q x && make"],
        &["sudo", "-c", "echo make"],
    ] {
        assert!(kept(argv).contains("make"), "{argv:?}");
    }
}

#[test]
fn words_that_could_be_run_stay() {
    for text in [
        "grep -q x && make check",
        "echo make | sh",
        "echo make | /bin/bash",
        "echo \"$(make)\"",
        "echo `make`",
        "echo 'make' > x; ./x",
        "env bash -c 'make'",
        "\"$SHELL\" <<< make; echo make",
        "echo make | xargs -n1 env",
        "$RUN make",
        "printf 'make check' | python3 -c 'import os,sys;os.system(sys.stdin.read())'",
        "echo 'system(\"make check\")' | awk -f /dev/stdin /dev/null",
        "echo make >&2x; command . 2x",
        "echo make check | while read -r x; do env $x; done",
        "function cat { command $*; }; cat make check",
        "echo make check | perl -ne 'system($_)'",
        // Each of these hides a program from a reader of quotes, of files or of names.
        "cat() { \"$@\"; }; cat make check",
        "echo a # it's\nmake check",
        "echo $'a\\'' ; make check; echo '",
        "echo a\u{a0}b; echo\u{a0}x make",
        "echo make 2>/dev/null/../x; ./x",
        "{ echo make; } | cat",
        "{ echo make; } > x",
        "echo \\>&2 make",
        // The same inside the text of a shell.
        "sh -c 'grep -q x && make check'",
        "sh -c 'echo make | sh'",
        "sh -c 'echo make' | sh",
        "sh -c 'eval \"echo make\"'",
        "sh -c 'echo \"$(make)\"'",
        "sh -c \"echo $(make)\"",
        "sh -c \"echo \\$(make)\"",
        "sh -c \"$X make\"",
        "sh -c 'echo make' make",
        "sh -c '\"$0\"' make",
        "sh -c 'echo \"a' ; make ; sh -c 'b\"'",
        "sh -c 'echo a\\' ; make ; echo",
        "sh -c 'echo it' make 's'",
        "sh -ic 'echo make'",
        "sh -c 'echo make > x'; ./x",
        "sh -c 'echo make' > x",
        "echo make | sh -c 'cat'  | perl",
    ] {
        assert!(kept(text).contains("make"), "{text}");
    }
}
