//! Reports a hook that reads a variable which only the `env` table of a different entry sets.
//!
//! In TOML, a table `[hooks.pre_tool_use.env]` below several entries belongs to the last of them. To a reader, the
//! table seems to belong to all of them.

use hooks_types::HookSpec;
use hooks_types::text::short_name;

use super::Finding;
use super::script::{Scripts, command, source_of};
use super::variables::reads_bare;
use crate::diagnostic::DiagnosticCode;
use crate::variables_read::without_comments;

/// Returns the note about the first variable that the hook reads, and that only the table of one of `others` sets.
/// `others` are the hooks of the same file; `text` is the file's text.
pub(super) fn finding<'h>(
    hook: &HookSpec,
    others: impl Iterator<Item = &'h HookSpec>,
    text: &str,
    scripts: &Scripts<'_>,
) -> Option<Finding> {
    let own = command(hook).filter(|_| hook.form.dialect.is_native())?;
    let source = without_comments(&source_of(own, scripts));
    let is_other = |other: &&HookSpec| other.event == hook.event && other.id != hook.id;
    let mut set = others.filter(is_other).filter_map(|other| {
        let line = table_line(text, other)?;
        let names = command(other)?.env.keys();
        let mut names = names.filter(|name| !own.env.contains_key(*name));
        let is_read =
            |name: &&String| reads_bare(&source, name) && std::env::var_os(name.as_str()).is_none();
        Some((names.find(is_read)?, line, other))
    });
    let (name, line, other) = set.next()?;
    let message = format!(
        "it reads `{}`, which only the table at line {line} sets: that table belongs to `{}` alone",
        short_name(name),
        short_name(&other.id)
    );
    let found = Finding::note(DiagnosticCode::UnsetVariable, "", message);
    Some(found.help("repeat `env` in this entry"))
}

/// Returns the line of the header `[hooks.EVENT.env]` of a hook's own table.
fn table_line(text: &str, hook: &HookSpec) -> Option<u32> {
    let first = usize::try_from(hook.source.line).ok()?;
    let lines = text.lines().enumerate().skip(first);
    let mut headers = lines.filter(|(_, line)| line.trim_start().starts_with('['));
    let is_entry = |line: &str| line.trim_start().starts_with("[[");
    let own = headers.by_ref().take_while(|(_, line)| !is_entry(line));
    let mut tables = own.filter(|(_, line)| {
        let header = line.split('#').next().unwrap_or_default();
        header
            .trim()
            .trim_end_matches(']')
            .trim_end()
            .ends_with(".env")
    });
    let (index, _) = tables.next()?;
    u32::try_from(index + 1).ok()
}
