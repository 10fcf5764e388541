//! Ways to write a command that a rule must not miss, and commands that it must leave alone.

#[cfg(unix)]
use std::process::Command;

use proptest::prelude::*;

use super::*;

#[path = "command_property_tests.rs"]
mod generated;

fn rm(text: &str) -> bool {
    fits("rm *", text)
}

/// Texts that a shell like bash runs `rm x` for, or that are not read.
const REMOVES: &[(&str, &[&str])] = &[
    (
        "blanks",
        &["rm\tx", "rm  x", "  rm x", "\trm x", "\n\nrm x", "rm x\n"],
    ),
    (
        "a search path that a loop or a builtin sets",
        &[
            "for PATH in /tmp/e; do ls rm -rf x; done",
            "for path in /tmp/e; do ls rm -rf x; done",
            "printf -v PATH /tmp/e; ls rm x",
            "printf -vPATH /tmp/e; ls rm x",
            "read PATH; ls rm x",
            "read -r PATH; ls rm x",
            "export PATH; ls rm x",
            "PATH+=:/tmp/e; ls rm x",
            "unset PATH; ls rm x",
        ],
    ),
    (
        "quotes",
        &[
            "\\rm x", "\"rm\" x", "'rm' x", "r''m x", "r\"\"m x", "\"r\"m x", "r\\m x",
        ],
    ),
    (
        "escapes",
        &[
            "$'rm' x",
            "$'\\x72m' x",
            "$'r\\155' x",
            "$\"rm\" x",
            "$'\\'' ; rm x",
        ],
    ),
    (
        "continued",
        &[
            "r\\\nm x",
            "rm \\\nx",
            "echo a &\\\n& rm x",
            "\\\nrm x",
            "echo $\\\n(rm x)",
        ],
    ),
    (
        "comments",
        &["ls # don't\nrm x # can't", "# it's\nrm x", "ls #\\\nrm x"],
    ),
    (
        "here-documents",
        &[
            "cat <<E\nit's\nE\nrm x",
            "cat <<'E'\n'\nE\nrm x",
            "cat <<-E\n\tE\nrm x # '",
            "cat <<E\n$(rm x)\nE",
            "cat <<E\n`rm x`\nE",
            "bash <<E\nrm x\nE",
            "docker run -i i <<E\nrm x\nE",
            "make -f - <<'E'\na:\n\trm x\nE",
            "echo rm x | crontab -",
            "sh <<< 'rm x'",
            "cat <<A <<B\nA\nB\nrm x",
            "cat <<\"E F\"\nE F\nrm x",
            "cat <<\\E\nE\nrm x",
        ],
    ),
    (
        "redirections",
        &[
            ">y rm x",
            "2>&1 rm x",
            "</dev/null rm x",
            "> y rm x",
            "&>y rm x",
            ">|y rm x",
            "2>y rm x",
            "rm>y x",
            "<&- rm x",
            "echo >y; rm x",
            "echo a &>y rm x",
            "{fd}>y rm x",
            ">>y rm x",
        ],
    ),
    (
        "assignments",
        &[
            "A=1 rm x",
            "A+=1 rm x",
            "A[0]=1 rm x",
            "A[0]+=1 rm x",
            "A='b c' rm x",
            "A=\"b\" B=2 rm x",
            "A=$B rm x",
            "A=(rm x)",
            "A=1\\\n rm x",
            "a$b=1\"c\" rm x",
            "PATH=.:$PATH rm x",
        ],
    ),
    (
        "reserved words",
        &[
            "if rm x; then :; fi",
            "if true; then rm x; fi",
            "if false; then :; else rm x; fi",
            "while rm x; do :; done",
            "until rm x; do :; done",
            "for f in a; do rm x; done",
            "for f in a\ndo rm x\ndone",
            "set -- a; for f do rm x; done",
            "! rm x",
            "time rm x",
            "time -p rm x",
            "time -- rm x",
            "{ rm x; }",
            "( rm x )",
            "(rm x)",
            "((1)); rm x",
            "case a in a) rm x;; esac",
            "[[ a ]] && rm x",
            "[ a ] || rm x",
            "select f in a; do rm x; done",
            "if (rm x) then :; fi",
            "! { rm x; }",
            "function f { rm x; }; f",
            "f() { rm x; }; f",
            "f () (rm x); f",
            "coproc rm x",
            "coproc N { rm x; }",
            "if ! rm x; then :; fi",
            "if :; then A=1 rm x; fi",
            "time { rm x; }",
        ],
    ),
    (
        "separators",
        &[
            "ls;rm x",
            "ls&rm x",
            "ls|rm x",
            "ls|&rm x",
            "ls&&rm x",
            "ls||rm x",
            "ls\nrm x",
            "ls & rm x",
            "ls;;rm x",
            "ls\rrm x",
            "ls \r\n rm x",
            "ls\u{b}rm x",
            "ls\u{a0}&& rm x",
            "ls\u{2028}rm x",
        ],
    ),
    (
        "substitutions",
        &[
            "echo $(rm x)",
            "echo `rm x`",
            "echo \"$(rm x)\"",
            "echo \"`rm x`\"",
            "echo <(rm x)",
            "ls > >(rm x)",
            "echo ${A:-$(rm x)}",
            "echo $((1+$(rm x)))",
            "echo $(( $(rm x) ))",
            "echo \"a $(echo \"b $(rm x)\")\"",
            "echo ${ rm x; }",
            "A=$(rm x)",
            "echo $[$(rm x)]",
            "echo $(ls; (rm x))",
            "cat <<<$(rm x)",
            "cat < <(rm x)",
            "A='a[$(rm x)]'; echo $((A))",
            "echo `echo \\`rm x\\``",
            "ls $(#'\nrm x)",
            "echo ${A[$(rm x)]}",
            "echo ${A@P}",
        ],
    ),
    (
        "unknown names",
        &[
            "$A x",
            "${A} x",
            "$(echo rm) x",
            "`echo rm` x",
            "{rm,-rf,x}",
            "r{m,} x",
            "/bin/r? x",
            "/bin/r[m] x",
            "/bin/* x",
            "\"$A\" x",
            "r$A x",
            "~+/rm x",
            "=rm x",
            "A=rm; $A x",
            "\"\"rm x",
            "$A\"\"rm x",
            "<(echo rm) x",
        ],
    ),
    (
        "wrappers",
        &[
            "env rm x",
            "env -i A=1 rm x",
            "env -u A rm x",
            "env -S 'rm x'",
            "env -S'rm x'",
            "nice -n 5 rm x",
            "nice rm x",
            "timeout 5 rm x",
            "timeout -k 1 5 rm x",
            "xargs rm x",
            "ls | xargs rm",
            "xargs -0 -n1 rm",
            "xargs -I{} rm {}",
            "echo rm x | xargs -n9 env",
            "sudo rm x",
            "sudo -u ada -- rm x",
            "doas rm x",
            "command rm x",
            "command -p rm x",
            "builtin command rm x",
            "exec rm x",
            "exec -a ls rm x",
            "busybox rm x",
            "nohup rm x",
            "setsid rm x",
            "stdbuf -o0 rm x",
            "ionice -c 3 rm x",
            "chroot / rm x",
            "find . -exec rm {} \\;",
            "find . -exec sh -c 'r$@m x' \\;",
            "parallel rm ::: x",
            "ssh h rm x",
            "watch 'rm x'",
            "flock l rm x",
            "strace -f rm x",
            "unheard-of rm x",
            "env 'rm' x",
            "env $A x",
            "sudo \"$A\" x",
            "env r\\m x",
            "sudo $'\\x72m' x",
            "sudo env nice rm x",
            "docker run i rm x",
            "git submodule foreach 'rm x'",
            "git -c alias.z='!rm x' z",
            "git bisect run rm x",
            "firejail /bin/r? x",
            "echo rm x | xargs -I% %",
            "script -c 'r${A}m x'",
            "command . ./f",
            "noglob rm x",
            "builtin eval 'r''m x'",
            "time nice rm x",
            "hyperfine 'rm x'",
        ],
    ),
    (
        "text to run",
        &[
            "sh -c 'rm x'",
            "bash -lc 'rm x'",
            "bash -c \"r''m x\"",
            "/bin/dash -c 'r$()m x'",
            "eval rm x",
            "eval 'r'm x",
            "source f",
            ". f",
            "echo rm x | sh",
            "python -c 'run(\"rm\")'",
            "python3 - <<E\nE",
            "perl -e 'system(chr(114).q(m x))'",
            "ruby -e '`rm x`'",
            "node -e 'x'",
            "awk 'BEGIN{system(\"r\" \"m x\")}'",
            "trap 'r''m x' EXIT",
            "alias ls=rm; ls x",
            "alias l='r\\m'",
            "su -c 'r\\m x'",
            "python3.12 -c 'x'",
            "pwsh -c x",
            "cmd /c del x",
            "php -r 'x'",
            "enable -n echo",
            "hash -p /bin/rm ls; ls x",
        ],
    ),
    (
        "paths and case",
        &[
            "/bin/rm x",
            "//bin//rm x",
            "./rm x",
            "../bin/rm x",
            "RM x",
            "/bin/Rm x",
            "rm.exe x",
            "~/bin/rm x",
            "C:\\\\bin\\\\rm x",
        ],
    ),
    (
        "not read",
        &[
            "rm 'x",
            "rm \"x",
            "echo $(rm x",
            "echo `rm x",
            "(rm x",
            "rm x)",
            "ls\0; rm x",
        ],
    ),
];

