//! Text of one file to hooks.

use std::sync::Arc;

use hooks_types::Dialect;

use super::file::FileRead;
use super::json::{JsonStyle, parse_json};
use super::place::Place;
use super::reader::Reader;
use super::toml::parse_toml;
use super::tree::{Node, TreeError};
use super::{claude, codex, copilot, cursor, gemini};
use crate::bounds::{Beyond, check_placeholders};
use crate::diagnostic::DiagnosticCode;
use crate::loaded::Loaded;

/// Lowers one file of another agent.
///
/// Pure: nothing beside `text` is read, so files that a plugin's manifest names are not followed
/// (loading by path follows them). A broken entry costs that entry: it stays as a hook that always
/// fails, beside an error that points at it.
#[must_use]
pub fn parse(text: &str, dialect: Dialect, place: &Place) -> Loaded {
    let mut files = [read(text, dialect, place)];
    settle(&mut files);
    let [file] = files;
    file.into_loaded()
}

/// Reads one file without looking at others.
pub(crate) fn read(text: &str, dialect: Dialect, place: &Place) -> FileRead {
    let place = place.told_by(text);
    let mut reader = Reader::new(text, dialect, &place);
    let fits = check_placeholders(text, place.longest()).map_err(TreeError::Beyond);
    match fits.and_then(|()| tree(&mut reader)) {
        Ok(root) => lower(&mut reader, &root),
        Err(error) => broken(&mut reader, error),
    }
    if let Some(beyond) = reader.beyond.take() {
        reader = Reader::new(text, dialect, &place);
        broken(&mut reader, TreeError::Beyond(beyond));
    }
    FileRead::finish(reader, Arc::from(text))
}

/// Applies files to each other, in load order.
pub(crate) fn settle(files: &mut [FileRead]) {
    for file in files.iter_mut() {
        file.settle_place();
    }
    claude::settle(files);
    codex::settle(files);
    gemini::settle(files);
    copilot::settle(files);
}

fn lower(reader: &mut Reader<'_>, root: &Node) {
    match reader.dialect {
        Dialect::Claude => claude::read(reader, root),
        Dialect::Codex => codex::read(reader, root),
        Dialect::Cursor => cursor::read(reader, root),
        Dialect::Copilot => copilot::read(reader, root),
        Dialect::Gemini => gemini::read(reader, root),
        other => {
            let message = format!("{other} files are no other agent's, and not read here");
            reader.error(DiagnosticCode::UnknownFormat, &(0..0), message);
        }
    }
}

fn tree(reader: &mut Reader<'_>) -> Result<Node, TreeError> {
    if is_toml(reader) {
        return parse_toml(reader.text);
    }
    let parsed = parse_json(reader.text, style(reader.dialect))?;
    for (key, span) in parsed.repeated {
        let message = format!("`{key}` stands twice in one object; the later one counts");
        reader.warn(DiagnosticCode::DuplicateKey, &span, message);
    }
    Ok(parsed.root)
}

fn is_toml(reader: &Reader<'_>) -> bool {
    reader.place.file_name().ends_with(".toml")
}

/// Reports a file nothing of which can be used.
fn broken(reader: &mut Reader<'_>, error: TreeError) {
    match error {
        TreeError::Beyond(Beyond {
            message,
            help,
            span,
        }) => {
            reader.error(DiagnosticCode::Unreadable, &span, message);
            reader.help(help);
        }
        TreeError::Syntax { message, span } if is_toml(reader) => {
            reader.error(
                DiagnosticCode::Syntax,
                &span,
                format!("not TOML: {message}"),
            );
        }
        TreeError::Syntax { message, span } => {
            let agent = reader.agent();
            let message = format!("not the JSON that {agent} reads: {message}");
            reader.error(DiagnosticCode::Syntax, &span, message);
        }
    }
}

/// What each agent's own reader takes. Claude Code and Codex refuse a file with comments; Gemini
/// CLI strips comments before it parses; for Cursor nothing is documented, and a guard must not
/// vanish over a comma.
fn style(dialect: Dialect) -> JsonStyle {
    match dialect {
        Dialect::Gemini => JsonStyle::Comments,
        Dialect::Cursor => JsonStyle::Relaxed,
        _ => JsonStyle::Strict,
    }
}
