//! Finds keys of a hook that are written below the header of one of its tables.
//!
//! In TOML every line below a header such as `[hooks.stop.env]` belongs to that table, up to the next header. So a key
//! of the hook that is written there becomes a variable, or an unknown key of `http`.

use std::num::NonZeroU32;

use hooks_types::EventName;
use hooks_types::text::in_quotes;

use super::entry::KEYS;
use super::table::OTHER;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::{Kind, Member};
use crate::words::Words;

/// Returns warnings about variables that are named like keys of a hook, if they are below a header such as
/// `[hooks.stop.env]`. In `env = { ... }` such a name was chosen on purpose. A variable whose value is not a string is
/// an error instead, with the message of [`explained`].
pub(crate) fn variables(event: &EventName, env: &Member) -> Vec<Flaw> {
    let Some(header) = Header::of(event, env) else {
        return Vec::new();
    };
    let texts = strays(env).filter(|member| matches!(member.node.kind, Kind::Text(_)));
    let warning = |member: &Member| {
        let message = format!(
            "`{}` is below `{}`, so it is a variable",
            member.key, header.text
        );
        let flaw = Flaw::new(DiagnosticCode::NoEffect, &member.key_span, message);
        header.places(flaw).into_warning()
    };
    texts.map(warning).collect()
}

/// Returns an error about a key in a table, reworded if the key was meant for the hook and was written below the
/// table's header by mistake.
pub(crate) fn explained(event: &EventName, member: &Member, mut flaw: Flaw) -> Flaw {
    let Some(header) = Header::of(event, member) else {
        return flaw;
    };
    let is_about = |stray: &&Member| {
        let spans = [&stray.key_span, &stray.node.span];
        spans.contains(&&flaw.span)
    };
    let Some(stray) = strays(member).find(is_about) else {
        return flaw;
    };
    let message = match &*member.key {
        "env" => Words::quoting(
            format!(
                "`{}` is below `{}`, so it is a variable, and a variable is a string",
                stray.key, header.text
            ),
            "a key below the header of `env` is a variable, and a variable is a string",
        ),
        _ if flaw.code == DiagnosticCode::UnknownKey => Words::quoting(
            format!(
                "unknown key `{}`: it is below `{}`, and a key of the hook",
                stray.key, header.text
            ),
            "unknown key: a key of the hook is below the header of another table",
        ),
        // The table itself has a key of this name, so the key is not misplaced: keep the error as
        // it is.
        _ => return flaw,
    };
    flaw.reword(message);
    header.places(flaw)
}

/// Returns the members of a table that are named like keys of a hook.
fn strays(table: &Member) -> impl Iterator<Item = &Member> {
    let members = match &table.node.kind {
        Kind::Table(members) => members.as_slice(),
        _ => &[],
    };
    members.iter().filter(|member| KEYS.contains(&&*member.key))
}

/// The header of a table below an entry, such as `[hooks.stop.env]`.
struct Header {
    /// The header as TOML writes it.
    text: String,
    /// The byte offset at which the header begins.
    start: usize,
}

impl Header {
    /// Returns the header that holds a table; `None` if the table has no header, as in `env = { ...
    /// }`.
    fn of(event: &EventName, table: &Member) -> Option<Self> {
        let start = table.node.span.start;
        // If the table has a header, its name is in the header, and so inside the range of the table. In `env = { ...
        // }` the name is before that range.
        let has_header = table.node.span.contains(&table.key_span.start)
            && matches!(table.node.kind, Kind::Table(_));
        let event = match event {
            EventName::Other(name) => format!("{OTHER}.{}", in_quotes(name, 60)),
            known => known.wire_name().to_owned(),
        };
        has_header.then(|| Self {
            text: format!("[hooks.{event}.{}]", table.key),
            start,
        })
    }

    /// Completes the flaw of a misplaced key: adds the header above which the key belongs, and the advice to move the
    /// key.
    fn places(&self, mut flaw: Flaw) -> Flaw {
        let bytes = u32::try_from(self.start + 1).ok();
        flaw.above = bytes.and_then(NonZeroU32::new);
        flaw.with_help("write it outside of this table")
    }
}
