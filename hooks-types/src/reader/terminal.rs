//! The sequences by which a program tells a terminal to colour, erase or rename something (ECMA-48).

/// What of a terminal's sequences (ECMA-48) the next byte stands in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Inside {
    #[default]
    Nothing,
    /// Behind an escape character.
    Escape,
    /// Numbers and the letter that ends them.
    Control,
    /// Behind a quote in those, which belongs to them (`ESC [ 1 " q`) unless a brace follows.
    ControlQuote,
    /// A text for the terminal, ended by BEL or `ESC \`; the end of a line ends it too.
    Text,
    /// Behind an escape character in such a text.
    TextEscape,
}

impl Inside {
    /// Behind a byte within a sequence; `None`: the byte stands in none.
    pub(super) fn next(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Nothing, _) | (Self::Escape, b'"') => return None,
            (Self::Text, 0x07) => Self::Nothing,
            (Self::Text, 0x1b) => Self::TextEscape,
            (Self::TextEscape, b'\\') => Self::Nothing,
            (Self::Text | Self::TextEscape, _) => Self::Text,
            (Self::Escape, b'[') => Self::Control,
            (Self::Escape, b']' | b'P' | b'X' | b'^' | b'_') => Self::Text,
            (Self::Escape, b' '..=b'/') => Self::Escape,
            (Self::Escape, b'0'..=b'~') => Self::Nothing,
            (Self::Control | Self::ControlQuote, b'"') => Self::ControlQuote,
            (Self::Control | Self::ControlQuote, b' '..=b'?') => Self::Control,
            (Self::Control | Self::ControlQuote, b'@'..=b'~') => Self::Nothing,
            // Broken off.
            (Self::Escape | Self::Control | Self::ControlQuote, _) => return None,
        })
    }

    /// Whether this byte ends a sequence that puts the cursor elsewhere, or clears the screen: what is
    /// written next begins there. To erase the rest of a line (`K`) moves nothing: `grep` puts it behind
    /// each of its colours.
    pub(super) fn writes_elsewhere(self, byte: u8) -> bool {
        match self {
            Self::Escape => b"8DEMc".contains(&byte),
            Self::Control | Self::ControlQuote => b"ABDEFGHJfu`d".contains(&byte),
            _ => false,
        }
    }

    /// In what a control character of eight bits begins.
    pub(super) fn of_c1(character: u32) -> Option<Self> {
        match character {
            0x9b => Some(Self::Control),
            0x90 | 0x98 | 0x9d..=0x9f => Some(Self::Text),
            _ => None,
        }
    }
}
