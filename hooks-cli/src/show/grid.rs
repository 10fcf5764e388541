//! Lays out a table that fits its terminal: cells wrap within their columns, and paths lose folders from the
//! left.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::broken_words::{MORE, continued, parts_of, wrapped};
use super::style::styled;

/// The text of a cell in one style; it can have several lines.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) style: Style,
    /// Whether a stranger chose the text. If the text wraps, every line but the first begins with `…`, because a line
    /// of a stranger must not look like ours.
    is_quoted: bool,
}

/// How a column is made narrower if the table is wider than the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// The column keeps its width.
    Whole,
    /// The column's cells wrap. The column keeps at least this width.
    Words(usize),
    /// Like [`Words`](Self::Words), for command lines. A cell that is a single path first loses folders from the
    /// left, and wraps only if that is not enough.
    Program(usize),
    /// Each cell of the column is a `path:line`, which is never wrapped: it loses folders from the left.
    Place,
}

/// The space between two columns.
const GAP: usize = 2;

impl Cell {
    /// Makes a cell; the text must be escaped already.
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
            is_quoted: false,
        }
    }

    /// Makes a cell of a text that a stranger chose; the text must be escaped already.
    pub(crate) fn quoted(text: impl Into<String>, style: Style) -> Self {
        Self {
            is_quoted: true,
            ..Self::new(text, style)
        }
    }

    /// Breaks a line of the cell into lines of at most `width` columns.
    fn wrapped(&self, line: &str, width: usize) -> Vec<String> {
        match self.is_quoted {
            true => continued(line, width),
            false => wrapped(line, width),
        }
    }

    /// Returns the width of the widest line, in columns of a terminal: some characters take two, some none.
    fn width(&self) -> usize {
        self.text
            .lines()
            .map(UnicodeWidthStr::width)
            .max()
            .unwrap_or_default()
    }
}

/// Like [`lines`], but breaks a word only at its separators. `None` if the columns cannot be made narrow enough for
/// that.
pub(crate) fn lines_with_whole_words<const N: usize>(
    rows: &[[Cell; N]],
    flows: [Flow; N],
    room: Option<usize>,
) -> Option<Vec<Vec<String>>> {
    let widths = widths(rows, flows, room, Whole::Words)?;
    Some(laid_out(rows, flows, widths))
}

/// Like [`lines_with_whole_words`], but breaks a word not even behind a separator, unless the word is very long.
pub(crate) fn lines_with_unbroken_words<const N: usize>(
    rows: &[[Cell; N]],
    flows: [Flow; N],
    room: Option<usize>,
) -> Option<Vec<Vec<String>>> {
    let widths = widths(rows, flows, room, Whole::Unbroken)?;
    Some(laid_out(rows, flows, widths))
}

/// The words that stay whole when columns get narrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    /// The names of files, and everything between two spaces.
    Unbroken,
    /// The names of files, and words that have no separator to break them at.
    Words,
    /// The names of files.
    Names,
    /// No words.
    Nothing,
}

/// Lays out the rows, each as lines of at most `room` columns. `None` if the columns cannot be made narrow enough.
pub(crate) fn lines<const N: usize>(
    rows: &[[Cell; N]],
    flows: [Flow; N],
    room: Option<usize>,
) -> Option<Vec<Vec<String>>> {
    // First try to keep words and file names whole, by making other columns narrower. Cut them only if that fails.
    let mut tries = [Whole::Words, Whole::Names, Whole::Nothing].into_iter();
    let widths = tries.find_map(|whole| widths(rows, flows, room, whole))?;
    Some(laid_out(rows, flows, widths))
}

/// Lays out the rows in columns of these widths.
fn laid_out<const N: usize>(
    rows: &[[Cell; N]],
    flows: [Flow; N],
    widths: [usize; N],
) -> Vec<Vec<String>> {
    let rows = rows.iter();
    rows.map(|row| lines_of(row, flows, widths)).collect()
}

/// Like [`lines`]; if the columns cannot be made narrow enough, each row becomes a paragraph of its cells.
pub(crate) fn lines_or_stacks<const N: usize>(
    rows: &[[Cell; N]],
    flows: [Flow; N],
    room: Option<usize>,
) -> Vec<Vec<String>> {
    let table = lines(rows, flows, room);
    table.unwrap_or_else(|| {
        let room = room.unwrap_or(usize::MAX).max(LEAST_STACK);
        rows.iter().map(|row| stacked(row, flows, room)).collect()
    })
}

