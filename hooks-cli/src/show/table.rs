//! Rows of cells under each other, wide characters counted as what they take.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::style::styled;

/// Text in a style.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) style: Style,
}

impl Cell {
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
        }
    }
}

/// The rows as lines; every column but the last is as wide as its widest cell.
pub(crate) fn lines<const N: usize>(rows: &[[Cell; N]]) -> Vec<String> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.text.width());
        }
    }
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line<const N: usize>(row: &[Cell; N], widths: &[usize; N]) -> String {
    let mut line = String::new();
    // Spaces are written only before a further cell, so that no line ends in them.
    let mut owed = 0;
    for (cell, width) in row.iter().zip(widths) {
        if !cell.text.is_empty() {
            line.extend(std::iter::repeat_n(' ', owed));
            line += &styled(cell.style, &cell.text);
            owed = 0;
        }
        owed += width - cell.text.width();
        if *width > 0 {
            owed += 2;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_what_characters_take() {
        let cell = |text: &str| Cell::new(text, Style::new());
        let rows = [
            [cell("a"), cell("1 ms"), cell("x")],
            [cell("日本"), cell(""), cell("y")],
            [cell("b"), cell("20 ms"), cell("")],
        ];
        assert_eq!(
            lines(&rows),
            ["a     1 ms   x", "日本         y", "b     20 ms"]
        );
    }
}
