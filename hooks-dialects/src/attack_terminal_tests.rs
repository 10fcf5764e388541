//! Blocks in output that a terminal would show differently: with colours, invisible characters or overwritten lines.

use super::*;

#[test]
fn coloured_json() {
    // Colour codes as `jq -C` prints them, and invisible characters, are put between the tokens.
    for beside in [
        "\x1b[0m",
        "\x1b[1;39m",
        "\u{9b}0m",
        "\u{ad}",
        "\u{fe0f}\u{34f}",
        "\u{61c}",
        "\x1b]0;t\x07",
    ] {
        every_block(|deny| coloured(deny, beside).into_bytes());
        every_block(|deny| format!("log é\n{}\nmore", coloured(deny, beside)).into_bytes());
    }
}

#[test]
fn coloured_json_with_a_command_that_looks_like_a_sequence() {
    for quoted in ["\u{9d}", "\u{90}x", "\u{9b}", "\u{9f}\u{9c}", "\u{98}\\\""] {
        every_block(|deny| {
            let pasted = format!("{{\"why\":\"rm x #{quoted}\",{}", &deny[1..]);
            coloured(&pasted, "\x1b[0;32m").into_bytes()
        });
    }
}

#[test]
fn a_block_with_what_nobody_sees_inside_its_words() {
    for hidden in [
        "\u{ad}", "\u{200b}", "\u{feff}", "\u{9b}0m", "\x1b[31m", "\x1b7", "\0", "\x07", "\x0f",
        "\x7f",
    ] {
        for word in ["deny", "block", "false"] {
            let inside = |deny: &str| deny.replace(word, &format!("{hidden}{word}{hidden}"));
            every_block(|deny| inside(deny).into_bytes());
            every_block(|deny| format!("log\n{}", inside(deny)).into_bytes());
        }
    }
}

#[test]
fn a_block_written_over_what_stood_on_its_line() {
    for over in [
        "checking\x1b[2K\x1b[1G",
        "checking\x1b[3D\x1b[K",
        "a\x1b[1E",
        "a\x1bE",
        "a\x0b",
        "a\x1b[2J\x1b[H",
        "\x1b7a\x1b8",
        "a\x1bc",
        "|\x08/\x08-\x08",
        "50%\x08\x08\x08   \x08\x08\x08",
    ] {
        every_block(|deny| format!("{over}{deny}").into_bytes());
    }
}

#[test]
fn a_block_in_sixteen_bits() {
    let wide =
        |deny: &str, mark: &str| format!("{mark}{deny}").encode_utf16().collect::<Vec<u16>>();
    for mark in ["", "\u{feff}"] {
        every_block(|deny| {
            wide(deny, mark)
                .into_iter()
                .flat_map(u16::to_le_bytes)
                .collect()
        });
        every_block(|deny| {
            wide(deny, mark)
                .into_iter()
                .flat_map(u16::to_be_bytes)
                .collect()
        });
    }
}

/// Returns JSON with `beside` on both sides of each string and punctuation mark.
fn coloured(json: &str, beside: &str) -> String {
    let mut out = String::new();
    let mut in_string = false;
    let mut escaped = false;
    for c in json.chars() {
        let is_quote = c == '"' && !escaped;
        let is_mark = !in_string && "{}[]:,".contains(c);
        if is_mark || (is_quote && !in_string) {
            out.push_str(beside);
        }
        out.push(c);
        if is_mark || (is_quote && in_string) {
            out.push_str(beside);
        }
        in_string ^= is_quote;
        escaped = c == '\\' && !escaped;
    }
    out
}
