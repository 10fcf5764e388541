//! Explains why hooks do not run: below each hook, or once for several hooks of one project or plugin that wait for
//! the same decision.

use hooks_config::{
    Diagnostic, Loaded, LoadedRoot, Severity, changed_data, place_of_same_hook, place_when_trusted,
};
use hooks_router::Listed;
use hooks_types::EventName;
use hooks_types::report::Cause;
use hooks_types::text::{path_in_sentence, short_name, visible_line};

use super::{Decision, root_of};
use crate::advice::sentence;
use crate::configuration::Survey;
use crate::show::{NOTABLE, paragraph, quoted_paragraph, styled_lines};
use crate::trust::shown_state;

/// Hooks that wait for the same decision, in groups of two or more.
pub(super) struct Undecided<'a> {
    roots: &'a [LoadedRoot],
    groups: Vec<Group<'a>>,
}

/// Several hooks of one project or plugin that share the reason why they do not run.
struct Group<'a> {
    root: &'a LoadedRoot,
    cause: &'a Cause,
    /// The reason that all hooks of the group share. For changed hooks it can name the file that changed.
    reason: Option<&'a str>,
    count: usize,
}

impl<'a> Undecided<'a> {
    /// Groups the hooks that a person has to decide about.
    pub(super) fn of(listed: &'a [Listed], survey: &'a Survey) -> Self {
        let roots = &survey.loaded.roots;
        let mut groups: Vec<Group<'_>> = Vec::new();
        for hook in listed {
            let Some(cause) = hook.cause.as_ref().filter(|cause| is_about_trust(cause)) else {
                continue;
            };
            // A hook without a command to type joins no group, because a group's paragraph consists of that command. A
            // hook whose entry has an error joins no group either, because it cannot be trusted.
            let has_command = hook.fix.is_some() && hook.kind != UNUSABLE;
            let file = hook.file.as_deref().filter(|_| has_command);
            let Some(root) = file.and_then(|file| root_of(file, roots)) else {
                continue;
            };
            let known = groups.iter_mut().find(|group| group.holds(hook, root));
            match known {
                Some(group) => group.count += 1,
                None => groups.push(Group {
                    root,
                    cause,
                    reason: hook.reason.as_deref(),
                    count: 1,
                }),
            }
        }
        // Drop a group of one hook, because that hook's own row says everything.
        groups.retain(|group| group.count > 1);
        Self { roots, groups }
    }

    /// Returns why a hook does not run, and what to type. For a hook of a group, returns only the cause, because
    /// [`text`](Self::text) prints the rest.
    pub(super) fn why_not(&self, hook: &Listed) -> Option<WhyNot> {
        let file = hook.file.as_deref();
        let root = file.and_then(|file| root_of(file, self.roots));
        let mut groups = self.groups.iter();
        let group = root.and_then(|root| groups.find(|group| group.holds(hook, root)));
        match group {
            Some(group) => Some(WhyNot {
                text: format!("{}: see below", shown_cause(group.cause, group.reason)),
                has_command: false,
            }),
            None => why_not(hook),
        }
    }

    /// Returns a paragraph for each group: the number of hooks, the project or plugin, and what to type.
    pub(super) fn text(&self, survey: &Survey, trust_given: bool, room: Option<usize>) -> String {
        let mut text = String::new();
        for group in &self.groups {
            let whose = match &group.root.root.plugin {
                Some(plugin) => format!("the plugin {}", short_name(&plugin.name)),
                None => path_in_sentence(&group.root.root.path),
            };
            let moved = group.reason.and_then(place_when_trusted);
            let elsewhere = group.reason.and_then(place_of_same_hook);
            let why = match (group.cause, moved) {
                (Cause::Changed, Some(from)) => {
                    format!("do not run: the project was at {from} when you trusted it")
                }
                (Cause::Changed, None) => "changed since you trusted them".to_owned(),
                (Cause::Untrusted, _) if elsewhere.is_some() => format!(
                    "are not trusted here yet; the same hooks are trusted in {}, but trust is for one folder",
                    elsewhere.unwrap_or_default()
                ),
                (Cause::Revoked, _) => "do not run: you revoked their trust".to_owned(),
                _ => "are not trusted yet".to_owned(),
            };
            let mut decision = Decision::of(group.root, group.cause, survey, trust_given);
            decision.is_moved = moved.is_some();
            decision.data = group.reason.and_then(changed_data);
            let decision = decision.text("them");
            let said = format!(
                "{}: {} hooks of {whose} {why}; {decision}",
                shown_cause(group.cause, group.reason),
                group.count
            );
            text += &styled_lines(NOTABLE, &paragraph(&said, 0, room));
        }
        text
    }
}

