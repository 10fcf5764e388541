//! Prints findings for people: each with its line marked, then a line for each file.

use hooks_config::{DiagnosticCode, TrustState, explained};
use hooks_types::DialectRef;
use hooks_types::text::visible_line;

use super::Checked;
use crate::show::{behind, counted, marked, paragraph, shell_words};

pub(super) fn of(files: &[Checked], room: Option<usize>) -> String {
    let mut text = String::new();
    for file in files {
        for diagnostic in &file.diagnostics {
            text += &marked(diagnostic, file.text_of(diagnostic), room);
            text.push('\n');
        }
    }
    for file in files {
        let findings = match counted(&file.diagnostics) {
            none if none.is_empty() => "no findings".to_owned(),
            some => some,
        };
        let dialect = file.dialect.as_ref().map_or("unknown", DialectRef::name);
        let hooks = match file.hooks {
            1 => "1 hook".to_owned(),
            many => format!("{many} hooks"),
        };
        let path = visible_line(&file.path.display().to_string());
        let said = format!("{path}: {dialect}, {hooks}, {findings}");
        text += &behind("", &said, 2, room);
        text += &trust(file, room);
    }
    text
}

/// An entry of the catalogue; the lines of its example stay as they are.
pub(super) fn why(entry: &str, room: Option<usize>) -> String {
    let fitting = |line: &str| match line.starts_with(' ') {
        true => format!("{line}\n"),
        false => paragraph(line, 0, room),
    };
    entry.lines().map(fitting).collect()
}

/// Lists every code with the first sentence of its cause.
pub(super) fn codes(codes: impl Iterator<Item = DiagnosticCode>, room: Option<usize>) -> String {
    let line = |code: DiagnosticCode| {
        let cause = explained(code).map_or("", |known| known.cause);
        let first = cause.split_inclusive(". ").next().unwrap_or_default();
        paragraph(&format!("{code}: {}", first.trim_end()), 0, room)
    };
    codes.map(line).collect()
}

/// A line for each hook of a project that waits for a decision, with the command to type.
fn trust(file: &Checked, room: Option<usize>) -> String {
    let mut text = String::new();
    for hook in &file.trust {
        let (event, id) = (visible_line(&hook.event), visible_line(&hook.id));
        text += &paragraph(&format!("{event} `{id}`: {}", hook.state), 2, room);
        for unseen in &hook.not_covered {
            let said = format!("trust does not cover: {}", visible_line(unseen));
            text += &paragraph(&said, 4, room);
        }
    }
    let open = file
        .trust
        .iter()
        .any(|hook| hook.state != TrustState::Trusted);
    if open {
        text += &paragraph("to decide about them, type `hooks trust`", 2, room);
    }
    if open && file.unread_scripts {
        let path = file.path.display().to_string();
        let check = shell_words(["hooks", "check", path.as_str()]);
        let said = format!("it is not trusted, so its scripts were not read: `{check}` shows all");
        text += &paragraph(&said, 2, room);
    }
    text
}
