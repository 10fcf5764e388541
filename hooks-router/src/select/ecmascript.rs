//! Translates JavaScript's pattern syntax to the pattern syntax of the crates `regex` and `fancy-regex`.
//!
//! In JavaScript `\d`, `\w` and `\b` know only ASCII characters. In a class, `[`, `&&`, `--` and `~~` are plain
//! characters, `[]` matches nothing and `[^]` anything. A brace that opens no repetition is a plain character. There
//! are no inline flags, `/` may be escaped, and `$` matches only at the very end of the subject.

use std::iter::Peekable;
use std::str::Chars;

/// Translates a pattern without flags.
///
/// # Errors
///
/// JavaScript refuses the pattern, but the engines would accept it. Mistakes that the engines find themselves are not
/// searched for here.
pub(super) fn translate(pattern: &str) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => outside_class(&mut chars, &mut out)?,
            '[' => class(&mut chars, &mut out)?,
            '(' => group(&mut chars, &mut out)?,
            '{' if !is_repetition(&chars) => out.push_str(r"\{"),
            '{' => {
                out.push('{');
                // Copy the whole repetition, so that its closing brace is not read as a plain character.
                for inner in chars.by_ref() {
                    out.push(inner);
                    if inner == '}' {
                        break;
                    }
                }
            }
            '}' => out.push_str(r"\}"),
            // JavaScript's dot matches anything except these four line ends; the engines' dot excludes only `\n`.
            '.' => out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            // Without the flag `m` JavaScript's `$` and `^` match only at the end and the start of the subject. `\z`
            // and `\A` mean the same in every mode of the engines.
            '$' => out.push_str(r"\z"),
            '^' => out.push_str(r"\A"),
            // White space and `#` arrive here too. The engines take them literally, because their flag `x` is
            // never set.
            other => out.push(other),
        }
    }
    Ok(out)
}

/// Copies the beginning of a group. JavaScript has plain groups and groups that begin with `(?:`, `(?=`, `(?!` or
/// `(?<`. A group that begins differently, such as `(?i)` and `(?P<`, is an extension of the engines, so it is
/// refused.
fn group(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    out.push('(');
    if chars.peek() != Some(&'?') {
        return Ok(());
    }
    chars.next();
    out.push('?');
    match chars.peek() {
        Some(':' | '=' | '!' | '<') => Ok(()),
        _ => Err("JavaScript has no such group".to_owned()),
    }
}

/// Returns whether the text after `{` is a repetition: `{3}`, `{3,}` or `{3,5}`. Otherwise the brace is a plain
/// character.
fn is_repetition(chars: &Peekable<Chars<'_>>) -> bool {
    // Stop at the first character that cannot be part of a repetition. If every brace were followed by a search to the
    // end of the pattern, many braces would take quadratic time.
    let mut ahead = chars.clone();
    let mut digits = 0_usize;
    let least = loop {
        match ahead.next() {
            Some(c) if c.is_ascii_digit() => digits += 1,
            other => break other,
        }
    };
    match least {
        _ if digits == 0 => false,
        Some(',') => ahead.find(|c| !c.is_ascii_digit()) == Some('}'),
        end => end == Some('}'),
    }
}

/// Translates an escape outside of a class.
fn outside_class(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    let Some(c) = chars.next() else {
        return Err("it ends in a backslash".to_owned());
    };
    match c {
        'd' => out.push_str("[0-9]"),
        'D' => out.push_str("[^0-9]"),
        'w' => out.push_str("[0-9A-Za-z_]"),
        'W' => out.push_str("[^0-9A-Za-z_]"),
        // JavaScript counts the byte order mark as white space, so add it to the engines' white space.
        's' => out.push_str(r"[\s\u{FEFF}]"),
        'S' => out.push_str(r"[^\s\u{FEFF}]"),
        'b' => out.push_str(r"(?-u:\b)"),
        // The engines have no `\B` that knows only ASCII. Use their `\B`, which differs only next to letters that are
        // not ASCII.
        'B' => out.push_str(r"\B"),
        // References to a group, by number or by name. Only the backtracking engine has them.
        '1'..='9' => {
            out.push('\\');
            out.push(c);
        }
        'k' => out.push_str(r"\k"),
        other => out.push_str(&character(other, chars)),
    }
    Ok(())
}

