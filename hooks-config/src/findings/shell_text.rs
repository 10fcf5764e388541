//! Reads a shell text into its statements and here-documents, for checks that look at single lines.
//!
//! The reading is simple: it knows quotes, comments, line continuations and here-documents. A text with any other
//! syntax is split at wrong places, which can only hide a finding.

use std::ops::Range;

/// A shell text in which quoted parts and comments are marked.
pub(super) struct Shell<'t> {
    /// The complete text, with quoted parts and comments.
    pub(super) text: &'t str,
    /// A text of the same length, in which each byte of a quoted text or here-document is `_` and each byte of a
    /// comment is a blank.
    pub(super) plain: String,
    pub(super) documents: Vec<Document>,
}

/// A here-document.
pub(super) struct Document {
    /// The byte offset of its `<<`.
    pub(super) at: usize,
    /// The byte offset after the end marker's name, in the line of `<<`.
    pub(super) behind: usize,
    pub(super) body: Range<usize>,
}

impl<'t> Shell<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut reading = Reading {
            bytes: text.as_bytes(),
            plain: text.as_bytes().to_vec(),
            at: 0,
            open: Vec::new(),
            documents: Vec::new(),
        };
        reading.read();
        Self {
            text,
            // Every byte that is not ASCII was replaced, so this loses nothing.
            plain: String::from_utf8_lossy(&reading.plain).into_owned(),
            documents: reading.documents,
        }
    }

    /// Returns the statements: the parts between line ends and `;`, without blanks around them. Skips empty parts and
    /// the lines of here-documents.
    pub(super) fn statements(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let mut found = Vec::new();
        for part in self.plain.split(['\n', ';']) {
            let trimmed = part.trim();
            let from = start + (part.len() - part.trim_start().len());
            if !trimmed.is_empty() && !trimmed.bytes().all(|byte| byte == b'_') {
                found.push(from..from + trimmed.len());
            }
            start += part.len() + 1;
        }
        found
    }

    /// Returns the text with a blank in place of each byte of a comment, because the words of a comment are not run.
    pub(super) fn without_comments(&self) -> String {
        let bytes = self.text.bytes().zip(self.plain.bytes());
        let bytes = bytes.map(|(byte, plain)| if plain == b' ' { plain } else { byte });
        String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()).into_owned()
    }

    /// Returns a part of the field `plain`, in which quoted parts and comments are marked.
    pub(super) fn plain(&self, part: &Range<usize>) -> &str {
        self.plain.get(part.clone()).unwrap_or_default()
    }

    /// Returns a part of the text as it is written.
    pub(super) fn text(&self, part: &Range<usize>) -> &'t str {
        self.text.get(part.clone()).unwrap_or_default()
    }

    /// Returns the number of the line that contains this byte offset.
    pub(super) fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

/// The state of reading a text.
struct Reading<'t> {
    bytes: &'t [u8],
    plain: Vec<u8>,
    at: usize,
    /// The here-documents whose text begins after the current line, with their end markers.
    open: Vec<(Document, String)>,
    documents: Vec<Document>,
}

impl Reading<'_> {
    fn next(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Marks the next byte and goes past it.
    fn mark(&mut self, mark: u8) {
        if let Some(place) = self.plain.get_mut(self.at) {
            *place = mark;
        }
        self.at += 1;
    }

    fn read(&mut self) {
        let mut is_new_word = true;
        while self.at < self.bytes.len() {
            let byte = self.next(0);
            match byte {
                b'\\' => {
                    let mark = if self.next(1) == b'\n' { b' ' } else { b'_' };
                    self.mark(mark);
                    self.mark(mark);
                }
                b'\'' | b'"' => self.quote(byte),
                b'#' if is_new_word => {
                    while self.at < self.bytes.len() && self.next(0) != b'\n' {
                        self.mark(b' ');
                    }
                }
                b'<' if self.next(1) == b'<' && self.next(2) == b'<' => self.at += 3,
                b'<' if self.next(1) == b'<' => self.document(),
                b'\n' => {
                    self.at += 1;
                    self.bodies();
                }
                0x80.. => self.mark(b'_'),
                _ => self.at += 1,
            }
            is_new_word = matches!(byte, b' ' | b'\t' | b'\n' | b';' | b'(' | b'&' | b'|');
        }
    }

    /// Marks a quoted text. The quotes themselves stay.
    fn quote(&mut self, quote: u8) {
        self.at += 1;
        while self.at < self.bytes.len() && self.next(0) != quote {
            if quote == b'"' && self.next(0) == b'\\' {
                self.mark(b'_');
            }
            self.mark(b'_');
        }
        self.at += 1;
    }

    /// Reads `<<` and the end marker of a here-document.
    fn document(&mut self) {
        let at = self.at;
        self.at += if self.next(2) == b'-' { 3 } else { 2 };
        while self.next(0) == b' ' {
            self.at += 1;
        }
        let start = self.at;
        while self.at < self.bytes.len() && !b" \t\n;|&)<>".contains(&self.next(0)) {
            self.at += 1;
        }
        let name = self.bytes.get(start..self.at).unwrap_or_default();
        let name = String::from_utf8_lossy(name).replace(['\'', '"', '\\'], "");
        // In `$((1 << 2))`, no here-document begins: the word after `<<` is not a name.
        let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let (behind, body) = (self.at, 0..0);
        let found = Document { at, behind, body };
        self.open.extend(is_name.then_some((found, name)));
    }

    /// Marks the texts of the open here-documents, which begin at the current line.
    fn bodies(&mut self) {
        for (mut document, end) in std::mem::take(&mut self.open) {
            let start = self.at;
            loop {
                let rest = self.bytes.get(self.at..).unwrap_or_default();
                let length = rest.iter().position(|byte| *byte == b'\n');
                let line = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
                let is_end = line.trim_ascii() == end.as_bytes() || length.is_none();
                document.body = start..self.at;
                for _ in 0..line.len() {
                    self.mark(b'_');
                }
                if is_end {
                    break;
                }
                self.mark(b'_');
            }
            self.documents.push(document);
        }
    }
}

