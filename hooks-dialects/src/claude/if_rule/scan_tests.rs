//! The commands, word by word, that a shell would run for a text.

use super::*;

fn commands(text: &str) -> String {
    let script = scan(text).unwrap_or_else(|| panic!("not read: {text:?}"));
    let shown: Vec<String> = script
        .commands
        .iter()
        .map(|command| {
            let words: Vec<&str> = command
                .words
                .iter()
                .map(|word| word.text.as_str())
                .collect();
            words.join(" ")
        })
        .collect();
    shown.join("|")
}

#[test]
fn splits_where_a_shell_does() {
    for (text, expected) in [
        ("a && b || c; d | e |& f & g\nh", "a|b|c|d|e|f|g|h"),
        ("echo 'a && b' \"c; d\"", "echo a && b c; d"),
        ("X=1 Y='a b' make all", "make all"),
        ("if true; then ls x; fi", "true|ls x"),
        ("(cd a; ls)", "cd a|ls"),
        ("make > log 2>&1 -k", "make -k"),
        ("a \\; b", "a ; b"),
        ("a 'it'\\''s' \"b$\"", "a it's b$"),
        ("for x in a b; do ls; done", "ls"),
        ("cat <<E | wc\nb;c\nE\nd", "cat|wc|d"),
        ("a#b # c", "a#b"),
        ("echo $(git push) x", "git push|echo  x"),
        ("echo \"`ls a`\"", "ls a|echo "),
        ("a=1; b", "|b"),
    ] {
        assert_eq!(commands(text), expected, "{text}");
    }
}

#[test]
fn substitutions_are_told_from_dollars() {
    for (text, expected) in [
        ("echo $HOME", true),
        ("echo '$HOME' 5$ \"$\"", false),
        ("echo \"$(ls)\"", true),
        ("echo $((1+2))", true),
    ] {
        assert_eq!(scan(text).unwrap().substitutes, expected, "{text}");
    }
}

#[test]
fn a_text_on_which_shells_differ_is_not_read() {
    for text in [
        "echo 'a",
        "echo \"a",
        "echo $(ls",
        "a)",
        "(a",
        "echo `a",
        "f() { a; }",
        "case a in a) b;; esac",
        "a=(b)",
        "echo @(a|b)",
        "echo $((x))",
        "cat <<E\na",
        "cat <<E\nE)\nE",
        "a &\\\n> b",
        "a\r",
        "a\u{a0}b",
        "a \\",
        "((1))",
        "cat <<E \"\n\"\nE",
        "echo ${a@P}",
        "a > b &> c d",
        "> ; a",
        "{fd}> a b",
        "$(( 1 )",
    ] {
        assert_eq!(scan(text), None, "{text:?}");
    }
}
