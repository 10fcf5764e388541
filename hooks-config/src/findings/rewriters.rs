//! Finds pairs of hooks that seem to rewrite the same thing. For such a pair, the order of the hooks decides which
//! rewrite is used.
//!
//! With `strategy = "sequential"` or `"all"` each hook gets the original, and the last of several rewrites is used. A
//! redaction can undo another redaction in this way, and no report calls that an error.

use hooks_types::event::ModifyEffect;
use hooks_types::spec::{Liveness, Role, Strategy};
use hooks_types::text::quoted;
use hooks_types::{EventName, HookSpec};

use super::Finding;
use super::reach::Reach;
use super::script::Scripts;
use super::scripts_say::{REWRITES, says};
use crate::diagnostic::DiagnosticCode;
use crate::format::Agents;

/// The maximum number of rewriters that are compared with each other.
const MOST: usize = 64;

/// The hooks that can run and seem to rewrite something, in load order.
pub(super) struct Rewriters<'h> {
    /// The hooks, each with the tools that its matchers match.
    hooks: Vec<(&'h HookSpec, Reach)>,
}

impl<'h> Rewriters<'h> {
    /// Collects the hooks that seem to rewrite something: their event has content that can be replaced, and their
    /// command or script contains a text that shows a rewrite, such as `"modify"`.
    ///
    /// Validators are left out, because they judge the result and cannot rewrite it. Background hooks are left out,
    /// because they cannot change anything.
    pub(super) fn of(hooks: &'h [HookSpec], agents: &Agents, scripts: &Scripts<'_>) -> Self {
        let rewrites = |hook: &&HookSpec| {
            hook.liveness == Liveness::Live
                && hook.event.traits().modify != ModifyEffect::None
                && hook.role != Role::Validate
                && !hook.background
                && says(hook, REWRITES, scripts)
        };
        // Each hook is compared with each other hook. Limit the number of hooks: a hostile file must not cause
        // quadratic time.
        let found = hooks.iter().filter(rewrites).take(MOST);
        Self {
            hooks: found.map(|hook| (hook, Reach::of(hook, agents))).collect(),
        }
    }

    /// Returns a note about the closest earlier hook whose rewrite this hook replaces.
    ///
    /// Returns `None` if the tools of either hook are uncertain: most pairs of hooks whose tools might overlap do not
    /// overlap, and many false alarms would hide a real conflict.
    pub(super) fn findings(&self, hook: &HookSpec) -> Option<Finding> {
        let at = self
            .hooks
            .iter()
            .position(|(known, _)| std::ptr::eq(*known, hook))?;
        let (_, reach) = &self.hooks[at];
        // In a chain, each hook sees the result of the hook before it, so nothing is lost.
        if hook.strategy == Strategy::Chain || !reach.is_sure() {
            return None;
        }
        // Mention only the nearest earlier hook. That hook gets its own note about the hooks before it.
        let before = self.hooks[..at].iter().rev();
        let mut rivals = before.filter(|(other, _)| other.event == hook.event);
        let (other, shared) = rivals.find_map(|(other, theirs)| {
            let shared = theirs.is_sure().then(|| reach.shared(theirs))?;
            Some((other, shared?))
        })?;
        let name = quoted(other.id.as_bytes(), 60);
        let same = match hook.event {
            EventName::UserPromptSubmit => "the prompt".to_owned(),
            EventName::PostToolUse | EventName::PostToolUseFailure => {
                format!("the output of {shared}")
            }
            _ => format!("the input of {shared}"),
        };
        let message = format!(
            "this hook and `{name}` ({}) both seem to rewrite {same}; each sees the original, so the last one wins",
            other.source
        );
        // Only hooks.toml has the key `strategy`, so suggest it only for a hook in our own format.
        let help = match hook.form.dialect.is_native() {
            true => "`strategy = \"chain\"` lets each hook see the result of the previous hook",
            false => "make both changes in one hook",
        };
        Some(Finding::note(DiagnosticCode::TwoRewriters, "", message).help(help))
    }
}
