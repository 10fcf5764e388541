use proptest::prelude::*;

use super::*;
use crate::text::{
    in_quotes, on_screen, one_line, quoted, short_name, visible, visible_json, visible_line,
    visible_name,
};

/// Returns all characters of a class, from the tables of Unicode.
fn members(class: &str) -> Vec<char> {
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
fn a_mark_is_what_unicode_draws_on_the_character_before_it() {
    for c in members(r"[\p{Mn}\p{Me}]") {
        assert!(is_mark(c), "{:?}", u32::from(c));
    }
    for c in members(r"[\p{L}\p{N}\p{P}\p{S}\p{Z}--[\u{ff9e}\u{ff9f}]]") {
        assert!(!is_mark(c), "{:?}", u32::from(c));
    }
}

#[test]
fn words_of_living_languages_stay_readable() {
    for text in [
        "e\u{301}te\u{301}",
        "Vie\u{323}\u{302}t Nam",
        "हिन्दी",
        "ภาษาไทย ที่นี่",
        "שָׁלוֹם בְּרֵאשִׁ֖ית",
        "مُحَمَّد",
        "မြန်မာ",
        "ភាសាខ្មែរ",
        "བསྒྲུབས",
        "தமிழ்",
        "か\u{3099}",
    ] {
        assert_eq!(visible_line(text), text);
        assert_eq!(quoted(text.as_bytes(), 99), text);
    }
}

#[test]
fn a_mark_covers_no_quote_no_space_and_no_word_of_ours() {
    for (text, shown) in [
        ("\u{301}a", "\\u{301}a"),
        (" \u{301}\u{301}", " \\u{301}\\u{301}"),
        ("-\u{308}", "-\\u{308}"),
        (
            "a\u{301}\u{302}\u{303}\u{304}",
            "a\u{301}\u{302}\\u{303}\\u{304}",
        ),
        (
            "ש\u{5c1}\u{5bc}\u{5b8}\u{596}",
            "ש\u{5c1}\u{5bc}\u{5b8}\\u{596}",
        ),
        ("n\u{336}o\u{336}", "n\\u{336}o\\u{336}"),
        ("a\u{332}\u{301}", "a\\u{332}\\u{301}"),
        ("a\u{20dd}", "a\\u{20dd}"),
        ("a\u{35c}b", "a\\u{35c}b"),
    ] {
        assert_eq!(visible(text), shown);
        assert_eq!(visible_line(text), shown);
        assert_eq!(visible_name(text), shown);
        assert_eq!(short_name(text), shown);
        assert_eq!(one_line(text), shown);
        assert_eq!(quoted(text.as_bytes(), 99), shown);
    }
    assert_eq!(visible_json("\"\u{301}\""), "\"\\u0301\"");
}

#[test]
fn a_hooks_own_text_keeps_its_emoji_and_loses_its_strokes() {
    let emoji = "\u{26a0}\u{fe0f} 1\u{fe0f}\u{20e3} 👩\u{200d}💻";
    assert_eq!(on_screen(emoji), emoji);
    assert_eq!(on_screen("\u{1b}[1mn\u{336}o\u{336}"), "n\\u{336}o\\u{336}");
    assert_eq!(on_screen("\u{20e3}"), "\\u{20e3}");
}

#[test]
fn a_backtick_and_what_looks_like_one_end_no_quotation() {
    let said = "ok`; type `hooks trust\u{1fef}\u{ff40}\u{2cb}";
    let shown = "ok\\u{60}; type \\u{60}hooks trust\\u{1fef}\\u{ff40}\\u{2cb}";
    assert_eq!(quoted(said.as_bytes(), 99), shown);
    assert_eq!(short_name(said), shown);
    assert_eq!(visible_name(said), shown);
    // `visible_line` is for whole messages of ours, which contain backticks. So it keeps backticks.
    assert_eq!(visible_line("the hook `a`"), "the hook `a`");
}

#[test]
fn between_double_quotes_a_double_quote_is_escaped() {
    for (text, shown) in [
        ("Bash", r#""Bash""#),
        ("a\"; type b", r#""a\"; type b""#),
        (r#"a\""#, r#""a\\\"""#),
        (r"\d+", r#""\d+""#),
        (r"C:\", r#""C:\\""#),
    ] {
        assert_eq!(in_quotes(text, 99), shown);
    }
    assert_eq!(in_quotes("abcdef", 3), "\"abc…\"");
}

/// Generates text of backticks, quotes, controls, invisible characters, marks and letters.
fn hostile() -> impl Strategy<Value = String> {
    let mut chars: Vec<char> = members(r"[\p{M}\p{Cf}\p{Cc}]");
    chars.extend("`\"\\ ab\n\u{1fef}".chars());
    proptest::collection::vec(
        prop_oneof![
            proptest::sample::select(chars),
            proptest::sample::select("`\"\\ aש".chars().collect::<Vec<_>>()),
            any::<char>()
        ],
        0..40,
    )
    .prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #[test]
    fn the_text_of_a_stranger_keeps_its_boundary(text in hostile(), limit in 0usize..60) {
        for shown in [
            quoted(text.as_bytes(), limit),
            short_name(&text),
            visible_name(&text),
            in_quotes(&text, limit),
        ] {
            prop_assert!(!shown.chars().any(|c| is_backtick(c) || is_unseen(c)), "{shown:?}");
            // Every mark that was not escaped belongs to a letter or digit, and no letter has too many marks.
            prop_assert!(!shown_chars(&shown).any(|(_, escapes)| escapes), "{shown:?}");
            let marks: Vec<bool> = shown.chars().map(is_mark).collect();
            prop_assert!(!marks.windows(MOST + 1).any(|some| some.iter().all(|is| *is)), "{shown:?}");
            prop_assert!(!marks.first().is_some_and(|is| *is));
        }
    }

    #[test]
    fn a_quotation_ends_at_its_last_double_quote(text in hostile(), limit in 0usize..60) {
        let shown = in_quotes(&text, limit);
        let inside = shown.strip_prefix('"').unwrap();
        let mut is_escaped = false;
        let end = inside.char_indices().find(|(_, c)| {
            let ends = *c == '"' && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            ends
        });
        // Only backslashes directly before a quote are doubled. All other backslashes stay unchanged.
        prop_assert!(end.is_some_and(|(at, _)| at + 1 == inside.len()), "{shown:?}");
    }
}
