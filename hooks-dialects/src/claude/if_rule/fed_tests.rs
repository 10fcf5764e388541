//! Commands that a program gets in other ways than as plain arguments.

use super::fits;

#[test]
fn a_command_that_a_pipe_brings_to_what_may_run_it_is_found() {
    let missed: Vec<&str> = [
        "echo 'rm x' | parallel",
        "printf 'rm x\\n' | parallel -j4",
        "parallel < list",
        "printf 'a:\\n\\trm x\\n' | make -f -",
        "printf 'a:\\n\\trm x\\n' | tee f | make -f -",
        "(echo '!rm x') | ed -s f",
        "echo '.shell rm x' | sqlite3",
        "make -f <(printf 'a:\\n\\trm x\\n')",
        "cat <<'E' | make -f -\na:\n\trm x\nE",
        "echo '-exec rm {} +' | xargs find .",
        "{ echo 'rm x'; } | parallel",
    ]
    .into_iter()
    .filter(|text| !fits("rm *", text))
    .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_command_that_is_put_together_for_a_program_that_runs_it_is_found() {
    let missed: Vec<&str> = [
        "a=r; find . -exec ${a}m {} +",
        "a=r b=m; GIT_EDITOR=\"$a$b x\" git commit",
        "a=r; export PAGER=\"${a}m x\"; git log",
        "a=r; tmux new-session \"${a}m x\"",
        "tmux new-session 'a=r; ${a}m x'",
        "tmux new-session '/bin/r? x'",
        "a=r; git -c alias.p=\"!${a}m\" p x",
        "git -c alias.p='!r$1' p m",
        "a=r; mapfile -C ${a}m -c 1 < f",
        "x='a[$'; y='(r'; z='m x)]'; let \"$x$y$z\"",
        "a=r; git -c core.pager=\"${a}m x\" log",
        "parallel 'r{}' ::: m",
        "n=GIT_EDITOR v='r'; export \"$n=${v}m\"; git commit",
        "git bisect run rm x",
        "git rebase -x 'rm x' HEAD~1",
        "npm exec -c 'r\"\"m x'",
        "tar cf a b --checkpoint-action=exec='r\\m x' --checkpoint=1",
        "/lib64/ld-linux-x86-64.so.2 /bin/rm x",
        "vim -c ':!rm x'",
        "git log --pretty='%x' | rm",
        "a=(rm x); \"${a[@]}\"",
        "set -- rm x; \"$@\"",
        "read a b <<< 'rm x'; $a $b",
        "[[ -v 'a[$(rm x)]' ]]",
        "printf -v 'a[$(rm x)]' x",
        "env -S 'r\"\"m x'",
        "env -S\"rm x\"",
        "exec -a ls rm x",
        "xargs -a f rm",
        "find . -delete -exec /bin/[r]m {} \\;",
        "sh <<< 'rm x'",
        "ls & rm x",
        "ls |& rm x",
        "ls;rm x",
        "RM=rm; $RM x",
        "<f rm x",
        "2>f rm x",
        ">&2 rm x",
        "if ls; then rm x; fi",
        "ls # \\\nrm x",
        "ls \\\n; rm x",
        "sudo -u root -- rm x",
        "if ls; then ls; else rm x; fi",
        "for i in a; do rm x; done",
        "until rm x; do ls; done",
        "cat <<E; rm x\nE\n",
        "cat <<E\n$(rm x)\nE",
        "cat <<\"E\"\n'\nE\nrm x",
        "cat <<-E\n\tE\nrm x",
        "echo \"${x:-`rm x`}\"",
        "RM x",
        "rm.exe x",
        "C:/x/rm.exe x",
        "~/bin/rm x",
        "git status && (cd a && rm x)",
        "ls \u{a0}\nrm x",
    ]
    .into_iter()
    .filter(|text| !fits("rm *", text))
    .collect();
    assert!(missed.is_empty(), "{missed:#?}");
    let missed: Vec<&str> = [
        "git -c alias.p=push p -f",
        "git -c alias.p='push -f' p",
        "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=alias.p GIT_CONFIG_VALUE_0=push git p",
        "git --exec-path=x push",
        "git -C 'a b' push",
        "env -i git -C x push",
        "git \\\npush",
        "git -c a=b \\\n push",
    ]
    .into_iter()
    .filter(|text| !fits("git push *", text))
    .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_only_takes_data_does_not_run_the_hook() {
    let found: Vec<&str> = [
        "git log | less",
        "echo x | jq .",
        "grep 'rm x' f | wc -l",
        "find . -name '*.rs' -exec grep x {} +",
        "sed -n 's/a$/b/p' f",
        "A=1 B=$C cargo build",
        "export A=$B",
        "make CFLAGS=\"$CFLAGS\"",
        "ls | xargs wc -l",
    ]
    .into_iter()
    .filter(|text| fits("rm *", text))
    .collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// Checks commands of which a part comes from elsewhere: a program adds arguments, an open file contains the command,
/// or the command is assembled from parts.
#[test]
fn a_command_whose_rest_comes_from_elsewhere_fits() {
    let missed = |rule: &str, texts: &[&'static str]| -> Vec<&str> {
        let texts = texts.iter().copied();
        texts.filter(|text| !fits(rule, text)).collect()
    };
    let completed = [
        "xargs rm < f",
        "xargs -a f rm",
        "xargs rm",
        "ls | xargs rm -v",
        "find . -exec rm {} -r \\;",
        "find /bin -name \"r?\" -exec {} -rf x \\;",
        "find . -execdir {} \\;",
        "find . -ok env {} \\;",
        "fd -x {} -rf x",
        "fd r. /bin --exec {} -rf x",
    ];
    assert_eq!(missed("rm -rf *", &completed), [""; 0]);
    let rest = [
        "echo 'system(\"fro\".\"b -x a\")' | perl /dev/stdin",
        "echo 'x' | perl /proc/self/fd/0",
        "echo 'x' | perl //dev/../dev/stdin",
        "perl <(echo 'system(\"fro\".\"b\")')",
        "python3 <(echo x)",
        "echo x | python3 /dev/stdin",
        "echo x | python3 /dev/fd/0",
        "python3 -m timeit \"__import__('os').system('fro'+'b')\"",
        "python3 -m pdb x",
        "python3 -m code",
        "python3 -m asyncio",
        "python3 $X",
        "perl ./*.pl",
        "echo x | unheard-of /dev/stdin",
        "X=fro; prlimit --nofile=99 ${X}b",
        "X=fro; choom -n 0 -- ${X}b",
        "X=fro; linux64 ${X}b",
        "X=fro; unheard-of ${X}b -x a",
        "X=fro; unheard-of -n 0 -- /bin/${X}b",
        "unheard-of $X",
        "unheard-of \"$@\"",
        "unheard-of $(echo fro)b",
        "prlimit {fro,x}b",
        "unheard-of {fro,x}b",
        "unheard-of /bin/fr?b",
        "unheard-of f*b",
        "run-parts DIR",
        "echo X | sed 's/X//;e'",
        "sed -n '1e fr\"\"ob' f",
        "echo X | sed 's/X/fr\"\"ob/e'",
        "tar cf a b --checkpoint=1 --checkpoint-action=exec='sh f'",
        "tar cf a b --checkpoint=1 --checkpoint-act=exec='sh f'",
        "tar xf a --to-command=./f",
        "env sed -f f",
        "echo x | m4",
        "echo '!x' | dc",
        "ed -s f < script",
        "vim -c ':!fr''ob' f",
        "julia -e x",
        "sudo perl /dev/stdin",
    ];
    assert_eq!(missed("frob *", &rest), [""; 0]);
    assert_eq!(
        missed("git push *", &["xargs git", "xargs -a f git -C x"]),
        [""; 0]
    );
}

/// Checks texts with plain file names, and with words whose substitutions cannot become the rule's command.
#[test]
fn open_words_that_cannot_become_the_command_do_not_run_the_hook() {
    let found: Vec<&str> = [
        "make CFLAGS=\"$CFLAGS\" all",
        "cargo run -- --count=$N",
        "npm run $X:build",
        "cp src/*.rs out",
        "cp x.{c,h} y",
        "docker run image:$TAG",
        "python3 build.py \"$VERSION\"",
        "python3 -m http.server 8000",
        "python3 -m pip install -r requirements.txt",
        "perl x.pl a",
        "sed -i 's/a/e/g; s/x$/y/' f",
        "tar czf a.tgz -C b .",
        "tar -I zstd -cf a b",
        "find . -name '*.rs' -exec grep -n x {} +",
        "ls | xargs -n1 grep x",
        "ls src/*",
        "exit $?",
        "kill $PID",
        "[ -n \"$X\" ]",
        "cp \"$A\" \"$B\"",
        "diff <(sort a) <(ls b)",
        "vim x.rs",
    ]
    .into_iter()
    .filter(|text| fits("rm *", text))
    .collect();
    assert!(found.is_empty(), "{found:#?}");
}
