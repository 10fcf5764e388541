//! Limits the content of a config file. The limits of bytes, tokens, depth, headers, keys and placeholders are checked
//! on the text, before a tree is built. The other limits are checked later.
//!
//! A tree needs many times the memory of its text: a key of two bytes costs about 500 bytes in a TOML table. Files can
//! come from cloned repositories, so the limits below bound memory and time. All limits are far above the needs of real
//! files. docs/limits.md states the totals.

use std::ops::Range;

use jsonc_parser::{Scanner, ScannerOptions, tokens::Token};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;

/// The maximum size of one file in bytes.
pub(crate) const MOST_BYTES: usize = 4 * 1024 * 1024;
/// The maximum number of tokens of one file (words, strings, numbers, punctuation); in TOML, line ends are tokens too.
pub(crate) const MOST_PIECES: usize = 100_000;
/// The maximum depth of nested lists, objects and dotted keys.
pub(crate) const DEEPEST: usize = 64;
/// The maximum number of `[table]` headers of a TOML file. For each header the parser can move all earlier tables, so a
/// file with many headers takes long to parse.
const MOST_HEADERS: usize = 4_000;
/// The maximum length of a key in bytes. Keys can be paths, so this limit is above the length of any path.
pub(crate) const LONGEST_KEY: usize = 8 * 1024;
/// The maximum length of an event's name in bytes. Every hook of the event has a copy of the name.
pub const LONGEST_EVENT: usize = 256;
/// The maximum number of hooks in one file.
pub(crate) const MOST_HOOKS: usize = 5_000;
/// The maximum number of bytes to which the placeholders of one file may expand.
const MOST_EXPANDED: usize = 4 * 1024 * 1024;
/// The maximum number of items in a list of a config file, if each item is compared with every hook.
pub(crate) const MOST_LISTED: usize = 256;
/// The maximum total size of a file's matchers in bytes. Each hook of a group has its own copy of the group's matcher.
pub(crate) const MOST_MATCHED: usize = 1024 * 1024;
/// The maximum number of remarks (errors, warnings and notes) that are kept about one file.
pub(crate) const MOST_REMARKS: usize = 200;

// The advice that is given with the message about an exceeded limit.
const TAKE_OUT: &str = "split the file, or remove the keys that are not about hooks";
const FLATTEN: &str = "use fewer levels";
const SHORTEN: &str = "shorten the key";

/// Returns the flaw for an exceeded limit. A file with this flaw is not parsed.
fn beyond(message: impl Into<crate::words::Words>, help: &'static str, span: Range<usize>) -> Flaw {
    Flaw::new(DiagnosticCode::Unreadable, &span, message).with_help(help)
}

/// Returns the flaw of a file with too many hooks; `start` is the byte offset of the first excess hook.
pub(crate) fn too_many_hooks(most: usize, start: usize) -> Flaw {
    let message = format!("the file contains more than {most} hooks");
    beyond(message, "split the file", start..start)
}

/// Checks the limits for a TOML text.
///
/// # Errors
///
/// The first limit that the text exceeds.
pub(crate) fn check_toml(text: &str) -> Result<(), Flaw> {
    let mut count = Count::of(text)?;
    let mut headers = 0_usize;
    // `header`: whether the current line is a table header. `fresh`: whether no token of the line was read yet.
    let (mut header, mut fresh) = (false, true);
    let mut long: Option<Range<usize>> = None;
    for token in Source::new(text).lex() {
        let span = token.span().start()..token.span().end();
        let kind = token.kind();
        if kind == TokenKind::Whitespace {
            continue;
        }
        count.piece(&span)?;
        // A long string is refused only if it is a key: a value can be long, such as a script in a command. The token
        // after the string shows whether the string is a key.
        let ends_key = match kind {
            TokenKind::Equals | TokenKind::Dot => true,
            TokenKind::RightSquareBracket => header,
            _ => false,
        };
        if let Some(long) = long.take().filter(|_| ends_key) {
            return Err(key_too_long(long));
        }
        match kind {
            // Count only `[name]` headers. A `[[name]]` header begins an entry of a list, and the
            // limits of hooks and tokens already bound the number of such entries.
            TokenKind::LeftSquareBracket if fresh && count.brackets == 0 => {
                header = true;
                headers += usize::from(!text[span.end..].starts_with('['));
                if headers > MOST_HEADERS {
                    let message = format!("the file contains more than {MOST_HEADERS} tables");
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

/// Checks the limits for a JSON text with comments. Text that is not JSON passes; the parser reports
/// it.
///
/// # Errors
///
/// The first limit that the text exceeds.
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
    // Stop at a syntax error, but report no flaw: the parser describes the error better.
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

/// Checks that the placeholders of a text do not expand to more than [`MOST_EXPANDED`] bytes, if each becomes `longest`
/// bytes long. Counts each `$` (the start of a placeholder) and each `24` (as in `\u0024`, an escaped `$`), so the
/// estimate can be too high.
///
/// # Errors
///
/// The placeholders could expand to more than the limit.
pub(crate) fn check_placeholders(text: &str, longest: usize) -> Result<(), Flaw> {
    let signs = text.matches('$').count() + text.matches("24").count();
    if signs.saturating_mul(longest) <= MOST_EXPANDED {
        return Ok(());
    }
    let message = format!(
        "its placeholders would expand to more than {} MiB",
        MOST_EXPANDED >> 20
    );
    Err(beyond(message, "name the folder less often", 0..0))
}

/// Returns how many hooks one file may have. Each hook holds several copies of its file's paths (such as the folder and
/// the project's root); the longest of these paths has `longest` bytes.
pub(crate) fn most_hooks(longest: usize) -> usize {
    MOST_HOOKS.min(MOST_EXPANDED / longest.max(1))
}

/// Returns the flaw of a key that is too long; `span` is the place of the key.
fn key_too_long(span: Range<usize>) -> Flaw {
    let message = format!(
        "the key has {} bytes; at most {LONGEST_KEY} are allowed",
        span.len()
    );
    beyond(message, SHORTEN, span.start..span.start)
}

/// The running counts for a text that is being checked.
struct Count {
    /// The number of tokens.
    pieces: usize,
    /// The number of brackets and braces that are open.
    brackets: usize,
    /// The number of dots in the current key.
    dots: usize,
}

impl Count {
    /// Starts the counts for a text. Fails if the text itself is too long.
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

    /// Counts a token.
    fn piece(&mut self, span: &Range<usize>) -> Result<(), Flaw> {
        self.pieces += 1;
        if self.pieces > MOST_PIECES {
            let message =
                format!("the file contains more than {MOST_PIECES} words, values and signs");
            return Err(beyond(message, TAKE_OUT, span.start..span.start));
        }
        Ok(())
    }

    /// Counts an opening bracket.
    fn open(&mut self, span: &Range<usize>) -> Result<(), Flaw> {
        self.brackets += 1;
        self.depth(span)
    }

    /// Counts a closing bracket.
    fn close(&mut self) {
        // A closing bracket without an opening one is a syntax error, which the parser reports later. Such a bracket
        // must not make the count underflow here.
        self.brackets = self.brackets.saturating_sub(1);
    }

    /// Counts a dot in a key: each dot makes the tables one level deeper.
    fn dot(&mut self, span: &Range<usize>) -> Result<(), Flaw> {
        self.dots += 1;
        self.depth(span)
    }

    /// Checks the depth of the nesting at the current place.
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
