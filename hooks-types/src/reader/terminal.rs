//! Terminal sequences (ECMA-48): the bytes that colour, erase or rename something on a terminal.

/// The part of a terminal sequence that contains the next byte.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Inside {
    /// Outside of a sequence.
    #[default]
    Nothing,
    /// After an escape character.
    Escape,
    /// Inside the parameters, before the final letter.
    Control,
    /// After a quote among the parameters. The quote belongs to the parameters (`ESC [ 1 " q`)
    /// unless a brace follows.
    ControlQuote,
    /// Inside a string for the terminal (such as a title), which ends at BEL, `ESC \` or the end
    /// of the line.
    Text,
    /// The last character was an escape character inside a string for the terminal.
    TextEscape,
}

impl Inside {
    /// Returns the state after a byte of a sequence, or `None` if the byte does not belong to a sequence.
    pub(super) fn next(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            // A quote after ESC could be part of a sequence, but more likely begins a JSON string.
            // So the sequence ends before the quote.
            (Self::Nothing, _) | (Self::Escape, b'"') => return None,
            (Self::Text, 0x07) => Self::Nothing,
            (Self::Text, 0x1b) => Self::TextEscape,
            (Self::TextEscape, b'\\') => Self::Nothing,
            (Self::Text | Self::TextEscape, _) => Self::Text,
            // Control sequences: colours, erasing, cursor movements.
            (Self::Escape, b'[') => Self::Control,
            // Strings for the terminal: OSC (titles, links), DCS, SOS, PM, APC.
            (Self::Escape, b']' | b'P' | b'X' | b'^' | b'_') => Self::Text,
            (Self::Escape, b' '..=b'/') => Self::Escape,
            (Self::Escape, b'0'..=b'~') => Self::Nothing,
            (Self::Control | Self::ControlQuote, b'"') => Self::ControlQuote,
            (Self::Control | Self::ControlQuote, b' '..=b'?') => Self::Control,
            (Self::Control | Self::ControlQuote, b'@'..=b'~') => Self::Nothing,
            // Any other byte cannot continue a sequence, so the sequence was incomplete.
            (Self::Escape | Self::Control | Self::ControlQuote, _) => return None,
        })
    }

    /// Returns whether this byte ends a sequence that moves the cursor or clears the screen. The text after this
    /// sequence begins at a new place. Erasing the rest of a line (`K`) is not included, because it does not move the
    /// cursor, and `grep` writes `K` after each of its colours.
    pub(super) fn writes_elsewhere(self, byte: u8) -> bool {
        match self {
            // The last bytes of `ESC 8` (restore cursor), `ESC D` (index), `ESC E` (next line),
            // `ESC M` (reverse index) and `ESC c` (reset).
            Self::Escape => b"8DEMc".contains(&byte),
            // The last bytes of cursor movements (except to the right), "erase in display" and "restore cursor".
            Self::Control | Self::ControlQuote => b"ABDEFGHJfu`d".contains(&byte),
            _ => false,
        }
    }

    /// Returns the state after an eight-bit control character, or `None` if the character does not begin a sequence.
    pub(super) fn of_c1(character: u32) -> Option<Self> {
        match character {
            // The eight-bit forms of `ESC [`, and of DCS, SOS, OSC, PM and APC.
            0x9b => Some(Self::Control),
            0x90 | 0x98 | 0x9d..=0x9f => Some(Self::Text),
            _ => None,
        }
    }
}
