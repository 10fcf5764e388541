//! Writes a matcher as part of a sentence.

use hooks_types::spec::{Matcher, PatternSyntax, Subject};
use hooks_types::text::{self, quoted};

/// The maximum length, in characters, of a quotation of configured text in a message.
const SHOWN: usize = 80;

/// Returns a text of a configuration or a call in quotation marks. Such a text is untrusted, so it is escaped
/// and shortened.
pub(super) fn in_quotes(text: &str) -> String {
    text::in_quotes(text, SHOWN)
}

/// Returns the text for a matcher in a sentence, such as `"Bash" or "mcp__*"`.
pub(crate) fn wanted(matcher: &Matcher) -> String {
    match matcher {
        Matcher::Any => "\"*\"".to_owned(),
        Matcher::Names(names) => either(names.iter().map(|name| in_quotes(name))),
        Matcher::Prefix(prefix) => in_quotes(&format!("{prefix}*")),
        Matcher::AnyOf(any) => either(any.iter().map(wanted)),
        Matcher::Pattern(pattern) => match pattern.syntax {
            PatternSyntax::EcmaScript => format!("/{}/", quoted(pattern.text.as_bytes(), SHOWN)),
            _ => format!("pattern {}", in_quotes(&pattern.text)),
        },
        Matcher::Never => "nothing".to_owned(),
        _ => "something this version does not know".to_owned(),
    }
}

/// Joins alternatives with "or". If there are more than six, lists the first alternatives and says how many more there
/// are.
fn either(texts: impl ExactSizeIterator<Item = String>) -> String {
    const MOST: usize = 6;
    let more = texts.len().saturating_sub(MOST);
    let mut shown: Vec<String> = texts.take(MOST).collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    shown.join(" or ")
}

/// Returns whether the matcher, or a part of it, is tested against the text of a command and not against names.
pub(super) fn looks_at_command(matcher: &Matcher) -> bool {
    match matcher {
        Matcher::Pattern(pattern) => pattern.subject == Subject::CommandText,
        Matcher::AnyOf(any) => any.iter().any(looks_at_command),
        _ => false,
    }
}

/// Calls `look` with every name in the matcher.
pub(super) fn each_name<'m>(matcher: &'m Matcher, look: &mut impl FnMut(&'m str)) {
    match matcher {
        Matcher::Names(names) => names.iter().for_each(|name| look(name)),
        Matcher::AnyOf(any) => any.iter().for_each(|one| each_name(one, look)),
        // The author might have meant a plain name and not a pattern, so treat the pattern's text as a name.
        Matcher::Pattern(pattern) if pattern.subject == Subject::Names => look(&pattern.text),
        _ => {}
    }
}
