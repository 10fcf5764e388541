//! Finds the answers that a script contains: JSON objects that it prints with `echo`, `printf`, `json.dumps` and the
//! like. An answer that is built in another way is not found.

use serde_json::{Map, Value};

/// The texts before an object that is printed, in shell, Python, JavaScript and Ruby.
const PRINTERS: &[&str] = &[
    "echo ",
    "printf ",
    "jq -n ",
    "jq -nc ",
    "print(",
    "json.dumps(",
    "JSON.stringify(",
    "console.log(",
    "stdout.write(",
    "puts ",
];

/// The maximum number of objects of a script that are read, of braces that are examined, of levels of an object, and of
/// bytes of a script.
const OBJECTS: usize = 50;
const BRACES: usize = 2_000;
const LEVELS: usize = 4;
const LONGEST: usize = 64 * 1024;

/// The maximum number of bytes that are examined before an object, and of an object whose quotes are escaped.
const BEFORE: usize = 256;
const ESCAPED: usize = 4 * 1024;

/// Stands for a value that is known only when the script runs.
const UNKNOWN: &str = "...";

/// Returns the lines of a script without comment lines.
pub(super) fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines();
    lines.filter(|line| !line.trim_start().starts_with(['#', '*']) && !is_comment(line))
}

/// Returns whether a line is a comment of JavaScript.
fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// Returns the objects that a script prints on stdout.
pub(super) fn printed_objects(text: &str) -> Vec<Value> {
    let text = first_bytes(text, LONGEST);
    let (mut found, mut from, mut braces) = (Vec::new(), 0, 0);
    while let Some(at) = text[from..].find('{').map(|at| from + at) {
        from = at + 1;
        braces += 1;
        if found.len() == OBJECTS || braces > BRACES {
            break;
        }
        if !is_printed(&text[..at]) {
            continue;
        }
        // In a shell text between double quotes, the quotes of the object are escaped.
        let is_escaped = text[at + 1..].trim_start().starts_with("\\\"");
        let unescaped = is_escaped.then(|| first_bytes(&text[at..], ESCAPED).replace("\\\"", "\""));
        let mut reader = Reader(unescaped.as_deref().unwrap_or(&text[at..]));
        let object = reader.object(0);
        // The rest of the statement can send the object elsewhere.
        let rest = reader.0.lines().next().unwrap_or_default();
        let goes_elsewhere = rest.contains('|') || rest.contains('>') || rest.contains("stderr");
        if let Some(object) = object.filter(|_| !goes_elsewhere) {
            found.push(Value::Object(object));
            from = if is_escaped {
                at + 1
            } else {
                text.len() - reader.0.len()
            };
        }
    }
    found
}

/// Returns the first bytes of a text, without a character that is cut off.
fn first_bytes(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Returns whether the text before an object prints the object on stdout. Of a long line, only the last bytes are
/// examined.
fn is_printed(before: &str) -> bool {
    let mut begin = before.len().saturating_sub(BEFORE);
    while !before.is_char_boundary(begin) {
        begin += 1;
    }
    let before = &before[begin..];
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.trim_start().starts_with('#') || is_comment(line) {
        return false;
    }
    let trimmed = line.trim_end_matches(['\'', '"', 'f', 'r', '$']);
    let found = PRINTERS
        .iter()
        .filter_map(|printer| Some(trimmed.rfind(printer)? + printer.len()));
    let Some(behind) = found.max().map(|at| &trimmed[at..]) else {
        return false;
    };
    // Only options and a format can be between the printer and the object.
    let mut words = behind.split_whitespace();
    let is_between = words.all(|word| {
        let word = word.trim_matches(['\'', '"']);
        word.starts_with('-') || ["%s", "%s\\n", "%b", "%b\\n"].contains(&word)
    });
    let is_kept = trimmed.contains('=') || trimmed.contains("$(") || trimmed.contains('`');
    let is_error = trimmed.contains("stderr") || trimmed.contains(".error(");
    is_between && !is_kept && !is_error
}

/// Reads the object of a script: JSON, a dictionary of Python or an object of JavaScript. The field is the text that is
/// not read yet.
struct Reader<'t>(&'t str);

impl<'t> Reader<'t> {
    /// Skips blanks.
    fn blanks(&mut self) {
        self.0 = self.0.trim_start();
    }

    /// Takes this character, if it is next.
    fn take(&mut self, c: char) -> bool {
        self.blanks();
        let rest = self.0.strip_prefix(c);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// Reads an object. Returns `None` if it has a form that is not known, such as `**other`.
    fn object(&mut self, level: usize) -> Option<Map<String, Value>> {
        if !self.take('{') || level == LEVELS {
            return None;
        }
        let mut object = Map::new();
        loop {
            if self.take('}') {
                return Some(object);
            }
            let key = match self.quoted() {
                Some(key) => key,
                None => self.bare()?.to_owned(),
            };
            if !self.take(':') {
                return None;
            }
            object.insert(key, self.value(level)?);
            if !self.take(',') {
                return self.take('}').then_some(object);
            }
        }
    }

    /// Reads a name without quotes.
    fn bare(&mut self) -> Option<&'t str> {
        self.blanks();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = self.0.find(|c| !is_name(c)).unwrap_or(self.0.len());
        let (name, rest) = self.0.split_at(end);
        self.0 = rest;
        (!name.is_empty()).then_some(name)
    }

    /// Reads a text in quotes.
    fn quoted(&mut self) -> Option<String> {
        self.blanks();
        let quote = self.0.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let mut is_escaped = false;
        for (at, c) in self.0.char_indices().skip(1) {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                c if c == quote => {
                    let text = self.0[1..at].to_owned();
                    self.0 = &self.0[at + 1..];
                    return Some(text);
                }
                _ => {}
            }
        }
        None
    }

    /// Reads a value. An expression becomes a text that stands for its unknown value.
    fn value(&mut self, level: usize) -> Option<Value> {
        self.blanks();
        let begin = self.0;
        let value = match begin.chars().next()? {
            '{' => self.object(level + 1).map(Value::Object),
            '"' | '\'' => self.quoted().map(Value::String),
            _ => self.bare().and_then(|word| match word {
                "true" | "True" => Some(Value::Bool(true)),
                "false" | "False" => Some(Value::Bool(false)),
                "null" | "None" => Some(Value::Null),
                number => number.parse::<u32>().ok().map(Value::from),
            }),
        };
        self.blanks();
        match value {
            Some(value) if self.0.starts_with([',', '}']) => Some(value),
            _ => {
                self.0 = begin;
                self.expression()
            }
        }
    }

    /// Skips an expression up to the comma or the brace behind it.
    fn expression(&mut self) -> Option<Value> {
        let (mut depth, mut quote, mut is_escaped) = (0_usize, None, false);
        for (at, c) in self.0.char_indices() {
            match (quote, c) {
                _ if is_escaped => is_escaped = false,
                (_, '\\') => is_escaped = true,
                (Some(open), c) if open == c => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'' | '`') => quote = Some(c),
                (None, '(' | '[' | '{') => depth += 1,
                (None, ')' | ']') if depth == 0 => return None,
                (None, ',' | '}') if depth == 0 => {
                    self.0 = &self.0[at..];
                    return Some(Value::String(UNKNOWN.to_owned()));
                }
                (None, ')' | ']' | '}') => depth -= 1,
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "literal_answers_tests.rs"]
mod tests;
