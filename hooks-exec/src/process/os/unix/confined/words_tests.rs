use super::*;

fn variable(name: &str) -> Option<String> {
    match name {
        "PWD" => Some("/repo/src".to_owned()),
        "CLAUDE_PROJECT_DIR" => Some("/repo".to_owned()),
        "HOME" => Some("/home/u".to_owned()),
        "AGENT_HOME" | "OTHER_HOME" => Some("/home/u/.agent".to_owned()),
        _ => None,
    }
}

fn words(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Vec<Word> {
    let of_agents = &["AGENT_HOME".to_owned()];
    super::words(
        text,
        &[],
        Variables {
            value: variable,
            of_agents,
        },
        &mut Room::default(),
        &mut Choices::default(),
    )
    .0
}

/// Returns the texts of the words. A program is in brackets. `?` precedes the text of a word that begins with an
/// unknown part.
fn shown(text: &str) -> Vec<String> {
    let shown = |word: Word| match (word.program, word.open) {
        (true, false) => format!("[{}]", word.text),
        (_, true) => format!("?{}", word.text),
        (false, false) => word.text,
    };
    words(text, &variable).into_iter().map(shown).collect()
}

#[test]
fn words_are_split_as_a_shell_splits_them() {
    let cases: &[(&str, &[&str])] = &[
        ("bash ./guard.sh", &["[bash]", "./guard.sh"]),
        ("bash './guard one.sh'", &["[bash]", "./guard one.sh"]),
        ("bash ./gu\"ard\".s'h'", &["[bash]", "./guard.sh"]),
        ("bash ./guard\\ one.sh", &["[bash]", "./guard one.sh"]),
        ("bash $'./guard.sh' $\"x\"", &["[bash]", "./guard.sh", "x"]),
        ("a;b&&c|d\ne&f", &["[a]", "[b]", "[c]", "[d]", "[e]", "[f]"]),
        ("X=./a Y=1 ./b", &["X=./a", "Y=1", "[./b]"]),
        ("bash <./guard.sh >log", &["[bash]", "./guard.sh", "log"]),
        ("(cd x; ./y)", &["[cd]", "x", "[./y]"]),
        ("echo # ./guard.sh\n./y", &["[echo]", "[./y]"]),
        ("echo a#b", &["[echo]", "a#b"]),
        ("bash \"\" ''", &["[bash]", "", ""]),
        ("ba\\\nsh x", &["[bash]", "x"]),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), *expected, "{text}");
    }
}

#[test]
fn known_variables_are_filled_in() {
    let cases: &[(&str, &[&str])] = &[
        ("bash \"$PWD/guard.sh\"", &["[bash]", "/repo/src/guard.sh"]),
        ("bash ${PWD}/guard.sh", &["[bash]", "/repo/src/guard.sh"]),
        ("$(pwd)/guard.sh", &["[/repo/src/guard.sh]"]),
        ("`pwd`/guard.sh", &["[/repo/src/guard.sh]"]),
        ("\"$CLAUDE_PROJECT_DIR\"/x.sh", &["[/repo/x.sh]"]),
        ("${CLAUDE_PROJECT_DIR:-.}/x.sh", &["[/repo/x.sh]"]),
        ("${NOBODY:-.}/x.sh", &["[./x.sh]"]),
        ("${NOBODY-./x.sh}", &["[./x.sh]"]),
        ("${NOBODY:-$PWD/x.sh}", &["[/repo/src/x.sh]"]),
        ("D=./d; bash $D/x.sh", &["D=./d", "[bash]", "./d/x.sh"]),
        ("./x.sh$NOBODY", &["[./x.sh]"]),
        ("echo '$PWD' \\$PWD", &["[echo]", "$PWD", "$PWD"]),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), *expected, "{text}");
    }
}

#[test]
fn text_behind_an_unknown_part_is_kept() {
    let cases: &[(&str, &[&str])] = &[
        (
            "$(git rev-parse --show-toplevel)/guard.sh",
            &["[git]", "rev-parse", "--show-toplevel", "?/guard.sh"],
        ),
        (
            "bash \"$(git rev-parse)/x.sh\" y",
            &["[bash]", "[git]", "rev-parse", "?/x.sh", "y"],
        ),
        ("`git root`/x.sh", &["[git]", "root", "?/x.sh"]),
        ("${PWD%/*}/x.sh", &["?/x.sh"]),
        ("\"$(./guard.sh)\"", &["[./guard.sh]", "?"]),
        ("\"`./guard.sh`\"", &["[./guard.sh]", "?"]),
        ("bash $1/x.sh", &["[bash]", "?/x.sh"]),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), *expected, "{text}");
    }
}

#[test]
fn a_word_knows_whether_it_depends_on_the_folder() {
    let relative = |text: &str| words(text, &variable)[0].relative;
    assert!(relative("./x") && relative("$PWD/x") && relative("$(git root)/x"));
    assert!(!relative("/x") && !relative("~/x") && !relative("\"/x\""));
    assert!(!relative("$HOME/x") && !relative("\"${HOME}\"/x"));
    // Only the variables that the confinement lists lead to the user's folders.
    assert!(!relative("$AGENT_HOME/x") && relative("$OTHER_HOME/x"));
}

#[test]
fn broken_and_endless_text_is_read_once() {
    for text in [
        "'", "\"", "$(", "`", "${", "$", "\\", ")", "\"$(\"", "(((", "\"`\"",
    ] {
        words(text, &variable);
        words(&text.repeat(100_000), &variable);
    }
    let long = words(&"$PWD".repeat(100_000), &variable);
    assert!(long[0].text.len() < 3 * LONGEST_PATH);
}
