use hooks_types::spec::{Pattern, PatternSyntax};

use super::super::pattern::{Engine, Refusal, Room, Verdict};

fn compile(pattern: &Pattern) -> Result<Engine, Refusal> {
    super::super::pattern::compile(pattern, &mut Room::default())
}

fn fits(pattern: &str, subject: &str) -> bool {
    compile(&Pattern::new(pattern, PatternSyntax::EcmaScript))
        .unwrap_or_else(|problem| panic!("{pattern}: {problem:?}"))
        .fits(subject)
}

impl Engine {
    fn fits(&self, subject: &str) -> bool {
        self.judge(subject) != Verdict::Misses
    }
}

#[test]
fn patterns_have_their_meaning_in_javascript() {
    let cases = [
        ("Edit|Write", "MultiEdit", true),
        ("^(Edit|Write)$", "MultiEdit", false),
        (r"mcp__.*__delete\w*", "mcp__db__delete_row", true),
        (r"^\d+$", "123", true),
        // `\d`, `\w` and `\b` know ASCII only.
        (r"^\d+$", "١٢٣", false),
        (r"^\w+$", "é", false),
        (r"\bgit\b", "run git now", true),
        (r"\bgit\b", "digit", false),
        // `$` matches only at the very end, not before a final newline, and `.` matches no newline.
        ("a$", "a\n", false),
        ("a.b", "a\nb", false),
        // In a class, `[` and `&&` are plain characters.
        ("[[]", "[", true),
        ("[a&&b]", "&", true),
        ("[+--]", ",", true),
        (r"[\w-.]+$", "a-.", true),
        ("[^]", "\n", true),
        ("[]", "a", false),
        (r"[\]]", "]", true),
        (r"[^\d]", "5", false),
        // A brace that opens no repetition is a plain character.
        ("a{", "a{", true),
        ("^a{2}$", "aa", true),
        ("^a{2,3}$", "aaa", true),
        ("^a{,2}$", "a{,2}", true),
        ("^a{2$", "a{2", true),
        ("^a{2,3,4}$", "a{2,3,4}", true),
        ("^a{2, 3}$", "a{2, 3}", true),
        ("^a{2,}$", "aaa", true),
        (r"\/tmp", "/tmp", true),
        (r"\x41\u0042", "AB", true),
        // Syntax that only the backtracking engine has.
        ("^(?!Read$)", "Read", false),
        ("^(?!Read$)", "Write", true),
        ("(?<=mcp__)db", "mcp__db", true),
        (r"^(a|b)\1$", "aa", true),
        (r"^(a|b)\1$", "ab", false),
        (r"(?<who>a)\k<who>", "aa", true),
    ];
    for (pattern, subject, expected) in cases {
        assert_eq!(
            fits(pattern, subject),
            expected,
            "/{pattern}/ on {subject:?}"
        );
    }
}

#[test]
fn what_javascript_refuses_is_refused() {
    for pattern in ["(", "[a", "a\\", "(?i)a", "(?P<n>a)", "*a"] {
        let pattern = Pattern::new(pattern, PatternSyntax::EcmaScript);
        assert!(compile(&pattern).is_err(), "{pattern:?}");
    }
}

#[test]
fn a_whole_pattern_covers_every_alternative() {
    let pattern = Pattern::new("Edit|Write", PatternSyntax::EcmaScript)
        .with_anchor(hooks_types::spec::Anchor::Whole);
    let engine = compile(&pattern).unwrap();
    assert!(engine.fits("Write"));
    assert!(!engine.fits("MultiEdit"));
    assert!(!engine.fits("Writer"));
}

#[test]
fn a_pattern_that_explodes_is_given_up_and_counts_as_a_match() {
    let subject = "a".repeat(200);
    assert!(fits(r"^(?:(a+)+\1)+b", &subject));
    assert!(fits(r"^(?:(a|a)(?!b))*\1c$", &subject));
}

#[test]
fn rust_s_alphabet_has_no_lookaround() {
    assert!(compile(&Pattern::new("(?!a)", PatternSyntax::Rust)).is_err());
    assert!(
        compile(&Pattern::new("(?i)edit", PatternSyntax::Rust))
            .unwrap()
            .fits("Edit")
    );
}

proptest::proptest! {
    #[test]
    fn no_pattern_breaks_the_translation(pattern in r"[\[\]\\(){}|^$.*+?dwsbDWSBuxk<>:=!a1&~ -]{0,20}", subject in "[a-z \\n]{0,12}") {
        if let Ok(engine) = compile(&Pattern::new(pattern, PatternSyntax::EcmaScript)) {
            engine.fits(&subject);
        }
    }

    #[test]
    fn an_escaped_name_fits_itself_alone(name in "[ -~]{1,16}") {
        let escaped: String = name.chars().flat_map(|c| {
            c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])
        }).collect();
        let engine = compile(&Pattern::new(escaped, PatternSyntax::EcmaScript).with_anchor(hooks_types::spec::Anchor::Whole)).unwrap();
        proptest::prop_assert!(engine.fits(&name));
        let longer = format!("{name}x");
        proptest::prop_assert!(!engine.fits(&longer));
    }
}

#[test]
fn very_many_braces_take_no_longer_than_any_other_text() {
    // If each brace were searched to the end of the pattern, this would take hours.
    let pattern = "{1".repeat(1 << 20) + "}";
    let translated = super::translate(&pattern).unwrap();
    assert!(translated.ends_with(r"\{1{1}"));
}