/// The minimum width, in columns, of a row that is laid out as a paragraph.
const LEAST_STACK: usize = 12;

/// Returns the cells of a row one after the other. A cell that does not fit the rest of a line begins the next line.
/// Every line but the first is indented.
fn stacked<const N: usize>(row: &[Cell; N], flows: [Flow; N], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut taken = room;
    for (cell, flow) in row.iter().zip(flows) {
        let parts: Vec<String> = match flow {
            Flow::Place => {
                let places = cell.text.lines();
                places.map(|place| shortened(place, room - GAP)).collect()
            }
            _ => cell
                .text
                .lines()
                .flat_map(|line| cell.wrapped(line, room - GAP))
                .collect(),
        };
        for part in parts.iter().filter(|part| !part.is_empty()) {
            let width = part.width();
            match lines.last_mut().filter(|_| taken + 1 + width <= room) {
                Some(line) => {
                    line.push(' ');
                    line.push_str(&styled(cell.style, part));
                    taken += 1 + width;
                }
                None => {
                    let indent = if lines.is_empty() { 0 } else { GAP };
                    lines.push(" ".repeat(indent) + &styled(cell.style, part));
                    taken = indent + width;
                }
            }
        }
    }
    lines
}

/// Returns the width of each column: the width of its widest cell, or less if the table must be narrower. `None` if the
/// table is too wide even with the smallest widths.
fn widths<const N: usize>(
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

/// Lays out one row. Its height is the height of the tallest cell.
fn lines_of<const N: usize>(row: &[Cell; N], flows: [Flow; N], widths: [usize; N]) -> Vec<String> {
    let mut columns: Vec<Vec<String>> = Vec::with_capacity(N);
    for (at, cell) in row.iter().enumerate() {
        columns.push(match flows[at] {
            Flow::Place => cell
                .text
                .lines()
                .map(|place| shortened(place, widths[at]))
                .collect(),
            Flow::Program(_) => cell
                .text
                .lines()
                .map(|line| match is_path(line) {
                    true => shortened(line, widths[at]),
                    false => line.to_owned(),
                })
                .flat_map(|line| cell.wrapped(&line, widths[at]))
                .collect(),
            _ => cell
                .text
                .lines()
                .flat_map(|line| cell.wrapped(line, widths[at]))
                .collect(),
        });
    }
    let height = columns.iter().map(Vec::len).max().unwrap_or_default();
    let line = |number: usize| {
        let mut line = String::new();
        // Write the spaces between cells only when another cell follows, so that no line ends in spaces.
        let mut owed = 0;
        for (at, cell) in row.iter().enumerate() {
            let text = columns[at].get(number).map_or("", String::as_str);
            if !text.is_empty() {
                line.extend(std::iter::repeat_n(' ', owed));
                line += &styled(cell.style, text);
                owed = 0;
            }
            owed += widths[at].saturating_sub(text.width());
            if widths[at] > 0 {
                owed += GAP;
            }
        }
        line
    };
    (0..height.max(1)).map(line).collect()
}

/// Returns the width that the cell needs so that no word of it is broken anywhere but at a separator. Words that are
/// longer than [`LONGEST_PART`] do not count, because they would take the room of all other columns.
fn longest_part(cell: &Cell) -> usize {
    let more = if cell.is_quoted { MORE.width() } else { 0 };
    let words = cell.text.split([' ', '\n']);
    let parts = words.flat_map(parts_of).map(|part| part.width() + more);
    parts
        .filter(|width| *width <= LONGEST_PART)
        .max()
        .unwrap_or_default()
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
    words
        .filter(|width| *width <= LONGEST_PART)
        .max()
        .unwrap_or_default()
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
fn is_path(line: &str) -> bool {
    line.starts_with('/') && !line.contains(' ')
}

/// Returns the smallest width to which a place can be shortened: `…/` with the place's file and line.
fn shortest_place(place: &str) -> usize {
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

#[cfg(test)]
#[path = "grid_tests.rs"]
mod tests;
