use super::*;

fn said(command: &str) -> Option<String> {
    lost_in_pipe(command).map(|(message, help)| format!("{message}; {help}"))
}

#[test]
fn a_pipe_that_drops_the_code_is_told_with_what_to_remove() {
    for (command, expected) in [
        (
            "python3 .codex/guard.py 2>&1 | tee -a log",
            "the exit code of `guard.py` is lost in the pipe to `tee`, and `2>&1` sends its reason to stdout; remove \
             `2>&1 | tee -a log` from the command; `guard.py` can write the log itself",
        ),
        (
            "guard.sh | tee -a \"my log\"",
            "the exit code of `guard.sh` is lost in the pipe to `tee`; remove `| tee -a \"my log\"` from the command; \
             `guard.sh` can write the log itself",
        ),
        (
            "cd /x && bash \"$DIR\"/a/g.sh |& tee log",
            "the exit code of `g.sh` is lost in the pipe to `tee`, and `2>&1` sends its reason to stdout; remove \
             `|& tee log` from the command; `g.sh` can write the log itself",
        ),
        (
            "jq .x | A=1 ./guard.py 2>&1 | grep -v x | cat",
            "the exit code of `guard.py` is lost in the pipe to `cat`, and `2>&1` sends its reason to stdout; remove \
             `2>&1 | grep -v x | cat` from the command",
        ),
        (
            "python3 -c 'exit(2)' | logger -t 'a|b'",
            "the exit code of `python3` is lost in the pipe to `logger`; remove `| logger -t 'a|b'` from the command; \
             `python3` can write the log itself",
        ),
    ] {
        assert_eq!(said(command).as_deref(), Some(expected), "{command}");
    }
}

#[test]
fn a_pipe_whose_code_is_used_is_not_told() {
    for other in [
        "guard || cat x",
        "cat | grep -q x && exit 2",
        "|",
        "a | tee x; b",
        "set -o pipefail; guard.sh 2>&1 | tee -a log",
        "guard.sh | tee log; exit ${PIPESTATUS[0]}",
        "guard.sh 'a | tee b'",
        "guard.sh # | tee log",
        "x=$(guard.sh | tee log)",
        "guard.sh | tee log &",
        "guard.sh > >(tee log)",
        "guard.sh",
        "",
    ] {
        assert_eq!(said(other), None, "{other}");
    }
}

#[cfg(unix)]
#[test]
fn a_command_without_the_removed_text_blocks_with_its_reason() {
    for redirect in ["2>&1 | tee -a log", "| cat"] {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("guard.sh"), "echo no >&2\nexit 2\n").unwrap();
        let command = format!("sh guard.sh {redirect}");
        let pipe = Pipe::of(&command).unwrap();
        let cured = command.replace(&pipe.removed(0), "");
        let run = |text: &str| {
            let mut shell = std::process::Command::new("sh");
            shell.args(["-c", text]).current_dir(folder.path());
            shell.output().unwrap()
        };
        assert_eq!(run(&command).status.code(), Some(0), "{command}");
        let ran = run(&cured);
        assert_eq!(ran.status.code(), Some(2), "{cured}");
        assert_eq!(ran.stderr, b"no\n", "{cured}");
    }
}
