//! Chooses the widths of a table's columns, and shortens paths to a width.

use unicode_width::UnicodeWidthStr;

use super::broken_words::{MORE, parts_of};
use super::grid::{Cell, Flow, GAP};

/// Which words must not be broken when columns get narrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// The names of files, and everything between two spaces.
    Unbroken,
    /// The names of files, and words that have no separator to break them at.
    Words,
    /// The names of files.
    Names,
    /// No words.
    Nothing,
}

/// Returns the width of each column: the width of its widest cell, or less if the table must be narrower. `None` if the
/// table is too wide even with the smallest widths.
pub(super) fn widths<const N: usize>(
    rows: &[[Cell; N]],
    flows: [Flow; N],
    room: Option<usize>,
    whole: Whole,
) -> Option<[usize; N]> {
    let mut widths = [0; N];
    let mut least = [0; N];
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            let width = cell.width();
            widths[at] = widths[at].max(width);
            least[at] = least[at].max(match flows[at] {
                Flow::Whole => width,
                Flow::Program(least) if whole != Whole::Nothing => {
                    width.min(least.max(name_in(cell)))
                }
                Flow::Words(least) if whole == Whole::Unbroken => {
                    width.min(least.max(longest_word(cell)))
                }
                Flow::Words(least) if whole == Whole::Words => {
                    width.min(least.max(longest_part(cell)))
                }
                Flow::Words(least) | Flow::Program(least) => width.min(least),
                Flow::Place => width.min(shortest_place(&cell.text)),
            });
        }
    }
    let Some(room) = room else {
        return Some(widths);
    };
    let total = |widths: &[usize; N]| -> usize {
        // A column that is empty in every row takes no width, so it needs no gap before it.
        let shown = widths.iter().filter(|width| **width > 0).count();
        widths.iter().sum::<usize>() + GAP * shown.saturating_sub(1)
    };
    while total(&widths) > room {
        // Narrow the widest column first, so that the others keep their width.
        let widest = (0..N).filter(|at| widths[*at] > least[*at]);
        let widest = widest.max_by_key(|at| widths[*at])?;
        widths[widest] -= 1;
    }
    Some(widths)
}

/// Returns the width that the cell needs so that no word of it is broken anywhere but at a separator. Parts of words
/// that are longer than [`LONGEST_PART`] do not count, because they would take the room of all other columns.
fn longest_part(cell: &Cell) -> usize {
    let more = if cell.is_quoted { MORE.width() } else { 0 };
    let words = cell.text.split([' ', '\n']);
    let parts = words.flat_map(parts_of).map(|part| part.width() + more);
    longest(parts)
}

/// Returns the width that the cell needs so that no word of it is broken. Words that are longer than [`LONGEST_PART`]
/// do not count.
fn longest_word(cell: &Cell) -> usize {
    let words = cell.text.lines().flat_map(|line| {
        // Add the width of the mark with which further lines of a quoted text begin.
        let further = if cell.is_quoted { MORE.width() } else { 0 };
        let words = line.split(' ').enumerate();
        words.map(move |(at, word)| word.width() + if at == 0 { 0 } else { further })
    });
    longest(words)
}

/// Returns the greatest of these widths that is at most [`LONGEST_PART`].
fn longest(widths: impl Iterator<Item = usize>) -> usize {
    let short = widths.filter(|width| *width <= LONGEST_PART);
    short.max().unwrap_or_default()
}

/// A word with at most this many columns makes its column wider; a longer word is broken instead.
const LONGEST_PART: usize = 24;

/// Returns the width of the longest file name among the paths in a cell. A file name is the part that [`shortened`]
/// keeps.
fn name_in(cell: &Cell) -> usize {
    let paths = cell.text.lines().filter(|line| is_path(line));
    paths.map(shortest_place).max().unwrap_or_default()
}

/// Returns whether a command line consists of a single absolute path.
pub(super) fn is_path(line: &str) -> bool {
    line.starts_with('/') && !line.contains(' ')
}

/// Returns the smallest width to which a place can be shortened: `…/` with the place's file and line.
pub(super) fn shortest_place(place: &str) -> usize {
    match place.rsplit_once('/') {
        Some((_, file)) => format!("…/{file}").width(),
        None => place.width(),
    }
}

/// Returns the place with folders removed from its left until it fits. If even `…/` with the file and line is too wide,
/// returns this shortest text.
pub(crate) fn shortened(place: &str, width: usize) -> String {
    if place.width() <= width {
        return place.to_owned();
    }
    let cuts = place.match_indices('/').map(|(at, _)| at);
    let shorter = cuts.map(|at| format!("…{}", &place[at..]));
    let mut last = None;
    for shorter in shorter {
        if shorter.width() <= width {
            return shorter;
        }
        last = Some(shorter);
    }
    last.unwrap_or_else(|| place.to_owned())
}
