use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Vec<(String, String)> {
    read_env_file(text.as_bytes()).into_iter().collect()
}

#[test]
fn exports_are_read_with_the_shells_quoting() {
    for (text, value) in [
        ("export A=plain\n", "plain"),
        ("export A=plain", "plain"),
        ("\u{feff}export A=bom\r\n", "bom"),
        ("  export\tA='it is' # why\n", "it is"),
        ("export A=\"a \\\"b\\\" \\$c \\d\"", "a \"b\" $c \\d"),
        ("export A='two\nlines'\n", "two\nlines"),
        ("export A=$'tab\\there\\n'", "tab\there\n"),
        ("export A=one\\ word", "one word"),
        ("export A='a'\"b\"c", "abc"),
        ("export A=a=b", "a=b"),
        ("export A=", ""),
        ("declare -x A=\"listed\"", "listed"),
        ("typeset -gx A=zsh", "zsh"),
        ("export A=1; export A=2", "2"),
        ("true && export A=after", "after"),
        ("export A='#not a comment'", "#not a comment"),
        ("export A=cost$", "cost$"),
        (
            "declare -x A=$'a\\001b\\a\\b\\f\\v'",
            "a\u{1}b\u{7}\u{8}\u{c}\u{b}",
        ),
        (
            "export A=$'\\x41\\u00e9\\U0001f600\\101\\cA\\E'",
            "A\u{e9}\u{1f600}A\u{1}\u{1b}",
        ),
        ("export A=$'\\303\\251\\xc3\\xa9'", "\u{e9}\u{e9}"),
        ("export A=1 > log", "1"),
        ("export > log A=1", "1"),
        ("export A=1 2>/dev/null >>log <in", "1"),
        ("export A=1 >&2; true", "1"),
        ("export A=1 2>&1", "1"),
        ("export A=1 &>log", "1"),
        ("export A=1 >|log", "1"),
        ("export A=1 <<<B=2", "1"),
        (">log export A=1", "1"),
        ("echo x > export; export A=1", "1"),
    ] {
        assert_eq!(read(text), [("A".to_owned(), value.to_owned())], "{text:?}");
    }
    assert_eq!(
        read("export A=1 B='2 3'\nexport B=\"${A}-$A\"\n"),
        [
            ("A".to_owned(), "1".to_owned()),
            ("B".to_owned(), "1-1".to_owned())
        ]
    );
}

#[test]
fn unknown_values_and_other_statements_than_exports_are_left_out() {
    for text in [
        "A=1",
        "export A",
        "export 1A=x",
        "export A-B=x",
        "declare A=x",
        "echo export A=x",
        "# export A=x",
        "export A=\"$PATH:/x\"",
        "export A=$(cat /etc/passwd)",
        "export A=`id`",
        "export A=\"${HOME:-/}\"",
        "export A=1\nexport A=$UNKNOWN",
        "export A=$1",
        "echo x > export A=1",
        "echo x >export A=1",
        "echo x >> export A=1",
        "echo x < export A=1",
        "echo x 2> export A=1",
        "echo x &> export A=1",
        "echo x >| export A=1",
        "echo x >& export A=1",
        "echo x <> export A=1",
        "cat <<< export A=1",
        "cat <(export A=1)",
        "export > A=1",
        "cat <<E\nexport A=1\nE\n",
        "cat <<-'E' | tee x\n\texport A=1\n\tE",
        "cat <<A <<\"B\"\nA\nexport A=1\nB\n",
        "export A=$'\\377'",
        "export A=$'a\\0b'",
        "export A=1\nexport A=$'\\ud800'",
        "export A=<(x)",
    ] {
        assert_eq!(read(text), [], "{text:?}");
    }
    assert_eq!(read("export A=$(a (b) c) B=1").len(), 1);
    // After a here-document, commands are read again.
    for text in [
        "cat <<E >x\nexport B=1\nE\nexport A=1",
        "cat <<\\E; export A=1\nexport B=1\nE",
        // A shift is not a here-document.
        "((flags = 1 << 3))\nexport A=1",
        "for ((i = 1<<3; i; i--)); do :; done\nexport A=1\n",
        "x=$((1 << 3))\nexport A=1",
        "let x=1<<3\nexport A=1",
        "cat <<E\nexport A=1",
    ] {
        assert_eq!(read(text), [("A".to_owned(), "1".to_owned())], "{text:?}");
    }
}

#[test]
fn an_export_that_a_shell_may_skip_or_run_elsewhere_has_no_value() {
    for text in [
        "(export A=2)",
        "( true; export A=2 )",
        "export A=2 | cat",
        "cat x |& export A=2",
        "true |\nexport A=2",
        "export A=2 &",
        "export A=2 && true &",
        "export A=2 &&\nsleep 1 &",
        "export A=2 &&\n\n# why\nsleep 1 &",
        "(case x in a) ;; esac; export A=2)",
        "(case x in (a) ;; b) true;; esac\nexport A=2)",
        "{ export A=2; }",
        "false && export A=2",
        "false &&\n# why\nexport A=2",
        "true && false && export A=2",
        "export 1A=2 && export A=2",
        "(true) && export A=2",
        "true || export A=2",
        "if x; then export A=2; fi",
        "if x\nthen\nexport A=2\nfi",
        "for x in 1; do\nexport A=2\ndone",
        "f() {\nexport A=2\n}",
        "function f {\nexport A=2\n}",
        "case $x in\na) export A=2;;\nesac",
        "x || return\nexport A=2",
        "exec true\nexport A=2",
    ] {
        assert_eq!(read(text), [], "{text:?}");
        // The variable's earlier value is not certain either.
        assert_eq!(read(&format!("export A=1\n{text}")), [], "{text:?}");
    }
    for text in [
        "(true); export A=1",
        "x=(1 2)\nexport A=1",
        "if x; then true; fi\nexport A=1",
        "f() { true; }; export A=1",
        "false &\nexport A=1",
        "false && true\nexport A=1",
        "true | cat\nexport A=1",
        "export B=1 && export A=1; unset B",
        "exec 2>&1\nexport A=1",
        "(exit)\nexport A=1",
        "case x in a) ;; esac; export A=1",
        "(case x in a) ;; esac); export A=1",
        "export A=1\n\nsleep 1 &",
        "true &&\nexport A=1",
    ] {
        let read = read(text);
        assert!(
            read.contains(&("A".to_owned(), "1".to_owned())),
            "{text:?}: {read:?}"
        );
    }
}

