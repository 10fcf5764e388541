//! Converts a table into hooks. Files and embedded configurations share this code.
//!
//! Each entry becomes exactly one hook. A broken entry becomes a hook that always fails. So its `on_failure` decides
//! about the call, and reports show it. Problems that depend on the options of the load (its agents, folder and scope)
//! are found here. All other problems are found when the table is read.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::event::Target;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Liveness, Scope, Source, Strategy};
use hooks_types::{DialectRef, EventName, HookSpec};

use super::command::Folder;
use super::entry::Slot;
use super::matcher::MatcherToml;
use super::notify::NotifyToml;
use super::other::event_meant_by;
use super::root::refused;
use super::table::Table;
use super::tools::doubts;
use super::words::Post;
use crate::bounds::{MOST_HOOKS, too_many_hooks};
use crate::diagnostic::{DiagnosticCode, Severity};
use crate::flaw::Flaw;
use crate::loaded::{Loaded, LoadedFile};
use crate::options::LoadOptions;
use crate::remarks::Remarks;
use crate::switched_off::{DISABLED, SET_IN_OWN_FILE};
use crate::words::Words;

mod handler;

/// Converts a table into hooks. `notify` is converted too; the number beside it is the byte offset of its key.
///
/// The flaws of the table become diagnostics first, then the flaws that are found here; together they share one limit.
/// A table with too many entries yields one error and no hooks: the hooks would take too much memory.
pub(crate) fn lower(
    table: &Table,
    notify: Option<&(NotifyToml, Option<usize>)>,
    options: &LoadOptions,
    text: &str,
) -> Loaded {
    if let Some(first) = table.slots.values().flatten().nth(MOST_HOOKS) {
        let start = first.start.unwrap_or_default();
        return refused(text, options, too_many_hooks(MOST_HOOKS, start));
    }
    // From here on nothing fails: each problem is a remark, and each entry yields a hook.
    let mut lowering = Lowering {
        options,
        text,
        folder: Folder(options.config_dir.as_deref()),
        strategy: table.keys.strategy.unwrap_or_default(),
        post: table.keys.post.unwrap_or_default(),
        disabled: table.keys.disable_all.unwrap_or_default(),
        hooks: Vec::new(),
        remarks: Remarks::of(Arc::clone(&options.file), text),
    };
    for flaw in &table.flaws.kept {
        lowering.say(flaw.clone());
    }
    // One limit applies to the remarks of reading and of converting together. So continue with the count from reading
    // the table.
    lowering.remarks.unshown = table.flaws.unshown.clone();
    let administers = table.keys.administers;
    if let Some(start) = administers.filter(|_| options.scope != Scope::Managed) {
        let message = "`trust` and `require` count in an administrator's file only";
        let flaw = Flaw::new(DiagnosticCode::NoEffect, &(start..start), message);
        lowering.say(flaw.into_warning());
    }
    for (event, slots) in &table.slots {
        lowering.doubt_event(event, slots);
        // The index includes broken entries: a hook's default name must not change when another entry is repaired.
        for (index, slot) in slots.iter().enumerate() {
            lowering.entry(event, index, slot);
        }
    }
    if let Some((notify, start)) = notify {
        lowering.notify(notify, *start);
    }
    let budget_at = table.keys.budget_at;
    let budget_from = lowering.source(budget_at);
    let Lowering { hooks, remarks, .. } = lowering;
    let mut loaded = Loaded::default();
    // Apply the file's settings only if its hooks may run: an untrusted file must not affect hooks
    // of other files.
    if options.liveness == Liveness::Live {
        loaded.heed(&table.keys, options, &budget_from);
    }
    loaded.diagnostics = remarks.in_order();
    let mut file = LoadedFile::new(
        Arc::clone(&options.file),
        DialectRef::NATIVE,
        hooks.len(),
        text.into(),
    );
    file.switch = table.keys.switch.clone();
    loaded.files.push(file);
    hooks.into_iter().for_each(|hook| loaded.push(hook));
    loaded
}

/// The state of converting one table.
struct Lowering<'a> {
    /// The options of the load.
    options: &'a LoadOptions,
    /// The text of the file; empty for an embedded table.
    text: &'a str,
    /// The folder that `${config_dir}` stands for.
    folder: Folder<'a>,
    /// The strategy of the file's hooks.
    strategy: Strategy,
    /// Whether hooks after a tool call run in the background, unless their entry says otherwise.
    post: Post,
    /// Whether the file sets `disable_all`.
    disabled: bool,
    /// The hooks so far.
    hooks: Vec<HookSpec>,
    /// The remarks so far.
    remarks: Remarks,
}

