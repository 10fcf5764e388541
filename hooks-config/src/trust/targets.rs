//! Removes from a shell text the names of files that the text only writes to.
//!
//! Without this, a hook that appends to a log in its project would lose its trust by its own first run.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

/// The program that writes what it reads also to the files that its arguments name.
const TEE: &str = "tee";

/// Removes the targets of redirections such as `>> log` and the files of `| tee log` from a text. Such a file is
/// written, not run, and its content differs the next time.
///
/// Use this function only for the text of a shell: in other languages and inside quotes, `>` can precede a file that
/// runs. A text with a substitution is returned unchanged, because quoting starts anew inside it.
pub(super) fn without_targets(text: &str) -> Cow<'_, str> {
    // Do not change a text with `#`: an apostrophe in a comment would invert which parts are
    // regarded as quoted.
    if !text.contains('>') && !text.contains(TEE)
        || text.contains(['`', '#'])
        || text.contains("$(")
    {
        return Cow::Borrowed(text);
    }
    let has_tee = !can_run_arguments(text);
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut quote = None;
    // Whether the next word is the name of a program.
    let mut begins = true;
    while let Some(letter) = letters.next() {
        let is_tee = begins && has_tee && letter == 't' && begins_with_tee(&letters);
        begins = quote.is_none() && (";&|\n".contains(letter) || begins && " \t".contains(letter));
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
            _ if is_tee => {
                kept.extend(letters.by_ref().take(TEE.len() - 1));
                skip_arguments(&mut letters, &mut kept);
            }
            _ => {}
        }
    }
    Cow::Owned(kept)
}

/// Returns whether the arguments of `tee` in this text might run. `tee` can be a function or an alias of the text, the
/// lines below `<<` can be the arguments of another program, and `$_` is the last argument of the command before.
fn can_run_arguments(text: &str) -> bool {
    const SIGNS: &[&str] = &["alias", "function", "trap", "<<", "$_", "${_"];
    let is_function = |rest: &str| rest.trim_start().starts_with('(');
    SIGNS.iter().any(|sign| text.contains(sign)) || text.split(TEE).skip(1).any(is_function)
}

/// Returns whether the word `tee` begins at the letter before these letters.
fn begins_with_tee(letters: &Peekable<Chars<'_>>) -> bool {
    let mut rest = letters.clone();
    TEE.chars().skip(1).all(|known| rest.next() == Some(known))
        && rest.next().is_some_and(|next| " \t".contains(next))
}

/// Skips the arguments of `tee`: its options and the names of files that it writes. Stops at the first letter that can
/// belong to anything else.
fn skip_arguments(letters: &mut Peekable<Chars<'_>>, kept: &mut String) {
    while let Some(blank) = letters.next_if(|next| matches!(next, ' ' | '\t')) {
        kept.push(blank);
        skip_target(letters, kept);
    }
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
