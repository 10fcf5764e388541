//! Reads here-documents: the lines after a command up to an end mark.
//!
//! The text of a here-document begins on the line after the `<<`, because the rest of the line with the `<<` still
//! belongs to the command. So a document is announced first, and read when the line ends.

use super::{Choices, Open, Own, Room, Split, Splitter, Variables, split};

/// A here-document.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Document {
    /// The lines, without the end mark.
    pub(in super::super) text: String,
    /// Whether variables and commands in the document are substituted.
    pub(in super::super) expands: bool,
    /// Whether this is not a here-document but the text of an expansion, such as `${X%text}`. In this text, only the
    /// substitutions are commands.
    pub(in super::super) is_operand: bool,
}

/// A here-document whose text follows the current line.
#[derive(Debug)]
pub(super) struct Announced {
    /// The line that ends the document.
    end: String,
    /// Whether tabs at the beginning of the document's lines are removed (`<<-`).
    tabs: bool,
    /// Whether variables and commands in the document are substituted, because its end mark is not quoted.
    expands: bool,
}

/// Splits the substitutions of a here-document into words.
pub(in super::super) fn substituted(
    text: &str,
    around: &[Own],
    variables: Variables<'_>,
    room: &mut Room,
    choices: &mut Choices,
) -> Split {
    let open = vec![Open::Document];
    split(open, text, around, variables, room, choices)
}

impl Splitter<'_> {
    /// Reads the end mark of a here-document, after its `<<`.
    pub(super) fn announce(&mut self) {
        let tabs = self.rest.next_if_eq(&'-').is_some();
        while self.rest.next_if(|c| matches!(c, ' ' | '\t')).is_some() {}
        let (mut end, mut is_quoted) = (String::new(), false);
        let ends = |c: &char| c.is_whitespace() || ";&|()<>".contains(*c);
        while let Some(letter) = self.rest.next_if(|c| !ends(c)) {
            match letter {
                '\'' | '"' => {
                    is_quoted = true;
                    end.extend(self.rest.by_ref().take_while(|c| *c != letter));
                }
                '\\' => {
                    is_quoted = true;
                    end.extend(self.rest.next());
                }
                plain => end.push(plain),
            }
        }
        if is_quoted || !end.is_empty() {
            let expands = !is_quoted;
            self.announced.push(Announced { end, tabs, expands });
        }
    }

    /// Reads the texts of the here-documents that the current line announces. If an end mark is missing, the `<<` might
    /// be a shift in arithmetic. The text is then read twice: as a document and as commands.
    pub(super) fn take_documents(&mut self) {
        for announced in std::mem::take(&mut self.announced) {
            let mut ahead = self.rest.clone();
            let (mut text, mut line) = (String::new(), String::new());
            let mut is_whole = false;
            // Limit the length: without an end mark, the rest of the text is read as a document and a second time as
            // commands.
            while text.len() + line.len() < self.room.documents {
                let letter = ahead.next();
                if let Some(letter) = letter.filter(|letter| *letter != '\n') {
                    line.push(letter);
                    continue;
                }
                let shown = match announced.tabs {
                    true => line.trim_start_matches('\t'),
                    false => &line,
                };
                is_whole = shown == announced.end;
                if is_whole {
                    break;
                }
                text.push_str(shown);
                text.push('\n');
                line.clear();
                if letter.is_none() {
                    break;
                }
            }
            self.room.documents = self.room.documents.saturating_sub(text.len());
            if is_whole {
                self.rest = ahead;
            }
            let expands = announced.expands;
            self.documents.push(Document {
                text,
                expands,
                is_operand: false,
            });
        }
    }
}
