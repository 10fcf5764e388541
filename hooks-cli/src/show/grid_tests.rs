//! Lays out tables at every width.

use super::*;

fn cell(text: &str) -> Cell {
    Cell::new(text, Style::new())
}

const WORDS: Flow = Flow::Words(4);

fn shown<const N: usize>(rows: &[[Cell; N]], flows: [Flow; N], room: usize) -> Vec<String> {
    let lines = lines(rows, flows, Some(room)).unwrap_or_default();
    lines.into_iter().flatten().collect()
}

#[test]
fn columns_line_up_by_what_characters_take() {
    let rows = [
        [cell("a"), cell("1 ms"), cell("x")],
        [cell("日本"), cell(""), cell("y")],
        [cell("b"), cell("20 ms"), cell("")],
    ];
    let flows = [WORDS, Flow::Whole, WORDS];
    let expected = ["a     1 ms   x", "日本         y", "b     20 ms"];
    assert_eq!(shown(&rows, flows, 80), expected);
    let unbounded = lines(&rows, flows, None).unwrap_or_default();
    assert_eq!(unbounded.concat(), expected);
}

#[test]
fn cells_wrap_and_places_lose_folders_but_never_their_line() {
    let rows = [[
        cell("one two three"),
        cell("/home/me/project/.agent-hooks/hooks.toml:128"),
    ]];
    assert_eq!(
        shown(&rows, [WORDS, Flow::Place], 26),
        ["one two   …/hooks.toml:128", "three"]
    );
    assert_eq!(
        shown(&rows, [WORDS, Flow::Place], 46),
        ["one two three  …/.agent-hooks/hooks.toml:128"]
    );
}

#[test]
fn what_cannot_fit_is_told() {
    let rows = [[cell("whole"), cell("/a/hooks.toml:1")]];
    assert!(lines(&rows, [Flow::Whole, Flow::Place], Some(10)).is_none());
}

#[test]
fn every_line_fits_whatever_the_text() {
    for text in [
        "",
        " ",
        "a  b",
        "日本日本日本",
        "x".repeat(50).as_str(),
        "a b c d e f",
    ] {
        for width in 2..20 {
            for line in wrapped(text, width) {
                assert!(line.width() <= width, "{text:?} {width}: {line:?}");
            }
            let kept: String = wrapped(text, width).concat();
            let letters = |text: &str| text.replace(' ', "");
            assert_eq!(letters(&kept), letters(text));
        }
    }
}

#[test]
fn a_long_word_is_broken_at_its_separators() {
    for (word, width, lines) in [
        ("UserPromptSubmit[0]", 13, &["UserPrompt", "Submit[0]"][..]),
        ("PostToolUse[0]", 12, &["PostToolUse", "[0]"]),
        ("x/.agent-hooks/guard", 16, &["x/.agent-hooks/", "guard"]),
        ("run use_pnpm_always", 10, &["run", "use_pnpm_", "always"]),
        ("a-dispatcher", 11, &["a-", "dispatcher"]),
        ("abcdefghij", 4, &["abcd", "efgh", "ij"]),
        ("/abcdefghij", 4, &["/abc", "defg", "hij"]),
    ] {
        assert_eq!(wrapped(word, width), lines, "{word}");
    }
}

#[test]
fn words_stay_whole_while_another_column_can_be_narrower() {
    let rows = [[
        cell("no-pushes-to-dispatchers"),
        cell("some words that can be wrapped anywhere"),
    ]];
    let words = Flow::Words(4);
    assert_eq!(
        shown(&rows, [words, words], 30),
        [
            "no-pushes-to-   some words",
            "dispatchers     that can be",
            "                wrapped",
            "                anywhere"
        ]
    );
    // The table can become narrower only if the word itself is cut.
    assert!(lines_with_whole_words(&rows, [words, words], Some(16)).is_none());
    assert!(lines(&rows, [words, words], Some(16)).is_some());
}
