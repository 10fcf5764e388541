//! Generated spellings of a command, checked against bash.

use super::*;

/// Generates spellings of a word that bash runs as the same command.
fn spelled(word: &'static str) -> impl Strategy<Value = String> {
    let parts: Vec<_> = word
        .chars()
        .map(|c| {
            prop::sample::select(vec![
                format!("{c}"),
                format!("\\{c}"),
                format!("'{c}'"),
                format!("\"{c}\""),
                format!("$'{c}'"),
                format!("$'\\x{:x}'", u32::from(c)),
                format!("''{c}"),
                format!("\\\n{c}"),
                format!("$\"{c}\""),
                format!("{c}\"\""),
                format!("$(echo {c})"),
                format!("`echo {c}`"),
                format!("${{NONE}}{c}"),
                format!("${{NONE:-{c}}}"),
            ])
        })
        .collect();
    parts.prop_map(|parts| parts.concat())
}

/// Generates texts that run the command `word` once, in some spelling.
fn attacks(word: &'static str) -> impl Strategy<Value = String> {
    let around = |inner: BoxedStrategy<String>| {
        let frames = vec![
            "{}",
            "true; {}",
            "true && {}",
            "false || {}",
            "! {}",
            "{ {}; }",
            "( {} )",
            "if true; then {}; fi",
            "if {}; then :; fi",
            "for f in 1; do {}; done",
            "echo $({}) >/dev/null",
            "echo \"`{}`\" >/dev/null",
            "echo # it's\n{}",
            "cat <<'E' >/dev/null\nit's\nE\n{}",
            "case a in a) {};; esac",
            "f() { {}; }; f",
            "true & {}",
            "true | {}",
            "A=1; {}",
            "function g { {}; }; g",
            "[[ a ]] && {}",
            "coproc {}\nwait",
            "cat <({}) >/dev/null",
            ": ${A:-$({})}",
            "while {}; do break; done",
            "eval '{}'",
            "true\n\n{}",
            ": \"$(: '(' ; {})\"",
            ": `# '\n{}`",
        ];
        (prop::sample::select(frames), inner)
            .prop_map(
                |(frame, inner)| match frame.contains('`') && inner.contains('`') {
                    // Backticks do not nest, so a frame with backticks is not put around a text with backticks.
                    true => inner,
                    false => frame.replace("{}", &inner),
                },
            )
            .boxed()
    };
    let before = vec![
        "",
        "A=1 ",
        "A+=1 ",
        "A[0]=1 ",
        "A='b c' ",
        ">/dev/null ",
        "2>&1 ",
        "</dev/null ",
        "command ",
        "env ",
        "env A=1 ",
        "nice ",
        "timeout 9 ",
        "exec ",
        "time ",
        "time -p ",
        "2>/dev/null >&2 ",
        "nohup ",
        "&>/dev/null ",
        "env -u A nice -n 1 ",
    ];
    let simple = (
        prop::sample::select(before),
        spelled(word),
        prop::sample::select(vec![" x", "\tx", "  x"]),
    )
        .prop_map(|(before, word, after)| format!("{before}{word}{after}"))
        .boxed();
    around(around(simple))
}

/// Returns whether bash runs `canary` for a text in an empty folder, in which `canary` is the only additional program;
/// `None` if there is no bash.
#[cfg(unix)]
fn runs_canary(text: &str, folder: &std::path::Path) -> Option<bool> {
    let mark = folder.join("ran");
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let ended = Command::new("bash")
        .args(["-c", text])
        .current_dir(folder)
        .env_clear()
        .env("PATH", path)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    ended.ok()?;
    let ran = mark.exists();
    let _ = std::fs::remove_file(mark);
    Some(ran)
}

proptest! {
    #[test]
    fn no_generated_spelling_of_a_command_escapes_its_rule(text in attacks("rm")) {
        prop_assert!(rm(&text), "{:?}", text);
        prop_assert!(fits("rm:*", &text));
    }

    #[test]
    fn any_text_is_judged(text in "[ a-z$`'\"\\\\(){}<>|&;#\n=\\[*~!.]{0,40}") {
        let _ = rm(&text);
    }

    #[test]
    fn a_text_that_is_read_and_holds_the_plain_command_fits(
        before in "[a-z $'\"\\\\(){}<>|&;#=\\[*!\n]{0,24}"
    ) {
        // The line before must not change the result, unless an open quote or a comment in that line includes the
        // command.
        let text = format!("{before}\nrm x");
        if let Some(script) = scan(&text) {
            let found = script.commands.iter().any(|c| c.raw == "rm x");
            prop_assert!(!found || rm(&text), "{:?}", text);
        }
    }
}

/// Checks with a real shell that some generated texts run the command, and that the rule matches every text for which
/// bash runs it.
#[test]
#[cfg(unix)]
fn bash_runs_what_the_generator_claims_and_the_rule_finds_it() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let folder = std::env::temp_dir().join(format!("hooks-canary-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let canary = folder.join("canary");
    std::fs::write(
        &canary,
        format!("#!/bin/sh\n: > '{}/ran'\n", folder.display()),
    )
    .unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&canary, mode).unwrap();
    let mut runner = TestRunner::deterministic();
    let mut ran = 0;
    for _ in 0..60 {
        let text = attacks("canary").new_tree(&mut runner).unwrap().current();
        match runs_canary(&text, &folder) {
            // There is no bash on this machine, so there is nothing to compare with.
            None => return,
            Some(false) => continue,
            Some(true) => ran += 1,
        }
        assert!(
            fits("canary *", &text),
            "bash runs it and the rule does not fit: {text:?}"
        );
    }
    let _ = std::fs::remove_dir_all(&folder);
    assert!(
        ran >= 40,
        "only {ran} of 60 generated texts run the command they are built around"
    );
}
