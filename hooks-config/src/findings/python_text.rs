//! Splits a Python script into statements, so that texts, comments and parts of expressions are not taken for code.

/// Returns for each line the code of the statement that begins there, without comments and without texts in triple
/// quotes. A line that continues a statement is empty.
///
/// Returns `None` if a text in simple quotes goes on in the next line, or if the script ends within a text.
pub(super) fn statements(script: &str) -> Option<Vec<String>> {
    let mut open = Open::default();
    let statements = script.lines().map(|line| {
        let is_first = open.mark.is_none() && open.brackets == 0 && !open.is_continued;
        let code = open.code_of(line)?;
        open.is_continued = code.ends_with('\\');
        Some(match is_first {
            true => code.trim_end().to_owned(),
            false => String::new(),
        })
    });
    let statements = statements.collect::<Option<Vec<_>>>()?;
    open.mark.is_none().then_some(statements)
}

/// What is open between two lines.
#[derive(Default)]
struct Open {
    /// The triple quotes that end the open text; `None` outside of such a text.
    mark: Option<&'static str>,
    /// The number of open brackets.
    brackets: usize,
    /// Whether the line before ends with a backslash.
    is_continued: bool,
}

impl Open {
    /// Reads a line and returns its code; `None` if a text in simple quotes does not end in it.
    fn code_of(&mut self, line: &str) -> Option<String> {
        let mut code = String::new();
        let mut rest = line;
        while let Some(letter) = rest.chars().next() {
            let width = match self.mark {
                Some(mark) if rest.starts_with(mark) => {
                    self.mark = None;
                    mark.len()
                }
                Some(_) if letter == '\\' => escaped(rest),
                Some(_) => letter.len_utf8(),
                None => {
                    let width = self.width_of_code(rest, letter)?;
                    code.push_str(&rest[..width]);
                    width
                }
            };
            // Width 0 means a comment, which goes on to the end of the line.
            if width == 0 {
                break;
            }
            rest = &rest[width..];
        }
        Some(code)
    }

    /// Returns the number of bytes of the first part of this code: a letter, a text, or 0 for a comment.
    fn width_of_code(&mut self, rest: &str, letter: char) -> Option<usize> {
        let mut marks = ["\"\"\"", "'''"].into_iter();
        if let Some(mark) = marks.find(|mark| rest.starts_with(mark)) {
            self.mark = Some(mark);
            return Some(mark.len());
        }
        match letter {
            '#' => return Some(0),
            '"' | '\'' => return end_of_text(rest, letter),
            '(' | '[' | '{' => self.brackets += 1,
            ')' | ']' | '}' => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
        Some(letter.len_utf8())
    }
}

/// Returns the number of bytes of a text in simple quotes, with its quotes.
fn end_of_text(rest: &str, quote: char) -> Option<usize> {
    let mut at = 1;
    loop {
        let letter = rest.get(at..)?.chars().next()?;
        at += match letter {
            '\\' => escaped(&rest[at..]),
            letter => letter.len_utf8(),
        };
        if letter == quote {
            return Some(at);
        }
    }
}

/// Returns the number of bytes of a backslash and the letter after it.
fn escaped(rest: &str) -> usize {
    rest.chars().take(2).map(char::len_utf8).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_line_of_a_statement_is_code() {
        let script = "import sys  # \"\"\"\nfrom sys import (\n    exit\n)\nx = '''\nexit\n''' + \\\n  y\nr = r\"'''\"\nz = '\\'#'";
        let lines = statements(script).unwrap_or_default();
        assert_eq!(
            lines,
            [
                "import sys",
                "from sys import (",
                "",
                "",
                "x = '''",
                "",
                "",
                "",
                "r = r\"'''\"",
                "z = '\\'#'",
            ]
        );
        assert_eq!(statements("x = 'a\\\nb'"), None);
        assert_eq!(statements("x = '''a\\'''"), None);
        assert_eq!(statements(""), Some(Vec::new()));
    }
}
