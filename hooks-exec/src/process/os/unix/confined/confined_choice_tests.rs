//! Tests expansions that lead into the repository by a default, an alternative, or a value that only a shell knows.

use super::spelling::refuse_in_every_shell;
use super::*;

/// Texts with expansions for which a shell can use the value or the word after the operator (the default or the
/// alternative).
const DECIDED: &[&str] = &[
    // A variable that is set but empty.
    "X=; ${X:-./guard.sh}",
    "X=''; bash ${X:-./guard.sh}",
    "X=''; bash \"${X:-guard.sh}\"",
    "X=; ${X:=./guard.sh}",
    "X=; : ${X:=guard.sh}; bash $X",
    "X=; bash ${X:-\"./a b.sh\"}",
    "X=; bash \"${X:-./a b.sh}\"",
    "X= bash -c '${X:-./guard.sh}'",
    "export X=; bash -c 'bash ${X:-guard.sh}'",
    "X=; ./gu${X-ard.sh}${X:-ard.sh}",
    "X=; ${X+./guard.sh}",
    "X=; cd ${X:-sub} && ./inner.sh",
    "X=; PATH=${X:-./bin}:$PATH; tool",
    "true tool; eval 'PATH=./bin'; tool",
    "X=; Y=${X:-./guard.sh}; $Y",
    "X=; Y=${X:-guard.sh}; bash $Y",
    "X=; eval \"${X:-bash guard.sh}\"",
    "X=; bash -c \"${X:-./guard.sh x}\"",
    "X=; cat <<E\n${X:-$(./guard.sh)}\nE\n",
    "X=; IFS=,; ${X:-bash,guard.sh}",
    // An expansion inside an expansion.
    "X=; ${Y:-${X:-./guard.sh}}",
    "X=; ${X:-${X:-${X:-./guard.sh}}}",
    "X=; Y=; ${X:-${Y:-./guard.sh}}",
    "X=; Y=; ${X:-./}${Y:-guard.sh}",
    "X=; Y=a; ${X:-./}${Y+guard.sh}",
    "X=; \"${X:-\"${X:-./guard.sh}\"}\"",
    "X=; ${X:-$(bash ${X:-guard.sh})}",
    "R=$(git root); bash ${Y:-$R/guard.sh}",
    // A variable that can be unset or empty when the command runs.
    "read X; ${X:-./guard.sh}",
    "read X; ${X-./guard.sh}",
    "read X; bash ${X:=guard.sh}",
    "read X; ${X:+./guard.sh}",
    "X=$(jq .x); ${X:-./guard.sh}",
    "X=$(jq .x); bash ${X:-guard.sh}",
    "X=`jq .x`; ${X+./guard.sh}",
    "[ $1 ] && X=a; ${X-./guard.sh}",
    "[ $1 ] || X=; ${X:+bash ./guard.sh}",
    "X=1; unset X; ${X-./guard.sh}",
    "unset HOME; bash ${HOME:-guard.sh}",
    "env -u HOME bash -c '${HOME:-./guard.sh}'",
    "env -i bash -c '${HOME-./guard.sh}'",
    "mapfile X <$1; ${X:-./guard.sh}",
    ". ~/guard.sh; ${X:+./guard.sh}",
    "${1:-./guard.sh}",
    "bash ${1-guard.sh}",
    "bash \"${1:-guard.sh}\"",
    "${2:+./guard.sh}",
    "bash ${@:-guard.sh}",
    "${*+./guard.sh}",
    "${10:-./guard.sh}",
    "${UID:+./guard.sh}",
    "${BASH_VERSION:+bash guard.sh}",
    "${RANDOM+./guard.sh}",
    "${!X:-./guard.sh}",
    "X=Y; Y=; ${!X:-./guard.sh}",
    "${A[0]:-./guard.sh}",
    "bash ${A[@]:-guard.sh}",
    "X=; f() { ${X:-./guard.sh}; }; f",
    "f() { ${HOME:-./guard.sh}; }; HOME=; f",
    "f() { bash ${HOME:-guard.sh}; }; . ~/guard.sh; f",
    "f() { bash ${HOME:-./guard.sh}; }; unset HOME; f",
    // A variable of the hook that a command in the text hides, removes or might change.
    "f() { local HOME; bash ${HOME:-./guard.sh}; }; f",
    "f() { local HOME; ${HOME-./guard.sh}; }; f",
    "f() { local a=$(true) HOME; ${HOME-./guard.sh}; }; f",
    "f() { declare HOME; bash ${HOME:-guard.sh}; }; f",
    "f() { typeset HOME; ${HOME:-./guard.sh}; }; f",
    "f() { local $1; ${HOME:-./guard.sh}; }; f HOME",
    "declare -n R=HOME; R=; ${HOME:-./guard.sh}",
    "export -n HOME; bash -c '${HOME:-./guard.sh}'",
    "declare +x HOME; bash -c '${HOME:-./guard.sh}'",
    "unset $1; ${HOME:-./guard.sh}",
    "unset HOM{E,X}; ${HOME:-./guard.sh}",
    "read -p \"$(date)\" HOME; ${HOME:-./guard.sh}",
    ". ~/guard.sh; ${HOME:-./guard.sh}",
    "source ~/guard.sh; bash ${HOME:-guard.sh}",
    "builtin source ~/guard.sh; bash ${HOME:-guard.sh}",
    "eval 'true; HOME='; ${HOME:-./guard.sh}",
    "trap 'true; HOME=' DEBUG; ${HOME:-./guard.sh}",
    "exec -c bash -c '${HOME:-./guard.sh}'",
    "exec -lc bash -c 'bash ${HOME:-guard.sh}'",
    "bwrap --clearenv bash -c '${HOME:-./guard.sh}'",
    "bwrap --unsetenv HOME bash -c '${HOME:-./guard.sh}'",
    "bwrap $(cat x) --clearenv bash -c '${HOME:-./guard.sh}'",
    "setpriv --reset-env bash -c '${HOME:-./guard.sh}'",
    "nix-shell --pure --run '${HOME:-./guard.sh}'",
    "systemd-run bash -c '${HOME:-./guard.sh}'",
    "su - me -c '${HOME:-./guard.sh}'",
    "sudo bash -c '${HOME:-./guard.sh}'",
    "timeout 5 sudo bash -c '${HOME:-./guard.sh}'",
    "timeout 5 env -i bash -c '${HOME:-./guard.sh}'",
    // A file that the shell reads at its start can change the variable.
    "bash -lc '${HOME:-./guard.sh}'",
    "bash -e -l -c 'bash ${HOME:-guard.sh}'",
    "bash --login -c '${HOME:-./guard.sh}'",
    "bash --rcfile ~/guard.sh -ic '${HOME:-./guard.sh}'",
    "sh -l -c '${HOME:-./guard.sh}'",
    "timeout 5 bash -lc 'bash ${HOME:-guard.sh}'",
    "zsh -c '${HOME:-./guard.sh}'",
    "BASH_ENV=~/guard.sh bash -c '${HOME:-./guard.sh}'",
    "export BASH_ENV=~/guard.sh; bash -c '${HOME:-./guard.sh}'",
    "ENV=~/guard.sh ksh -c '${HOME:-./guard.sh}'",
    // The value, and not only the default, can lead into the repository.
    "read X; bash ./${X:-x}.sh",
    "X=./; $X${X:+guard.sh}",
    "G=gu; ./${G:-x}ard.sh",
    "G=guard; bash ${G:?no name}.sh",
    "G=guard; bash ./${G?}.sh",
    // Braces and quotes in a default.
    "X=; ${X:-'}'} ; ./guard.sh",
    "X=; ${X:-\\}}; bash guard.sh",
    "X=; ${X:-\"}\"}; ./guard.sh",
    "X=1; echo ${X:-'}'}; ./guard.sh",
    "echo ${HOME:-\"a}\"}; ./guard.sh",
    "echo ${HOME:-$(echo })}; ./guard.sh",
];