#[test]
fn a_function_that_is_only_defined_ends_nothing() {
    for text in [
        "f() { return 1; }\nexport A=1",
        "f() { exit; }\nexport A=1",
        "f ()\n{\n  exec true\n}\nexport A=1",
        "function f { exit; }\nexport A=1",
        "function f\n{\nexit\n}\nexport A=1",
        "function f() { exit; }\nexport A=1",
        "f() { if true; then exit; fi; exit; }\nexport A=1",
        "f() ( exit )\nexport A=1",
        "f() { g() { exit; }; }; export A=1",
        "f() { return; }\nf\nexport A=1",
        "f() { exit; }; (f)\nexport A=1",
        "x=()\nexport A=1",
    ] {
        assert_eq!(read(text), [("A".to_owned(), "1".to_owned())], "{text:?}");
    }
    for text in [
        "f() { exit; }\nf\nexport A=1",
        "function f { exec true; }\nf x\nexport A=1",
        "f() { exit; }; g() { f; }\ng\nexport A=1",
        "if f; then return; fi\nexport A=1",
        "{ exit; }\nexport A=1",
        "x=()\n{ exit; }\nexport A=1",
        "f() { true; }\n{ exit; }\nexport A=1",
    ] {
        assert_eq!(read(text), [], "{text:?}");
    }
}

#[test]
fn an_exported_variable_is_changed_by_later_commands() {
    for (text, value) in [
        ("A=2", Some("2")),
        ("A=2 B=3", Some("2")),
        ("A='2 3'; true", Some("2 3")),
        ("A=$A$A", Some("11")),
        ("A=", Some("")),
        ("A=2 env", Some("1")),
        ("B=2", Some("1")),
        ("echo A=2", Some("1")),
        ("A=$(id)", None),
        ("A=$HOME", None),
        ("A+=2", None),
        ("export A+=2", None),
        ("export -n A", None),
        ("unset A", None),
        ("unset -v B A", None),
        ("read -r A < x", None),
        ("declare A=2", None),
        ("readonly A=2", None),
        ("for A in 2 3; do true; done", None),
        ("if x; then A=2; fi", None),
        ("x && A=2", None),
        ("x || unset A", None),
        ("f() { A=2; }", None),
        ("A=2 &", None),
    ] {
        let expected: Vec<_> = value
            .map(|value| ("A".to_owned(), value.to_owned()))
            .into_iter()
            .collect();
        assert_eq!(read(&format!("export A=1\n{text}")), expected, "{text:?}");
    }
}

#[test]
fn marks_without_an_end_are_searched_in_linear_time() {
    let mut text = String::new();
    for mark in 0..60_000 {
        text.push_str(&format!("let x=1<<{mark}a\n"));
    }
    text.push_str("export A=1\n");
    // Beyond the limit the rest is treated as data.
    assert_eq!(read(&text), []);
}

#[test]
fn doubling_does_not_outgrow_the_file() {
    let mut text = format!("export A={}\n", "x".repeat(1000));
    text.push_str(&"export A=\"$A$A\"\n".repeat(60));
    let longest = read_env_file(text.as_bytes())
        .values()
        .map(String::len)
        .max();
    assert!(longest.unwrap_or(0) <= 2 * FILE_LIMIT);
}

#[test]
fn one_long_value_named_in_every_line_does_not_fill_the_memory() {
    let mut text = format!("export A={}\n", "x".repeat(100_000));
    for line in 0..50_000 {
        text.push_str(&format!("export B{line}=$A\n"));
    }
    let vars = read_env_file(text.as_bytes());
    let held: usize = vars.values().map(String::len).sum();
    assert!(held <= FILE_LIMIT + EXPANSION_LIMIT, "{held}");
    assert_eq!(vars.get("B0"), vars.get("A"));
}

#[test]
fn a_flood_of_variables_is_cut() {
    let text: String = (0..VARIABLE_LIMIT + 10)
        .map(|n| format!("export A{n}=1\n"))
        .chain(["export A0=2\n".to_owned()])
        .collect();
    let vars = read_env_file(text.as_bytes());
    assert_eq!(vars.len(), VARIABLE_LIMIT);
    assert_eq!(vars.get("A0").map(String::as_str), Some("2"));
}

proptest! {
    #[test]
    fn any_value_in_single_quotes_comes_back(value in "[^'\0]{0,60}", before in "[ -~]{0,20}") {
        let text = format!("# {before}\nexport A='{value}'\n");
        prop_assert_eq!(read_env_file(text.as_bytes()).remove("A"), Some(value));
    }

    #[test]
    fn no_bytes_upset_it(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for (name, value) in read_env_file(&bytes) {
            prop_assert!(is_name(&name) && !value.contains('\0'));
        }
    }

    #[test]
    fn no_shell_text_upset_it(text in "(export |[A-C=$'\"`(){}\\\\ ;\n#]){0,60}") {
        let _ = read_env_file(text.as_bytes());
    }
}
