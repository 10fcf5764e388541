//! Lays out a table that fits its terminal: cells wrap within their columns, and paths lose folders from the
//! left.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::broken_words::{continued, wrapped};
use super::column_widths::{Whole, is_path, shortened, widths};
use super::style::styled;

/// The text of a cell in one style; it can have several lines.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) style: Style,
    /// Whether a stranger chose the text. If the text wraps, every line but the first begins with `…`, because a line
    /// of a stranger must not look like ours.
    pub(super) is_quoted: bool,
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
pub(super) const GAP: usize = 2;

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

    /// Returns the lines of the cell in a column of this width.
    fn lines(&self, flow: Flow, width: usize) -> Vec<String> {
        let lines = self.text.lines().flat_map(|line| match flow {
            Flow::Place => vec![shortened(line, width)],
            Flow::Program(_) if is_path(line) => self.wrapped(&shortened(line, width), width),
            _ => self.wrapped(line, width),
        });
        lines.collect()
    }

    /// Returns the width of the widest line, in columns of a terminal: some characters take two, some none.
    pub(super) fn width(&self) -> usize {
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
        let flow = match flow {
            Flow::Place => flow,
            _ => Flow::Whole,
        };
        let parts = cell.lines(flow, room - GAP);
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

/// Lays out one row. Its height is the height of the tallest cell.
fn lines_of<const N: usize>(row: &[Cell; N], flows: [Flow; N], widths: [usize; N]) -> Vec<String> {
    let columns = row.iter().zip(flows).zip(widths);
    let columns = columns.map(|((cell, flow), width)| cell.lines(flow, width));
    let columns: Vec<Vec<String>> = columns.collect();
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

#[cfg(test)]
#[path = "grid_tests.rs"]
mod tests;
