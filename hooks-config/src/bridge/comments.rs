//! Skips the comments between the elements of JSON text.

/// Finds the comma after an element, skipping whitespace and comments.
pub(super) fn comma_after(text: &str, end: usize) -> Option<usize> {
    let mut at = end;
    loop {
        let rest = &text[at..];
        let spaces = rest.len() - rest.trim_start().len();
        let rest = &rest[spaces..];
        at += spaces;
        match comment_length(rest) {
            0 => return rest.starts_with(',').then_some(at),
            length => at += length,
        }
    }
}

/// Returns the position after a comment that follows on the same line, or `at` if there is no comment.
pub(super) fn after_comment(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let comment = rest.trim_start_matches([' ', '\t']);
    match comment_length(comment) {
        0 => at,
        length => at + (rest.len() - comment.len()) + length,
    }
}

/// Returns whether the last thing between two elements, apart from blanks, is a `//` comment.
pub(super) fn ends_in_line_comment(between: &str) -> bool {
    let mut rest = between;
    let mut is_last = false;
    while let Some(letter) = rest.chars().next() {
        let length = comment_length(rest);
        if length > 0 {
            is_last = rest.starts_with("//");
        } else if !letter.is_whitespace() {
            is_last = false;
        }
        rest = &rest[length.max(letter.len_utf8())..];
    }
    is_last
}

/// Returns the length of a comment at the start of the text, without its line end; 0 without a comment.
fn comment_length(text: &str) -> usize {
    if text.starts_with("//") {
        // Like the parser, end the comment at a line feed or at a carriage return.
        return text.find(['\n', '\r']).unwrap_or(text.len());
    }
    if let Some(inside) = text.strip_prefix("/*") {
        // The star of `/*` cannot also be part of the closing `*/`: the text `/*/` only begins a comment. So search
        // after the star.
        return inside.find("*/").map_or(text.len(), |end| end + 4);
    }
    0
}
