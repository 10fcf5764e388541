//! Tests texts and arguments that lead into the repository in many spellings.

use super::*;

/// Texts that name the repository's program only after a shell has expanded them.
pub(super) const SHELL_SPELLINGS: &[&str] = &[
    r"$'./gu\x61rd.sh'",
    r"bash $'\147uard.sh'",
    r"bash ./gu$'\u0061'rd.sh",
    "./g*.sh",
    "bash ./*.sh",
    "bash *.sh",
    "bash g?ard.sh",
    "source [a-h]uard.sh",
    "sh < ./g*.sh",
    "bash \"$PWD\"/g*.sh",
    "G='./g*.sh'; bash $G",
    "$CLAUDE_PROJECT_DIR/*/inner.sh",
    "bash $(git rev-parse --show-toplevel)/g*.sh",
    "cd s*b; ./inner.sh",
    "bash -c './g*.sh'",
    "for f in ./g*.sh; do bash \"$f\"; done",
    "for f in *.sh; do bash \"$f\"; done",
    "for d in sub; do bash $d/inner.sh; done",
    "case $x in a) ./g*.sh;; esac",
    "case $x in a) true;; esac; ./g*.sh",
    "cat ./g*.sh | bash",
    "./{guard,other}.sh",
    "bash {other,guard}.sh",
    "{bash,./guard.sh}",
    "./gu{a..b}rd.sh",
    "./{x,g*}.sh",
    "bash -c './{guard,other}.sh'",
    "ROOT=$(git rev-parse --show-toplevel); bash \"$ROOT/guard.sh\"",
    "ROOT=`git rev-parse --show-toplevel` && $ROOT/guard.sh",
    "export D=./sub; bash $D/inner.sh",
    "D=./; D+=sub; bash $D/inner.sh",
    "RUN='./guard.sh --strict'; $RUN",
    "bash ${NOBODY:+x}./guard.sh",
    "bash ${HOME:+./guard.sh}",
    "~+/guard.sh",
];

/// Texts that put a folder of the repository into `PATH`.
pub(super) const SEARCH_PATHS: &[&str] = &[
    "PATH=$PWD/bin:$PATH; tool",
    "PATH=./bin:$PATH tool",
    "PATH=$PATH:./bin; tool",
    "PATH=.:$PATH guard.sh",
    "PATH=$PATH: guard.sh",
    "PATH=$NOBODY:$PATH guard.sh",
    "export PATH=\"./bin:$PATH\"; tool",
    "export PATH; PATH=./bin; tool",
    "declare -x PATH=bin; tool",
    "PATH+=:./bin; tool",
    "env PATH=\"$PWD/bin:$PATH\" tool --strict",
    "env -i PATH=./bin nice -n 5 tool",
    "B=$PWD/bin; PATH=\"$B:$PATH\"; command tool",
    "B=$PWD/bin; export PATH=$B:$PATH; if true; then tool; fi",
    "f() { tool; }; PATH=./bin:$PATH; f",
    "PATH=bin${PATH:+:$PATH} tool",
    "PATH=${PATH:+$PATH:}./bin tool",
    "PATH=\"$(git rev-parse --show-toplevel)/bin:$PATH\"; tool",
    "PATH=\"$(getconf PATH):./bin\"; tool",
    "PATH=\"./bin:$(getconf PATH)\"; tool",
    "PATH=`git root`/bin:$PATH; exec tool",
    "PATH=./bin:$PATH bash -c tool",
    "PATH=./bin:$PATH bash -c 'tool --strict'",
    "bash -c 'PATH=./bin:$PATH; tool'",
    "eval 'PATH=./bin:$PATH'; tool",
    "cd sub; PATH=../bin:$PATH; tool",
    "cd sub; PATH=.:$PATH; inner.sh",
    "PATH=\"~:$PATH\"; PATH=\"~/:$PATH\" tool",
    "PATH=./bin:$PATH; mine",
];

