//! Tests which further words of a command are covered if the user has said yes to its first words.

use super::says_what_runs;

fn covers(agreed: &str, further: &str) -> bool {
    let split = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let mut words: Vec<String> = split(agreed);
    let count = words.len();
    words.extend::<Vec<String>>(split(further));
    says_what_runs(&words, count)
}

#[test]
fn further_words_of_the_same_command_are_covered() {
    for (agreed, further) in [
        ("git status", "-s --porcelain"),
        ("git commit", "-m message --amend"),
        ("git push origin", "main --force-with-lease"),
        ("git log", "-n20 --oneline --all"),
        ("git add", ". -A"),
        ("cargo test", "-p one --lib --all-features -j8 -- name"),
        ("cargo build", "--release --workspace"),
        ("ls", "-la src"),
        ("rm", "-rf target"),
        ("grep", "-rn word src"),
        ("npm run build", "--silent"),
        ("python3 -m pytest", "-q tests --maxfail=1"),
        ("python3.12 manage.py", "migrate --noinput"),
        ("npx eslint", "src --fix"),
    ] {
        assert!(covers(agreed, further), "{agreed} | {further}");
    }
}

#[test]
fn an_option_that_is_code_or_a_program_is_covered_in_no_spelling() {
    for further in [
        "-c core.pager=evil log",
        "-ccore.pager=evil log",
        "-cevil log",
        "--exec-path=/tmp/evil status",
        "--config-env=core.pager=EVIL log",
        "--config-e=core.pager=EVIL log",
        "-C /tmp/evil status",
        "--git-dir=/tmp/evil status",
        "--work-tree /tmp/evil status",
        "clone -u/tmp/evil x",
        "clone --upload-pack=evil x",
        "clone --upload-pa evil x",
        "fetch --upload-p=evil",
        "rebase -x evil",
        "rebase -ix evil",
        "rebase --exec evil",
        "rebase --exe=evil",
        "grep -Obash word",
        "grep -O/tmp/evil word",
        "grep --open-files-in-pager=evil word",
        "grep --open-files-in-pa=evil word",
        "bisect run evil",
        "submodule foreach evil",
        "log | sh",
    ] {
        assert!(!covers("git", further), "git | {further}");
    }
    for (agreed, further) in [
        ("tar", "--to-command=evil -f a.tar"),
        ("tar", "-I evil -f a.tar"),
        ("tar", "--use-compress-program evil"),
        ("tar", "--use-compress-prog=evil"),
        ("tar", "--checkpoint-action=exec=evil"),
        ("rsync", "-e evil a b"),
        ("rsync", "-ave evil a b"),
        ("rsync", "--rsh=evil a b"),
        ("rsync", "--rsync-path=evil a b"),
        ("man", "--pager=evil ls"),
        ("sort", "--compress-program=evil"),
        ("split", "--filter=evil a"),
        ("go test", "-exec evil"),
        ("go build", "-toolexec=evil"),
        ("gcc", "-wrapper evil a.c"),
        ("cargo test", "--config build.rustc-wrapper='evil'"),
        ("cmake", "-DCMAKE_C_COMPILER=evil"),
        ("npm test", "--script-shell=evil"),
        ("npm run build", "--prefix /tmp/evil"),
        ("curl", "-K evil"),
        ("any", "SHELL=/tmp/evil"),
        ("any", "-oProxyCommand=evil"),
    ] {
        assert!(!covers(agreed, further), "{agreed} | {further}");
    }
}

#[test]
fn an_interpreter_is_covered_with_its_script_alone() {
    for (agreed, further) in [
        ("python", "evil.py"),
        ("python3.12", "evil.py"),
        ("python", "-c code"),
        ("python", "-Ic code"),
        ("python -I", "evil.py"),
        ("python -m", "evil"),
        ("python -X dev", "evil.py"),
        ("/usr/bin/perl", "-ne code"),
        ("perl5.36.0", "evil.pl"),
        ("node", "--eval=code"),
        ("node", "-p code"),
        ("node", "evil.js"),
        ("ruby -w", "evil.rb"),
        ("PYTHON.EXE", "evil.py"),
        ("npx", "evil"),
        ("java -cp x", "Evil"),
    ] {
        assert!(!covers(agreed, further), "{agreed} | {further}");
    }
}

#[test]
fn what_starts_the_next_word_is_covered_with_that_word_alone() {
    for (agreed, further) in [
        ("npm run", "evil"),
        ("npm", "exec evil"),
        ("docker run", "-v /:/x image evil"),
        ("docker run -it", "image evil"),
        ("uv run", "evil"),
        ("bundle exec", "evil"),
        ("pnpm", "dlx evil"),
        ("git submodule foreach", "evil"),
    ] {
        assert!(!covers(agreed, further), "{agreed} | {further}");
    }
}

#[test]
fn a_program_that_runs_its_arguments_is_covered_nowhere() {
    for (agreed, further) in [
        ("env -S", "evil"),
        ("env A=1 ls", ""),
        ("xargs -I{} ls", "{}"),
        ("sed -i", "1e_evil file"),
        ("make test", "-f evil.mk"),
        ("nice ls", ""),
        ("ls", "/bin/bash5 x"),
        ("vim", "+!evil"),
        ("ssh host", "evil"),
        ("C:\\Windows\\CMD.EXE", "/c evil"),
        ("", "ls"),
    ] {
        assert!(!covers(agreed, further), "{agreed} | {further}");
    }
}