#[test]
fn what_a_shell_may_choose_by_unset_or_empty_is_refused_both_ways() {
    refuse_in_every_shell(DECIDED);
}

/// Checks that texts which an ordinary user writes pass: the value is certain, or neither choice leads into the
/// repository.
#[test]
fn a_choice_that_is_certain_closes_no_gate() {
    let machine = Machine::new();
    for text in [
        "${HOME:-./guard.sh}/bin/mine",
        "bash ${HOME:-.}/guard.sh",
        "bash ${XDG_CONFIG_HOME:-$HOME}/guard.sh",
        "bash \"${XDG_CONFIG_HOME:-\"$HOME\"}/guard.sh\"",
        "X=${1:-a}; echo \"${X:-none}\"",
        "f=${1:?usage: use a file, not ./guard.sh x}; cat \"$f\"",
        "x=$(jq -r .x); echo ${x##*/} ${x%.sh} \"${x/ /_}\" ${#x} ${x:0:3} ${x^^}",
        "A=(a b); echo \"${A[@]}\" ${#A[@]} \"${!A[@]}\"",
        "A=(); A+=(--x); mine \"${A[@]}\"",
        "LOG=${LOG:-~/log}; echo x >>\"$LOG\"",
        "PATH=${PATH:+$PATH:}~/bin; mine",
        "MODE=${MODE:-strict}; mine --mode \"$MODE\"",
        "x=${x:-$(mktemp)}; trap 'rm -f \"$x\"' EXIT",
        "printf -v line '%s %s' a b; echo \"$line\"",
        "export HOME; bash ${HOME:-.}/guard.sh",
        "bash -ec 'bash ${HOME:-.}/guard.sh'",
        "echo bash -l; bash ${HOME:-.}/guard.sh",
        "timeout -k 1 5 bash -c '${HOME:-./guard.sh}/bin/mine'",
        "echo sudo; bash ${HOME:-.}/guard.sh",
        "f() { local x; x=$(jq .x); echo \"$x\"; }; f; bash ${HOME:-.}/guard.sh",
    ] {
        for roots in [&["repo"][..], &[]] {
            let checked = machine.check(Command::shell(text), roots, "repo");
            assert_eq!(checked, Ok(()), "{text}");
        }
    }
}

