use super::*;

#[test]
fn a_trap_with_an_exit_of_its_own_is_seen() {
    for text in [
        "trap 'rm -f x; exit 0' EXIT\nexit 2\n",
        "trap 'exit 0' EXIT   # never break the agent\nexit 2\n",
        "trap \"exit 0\" EXIT INT TERM\nexit 2\n",
        "trap 'exit 0' 0\nexit 2\n",
        "cleanup() { rm -f x; exit 0; }\ntrap cleanup EXIT\nexit 2\n",
        "function end {\n  rm -f x\n  exit 0\n}\ntrap end EXIT\nexit 2\n",
        "end ()\n{\n  exit 0\n}\ntrap 'end; true' EXIT\nexit 2\n",
        "tmp=$(mktemp); trap 'rm -f \"$tmp\"; exit 0' EXIT\nexit 2\n",
        "true && trap 'exit 0' EXIT; exit 2\n",
    ] {
        assert!(trap_that_exits(text).is_some(), "{text}");
    }
    for other in [
        "trap 'rm -f x' EXIT",
        "cleanup() { rm -f x; }\ntrap cleanup EXIT\nexit 0",
        "cleanup() {\n  rm -f x\n}\nother() { exit 0; }\ntrap cleanup EXIT\nexit 0",
        "trap 'exit 0' INT",
        "# set a trap 'exit 0' EXIT\nexit 2",
        "echo trap exit 0 EXIT",
        "",
    ] {
        assert!(trap_that_exits(other).is_none(), "{other}");
    }
}

#[test]
fn an_end_that_drops_the_code_is_named() {
    for (text, end) in [
        ("guard.sh || true", "|| true"),
        ("guard.sh||true", "|| true"),
        ("guard.sh || :", "|| :"),
        ("./guard.sh; exit 0", "; exit 0"),
        ("./guard.sh ; true;", "; true"),
        ("python3 guard.py &", "&"),
    ] {
        assert_eq!(dropping_end(text), Some(end), "{text}");
    }
    for kept in [
        "true",
        "exit 0",
        "guard --is-true",
        "guard && true",
        "guard &&",
        "echo a; istrue",
        "",
    ] {
        assert_eq!(dropping_end(kept), None, "{kept}");
    }
}

#[test]
fn an_exit_of_the_shell_itself_is_not_dropped_by_what_follows() {
    for text in [
        "grep -q mkfs && { echo no; exit 1; }; exit 0",
        "grep -q mkfs && exit 3; exit 0",
        "guard.sh || exit $?; exit 0",
        "guard.sh || exit; exit 0",
    ] {
        assert!(ends_earlier(text), "{text}");
    }
    for text in [
        "./guard.sh; exit 0",
        "(grep -q mkfs && exit 1); exit 0",
        "x=$(grep mkfs || exit 1); exit 0",
        "grep -q mkfs && exit 0; exit 0",
        "./exit 1; exit 0",
        "guard.sh || true",
    ] {
        assert!(!ends_earlier(text), "{text}");
    }
}

/// A part of a cure's advice, and a guard that follows it.
#[cfg(unix)]
type Cured = (&'static str, &'static str);

/// The way in which a guard loses its exit code, its text as an author writes it, and its text with each cure.
#[cfg(unix)]
const CURED: &[(Lost, &str, &[Cured])] = &[
    (
        Lost::Background,
        "{ grep -q rm && exit 2; } <in &\nexit 0\n",
        &[(
            "take the `&` out",
            "{ grep -q rm && exit 2; } <in\nexit 0\n",
        )],
    ),
    (
        Lost::Parentheses,
        "(grep -q rm && exit 2)\nexit 0\n",
        &[
            ("`{ ...; }`", "{ grep -q rm && exit 2; }\nexit 0\n"),
            (
                ASK,
                "(grep -q rm && exit 2)\n[ $? -ne 2 ] || exit 2\nexit 0\n",
            ),
        ],
    ),
    (
        Lost::PipedLoop,
        "cat | while read -r l; do\n  case $l in *rm*) exit 2;; esac\ndone\nexit 0\n",
        &[
            (
                ASK,
                "cat | while read -r l; do\n  case $l in *rm*) exit 2;; esac\ndone\n[ $? -ne 2 ] || exit 2\nexit 0\n",
            ),
            (
                "done < <(...)",
                "while read -r l; do\n  case $l in *rm*) exit 2;; esac\ndone < <(cat)\nexit 0\n",
            ),
        ],
    ),
    (
        Lost::Substitution,
        "x=$(grep rm && exit 2)\nexit 0\n",
        &[(
            ASK,
            "x=$(grep rm && exit 2)\n[ $? -ne 2 ] || exit 2\nexit 0\n",
        )],
    ),
    (
        Lost::Pipe,
        "{ grep rm && exit 2; } | tee -a log\nexit 0\n",
        &[(
            "remove the pipe; `{ ...; } >> FILE`",
            "{ grep rm && exit 2; } >> log\nexit 0\n",
        )],
    ),
];

#[cfg(unix)]
const ASK: &str = "`[ $? -ne 2 ] || exit 2`";

