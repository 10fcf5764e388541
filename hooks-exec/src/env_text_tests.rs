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
fn what_cannot_be_known_or_is_no_export_is_left_out() {
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
    ] {
        assert_eq!(read(text), [], "{text:?}");
    }
    assert_eq!(read("export A=$(a (b) c) B=1").len(), 1);
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
