//! How much a config file may hold, counted in one pass over its text before a tree of it is built.
//!
//! A tree takes many times the bytes of its text: a key of two bytes costs some 500 as a TOML table.
//! Files come from cloned repositories, so every number below bounds memory, and each is far above
//! what a configuration written by people reaches. docs/limits.md states what they add up to.

use std::ops::Range;

use jsonc_parser::{Scanner, ScannerOptions, tokens::Token};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;

/// Bytes of one file.
pub(crate) const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Words, strings, numbers and signs of one file, and lines of a TOML file.
pub(crate) const MOST_PIECES: usize = 100_000;
/// Lists, objects and dotted keys inside each other.
pub(crate) const DEEPEST: usize = 64;
/// `[table]` headers of a TOML file: each may move all tables before it.
const MOST_HEADERS: usize = 4_000;
/// Bytes of a key: a path and then some.
pub(crate) const LONGEST_KEY: usize = 8 * 1024;
/// Bytes of an event's name: every hook of the event has a copy.
pub const LONGEST_EVENT: usize = 256;
/// Hooks of one file.
pub(crate) const MOST_HOOKS: usize = 5_000;
/// Bytes that a file's placeholders may grow into.
const MOST_EXPANDED: usize = 4 * 1024 * 1024;
/// Items of a list that is held against every hook.
pub(crate) const MOST_LISTED: usize = 256;
/// Bytes that the matchers of a file's hooks may take: each hook of a group has its own copy.
pub(crate) const MOST_MATCHED: usize = 1024 * 1024;
/// Remarks about one file that are kept; a file of nothing but errors is not worth more.
pub(crate) const MOST_REMARKS: usize = 200;

const TAKE_OUT: &str = "split the file, or take out what is not about hooks";
const FLATTEN: &str = "write it flatter";
const SHORTEN: &str = "shorten the key";

/// Why a file is refused unread, and where the bound was passed.
fn beyond(message: impl Into<String>, help: &str, span: Range<usize>) -> Flaw {
    Flaw::new(DiagnosticCode::Unreadable, &span, message).with_help(help)
}

/// More hooks than one file may have; `start` is where the first beyond begins.
pub(crate) fn too_many_hooks(most: usize, start: usize) -> Flaw {
    let message = format!("the file holds more than {most} hooks");
    beyond(message, "split the file", start..start)
}

/// Checks a TOML text.
///
/// # Errors
///
/// The bound that it passes first.
pub(crate) fn check_toml(text: &str) -> Result<(), Flaw> {
    let mut count = Count::of(text)?;
    let mut headers = 0_usize;
    // Whether the line is a header, and whether anything stood on it before.
    let (mut header, mut fresh) = (false, true);
    let mut long: Option<Range<usize>> = None;
    for token in Source::new(text).lex() {
        let span = token.span().start()..token.span().end();
        let kind = token.kind();
        if kind == TokenKind::Whitespace {
            continue;
        }
        count.piece(&span)?;
        let ends_key = match kind {
            TokenKind::Equals | TokenKind::Dot => true,
            TokenKind::RightSquareBracket => header,
            _ => false,
        };
        if let Some(long) = long.take().filter(|_| ends_key) {
            return Err(key_too_long(long));
        }
        match kind {
            TokenKind::LeftSquareBracket if fresh && count.brackets == 0 => {
                header = true;
                headers += usize::from(!text[span.end..].starts_with('['));
                if headers > MOST_HEADERS {
                    let message = format!("the file holds more than {MOST_HEADERS} tables");
                    return Err(beyond(message, TAKE_OUT, span));
                }
            }
            TokenKind::LeftSquareBracket | TokenKind::RightSquareBracket if header => {}
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => count.open(&span)?,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => count.close(),
            TokenKind::Dot => count.dot(&span)?,
            TokenKind::Equals | TokenKind::Comma => count.dots = 0,
            TokenKind::Newline => (header, count.dots) = (false, 0),
            TokenKind::LiteralString | TokenKind::BasicString | TokenKind::Atom
                if span.len() > LONGEST_KEY =>
            {
                long = Some(span);
            }
            _ => {}
        }
        fresh = kind == TokenKind::Newline;
    }
    Ok(())
}