/// Texts that contain a second text, which they pass to a shell or to a program that starts a shell.
const HANDED_ON: &[&str] = &[
    "bash -ce './guard.sh x'",
    "sh -ceu './guard.sh --strict'",
    "bash -cl './guard.sh x'",
    "bash -c -- './guard.sh x'",
    "bash -c -e './guard.sh x'",
    "bash -c +x './guard.sh x'",
    "bash -co pipefail './guard.sh x'",
    "bash -c -- 'cd sub; bash inner.sh'",
    "bash -ce 'true;./guard.sh'",
    "bash -ce 'X=1 ./guard.sh'",
    "trap 'X=1 ./guard.sh' EXIT",
    "env -S 'X=1 ./guard.sh y'",
    "bash -ce 'PATH=./bin:$PATH; tool'",
    "bash -ce 'X=1 source guard.sh'",
    "bash -c \"./guard.sh $1\"",
    "bash -ce \"bash guard.sh $(cat)\"",
    "export D=.; bash -c '$D/guard.sh x'",
    "R=$(git rev-parse --show-toplevel); bash -c \"$R/guard.sh x\"",
    "env -S './guard.sh x'",
    "env -S'./guard.sh x'",
    "env -S'bash guard.sh'",
    "env --split-string='./guard.sh x'",
    "env --split-string='bash guard.sh'",
    "trap './guard.sh x' EXIT",
    "trap 'rm -f /tmp/x; ./guard.sh x' EXIT",
    "flock /tmp/lock --command './guard.sh x'",
    "script -q --command './guard.sh x' /dev/null",
    "su -lc './guard.sh x'",
    "GIT_SSH_COMMAND='./guard.sh x' git fetch",
    "export GIT_SSH_COMMAND='bash guard.sh'; git fetch",
    "NODE_OPTIONS='--require ./guard.sh' node -e 1",
    "git -c alias.x='!./guard.sh' x",
    "git config alias.x '!./guard.sh'; git x",
    "bash <<< './guard.sh x'",
    "bash <<< \"bash guard.sh\"",
    "echo './guard.sh x' | bash",
    "echo 'bash guard.sh' | sudo sh",
    "printf './guard.sh\\n' | sh",
    "{ echo 'set -e'; echo './guard.sh x'; } | sh",
    "echo './guard.sh x' |& bash",
    "eval \"$(echo './guard.sh x')\"",
    "bash -c \"$(printf 'bash guard.sh')\"",
    "bash -c \"`echo './guard.sh x'`\"",
    "alias g='./guard.sh x'; g",
    "shopt -s expand_aliases; alias g='bash guard.sh'\ng",
    "G='./guard.sh x'; $G",
    "G='bash ./guard.sh'; $G",
    "G='bash guard.sh'; eval \"$G\"",
    "export G='bash ./guard.sh'; bash -c \"$G\"",
    "${G:-bash ./guard.sh}",
    "${G:-${H:-./guard.sh}}",
    "${G:-bash $(x)/guard.sh}",
    ": ${G:=bash ./guard.sh}; $G",
    ": ${G:=./guard.sh}; bash $G",
    "bash -c \"${G:-bash ./guard.sh}\"",
    "find . -exec sh -c './guard.sh x' {} +",
    "ls | xargs -I{} sh -c 'cd sub && ./inner.sh {}'",
];

/// Texts with a wrapper (a program that starts a second program). Values of the wrapper's options come before the
/// second program.
const WRAPPED: &[&str] = &[
    "trap 'timeout 5 ./guard.sh' EXIT",
    "trap 'timeout 5 bash guard.sh' EXIT",
    "trap 'nice -n 5 ./guard.sh' EXIT",
    "trap 'nice -n 5 bash guard.sh' EXIT",
    "trap 'ionice -c 3 nice -n 5 ./guard.sh' EXIT",
    "trap 'stdbuf -o L ./guard.sh x' EXIT",
    "trap 'timeout 5 ./gu$1.sh' EXIT",
    "trap 'env -C sub ./inner.sh' EXIT",
    "trap 'flock -w 5 /tmp/l ./guard.sh' EXIT",
    "echo 'sudo -u me ./guard.sh' | sh",
    "echo 'sudo -u me bash guard.sh' | timeout 5 sh",
    "echo 'setpriv --reuid 1 ./guard.sh' | sudo -u me bash",
    "env --chdir=sub ./inner.sh",
    "env -Csub ./inner.sh",
];