/// Texts that run no `rm`, whatever the files say.
const LEAVES: &[&str] = &[
    "git status && ls -la",
    "git status",
    "ls",
    "",
    "  ",
    "# rm x",
    "ls # rm x",
    "cargo test -p rmx",
    "npm run format",
    "npm run build 2>&1 | tail -n 20",
    "echo rm x",
    "echo 'rm x'; ls",
    "grep -rn 'rm -rf' src",
    "git rm --cached x",
    "git commit -m 'rm old files'",
    "rmdir x",
    "cat <<'E'\nrm x\nE",
    "cat > f <<E\nrm $HOME\nit's\nE",
    "for f in *.rs; do echo \"$f\"; done",
    "if [ -f a ]; then cat a; fi",
    "echo $HOME ${A:-b} $((1 + 2))",
    "A=1 B=$C cargo build",
    "docker run --rm image ls",
    "find . -name '*.rs' | wc -l",
    "ls | xargs wc -l",
    "sudo apt install x",
    "timeout 60 cargo test",
    "python -m pytest",
    "python x.py --form",
    "awk '{print $1}' f",
    "sed -i 's/a/b/' f",
    "make -j4 all",
    "cd /tmp && mkdir -p a/b && touch a/b/c",
    "ls -l > out 2>&1",
    "(cd a; ls)",
    "{ ls; }",
    "! grep -q a f",
    "while read -r l; do echo $l; done < f",
    "time cargo build",
    "echo a\\;b",
    "echo \"it's\" 'a \"b\"'",
    "npx prettier --write src/a.ts",
    "curl -s https://example.com/a?b=c",
    "env A=1 cargo run",
    "./x.sh -v",
    "echo {a,b}",
    "git log --oneline -n 5 | head",
    "tar xf a.tgz -C b",
    "chmod +x a.sh",
    "nohup npm start &",
];