/// Checks a JSON text, comments allowed. What is not JSON at all is left to the parser.
///
/// # Errors
///
/// The bound that it passes first.
pub(crate) fn check_json(text: &str) -> Result<(), Flaw> {
    let options = ScannerOptions {
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let mut count = Count::of(text)?;
    let mut scanner = Scanner::new(text, &options);
    let mut long: Option<Range<usize>> = None;
    while let Ok(Some(token)) = scanner.scan() {
        let span = scanner.token_start()..scanner.token_end();
        count.piece(&span)?;
        match token {
            Token::OpenBrace | Token::OpenBracket => count.open(&span)?,
            Token::CloseBrace | Token::CloseBracket => count.close(),
            Token::Colon => {
                if let Some(long) = long.take() {
                    return Err(key_too_long(long));
                }
            }
            Token::CommentLine(_) | Token::CommentBlock(_) => continue,
            _ => {}
        }
        long = (matches!(token, Token::String(_)) && span.len() > LONGEST_KEY).then_some(span);
    }
    Ok(())
}

/// Refuses a text whose placeholders, each up to `longest` bytes once filled in, would grow into
/// more than a file may be. Counts the signs they begin with, escaped ones (`\u0024`) too.
///
/// # Errors
///
/// They would.
pub(crate) fn check_placeholders(text: &str, longest: usize) -> Result<(), Flaw> {
    let signs = text.matches('$').count() + text.matches("24").count();
    if signs.saturating_mul(longest) <= MOST_EXPANDED {
        return Ok(());
    }
    let message = format!(
        "its placeholders would grow into more than {} MiB",
        MOST_EXPANDED >> 20
    );
    Err(beyond(message, "name the folder less often", 0..0))
}

/// Hooks of one file in a place whose paths have `longest` bytes: each hook has several copies.
pub(crate) fn most_hooks(longest: usize) -> usize {
    MOST_HOOKS.min(MOST_EXPANDED / longest.max(1))
}

fn key_too_long(span: Range<usize>) -> Flaw {
    let message = format!(
        "a key of {} bytes; the longest is {LONGEST_KEY}",
        span.len()
    );
    beyond(message, SHORTEN, span.start..span.start)
}

/// What has been counted so far.
struct Count {
    pieces: usize,
    brackets: usize,
    /// Dots of the key that is being written.
    dots: usize,
}

impl Count {
    fn of(text: &str) -> Result<Self, Flaw> {
        if text.len() > MOST_BYTES {
            let message = format!("is larger than {} MiB", MOST_BYTES >> 20);
            return Err(beyond(message, TAKE_OUT, 0..0));
        }
        Ok(Self {
            pieces: 0,
            brackets: 0,
            dots: 0,
        })
    }

    fn piece(&mut self, span: &Range<usize>) -> Result<(), Flaw> {
        self.pieces += 1;
        if self.pieces > MOST_PIECES {
            let message = format!("the file holds more than {MOST_PIECES} words, values and signs");
            return Err(beyond(message, TAKE_OUT, span.start..span.start));
        }
        Ok(())
    }

    fn open(&mut self, span: &Range<usize>) -> Result<(), Flaw> {
        self.brackets += 1;
        self.depth(span)
    }

    fn close(&mut self) {
        self.brackets = self.brackets.saturating_sub(1);
    }

    fn dot(&mut self, span: &Range<usize>) -> Result<(), Flaw> {
        self.dots += 1;
        self.depth(span)
    }

    fn depth(&self, span: &Range<usize>) -> Result<(), Flaw> {
        if self.brackets + self.dots <= DEEPEST {
            return Ok(());
        }
        let message = format!("values are nested more than {DEEPEST} deep");
        Err(beyond(message, FLATTEN, span.start..span.start))
    }
}

#[cfg(test)]
#[path = "bounds_tests.rs"]
mod tests;
