//! Removes from a shell text the names of files that the text only writes to.
//!
//! Without this, a hook that appends to a log in its project would lose its trust by its own first run.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

/// Returns a text without the targets of redirections such as `>> log`. Such a file is written, not run, and its
/// content differs the next time.
///
/// Use this function only for the text of a shell: in other languages and inside quotes, `>` can precede a file that
/// runs. A text with a substitution is returned unchanged, because quoting starts anew inside it.
pub(super) fn without_targets(text: &str) -> Cow<'_, str> {
    // Do not change a text with `#`: an apostrophe in a comment would invert which parts are
    // regarded as quoted.
    if !text.contains('>') || text.contains(['`', '#']) || text.contains("$(") {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        // Keep the name after `<>`, which reads the file too, and the word after `->` or `=>`, which are not
        // redirections.
        let reads = kept.ends_with(['<', '-', '=']);
        kept.push(letter);
        match (letter, quote) {
            ('\\', open) if open != Some('\'') => kept.extend(letters.next()),
            ('\'' | '"', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            ('>', None) if !reads => {
                // `>>`, `>|` and `>&` are redirections too, and blanks can follow.
                while letters
                    .next_if(|next| matches!(next, '>' | '|' | '&' | ' ' | '\t'))
                    .is_some()
                {}
                skip_target(&mut letters, &mut kept);
            }
            _ => {}
        }
    }
    Cow::Owned(kept)
}

/// Skips a file name. Keeps a process substitution such as `>(./x.sh)` and any part that runs a
/// command.
fn skip_target(letters: &mut Peekable<Chars<'_>>, kept: &mut String) {
    while let Some(next) = letters.peek().copied() {
        match next {
            '"' | '\'' => {
                letters.next();
                let inside: String = letters
                    .by_ref()
                    .take_while(|letter| *letter != next)
                    .collect();
                // Shells differ in how they read escaped quotes, so the quoted name might end somewhere else than here.
                // In that case the text between the quotes contains a sign that no plain name has. Then keep the text.
                if !inside
                    .chars()
                    .all(|letter| letter == ' ' || letter == '$' || is_of_name(letter))
                {
                    kept.push(' ');
                    kept.push_str(&inside);
                }
            }
            '$' if !letters.clone().skip(1).take(1).eq(['(']) => drop(letters.next()),
            next if is_of_name(next) => drop(letters.next()),
            _ => return,
        }
    }
}

/// Returns whether a letter can be in the name of a file, and means nothing to a shell.
fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || "_-./~+%@:{}".contains(letter)
}