#[test]
fn a_command_is_found_however_it_is_written() {
    for (attack, texts) in REMOVES {
        for text in *texts {
            assert!(rm(text), "{attack}: {text:?}");
            let behind = format!("git status\n{text}");
            assert!(rm(&behind), "{attack}, behind another: {behind:?}");
        }
    }
}

#[test]
fn a_plain_command_does_not_run_the_hook_of_another() {
    for text in LEAVES {
        assert!(!rm(text), "{text:?}");
    }
}

#[test]
fn arguments_are_compared_without_quotes_blanks_and_options_before_them() {
    for (rule, text, expected) in [
        ("git push *", "git  push\t-f", true),
        ("git push *", "git 'push' -f", true),
        ("git push *", "\\git pu\"\"sh", true),
        ("git push *", "git -C sub push -f", true),
        ("git push *", "git --no-pager -c a=b push", true),
        ("git push *", "sudo git -C sub push", true),
        ("git push *", "git p{ush,} -f", true),
        ("git push *", "git &>log push", true),
        ("git push *", "git status", false),
        ("git push *", "git -C sub status", false),
        ("git push *", "git stash push", false),
        ("git push:*", "git push", true),
        ("git commit -m \"x\" *", "git commit -m x -a", true),
        ("npm run build", "npm run build", true),
        ("npm run build", "npm run 'build'", true),
        ("npm run build", "npm run build:prod", false),
        ("npm  run  build", "npm run build", true),
        ("* --force", "git push --force", true),
        ("* --force", "git push", false),
        ("/usr/bin/rm *", "rm x", true),
        ("./deploy.sh *", "cd a && ./deploy.sh b", true),
        ("rm -rf *", "rm -rf x", true),
        ("rm -rf *", "rm -i x", false),
        ("rm", "rm $A", true),
        ("rm", "rm x", false),
        ("npm-*", "sudo npm-x", true),
        ("a:b *", "sudo sh-c a:b", true),
    ] {
        assert_eq!(fits(rule, text), expected, "{rule} over {text:?}");
    }
}

#[test]
fn hostile_texts_are_judged_in_linear_time_and_bounded_depth() {
    let many = 10_000;
    for text in [
        "$(".repeat(many),
        "`".repeat(many),
        "(".repeat(many),
        "env rm ".repeat(many),
        "git -C push ".repeat(many),
        "\"$(".repeat(many),
        "a;".repeat(many),
        "<<E ".repeat(many),
        format!("ls {}", "a ".repeat(many)),
        format!("foo {}", "'rmx' ".repeat(many)),
        format!("cat <<E\n{}", "F\n".repeat(many)),
        "A=1 ".repeat(many),
        "{ ".repeat(many),
        "\\\n".repeat(many),
        "${A}".repeat(many),
    ] {
        let _ = (rm(&text), fits("git push *", &text), fits("*a*b *", &text));
    }
}

#[test]
fn a_script_of_sed_of_which_a_part_is_not_known_is_not_missed() {
    for text in [
        "sed \"1$X\" f",
        "sed -n \"p;$X\" f",
        "sed -e p -e \"1$X\" f",
        "sed *",
        "sed -e 's,a,b\\' -e 's/x,e#/y/' f",
    ] {
        assert!(rm(text), "{text}");
    }
    for text in ["sed -i 's/one/two/' *.txt", "sed -n '/re/,/end/p' f"] {
        assert!(!rm(text), "{text}");
    }
}