#[test]
fn a_variable_that_is_set_but_empty_counts_as_empty_where_the_form_says_so() {
    let machine = Machine::new();
    for (text, refused) in [
        ("${E:-./guard.sh}", true),
        ("${E:=./guard.sh}", true),
        ("${E-./guard.sh}", false),
        ("${E=./guard.sh}", false),
        ("${E+./guard.sh}", true),
        ("${E:+./guard.sh}", false),
        ("${HOME:-./guard.sh}", false),
        ("${HOME-./guard.sh}", false),
        ("${HOME:+./guard.sh}", true),
        ("${HOME:?./guard.sh}", false),
        ("bash ${E:-guard.sh}", true),
        ("${E:-${E:-./guard.sh}}", true),
        ("${E:-${HOME:-./guard.sh}}", false),
    ] {
        let command = Command::shell(text).with_env("E", "");
        let folder = machine.top.join("repo");
        let home = machine.at("home");
        let mut command = command;
        command.confinement = Some(machine.roots(&["repo"]));
        let checked = check(&Start {
            program: Path::new("/bin/sh"),
            folders: [&folder, &folder],
            path: OsStr::new("/usr/bin"),
            variable: &|name| match name {
                "E" => Some(String::new()),
                "HOME" => Some(home.clone()),
                _ => None,
            },
            command: &command,
        });
        assert_eq!(checked.is_err(), refused, "{text}: {checked:?}");
    }
}

#[test]
fn a_variable_that_a_start_file_may_set_is_not_certain() {
    let machine = Machine::new();
    let refuses = |mut command: Command, start_file: &str| {
        command.confinement = Some(machine.roots(&["repo"]));
        let folder = machine.top.join("repo");
        check(&Start {
            program: Path::new("/bin/bash"),
            folders: [&folder, &folder],
            path: OsStr::new("/usr/bin"),
            variable: &|name| match name {
                "BASH_ENV" => Some(start_file.to_owned()),
                "HOME" => Some(machine.at("home")),
                _ => None,
            },
            command: &command,
        })
        .is_err()
    };
    let text = "${HOME:-./guard.sh}";
    for (start_file, refused) in [("/start", true), ("", false)] {
        assert_eq!(refuses(Command::shell(text), start_file), refused);
        let words = Command::argv(["bash", "-c", text]);
        assert_eq!(refuses(words, start_file), refused);
    }
    for words in [["bash", "-lc", text], ["zsh", "-c", text]] {
        assert!(refuses(Command::argv(words), ""), "{words:?}");
    }
    let words = ["env", "BASH_ENV=/start", "bash", "-c", text];
    assert!(refuses(Command::argv(words), ""));
}
