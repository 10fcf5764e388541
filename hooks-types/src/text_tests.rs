use proptest::prelude::*;

use super::*;
use crate::invisible::is_hidden;

#[test]
fn escape_sequences_and_controls_are_taken_out() {
    for (text, shown) in [
        ("\u{1b}[31mred\u{1b}[0m", "red"),
        ("\u{1b}[38;2;1;2;3mred\u{1b}[m text", "red text"),
        ("\u{9b}31mred", "red"),
        ("\u{1b}]0;title\u{7}rest", "rest"),
        (
            "\u{1b}]8;;https://x\u{1b}\\link\u{1b}]8;;\u{1b}\\ end",
            "link end",
        ),
        ("\u{1b}P1;2q#pixels\u{1b}\\after", "after"),
        ("\u{9d}title\u{9c}after", "after"),
        ("\u{1b}(Bascii\u{1b}=\u{1b}c", "ascii"),
        ("a\u{0}b\u{7}c\u{8}d\u{7f}e", "abcde"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("tab\tstays", "tab\tstays"),
        ("\u{202e}txt.exe\u{2066}\u{200b}\u{feff}", "txt.exe"),
        ("tag\u{e0061}\u{e0062}s", "tags"),
        ("👩\u{200d}💻 stays", "👩\u{200d}💻 stays"),
        ("  \n trimmed \n ", "trimmed"),
    ] {
        assert_eq!(plain(text), shown, "{text:?}");
    }
}

#[test]
fn a_sequence_that_never_ends_does_not_swallow_the_reason() {
    assert_eq!(plain("\u{1b}]the reason"), "the reason");
    assert_eq!(plain("\u{1b}]0;title\nthe reason"), "0;title\nthe reason");
    assert_eq!(plain("the reason\u{1b}"), "the reason");
    assert_eq!(plain("the reason\u{1b}["), "the reason");
}

#[test]
fn long_text_is_cut_visibly() {
    let (text, cut) = cleaned(&"x".repeat(MESSAGE_LIMIT + 1));
    assert_eq!(cut, Some(MESSAGE_LIMIT + 1));
    assert_eq!(text.chars().count(), MESSAGE_LIMIT);
    assert!(text.ends_with('…'));
    let (text, cut) = cleaned(&("x".repeat(MESSAGE_LIMIT) + "\n\n"));
    assert_eq!((text.len(), cut), (MESSAGE_LIMIT, None));
}

#[test]
fn a_quotation_is_bounded_and_escaped() {
    assert_eq!(
        quoted(b"a\x1b[31m\n\"b\"\xff", 80),
        "a\\u{1b}[31m\\n\"b\"\\xff"
    );
    assert_eq!(quoted("\u{202e}x".as_bytes(), 80), "\\u{202e}x");
    assert_eq!(quoted(b"abcdef", 3), "abc…");
    assert_eq!(quoted(b"\xff\xff", 1), "\\xff…");
    assert_eq!(quoted(b"abc", 3), "abc");
}

#[test]
fn an_excerpt_shows_the_quotes_of_a_shell_and_is_bounded_and_escaped_too() {
    let line = "g.sh: line 3: syntax error near unexpected token `\"no\"'";
    assert_eq!(excerpt(line.as_bytes(), 200), line.replace('`', "'"));
    assert_eq!(
        excerpt(b"type `hooks trust`\x1b\xff", 200),
        "type 'hooks trust'\\u{1b}\\xff"
    );
    // Characters that only look like a backtick are still escaped.
    assert_eq!(excerpt("\u{2cb}x".as_bytes(), 200), "\\u{2cb}x");
    for text in [
        "ab",
        "\u{1f600}\u{1f600}\u{1f600}",
        "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
    ] {
        assert_eq!(
            excerpt(text.as_bytes(), 2),
            quoted(text.as_bytes(), 2),
            "{text}"
        );
    }
}

#[test]
fn quoted_json_keeps_its_own_escapes_and_gets_no_second_ones() {
    let json = br#"{"command":"echo \"a b\"\n"}"#;
    assert_eq!(quoted(json, 80).as_bytes(), json);
}

proptest! {
    #[test]
    fn nothing_a_terminal_would_obey_is_left(text in "(\\PC|[\u{0}-\u{9f}]|[\u{200b}-\u{206f}]){0,200}") {
        let shown = plain(&text);
        prop_assert!(!shown.chars().any(|c| is_hidden(c) || (c.is_control() && !matches!(c, '\t' | '\n'))));
        prop_assert!(shown.chars().count() <= MESSAGE_LIMIT);
        prop_assert_eq!(plain(&shown), shown.clone());
    }

    #[test]
    fn a_quotation_never_holds_a_control(bytes in proptest::collection::vec(any::<u8>(), 0..200), limit in 0usize..100) {
        prop_assert!(!quoted(&bytes, limit).chars().any(|c| c.is_control() || is_hidden(c)));
    }
}

/// Generates text with C1 and bidirectional controls, separators, blanks, the tag block, and characters that need no
/// escape.
fn nasty() -> impl Strategy<Value = String> {
    let unseen = "\u{0}\u{1b}\u{7f}\u{80}\u{85}\u{9b}\u{9d}\u{61c}\u{200b}\u{200e}\u{202a}\u{202e}\
                  \u{2028}\u{2029}\u{2060}\u{2066}\u{2069}\u{feff}\u{fff9}\u{3164}\u{e0041}";
    let chars: Vec<char> = unseen
        .chars()
        .chain("a\"\\\n\té日👩\u{200d}".chars())
        .collect();
    proptest::collection::vec(
        prop_oneof![proptest::sample::select(chars), any::<char>()],
        0..40,
    )
    .prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #[test]
    fn json_of_any_text_shows_every_character_and_reads_back_equal(text in nasty(), key in nasty()) {
        let value = serde_json::json!({ key: [text] });
        for json in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let shown = visible_json(&json);
            prop_assert_eq!(shown.chars().find(|c| is_unseen(*c) && *c != '\n'), None);
            prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&shown).unwrap(), &value);
        }
    }

    #[test]
    fn shown_text_acts_on_no_terminal_and_a_shown_name_stays_on_its_line(text in nasty()) {
        let acts = |shown: &str| shown.chars().any(|c| is_unseen(c) && !matches!(c, '\n' | '\t'));
        prop_assert!(!acts(&visible(&text)));
        prop_assert_eq!(visible(&text).matches('\n').count(), text.matches('\n').count());
        prop_assert!(!visible_line(&text).chars().any(is_unseen));
    }
}

