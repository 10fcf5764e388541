//! Formats findings for people: each with its line marked, then a line for each file.

use hooks_config::{DiagnosticCode, Severity, TrustState, explained};
use hooks_dialects::agents;
use hooks_types::DialectRef;
use hooks_types::text::{short_name, visible_line, visible_path};

use super::Checked;
use crate::show::{
    counted, event_named, marked, paragraph, quoted_behind, quoted_paragraph, to_type,
};

/// Formats the findings of all files, then a summary line for each file.
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
        let dialect = file
            .dialect
            .as_ref()
            .map_or("unknown format", DialectRef::name);
        let hooks = match file.hooks {
            1 => "1 hook".to_owned(),
            many => format!("{many} hooks"),
        };
        let path = visible_path(&file.path);
        let mut said = if file.is_not_read() {
            format!("{path}: not read, {findings}")
        } else if file.is_unreadable() {
            // Recognize the format by the path alone, because the text could not be read.
            let known = agents().recognise(&file.path, "");
            let dialect = known.map_or(String::new(), |dialect| format!("{}, ", dialect.name()));
            format!("{path}: {dialect}cannot be read, {findings}")
        } else {
            format!("{path}: {dialect}, {hooks}, {findings}")
        };
        if file.is_decidable() && file.unread_scripts {
            said += &format!(" (scripts not read: {})", file.why_unread());
        }
        text += &quoted_behind("", &said, 2, room);
        text += &trust(file, room);
    }
    text + &unread(files, room)
}

/// Returns one command that checks the scripts of all hooks whose scripts were not read. Empty if there are fewer than
/// two files with such hooks.
fn unread(files: &[Checked], room: Option<usize>) -> String {
    let unread = files.iter();
    let unread = unread.filter(|file| file.is_decidable() && file.unread_scripts);
    // Make one command for all files, so that the user copies only once.
    let paths: Vec<String> = unread.map(|file| file.path.display().to_string()).collect();
    if paths.len() < 2 {
        // Return no command for a single file, because the file's own summary line has it already.
        return String::new();
    }
    let words = ["hooks", "check"].into_iter();
    let check = to_type(words.chain(paths.iter().map(String::as_str)));
    let said = format!(
        "the scripts of {} files were not read, because their hooks are not trusted: `{check}` \
         reads them",
        paths.len()
    );
    quoted_paragraph(&said, 0, room)
}

/// Formats the explanation of a code. Lines of its example are not wrapped.
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

/// Writes a line for each hook of a project's file with its trust. If a hook waits for a decision, adds the commands
/// to type.
fn trust(file: &Checked, room: Option<usize>) -> String {
    let mut text = String::new();
    for hook in &file.trust {
        let (event, id) = (event_named(&hook.event), short_name(&hook.id));
        let is_open = !matches!(hook.state, TrustState::Trusted | TrustState::Gone);
        let error = match hook.is_unusable && is_open {
            true => {
                "; its entry has an error (see above), so the hook can neither be trusted nor run"
            }
            false => "",
        };
        let elsewhere = match &hook.trusted_in {
            Some(folder) => {
                let folder = visible_line(folder);
                format!("; the same hook is trusted in {folder}, but trust is for one folder")
            }
            None => String::new(),
        };
        let state = match hook.state {
            TrustState::New => "new, so not trusted yet",
            _ => hook.shown,
        };
        let said = format!("{event} `{id}`: {state}{error}{elsewhere}");
        text += &quoted_paragraph(&said, 2, room);
        for unseen in &hook.not_covered {
            let said = format!("trust does not cover: {}", visible_line(unseen));
            text += &quoted_paragraph(&said, 4, room);
        }
    }
    let open = file.is_decidable();
    if open {
        text += &paragraph("to decide, type `hooks trust`", 2, room);
    } else if file.is_undecided() {
        let said = "correct the errors above first; then, to decide, type `hooks trust`";
        text += &paragraph(said, 2, room);
    }
    if open && file.unread_scripts {
        let path = file.path.display().to_string();
        let check = to_type(["hooks", "check", path.as_str()]);
        text += &quoted_paragraph(&format!("`{check}` reads the scripts too"), 2, room);
    }
    if file.trust.iter().any(|hook| hook.state == TrustState::Gone) {
        let errors = file.diagnostics.iter();
        let mut errors = errors.filter(|found| found.severity == Severity::Error);
        let said = match errors.next() {
            Some(_) => {
                "a trusted hook is gone, perhaps because of an error above: fix that, then type `hooks trust`"
            }
            None => "a trusted hook is gone; if that is right, type `hooks trust revoke`",
        };
        text += &paragraph(said, 2, room);
    }
    text
}
