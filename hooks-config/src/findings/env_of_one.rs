//! Reports a hook that reads a variable which only the `env` table of a different entry sets.
//!
//! In TOML, a table `[hooks.pre_tool_use.env]` below several entries belongs to the last of them. To a reader, the
//! table seems to belong to all of them.

use std::collections::HashMap;

use hooks_types::text::short_name;
use hooks_types::{EventName, HookSpec};

use super::Finding;
use super::reads::Reads;
use super::script::{Scripts, command, source_of};
use crate::diagnostic::DiagnosticCode;
use crate::variables_read::without_comments;

/// The variables that the `env` tables of one file set.
pub(super) struct EnvTables<'h> {
    /// For each event and variable, the first two hooks that set the variable, each with the line of its table. Two
    /// hooks are enough: at least one of the two is not the hook that reads the variable.
    set: HashMap<(&'h EventName, &'h str), Vec<Setter<'h>>>,
}

/// A hook that sets a variable.
struct Setter<'h> {
    /// The place of the hook among the hooks of its file that set variables.
    order: usize,
    hook: &'h HookSpec,
    /// The line of the hook's table.
    line: usize,
}

impl<'h> EnvTables<'h> {
    /// Collects the variables from the hooks of a file with this text. Reads the text only once, because a file can
    /// have thousands of hooks.
    pub(super) fn of(hooks: impl Iterator<Item = &'h HookSpec>, text: &str) -> Self {
        let with_env = |hook: &'h HookSpec| {
            let env = &command(hook).filter(|_| hook.form.dialect.is_native())?.env;
            (!env.is_empty()).then_some((hook, env))
        };
        let mut hooks = hooks.filter_map(with_env).enumerate().peekable();
        let mut set: HashMap<_, Vec<Setter<'h>>> = HashMap::new();
        let tables = match hooks.peek() {
            Some(_) => tables(text),
            None => Vec::new(),
        };
        for (order, (hook, env)) in hooks {
            let Some(line) = table_line(&tables, hook) else {
                continue;
            };
            for name in env.keys() {
                let setters = set.entry((&hook.event, name.as_str())).or_default();
                let is_same = |other: &Setter<'_>| other.hook.id == hook.id;
                if setters.len() < 2 && !setters.iter().any(is_same) {
                    setters.push(Setter { order, hook, line });
                }
            }
        }
        Self { set }
    }

    /// Returns the note about the first variable that the hook reads, and that only the table of another hook sets.
    pub(super) fn finding(&self, hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
        if self.set.is_empty() {
            return None;
        }
        let own = command(hook).filter(|_| hook.form.dialect.is_native())?;
        let source = without_comments(&source_of(own, scripts));
        let reads = Reads::of(&source);
        let bare = reads.iter().filter(|(_, has_default)| !has_default);
        let of_other = bare.filter_map(|(name, _)| {
            let mut setters = self.set.get(&(&hook.event, name))?.iter();
            let other = setters.find(|other| other.hook.id != hook.id)?;
            let is_open = !own.env.contains_key(name) && std::env::var_os(name).is_none();
            is_open.then_some((name, other))
        });
        let (name, other) = of_other.min_by_key(|(name, other)| (other.order, *name))?;
        let message = format!(
            "it reads `{}`, which only the table at line {} sets: that table belongs to `{}` alone",
            short_name(name),
            other.line,
            short_name(&other.hook.id)
        );
        let found = Finding::note(DiagnosticCode::UnsetVariable, "", message);
        Some(found.help("repeat `env` in this entry"))
    }
}

/// Returns, for each header line, its index and the line of the first table `[hooks.EVENT.env]` between this header and
/// the next entry.
fn tables(text: &str) -> Vec<(usize, Option<usize>)> {
    let lines = text.lines().enumerate();
    let headers = lines.filter(|(_, line)| line.trim_start().starts_with('['));
    let mut table = None;
    let mut tables: Vec<_> = headers
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .map(|(index, line)| {
            if line.trim_start().starts_with("[[") {
                table = None;
            } else if is_env(line) {
                table = Some(index + 1);
            }
            (index, table)
        })
        .collect();
    tables.reverse();
    tables
}

/// Returns whether a header is the header of a table `env`.
fn is_env(header: &str) -> bool {
    let header = header.split('#').next().unwrap_or_default().trim();
    header.trim_end_matches(']').trim_end().ends_with(".env")
}

/// Returns the line of the header `[hooks.EVENT.env]` of a hook's own table.
fn table_line(tables: &[(usize, Option<usize>)], hook: &HookSpec) -> Option<usize> {
    let first = usize::try_from(hook.source.line).ok()?;
    let at = tables.partition_point(|(index, _)| *index < first);
    tables.get(at).and_then(|(_, table)| *table)
}
