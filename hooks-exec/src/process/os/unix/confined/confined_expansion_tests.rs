//! Tests expansions and other ways to run a program that lead into the repository.

use super::spelling::refuse_in_every_shell;
use super::*;

/// Texts that run a program of the repository by less common expansions and commands.
const OTHER: &[&str] = &[
    "${X:?$(./guard.sh)}",
    "echo ${X:-<(./guard.sh)}",
    "echo ${X:->(bash guard.sh)}",
    "Y=${X:-<(./guard.sh)}",
    "echo ${X:-a <(bash guard.sh) b}",
    "echo ${1#$(./guard.sh)}",
    "echo \"${HOME/x/$(bash guard.sh)}\"",
    "echo ${HOME:$(./guard.sh):3}",
    "echo ${HOME%%`./guard.sh`}",
    "echo ${A[$(./guard.sh)]}",
    "echo $(( $(./guard.sh) ))",
    "X='$(./guard.sh)'; echo \"${X@P}\"",
    "G=guard.sh; bash ${G@Q}",
    "G=guard.sh; bash ${G:0:8}",
    "G=guard.sh; bash ${G^}",
    "./gu${1^}.sh",
    "./${1/a/b}.sh",
    "./${1:0:3}.sh",
    "./gu${1@L}.sh",
    "./gu${#1}.sh",
    "./${!1}.sh",
    "./${!G}",
    "G=H; H=guard; bash ./${!G}.sh",
    "A=(./guard.sh x); \"${A[@]}\"",
    "A=(guard.sh); bash \"${A[@]}\"",
    "A=(x guard.sh); bash ${A[1]}",
    "A+=(guard.sh); bash ${A[0]}",
    "A=(\n  x\n  guard.sh\n); bash ${A[1]}",
    "A=(bash guard.sh); \"${A[@]}\"",
    "A=([0]=guard.sh); bash $A",
    "declare -a A=(bash guard.sh); \"${A[@]}\"",
    "declare -A A=([x]=guard.sh); bash ${A[x]}",
    "A[0]=guard.sh; bash ${A[0]}",
    "A[0]=./guard.sh; ${A[0]}",
    "local -a A=(guard.sh); . $A",
    "bash -c \"$(<guard.sh)\"",
    "eval \"$(<guard.sh)\"",
    "eval \"$(cat guard.sh)\"",
    "bash <(cat guard.sh)",
    "bash <<<'./guard.sh'",
    "bash -s <<< 'source ./guard.sh'",
    "read G <<<./guard.sh; $G",
    "eval ./guard.sh",
    "eval X=./; ${X}guard.sh",
    "trap 'eval cd sub; ./inner.sh' EXIT",
    "trap 'eval bash guard.sh' EXIT",
    "trap '$BASH guard.sh' EXIT",
    "trap '${BASH:-sh} guard.sh' EXIT",
    "eval bash guard.sh",
    "eval 'bash' 'guard.sh'",
    "eval 'X=; ${X:-./guard.sh}'",
    "command -- ./guard.sh",
    "command -p ./guard.sh",
    "trap 'command -- ./guard.sh' EXIT",
    "trap 'command -p bash guard.sh' EXIT",
    "exec ./guard.sh",
    "exec -a x ./guard.sh",
    "trap 'exec -a x ./guard.sh' EXIT",
    "trap 'exec -a x bash guard.sh' EXIT",
    "exec <guard.sh",
    "builtin source guard.sh",
    "builtin . ./guard.sh",
    "command . guard.sh",
    "env -S 'bash guard.sh'",
    "env -vS './guard.sh x'",
    "env -iS './guard.sh x'",
    "env -S 'X=; ${X:-./guard.sh}'",
    "xargs ./guard.sh",
    "xargs -a guard.sh bash",
    "xargs -I{} ./guard.sh {}",
    "xargs -n1 bash guard.sh",
    "echo guard.sh | xargs bash",
    "ls | xargs -I{} bash ./{}",
    "bash ./{guard,x}.sh",
    "{bash,guard.sh}",
    "eval {bash,guard.sh}",
    "X=; ./{x,${X:-guard}}.sh",
    "coproc ./guard.sh",
    "coproc bash guard.sh",
    "trap 'coproc ./guard.sh' EXIT",
    "time -p ./guard.sh",
    "! ./guard.sh",
    "until ./guard.sh; do :; done",
    "[[ -n $(./guard.sh) ]]",
    "[[ x == ${X:-$(./guard.sh)} ]]",
    "case $(./guard.sh) in *) ;; esac",
    "case x in $(./guard.sh)) ;; esac",
    "select x in $(./guard.sh); do :; done",
    "let x=$(./guard.sh)",
    "echo x > $(./guard.sh)",
    "f() ./guard.sh; f",
    "function f { bash guard.sh; }; f",
    "enable -f ./guard.sh x",
    "hash -p ./guard.sh ls; ls",
    "complete -C './guard.sh x' y",
    "find . -exec ./guard.sh ;",
    "find . -name guard.sh -exec sh {} \\;",
    "PROMPT_COMMAND='./guard.sh x'; true",
    "PS4='$(./guard.sh)'; set -x; true",
    "BASH_ENV=./guard.sh bash -c true",
    "ENV=guard.sh sh -i",
    "printf -v G ./guard.sh; $G",
    "printf -v G '%s' './guard.sh x'; $G",
    "$NOBODY ./guard.sh",
    "trap '$NOBODY ./guard.sh' EXIT",
    "trap '$NOBODY bash guard.sh' EXIT",
    "trap '${NOBODY} ./guard.sh' EXIT",
    "cd sub; $OLDPWD/guard.sh",
    "cd sub; bash $PWD/inner.sh",
    "cd sub && bash \"$(pwd)/inner.sh\"",
    "cd sub && bash -c '$PWD/inner.sh'",
    "pushd sub; `pwd`/inner.sh",
    "$(pwd -P)/guard.sh",
    "$(realpath .)/guard.sh",
    "~-/guard.sh",
    "cd sub; ~-/guard.sh",
    "mapfile -t A <guard.sh; eval \"${A[@]}\"",
];