/// Runs a guard in a shell and returns its exit code.
#[cfg(unix)]
fn code_of(shell: &str, script: &str, payload: &str) -> Option<i32> {
    let folder = tempfile::TempDir::new().unwrap();
    let input = folder.path().join("in");
    std::fs::write(&input, payload).unwrap();
    let mut command = std::process::Command::new(shell);
    command.args(["-c", script]).current_dir(folder.path());
    command.stdin(std::fs::File::open(&input).unwrap());
    command.stdout(std::process::Stdio::null());
    command.stderr(std::process::Stdio::null());
    command.status().unwrap().code()
}

#[cfg(unix)]
#[test]
fn every_cure_blocks_a_harmful_call_passes_a_harmless_one_and_ends_the_note() {
    for (way, guard, cures) in CURED {
        assert_eq!(lost(guard), Some(*way), "{guard}");
        assert_eq!(code_of("sh", guard, "rm x\n"), Some(0), "{guard}");
        for (advice, cured) in *cures {
            let cure = way.cure(RunBy::Bash);
            assert!(cure.contains(advice), "{cure}");
            assert_eq!(lost(cured), None, "{cured}");
            let shells: &[&str] = match advice.contains("<(") {
                true => &["bash"],
                false => &["sh", "bash"],
            };
            for shell in shells {
                // Skip bash on a system without it.
                if std::process::Command::new(shell)
                    .arg("-c")
                    .arg(":")
                    .status()
                    .is_err()
                {
                    continue;
                }
                assert_eq!(code_of(shell, cured, "rm x\n"), Some(2), "{shell}: {cured}");
                assert_eq!(code_of(shell, cured, "ls\n"), Some(0), "{shell}: {cured}");
            }
        }
    }
}

/// Tests settings that look like a cure but do not help: each of these guards lets a harmful call pass.
#[cfg(unix)]
#[test]
fn a_guard_that_only_looks_as_if_it_used_the_code_is_noted() {
    for guard in [
        "set -o pipefail\n{ grep rm && exit 2; } | tee -a log\nexit 0\n",
        "set -e\n{ grep rm && exit 2; } | tee -a log\nexit 0\n",
        "{ grep rm && exit 2; } | tee -a log\n[ $? -ne 2 ] || exit 2\nexit 0\n",
        "set -o pipefail\n(grep -q rm && exit 2)\nexit 0\n",
        "set -o pipefail\ncat | while read -r l; do exit 2; done\nexit 0\n",
        "(grep -q rm && exit 2)\necho\n[ $? -ne 2 ] || exit 2\nexit 0\n",
        "{ grep -q rm <in && exit 2; } &\nwait\nexit 0\n",
        "{ grep -q rm <in && exit 2; } &\nwait $!\nexit 0\n",
        "{ grep -q rm <in && exit 2; } &\nwait $!; exit 0\n",
        "{ grep -q rm <in && exit 2; } &\nawait=1; echo $await\nexit 0\n",
        "# we do not wait for it\n{ grep -q rm <in && exit 2; } &\nexit 0\n",
        "{ grep -q rm <in && exit 2; } &\necho \"wait $!\"\n",
    ] {
        assert!(lost(guard).is_some(), "{guard}");
        assert_eq!(code_of("bash", guard, "rm x\n"), Some(0), "{guard}");
    }
}

#[cfg(unix)]
#[test]
fn a_guard_whose_code_is_used_is_not_noted() {
    for guard in [
        "set -o pipefail\n{ grep rm && exit 2; } | tee -a log\n",
        "set -o pipefail\n{ grep rm && exit 2; } | tee -a log || exit\nexit 0\n",
        "set -o pipefail\n{ grep rm && exit 2; } | tee -a log\n[ $? -ne 2 ] || exit 2\nexit 0\n",
        "set -euo pipefail\n{ grep rm && exit 2; } | tee -a log\nexit 0\n",
        "{ grep rm && exit 2; } | tee -a log\nexit ${PIPESTATUS[0]}\n",
        "set -e\n(grep -q rm && exit 2)\nexit 0\n",
        "(grep -q rm && exit 2)\ncode=$?\nexit $code\n",
        "(grep -q rm && exit 2)\nif [ $? -eq 2 ]; then exit 2; fi\nexit 0\n",
        "(grep -q rm && exit 2)\nexit\n",
        "cat | while read -r l; do exit 2; done\nexit # the code of the loop\n",
        "(grep -q rm && exit 2); exit; echo\n",
        "(grep -q rm && exit 2)\nexit\necho\n",
        "f() { (grep -q rm && exit 2); return; }\nf\n",
        "{ grep -q rm <in && exit 2; } &\nwait $! || exit\n",
        "{ grep -q rm <in && exit 2; } &\nwait $!\n",
        "{ grep -q rm <in && exit 2; } &\nwait $!; exit $?\n",
        "{ grep -q rm <in && exit 2; } &\nif ! wait $!; then exit 2; fi\nexit 0\n",
        "{ grep -q rm <in && exit 2; } &\nwait $!\nexit $?\n",
        "set -e\n{ grep -q rm <in && exit 2; } &\nwait $!\nexit 0\n",
    ] {
        assert_eq!(lost(guard), None, "{guard}");
        assert_eq!(code_of("bash", guard, "rm x\n"), Some(2), "{guard}");
    }
}