/// Returns all characters that a reader cannot see or confuses with other characters, by their categories and
/// properties in the tables of Unicode.
fn invisible_by_unicode() -> Vec<char> {
    let class = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{White_Space}--[ ]]";
    let hir = regex_syntax::parse(class).unwrap();
    let regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) = hir.kind()
    else {
        unreachable!("a class of characters")
    };
    let ranges = class.iter();
    ranges
        .flat_map(|range| range.start()..=range.end())
        .collect()
}

#[test]
fn no_invisible_character_of_unicode_is_shown_raw_in_a_name_a_text_json_or_a_quotation() {
    let invisible = invisible_by_unicode();
    assert!(invisible.len() > 4000);
    for c in invisible {
        let name = format!("a{c}b");
        assert!(is_unseen(c), "{:?}", u32::from(c));
        assert!(!visible_line(&name).contains(c), "{:?}", u32::from(c));
        assert!(
            !quoted(name.as_bytes(), 9).contains(c),
            "{:?}",
            u32::from(c)
        );
        if !matches!(c, '\n' | '\t' | '\r') {
            assert!(!visible_json(&format!("\"{name}\"")).contains(c));
            assert!(!visible(&name).contains(c), "{:?}", u32::from(c));
        }
    }
}

#[test]
fn letters_signs_and_marks_of_every_script_are_shown_as_they_are() {
    for text in ["é日👩ñ", "a b", "ไทย", "हिन्दी", "שָׁלוֹם", "مرحبا"]
    {
        assert_eq!(visible_line(text), text);
    }
}

#[test]
fn a_message_that_quotes_much_is_cut() {
    assert_eq!(one_line("`é\n\u{202e}\\`"), "`é\\u{a}\\u{202e}\\`");
    assert_eq!(one_line(&"é".repeat(1000)), "é".repeat(1000));
    assert_eq!(one_line(&"é".repeat(1001)), "é".repeat(1000) + "…");
}

#[test]
fn a_sentence_ends_once() {
    for (text, ended) in [
        ("no such toolchain", "no such toolchain."),
        ("no such toolchain.\n", "no such toolchain."),
        ("it said \"no.\"", "it said \"no.\""),
        ("run (twice)", "run (twice)."),
        ("why?", "why?"),
        ("cut…", "cut…"),
        ("", ""),
    ] {
        assert_eq!(sentence(text), ended, "{text}");
    }
}

#[test]
fn a_run_of_spaces_cannot_push_the_text_behind_it_to_another_line() {
    let padded = format!("fmt{}hooks: type this", " ".repeat(68));
    assert_eq!(visible_line(&padded), "fmt … hooks: type this");
    assert_eq!(short_name(&padded), "fmt … hooks: type this");
    assert_eq!(quoted(padded.as_bytes(), 200), "fmt … hooks: type this");
    let kept = format!("a{}b  c{}", " ".repeat(8), " ".repeat(8));
    assert_eq!(visible_line(&kept), kept);
}