/// Returns the file to which a statement sends its stdout. `plain` is the statement with its quotes marked. A copy of
/// another stream (`>&2`) and the input of another command (`>(...)`) are not files.
pub(super) fn stdout_file<'t>(plain: &str, text: &'t str) -> Option<&'t str> {
    let bytes = plain.as_bytes();
    let sign = |at: usize| bytes.get(at).copied().unwrap_or(b' ');
    let mut file = None;
    let mut at = 0;
    while at < bytes.len() {
        if sign(at) != b'>' {
            at += 1;
            continue;
        }
        let before = if at == 0 { b' ' } else { sign(at - 1) };
        let is_number = before.is_ascii_digit()
            && (at < 2 || sign(at - 2).is_ascii_whitespace() || sign(at - 2) == b')');
        let is_stdout = !is_number || before == b'1';
        at += 1;
        while matches!(sign(at), b'>' | b'|') && at < bytes.len() {
            at += 1;
        }
        while sign(at) == b' ' && at < bytes.len() {
            at += 1;
        }
        let rest = plain.get(at..)?;
        let end = rest.find([' ', '\t', ')', '|', '&', '<', '>']);
        let end = end.unwrap_or(rest.len());
        if is_stdout && before != b'-' && before != b'=' {
            let path = text.get(at..at + end)?;
            let is_device = ["/dev/std", "/dev/tty", "/dev/fd", "/proc/"]
                .iter()
                .any(|device| path.starts_with(device));
            // Keep the last redirection: it replaces earlier redirections.
            file = (!path.is_empty() && !is_device).then_some(path);
        }
        at += end.max(1);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let shell = Shell::of(text);
        let statements = shell.statements();
        statements.iter().map(|part| shell.text(part)).collect()
    }

    #[test]
    fn a_text_is_split_outside_of_quotes_comments_and_here_documents() {
        assert_eq!(
            parts("a; b 'x; y' # c; d\necho \"e\nf\"\n"),
            ["a", "b 'x; y'", "echo \"e\nf\""]
        );
        assert_eq!(parts("cat <<'E'\na; b\nE\nc"), ["cat <<'E'", "c"]);
        assert_eq!(parts("a \\\n b"), ["a \\\n b"]);
        assert_eq!(parts("x=$((1 << 2))\nb"), ["x=$((1 << 2))", "b"]);
        assert_eq!(parts(""), [""; 0]);
    }

    #[test]
    fn comments_are_blank_and_everything_else_stays() {
        for (text, left) in [
            ("a # b", "a"),
            ("# ä b\nc", "c"),
            ("echo '#' \"# ö\"; a#b", "echo '#' \"# ö\"; a#b"),
            ("a <<E\n# b\nE\nc", "a <<E\n# b\nE\nc"),
        ] {
            assert_eq!(Shell::of(text).without_comments().trim(), left, "{text}");
        }
    }

    #[test]
    fn a_here_document_knows_its_text_and_line() {
        let text = "a\npython3 - <<-'EOF' | x\n\tb'\n\tEOF\nc";
        let shell = Shell::of(text);
        let [document] = shell.documents.as_slice() else {
            panic!("{}", shell.plain);
        };
        assert_eq!(shell.text(&document.body), "\tb'\n");
        assert_eq!(shell.line(document.at), 2);
        assert_eq!(&text[document.behind..document.behind + 4], " | x");
    }

    #[test]
    fn the_file_of_stdout_is_found() {
        for (text, file) in [
            ("exec >>log 2>&1", Some("log")),
            ("exec &> /tmp/x", Some("/tmp/x")),
            ("} 1>log", Some("log")),
            ("x >log >>\"$LOG\"", Some("\"$LOG\"")),
            ("x 2>log", None),
            ("x >&2", None),
            ("x > >(tee log)", None),
            ("x >/dev/stderr", None),
            ("echo 'a > b'", None),
            ("x", None),
        ] {
            let shell = Shell::of(text);
            assert_eq!(stdout_file(&shell.plain, text), file, "{text}");
        }
    }

    #[test]
    fn odd_texts_do_no_harm() {
        for text in [
            "'", "\\", "<<", "<<E", "<<E\n", "a <<E\nb", "\"\\", "ä'ö", "> ", ">>",
        ] {
            let shell = Shell::of(text);
            assert_eq!(shell.plain.len(), text.len(), "{text}");
            let _ = (shell.statements(), stdout_file(&shell.plain, text));
        }
    }
}
