//! JavaScript's pattern syntax in the words of the `regex` and `fancy-regex` crates.
//!
//! What differs: `\d`, `\w` and `\b` know ASCII only; in a class `[`, `&&`, `--` and `~~` are
//! plain characters, `[]` is nothing and `[^]` anything; a brace that opens no repetition is
//! plain; inline flags do not exist; `/` may be escaped; `$` is the end of the subject.

use std::iter::Peekable;
use std::str::Chars;

/// Translates a pattern without flags.
///
/// # Errors
///
/// What JavaScript refuses too, as far as the engines would take it.
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
                // Copied whole, so that its end is not taken for a plain brace.
                for inner in chars.by_ref() {
                    out.push(inner);
                    if inner == '}' {
                        break;
                    }
                }
            }
            '}' => out.push_str(r"\}"),
            // JavaScript's dot stops at these four.
            '.' => out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            '$' => out.push_str(r"\z"),
            '^' => out.push_str(r"\A"),
            // Plain in JavaScript, and in the engines only without their `x` flag.
            other => out.push(other),
        }
    }
    Ok(out)
}

/// `(?i)`, `(?P<..>)` and the like are the engines' own; JavaScript has these five.
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

fn is_repetition(chars: &Peekable<Chars<'_>>) -> bool {
    // Looks no further than a repetition can reach: a pattern may hold very many braces.
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

fn outside_class(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    let Some(c) = chars.next() else {
        return Err("it ends in a backslash".to_owned());
    };
    match c {
        'd' => out.push_str("[0-9]"),
        'D' => out.push_str("[^0-9]"),
        'w' => out.push_str("[0-9A-Za-z_]"),
        'W' => out.push_str("[^0-9A-Za-z_]"),
        's' => out.push_str(r"[\s\u{FEFF}]"),
        'S' => out.push_str(r"[^\s\u{FEFF}]"),
        'b' => out.push_str(r"(?-u:\b)"),
        // The engines have no `\B` for ASCII alone; it differs beside letters beyond ASCII only.
        'B' => out.push_str(r"\B"),
        // A reference to a group, or to a group by name.
        '1'..='9' => {
            out.push('\\');
            out.push(c);
        }
        'k' => out.push_str(r"\k"),
        other => out.push_str(&character(other, chars)),
    }
    Ok(())
}

fn class(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    let negated = chars.next_if_eq(&'^').is_some();
    if chars.next_if_eq(&']').is_some() {
        out.push_str(if negated { r"[\s\S]" } else { r"[^\s\S]" });
        return Ok(());
    }
    out.push_str(if negated { "[^" } else { "[" });
    // A dash makes a range only between two single characters.
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

fn opens_range(chars: &Peekable<Chars<'_>>) -> bool {
    let mut next = chars.clone();
    match next.next() {
        None | Some(']') => false,
        Some('\\') => next.next().is_some_and(|c| set_in_class(c).is_none()),
        Some(_) => true,
    }
}

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

/// The one character that an escape stands for.
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

/// Takes exactly `digits` hexadecimal digits, or nothing.
fn hexadecimal(chars: &mut Peekable<Chars<'_>>, digits: usize) -> Option<u32> {
    let text: String = chars.clone().take(digits).collect();
    if text.len() != digits || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    chars.by_ref().take(digits).for_each(drop);
    u32::from_str_radix(&text, 16).ok()
}

fn literal(c: char) -> String {
    // Escaped, these two would be the engines' ends of words.
    if c.is_ascii_punctuation() && !matches!(c, '<' | '>') {
        format!("\\{c}")
    } else {
        c.to_string()
    }
}

#[cfg(test)]
#[path = "ecmascript_tests.rs"]
mod tests;