impl Group<'_> {
    /// Returns whether the hook belongs to this group: the hook's file is in the group's root, and the hook does not
    /// run for the group's reason.
    fn holds(&self, hook: &Listed, root: &LoadedRoot) -> bool {
        std::ptr::eq(self.root, root)
            && hook.cause.as_ref() == Some(self.cause)
            && hook.reason.as_deref() == self.reason
    }
}

/// Returns the words that the list shows for a cause.
fn shown_cause(cause: &Cause, reason: Option<&str>) -> String {
    shown_state(&cause.to_string(), reason).to_owned()
}

/// Returns whether a decision about trust would let the hook run.
pub(super) fn is_about_trust(cause: &Cause) -> bool {
    matches!(cause, Cause::Untrusted | Cause::Changed | Cause::Revoked)
}

/// Returns whether a hook waits for a decision about trust and cannot get it, because its entry has an error.
pub(super) fn is_unusable_too(hook: &Listed) -> bool {
    hook.kind == UNUSABLE && hook.cause.as_ref().is_some_and(is_about_trust)
}

/// Returns why the hook does not run, and what to type. `None` if there is nothing to explain.
fn why_not(hook: &Listed) -> Option<WhyNot> {
    let reason = visible_line(hook.reason.as_deref().unwrap_or_default());
    let mut parts = Vec::new();
    match &hook.cause {
        Some(cause) => {
            let cause = shown_cause(cause, hook.reason.as_deref());
            parts.push(format!("{cause}: {reason}"));
        }
        None if reason.is_empty() => {}
        None => parts.push(reason),
    }
    parts.extend(hook.fix.clone());
    let why = parts.join("; ");
    if why.is_empty() {
        return None;
    }
    Some(WhyNot {
        text: why,
        // A cure about trust is a command of ours. Other cures come from a finding, which can quote a name that
        // contains a command. So only a cure about trust is shown as a command.
        has_command: hook.fix.is_some() && hook.cause.as_ref().is_some_and(is_about_trust),
    })
}

/// The kind of a hook whose entry has an error.
pub(super) const UNUSABLE: &str = "unusable";

/// Returns a description of the error in the entry of a hook that is not trusted. The description quotes nothing of the
/// file, because texts that quote an untrusted file were removed when it was loaded.
pub(crate) fn also_unusable(event: &EventName, id: &str, source: &str, loaded: &Loaded) -> String {
    let errors = loaded.diagnostics.iter().filter(|found| {
        let is_error = found.lowered || found.severity == Severity::Error;
        is_error && source.starts_with(&found.file.display().to_string())
    });
    let is_own = |found: &&Diagnostic| found.is_of_hook_at(event, id, source);
    // Several entries can be in one line, so the line alone decides only about a problem that names no hook.
    let is_at = |found: &&Diagnostic| {
        let place = format!("{}:{}", found.file.display(), found.line);
        place == source && !found.is_of_a_hook()
    };
    let found = errors.clone().find(is_own);
    let found = found.or_else(|| errors.clone().find(is_at));
    let said = found.map_or_else(String::new, |found| {
        format!(": line {}: {}", found.line, sentence(found))
    });
    format!(
        "; its entry has an error, so the hook can neither be trusted nor run{said} (`hooks check` shows the line)"
    )
}

/// The explanation why a hook does not run, and how to change that.
pub(super) struct WhyNot {
    text: String,
    /// Whether the text ends with a command of ours, which is then shown on a line of its own. Always false if the text
    /// can quote a file, because the file could imitate our command.
    has_command: bool,
}

impl WhyNot {
    /// Lays out the explanation. Only a command of ours gets a line of its own.
    pub(super) fn laid_out(&self, indent: usize, room: Option<usize>) -> String {
        match self.has_command {
            true => paragraph(&self.text, indent, room),
            false => quoted_paragraph(&self.text, indent, room),
        }
    }
}