/// Texts with here-documents, in which quotes have no meaning.
const DOCUMENTS: &[&str] = &[
    "cat >/tmp/n <<'E'\necho it's fine\nE\n./guard.sh\n",
    "cat >/tmp/n <<E\nI don't\nE\ntimeout 5 ./guard.sh\n",
    "cat <<-E >/dev/null\n\tit's\n\tE\nbash guard.sh",
    "cat << \"E F\"; true\nit's\nE F\n./guard.sh",
    "cat <<\\E\nit's\nE\n./guard.sh",
    "cat <<A 3<<'B'\nit's\nA\nthat's\nB\n./guard.sh",
    "cat <<E && ./guard.sh\nit's\nE",
    "cat <<'E'\nit's\nE\n\ncat <<'E'\nit's\nE\n./guard.sh",
    "x=$(cat <<E\nit's\nE\n); ./guard.sh",
    "x=$((1<<2)); ./guard.sh",
    "x=$((1<<2))\necho it\\'s\n./guard.sh",
    "bash <<E\n./guard.sh x\nE\n",
    "sh <<'E'\necho \"it's\"\nbash guard.sh\nE",
    "cat <<E\nit's $(./guard.sh)\nE\n",
    "cat <<E\nit's `bash guard.sh`\nE\n",
    "cat <<E\nsay \"it's $(bash \"./guard.sh\")\nE\n",
    "cat <<E\nit's $(bash <<F\nthat's $(./guard.sh)\nF\n)\nE\n",
    "echo 'I do not\n./guard.sh x\n'",
];

/// Texts with a part whose value is unknown, or with unusual names of the working folder.
const PARTLY_KNOWN: &[&str] = &[
    "for g in guard; do ./$g.sh; done",
    "for g in guard; do bash $g.sh; done",
    "./guard.sh$1",
    "bash ./guard.sh${2%x}",
    "./$(echo guard).sh",
    "./guard.$(printf sh)",
    "./`echo guard`.sh",
    "bash \"./gu$1.sh\"",
    "bash -e $PWD/gu$1.sh",
    "$CLAUDE_PROJECT_DIR/$1.sh",
    "R=$(git root); \"$R\"/guard.sh$1",
    "R=$(git root); \"$R\"/gu$1.sh",
    "sub/$1",
    "<guard.sh bash",
    "make -fguard.sh",
    "awk -fguard.sh",
    "bash${IFS}guard.sh",
    "IFS=,; G=bash,guard.sh; $G",
    "/proc/self/cwd/guard.sh",
    "bash /proc/self/cwd/guard.sh",
    "bash /proc/thread-self/cwd//guard.sh",
    "bash /proc/$$/cwd/guard.sh",
    "bash /proc/$PPID/cwd/guard.sh",
    "bash /proc/1/cwd/guard.sh",
];

/// Texts that first change to the project's root, whose path they get from a command.
const TO_THE_ROOT: &[&str] = &[
    "cd \"$(git rev-parse --show-toplevel)\" && ./guard.sh",
    "cd `git rev-parse --show-toplevel`; ./guard.sh",
    "cd $(git rev-parse --show-toplevel) && bash guard.sh",
    "R=$(git rev-parse --show-toplevel); cd $R; ./guard.sh",
    "R=$(git rev-parse --show-toplevel); cd \"$R/sub\" && ./inner.sh",
    "cd ./$(git rev-parse --show-cdup); ./guard.sh",
    "cd \"$(git rev-parse --show-toplevel)\"; bash -c './guard.sh x'",
    "bash -c 'cd \"$(git rev-parse --show-toplevel)\" && ./guard.sh'",
    "pushd $(git root) && source guard.sh",
    "R=$(git rev-parse --show-toplevel); \"$R\"/guard.sh",
];

