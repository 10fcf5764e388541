//! Parses redirections, and the here-documents that they announce.
//!
//! The files in redirections are not examined, because a rule is about commands. Here-documents are parsed strictly,
//! because the next command starts where the body of a here-document ends.

use super::scan::{Open, Scanner};

/// A here-document that the current line announces; its body starts on the next line.
pub(super) struct HereDocument {
    /// The line that ends the body.
    delimiter: String,
    /// Whether tabs before the delimiter are ignored, as with the operator `<<-`.
    strips_tabs: bool,
    /// Whether the delimiter was quoted. If so, nothing in the body is substituted.
    quoted: bool,
}

impl Scanner<'_, '_> {
    /// Parses a redirection: the operator and the word after it, which is not an argument of the command.
    pub(super) fn redirection(&mut self, open: &mut Open) -> Option<()> {
        open.redirected = true;
        // Try the longer operators first, because they begin with `<<` too.
        let here = ["<<<", "<<-", "<<"].into_iter().find(|op| self.take(op));
        open.fed |= here.is_some();
        if here.is_none() {
            let operators = ["<&", "<>", "<", ">>", ">|", ">&", ">"];
            operators.into_iter().find(|op| self.take(op))?;
        }
        while self.take(" ") || self.take("\t") {}
        let word = self.word()?;
        if let Some(strips_tabs @ ("<<" | "<<-")) = here {
            // If the delimiter is not known exactly, it is unknown where the body of the here-document ends. So give
            // up.
            if !word.exact || word.hidden || word.text.contains('\n') {
                return None;
            }
            self.pending.push(HereDocument {
                quoted: !word.is_plain(),
                delimiter: word.text,
                strips_tabs: strips_tabs == "<<-",
            });
        }
        Some(())
    }

    /// Skips the bodies of the here-documents announced on the line that has ended.
    pub(super) fn bodies(&mut self) -> Option<()> {
        for document in std::mem::take(&mut self.pending) {
            loop {
                let rest = self.rest();
                let (line, length) = match rest.find('\n') {
                    Some(end) => (&rest[..end], end + 1),
                    None => (rest, rest.len()),
                };
                self.at += length;
                let line = match document.strips_tabs {
                    true => line.trim_start_matches('\t'),
                    false => line,
                };
                if line == document.delimiter {
                    break;
                }
                // In two cases give up: the text ends before the delimiter, or the line begins with the delimiter but
                // does not end there. Some shells end the here-document at such a line.
                if length == 0 || line.starts_with(&document.delimiter) {
                    return None;
                }
                if !document.quoted && !is_inert(line) {
                    return None;
                }
            }
        }
        Some(())
    }
}

/// Returns whether a line of an unquoted here-document contains no substitution except variables.
fn is_inert(line: &str) -> bool {
    let braces_are_plain = line.split("${").skip(1).all(|rest| {
        let name = rest.split('}').next().unwrap_or_default();
        name.len() < rest.len() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    !line.contains('`')
        && !line.contains("$(")
        && !line.contains("$[")
        // A backslash at the end of a line joins the next line to it. A delimiter on the next line would then not end
        // the body. So no line may end in a backslash.
        && !line.ends_with('\\')
        && braces_are_plain
}