impl Lowering<'_> {
    /// Converts one entry. A broken entry becomes a hook that always fails.
    ///
    /// The valid keys of a broken entry still take effect: its `matcher` limits which calls it blocks, and its
    /// `on_failure` says whether it blocks.
    fn entry(&mut self, event: &EventName, index: usize, slot: &Slot) {
        let entry = &slot.entry;
        let id = match &entry.name {
            Some(name) => name.clone(),
            None => format!("{event}[{index}]"),
        };
        // The first remarks are the table's flaws, in the same order. So the index of a flaw is also the index of
        // its remark. Add to each remark of this slot the hook that it is about.
        let line = self.source(slot.start).line;
        let of_slot = self.remarks.shown.get_mut(slot.flaws.clone());
        for found in of_slot.unwrap_or_default() {
            found.hooks = Some([(event.clone(), id.clone(), line)].into());
        }
        let first = self.remarks.shown.len();
        let form = self.form(event, slot);
        if let Err(problem) = &form {
            self.no_form(event, &id, slot, problem);
        }
        // A broken entry is kept as a hook that fails. If a guard were dropped because of a typo, the calls that it
        // guards would pass without a trace.
        let handler = match slot.broken.as_ref().or(form.as_ref().err()) {
            Some(problem) => self.unusable(slot, problem),
            None => match (&entry.command, &entry.http) {
                (Some(command), _) => self.command(event, &id, slot, command),
                (None, Some(http)) => Handler::Http(http.lower()),
                (None, None) => self.unusable(slot, "the hook has no `command`"),
            },
        };
        let mut spec = HookSpec::new(id, event.clone(), handler)
            // Give an unusable hook the native format: a hook needs a format, although no payload is ever written for
            // this hook.
            .with_form(form.unwrap_or_else(|_| WireForm::native(event)))
            .with_scope(self.options.scope)
            .with_source(self.source(slot.start))
            .with_strategy(self.strategy);
        if let Some(matcher) = &entry.matcher {
            if event.traits().target == Target::ToolName {
                self.doubts(matcher, slot);
            }
            let matcher = matcher.lower(&spec.form.dialect, &self.options.agents);
            spec = spec.with_matcher(matcher);
        }
        if let Some(timeout) = entry.limit() {
            spec = spec.with_timeout(timeout.0);
        }
        if let Some(policy) = entry.on_failure {
            spec = spec.with_on_failure(policy);
        }
        spec.role = entry.role.unwrap_or_default();
        spec.side_effects = entry.side_effects.unwrap_or_default();
        spec.status_message.clone_from(&entry.status_message);
        spec.once = entry.once.unwrap_or_default();
        spec.background = entry.runs_in_background(event, self.post);
        spec.liveness = self.liveness(entry.enabled.unwrap_or(true));
        let key = (spec.event.clone(), spec.id.clone(), line);
        self.remarks.concern(first, [key]);
        self.hooks.push(spec);
    }

    /// Reports a name below `[hooks.other]` that was probably meant for one of our events.
    fn doubt_event(&mut self, event: &EventName, slots: &[Slot]) {
        let (EventName::Other(name), Some(first)) = (event, slots.first()) else {
            return;
        };
        let Some(meant) = event_meant_by(name, &self.options.agents) else {
            return;
        };
        let start = first.start.unwrap_or_default();
        let span = start..self.line_end(start);
        let flaw = Flaw::new(DiagnosticCode::UnknownEvent, &span, meant.message);
        let flaw = flaw.with_help(Words::ours(meant.help)).with_about(&**name);
        self.say(match meant.severity {
            Severity::Error => flaw,
            _ => flaw.into_warning(),
        });
    }

    /// Warns about mistakes in a matcher, because with a wrong matcher the guard would silently never run.
    fn doubts(&mut self, matcher: &MatcherToml, slot: &Slot) {
        // Once the limit of remarks is reached, a further warning would not be shown, so do not look for further
        // warnings.
        let Some(span) = slot
            .matcher
            .clone()
            .filter(|_| self.remarks.unshown.is_empty())
        else {
            return;
        };
        for doubt in doubts(matcher, &self.options.agents) {
            let flaw = Flaw::new(DiagnosticCode::BadMatcher, &span, doubt.message);
            self.say(flaw.with_help(doubt.help).into_warning());
        }
    }

    /// Converts `notify` to its hook and adds the hook.
    fn notify(&mut self, notify: &NotifyToml, start: Option<usize>) {
        let source = self.source(start);
        match notify.lower(self.options.scope, source, &self.folder) {
            Ok(mut spec) => {
                spec.liveness = self.liveness(true);
                self.hooks.push(spec);
            }
            Err(problem) => self.error(
                start.unwrap_or_default(),
                DiagnosticCode::BadValue,
                &format!("notify: {problem}"),
            ),
        }
    }

    /// Returns whether a hook runs. The file's own settings (`enabled`, `disable_all`) come first: trusting the project
    /// would not change them.
    fn liveness(&self, enabled: bool) -> Liveness {
        let off = |reason: &str| Liveness::NotLive {
            cause: Cause::Disabled,
            reason: reason.to_owned(),
        };
        if self.disabled {
            off(SET_IN_OWN_FILE)
        } else if !enabled {
            off(DISABLED)
        } else {
            self.options.liveness.clone()
        }
    }

    /// Returns the place of an entry in its file. An embedded table has no lines, so its entries have line 0.
    fn source(&self, start: Option<usize>) -> Source {
        let line = start.map_or(0, |start| self.remarks.line(self.text, start));
        Source::line_of(Arc::clone(&self.options.file), line)
    }

    /// Reports an error of the entry that begins at `start`.
    fn error(&mut self, start: usize, code: DiagnosticCode, message: &str) {
        let span = start..self.line_end(start);
        self.say(Flaw::new(code, &span, message.to_owned()));
    }

    /// Returns the end of the line that contains the byte `start`.
    fn line_end(&self, start: usize) -> usize {
        self.text.get(start..).map_or(start, |rest| {
            start + rest.lines().next().unwrap_or_default().len()
        })
    }

    /// Adds a remark about the file.
    fn say(&mut self, flaw: Flaw) {
        self.remarks.say(self.text, flaw);
    }
}