#[test]
fn a_text_that_is_handed_on_is_read_in_every_spelling() {
    refuse_in_every_shell(HANDED_ON);
    refuse_in_every_shell(PARTLY_KNOWN);
}

#[test]
fn a_program_that_starts_others_hides_none_behind_its_options() {
    refuse_in_every_shell(WRAPPED);
}

#[test]
fn a_quote_in_a_here_document_hides_nothing_behind_it() {
    refuse_in_every_shell(DOCUMENTS);
}

/// Asserts that each text is refused in every way of passing it to a shell, and that it passes if the root is trusted.
#[track_caller]
pub(super) fn refuse_in_every_shell(texts: &[&str]) {
    let machine = Machine::new();
    let mut missed = Vec::new();
    for text in texts {
        for command in [Command::shell(*text), Command::argv(["bash", "-ce", text])] {
            for roots in [&["repo"][..], &[]] {
                if !machine.refuses(&command, roots, "repo") {
                    missed.push(format!("{:?} {roots:?}", command.program));
                }
            }
            assert!(
                !machine.refuses(&command, &["+repo"], "repo"),
                "{command:?}"
            );
        }
    }
    assert!(missed.is_empty(), "not refused: {missed:#?}");
}

#[test]
fn a_folder_that_the_text_asks_for_may_be_the_root() {
    let machine = Machine::new();
    fs::create_dir_all(machine.top.join("repo/src/deep")).unwrap();
    for text in TO_THE_ROOT {
        let command = Command::shell(*text);
        for roots in [&["repo"][..], &[]] {
            assert!(machine.refuses(&command, roots, "repo/src/deep"), "{text}");
        }
        assert!(
            !machine.refuses(&command, &["+repo"], "repo/src/deep"),
            "{text}"
        );
    }
}

#[test]
fn options_of_an_argv_count_with_their_values() {
    let machine = Machine::new();
    for argv in [
        &["make", "-fguard.sh"][..],
        &["env", "-S./guard.sh x"],
        &["env", "-Sbash guard.sh"],
        &["bash", "-c", "--", "./guard.sh x"],
        &["bash", "-co", "pipefail", "./guard.sh x"],
        &["bash", "-ce", "./g*.sh"],
        &["bash", "-c", "-e", "./g*.sh"],
        &["env", "X=", "bash", "-c", "${X:-./guard.sh}"],
        &["env", "-u", "HOME", "bash", "-c", "${HOME:-./guard.sh}"],
        &["env", "-i", "bash", "-c", "${HOME-./guard.sh}"],
        &["sudo", "-u", "me", "bash", "-c", "${HOME:-./guard.sh}"],
        &["git", "-c", "alias.x=!./guard.sh", "x"],
        &["/proc/self/cwd/guard.sh"],
        &["bash", "/proc/self/cwd/guard.sh"],
    ] {
        let command = Command::argv(argv.iter().copied());
        for roots in [&["repo"][..], &[]] {
            assert!(machine.refuses(&command, roots, "repo"), "{argv:?}");
        }
    }
}

#[test]
fn a_folder_among_the_arguments_is_one_that_the_program_may_go_to() {
    let machine = Machine::new();
    for argv in [
        &["env", "-C", "sub", "./inner.sh"][..],
        &["env", "-Csub", "./inner.sh"],
        &["env", "--chdir=sub", "./inner.sh"],
        &["env", "--chdir", "sub", "bash", "inner.sh"],
        &["sudo", "-D", "sub", "./inner.sh"],
        &["git", "-C", "sub", "-c", "alias.x=!./inner.sh", "x"],
        &["make", "-C", "sub", "-f", "inner.sh"],
        &["env", "-C", &machine.at("repo/sub"), "./inner.sh"],
    ] {
        let command = Command::argv(argv.iter().copied());
        let text = Command::shell(argv.join(" "));
        for command in [command, text] {
            for roots in [&["repo"][..], &[]] {
                assert!(machine.refuses(&command, roots, "repo"), "{command:?}");
            }
            assert!(
                !machine.refuses(&command, &["+repo"], "repo"),
                "{command:?}"
            );
        }
    }
}