#[test]
fn other_expansions_and_ways_to_run_a_program_hide_none() {
    refuse_in_every_shell(OTHER);
}

#[test]
fn a_program_s_name_behind_an_empty_value_or_in_an_array_is_looked_up() {
    let machine = Machine::new();
    for text in [
        "$NOBODY tool",
        "${NOBODY:-} tool",
        "A=(tool); \"${A[@]}\"",
        "X=; ${X:-tool}",
        "X=; \"${X:-tool}\"",
        "tool; eval 'PATH=./bin'; tool",
    ] {
        let command = Command::shell(text);
        assert!(machine.refuses(&command, &["repo"], "repo"), "{text}");
    }
}

#[test]
fn many_choices_are_looked_at_in_bounded_time() {
    let machine = Machine::new();
    for long in [
        "X=; ".to_owned() + &"${X:-a} ".repeat(50_000),
        "X=; ".to_owned() + &"${X:-${X:-${X:-x}}} ".repeat(10_000),
        "X=; ".to_owned() + &"${X:-".repeat(50_000),
        "X=; ".to_owned() + &"${X:=".repeat(50_000),
        "X=; ".to_owned() + &"${X:?".repeat(50_000),
        "${1#".repeat(50_000),
        "X=; ".to_owned() + &"sh -c 'sh -c \"${X:-a} ${X:+b} $1\"'; ".repeat(5_000),
        "A=(".repeat(20_000),
        "${A[".repeat(50_000),
        "${!A:-".repeat(50_000),
        "${A:-`".repeat(20_000) + &"}".repeat(20_000),
        "\"${A:-\"".repeat(20_000),
    ] {
        let begin: String = long.chars().take(40).collect();
        let checked = machine.check(Command::shell(long), &["repo"], "repo");
        assert_eq!(checked, Ok(()), "{begin}");
    }
}
