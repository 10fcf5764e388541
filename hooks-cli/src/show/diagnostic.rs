//! Formats diagnostics, each with its line of the file marked.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use hooks_config::{Diagnostic, Severity};
use hooks_types::text::{is_unseen, visible, visible_path};

use super::prose::quoted_paragraph;

/// Formats a diagnostic with its line of `text` marked, coloured, for a terminal of `room` columns. Ends in a
/// newline.
pub(crate) fn marked(diagnostic: &Diagnostic, text: &str, room: Option<usize>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        _ => Level::NOTE,
    };
    let path = visible_path(&diagnostic.file);
    let code = diagnostic.code.to_string();
    // The columns that the renderer puts before a text: `warning[code]: ` before the title, and 12 columns (line
    // number and `help`) before a help text.
    let named = diagnostic.severity.to_string().len() + code.len() + 4;
    let message = within(&visible(&diagnostic.message), room, named);
    let help = diagnostic.help.as_deref().map(visible);
    let help = help.map(|help| within(&help, room, 12));
    let place = place(diagnostic, text).map(|span| lines_of(span, text));
    let title = level.primary_title(message.as_str()).id(code.as_str());
    let origin = annotate_snippets::Origin::path(path.as_str());
    let (line, column) = (diagnostic.line as usize, diagnostic.column as usize);
    let mut group = match place {
        Some((lines, span)) if lines.len() <= LONGEST_LINES => title.element(
            Snippet::source(masked(lines))
                .line_start(line)
                .path(path.as_str())
                .annotation(AnnotationKind::Primary.span(span)),
        ),
        Some(_) => title.element(origin.line(line).char_column(column)),
        None => title.element(origin),
    };
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = match room {
        Some(room) => Renderer::styled().term_width(room.max(LEAST)),
        None => Renderer::styled(),
    };
    let mut rendered = renderer.render(&[group]);
    rendered.push('\n');
    rendered
}

/// The maximum length, in bytes, of a line that is shown. For a longer line only its place is shown, because hundreds
/// of diagnostics can be about the same line, and each would print the line again.
const LONGEST_LINES: usize = 16 * 1024;

/// The narrowest layout, in columns. A narrower terminal wraps the lines itself.
const LEAST: usize = 40;

/// Wraps a sentence that begins after `before` columns. The sentence can quote the file, so a command in the sentence
/// does not get a line of its own.
fn within(text: &str, room: Option<usize>, before: usize) -> String {
    let room = room.map(|room| room.saturating_sub(before).max(LEAST / 2));
    quoted_paragraph(text, 0, room).trim_end().to_owned()
}

/// Returns the complete lines that contain a span, and the span relative to their start.
fn lines_of(span: Range<usize>, text: &str) -> (&str, Range<usize>) {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |at| span.end + at);
    (&text[start..end], span.start - start..span.end - start)
}

/// Returns the text with other characters in place of characters that would act on a terminal or be invisible there,
/// and with `*` in place of the name and password in a URL. Each has the same length in bytes as the character that it
/// replaces, so spans stay right. The renderer itself replaces ASCII control characters.
fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let secrets = credentials(text);
    for (at, c) in text.char_indices() {
        match c.len_utf8() {
            width if secrets.iter().any(|secret| secret.contains(&at)) => {
                out.push_str(&"*".repeat(width));
            }
            2 if is_unseen(c) => out.push('·'),
            3 if is_unseen(c) => out.push('\u{fffd}'),
            4 if is_unseen(c) => out.push_str("\u{fffd}?"),
            _ => out.push(c),
        }
    }
    out
}

/// Returns the ranges of a text that are the name and password in a URL: `user:secret` in `https://user:secret@host`.
fn credentials(text: &str) -> Vec<Range<usize>> {
    let starts = text.match_indices("://").map(|(at, sign)| at + sign.len());
    let found = starts.filter_map(|start| {
        let ends_host = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'');
        let host = text[start..].split(ends_host).next()?;
        Some(start..start + host.rfind('@')?)
    });
    found.collect()
}

/// Returns the diagnostic's span, unless it lies outside the text or means the whole file.
fn place(diagnostic: &Diagnostic, text: &str) -> Option<Range<usize>> {
    let span = diagnostic.span.clone();
    let inside = text.get(span.clone()).is_some();
    // An empty span at the start of the file means the whole file, so no line is marked.
    (inside && !text.is_empty() && !(span.is_empty() && span.start == 0)).then_some(span)
}

/// Counts diagnostics by severity: `2 errors, 1 warning`. The text is empty if there are no diagnostics.
pub(crate) fn counted<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> String {
    let found: Vec<_> = diagnostics
        .into_iter()
        .map(|found| found.severity)
        .collect();
    let of = |severity: Severity, word: &str| match found
        .iter()
        .filter(|found| **found == severity)
        .count()
    {
        0 => None,
        1 => Some(format!("1 {word}")),
        many => Some(format!("{many} {word}s")),
    };
    let counts = [
        of(Severity::Error, "error"),
        of(Severity::Warning, "warning"),
        of(Severity::Note, "note"),
    ];
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use hooks_config::DiagnosticCode;

    use super::*;

    fn text_of(diagnostic: &Diagnostic, text: &str) -> String {
        anstream::adapter::strip_str(&marked(diagnostic, text, None)).to_string()
    }

    #[test]
    fn the_name_and_password_in_a_url_are_not_shown() {
        for (text, shown) in [
            (
                "url = \"https://me:s3c@ret@host/p@th\"",
                "url = \"https://**********@host/p@th\"",
            ),
            ("url = 'http://é@host'", "url = 'http://**@host'"),
            ("a://b c@d ://e@", "a://b c@d ://*@"),
            ("url = \"https://host/a@b\"", "url = \"https://host/a@b\""),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn the_line_is_shown_and_the_text_marked() {
        let file = Arc::new(PathBuf::from("hooks.toml"));
        let text = "[[hooks.pre_tool_use]]\ntimeuot = 3\n";
        let found = Diagnostic::new(
            DiagnosticCode::UnknownKey,
            Severity::Error,
            "unknown key `timeuot`",
            &file,
            text,
            23..30,
        )
        .with_help("did you mean `timeout`?");
        insta::assert_snapshot!(text_of(&found, text), @r"
        error[unknown_key]: unknown key `timeuot`
         --> hooks.toml:2:1
          |
        2 | timeuot = 3
          | ^^^^^^^
          |
          = help: did you mean `timeout`?
        ");
    }

    #[test]
    fn a_remark_on_the_whole_file_names_it() {
        let file = Arc::new(PathBuf::from("gone.toml"));
        let found = Diagnostic::new(
            DiagnosticCode::Unreadable,
            Severity::Error,
            "cannot read the file: no such file",
            &file,
            "",
            0..0,
        );
        insta::assert_snapshot!(text_of(&found, ""), @r"
        error[unreadable]: cannot read the file: no such file
        --> gone.toml
        ");
        assert_eq!(counted([&found, &found]), "2 errors");
    }
}
