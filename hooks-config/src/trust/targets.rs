//! What a shell text only writes to.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

/// A text without the files that it writes to: `>> log`. What is only written there is not run, and
/// differs the next time.
///
/// For the text of a shell alone: in other languages, in arguments and in what quotes hold, `>` may
/// stand before what runs. A text in which another is substituted keeps all: quotes begin anew there.
pub(super) fn without_targets(text: &str) -> Cow<'_, str> {
    // An apostrophe in a comment turns quotes round.
    if !text.contains('>') || text.contains(['`', '#']) || text.contains("$(") {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        // `<>` reads as well, `->` and `=>` are no redirection of a shell.
        let reads = kept.ends_with(['<', '-', '=']);
        kept.push(letter);
        match (letter, quote) {
            ('\\', open) if open != Some('\'') => kept.extend(letters.next()),
            ('\'' | '"', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            ('>', None) if !reads => {
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

/// Passes over the name of a file. `>(./x.sh)` stays, and so does a part that runs something.
fn skip_target(letters: &mut Peekable<Chars<'_>>, kept: &mut String) {
    while let Some(next) = letters.peek().copied() {
        match next {
            '"' | '\'' => {
                letters.next();
                let inside: String = letters
                    .by_ref()
                    .take_while(|letter| *letter != next)
                    .collect();
                if inside.contains(['`', '(']) {
                    kept.push_str(&inside);
                }
            }
            '$' if !letters.clone().skip(1).take(1).eq(['(']) => drop(letters.next()),
            next if next.is_alphanumeric() || "_-./~+%@:{}".contains(next) => drop(letters.next()),
            _ => return,
        }
    }
}
