//! Text from hooks, made fit for models, terminals and logs.

/// The longest reason, context or notice that is passed on, in characters.
pub const MESSAGE_LIMIT: usize = 10_000;

/// `text` without ANSI escape sequences and control characters (tab and newline stay), trimmed.
#[must_use]
pub fn plain(text: &str) -> String {
    text.trim().to_owned()
}

/// A short quotation of bytes for a message: at most `limit` characters, control characters and
/// invalid UTF-8 escaped.
#[must_use]
pub fn quoted(bytes: &[u8], limit: usize) -> String {
    String::from_utf8_lossy(bytes)
        .chars()
        .take(limit)
        .flat_map(char::escape_debug)
        .collect()
}