/// Translates a class, after its opening bracket.
fn class(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    let negated = chars.next_if_eq(&'^').is_some();
    // Directly after the opening bracket, `]` is a plain character for the engines, but closes an empty class in
    // JavaScript. So write a class that matches nothing or, if the class is negated, anything.
    if chars.next_if_eq(&']').is_some() {
        out.push_str(if negated { r"[\s\S]" } else { r"[^\s\S]" });
        return Ok(());
    }
    out.push_str(if negated { "[^" } else { "[" });
    // A dash makes a range only between two single characters: `[\w-z]` contains a plain dash.
    let (mut single, mut in_range) = (false, false);
    while let Some(c) = chars.next() {
        match c {
            ']' => {
                out.push(']');
                return Ok(());
            }
            '-' if single && !in_range && opens_range(chars) => {
                out.push('-');
                in_range = true;
                continue;
            }
            '\\' => match chars.next() {
                None => break,
                // In a class `\b` is the backspace, not the end of a word.
                Some('b') => out.push_str(r"\u{8}"),
                Some(escaped) => {
                    if let Some(set) = set_in_class(escaped) {
                        out.push_str(set);
                        (single, in_range) = (false, false);
                        continue;
                    }
                    out.push_str(&character(escaped, chars));
                }
            },
            plain => out.push_str(&literal(plain)),
        }
        (single, in_range) = (!in_range, false);
    }
    Err("a class is not closed".to_owned())
}

/// Returns whether the dash before these characters makes a range. It does if a single character follows the dash.
fn opens_range(chars: &Peekable<Chars<'_>>) -> bool {
    let mut next = chars.clone();
    match next.next() {
        None | Some(']') => false,
        Some('\\') => next.next().is_some_and(|c| set_in_class(c).is_none()),
        Some(_) => true,
    }
}

/// Returns the set of characters that an escape in a class means; `None` if it means a single character.
fn set_in_class(escaped: char) -> Option<&'static str> {
    Some(match escaped {
        'd' => "0-9",
        'D' => "[^0-9]",
        'w' => "0-9A-Za-z_",
        'W' => "[^0-9A-Za-z_]",
        's' => r"\s\u{FEFF}",
        'S' => r"[^\s\u{FEFF}]",
        _ => return None,
    })
}

/// Returns the single character that an escape means, in the syntax of the engines.
fn character(c: char, chars: &mut Peekable<Chars<'_>>) -> String {
    let code = match c {
        'n' => return r"\n".to_owned(),
        'r' => return r"\r".to_owned(),
        't' => return r"\t".to_owned(),
        'v' => 0x0B,
        'f' => 0x0C,
        '0' => 0,
        'x' => match hexadecimal(chars, 2) {
            Some(code) => code,
            None => return literal('x'),
        },
        'u' => match hexadecimal(chars, 4) {
            Some(code) => code,
            None => return literal('u'),
        },
        other => return literal(other),
    };
    format!(r"\u{{{code:X}}}")
}

/// Takes exactly `digits` hexadecimal digits. If there are fewer, takes nothing and returns `None`: JavaScript then
/// reads `\x` as a plain `x`.
fn hexadecimal(chars: &mut Peekable<Chars<'_>>, digits: usize) -> Option<u32> {
    let text: String = chars.clone().take(digits).collect();
    if text.len() != digits || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    chars.by_ref().take(digits).for_each(drop);
    u32::from_str_radix(&text, 16).ok()
}

/// Returns a plain character. If the character is special to the engines, it is escaped.
fn literal(c: char) -> String {
    // `\<` and `\>` mean the start and the end of a word to the engines, so these two stay unescaped.
    if c.is_ascii_punctuation() && !matches!(c, '<' | '>') {
        format!("\\{c}")
    } else {
        c.to_string()
    }
}

#[cfg(test)]
#[path = "ecmascript_tests.rs"]
mod tests;
