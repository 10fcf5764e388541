//! What an event and the agent of a hook decide about blocks and failures of the hook.

use crate::cause::{Cause, Failure};
use crate::outcome::OutcomeKind;
use crate::policy::OnFailure;
use crate::spec::HookSpec;

/// Returns the policy for a failure if it is stricter than the hook's `on_failure`, else `None`.
///
/// Some causes block on every gate (an event that can prevent an action). For all other causes the
/// rules of the hook's agent decide. If the hook ran, [`interpret`](crate::output::interpret()) has
/// recorded the policy in the failure; otherwise the hook's dialect is asked.
#[must_use]
pub fn failure_meaning(spec: &HookSpec, failure: &Failure) -> Option<OnFailure> {
    // Check our own rule before the dialect's rule, because a dialect must not weaken our rule.
    if failure.cause.closes_gates() && guards_gate(spec) {
        return Some(OnFailure::Block);
    }
    let by_dialect = || spec.form.dialect.get()?.meaning(spec, &failure.cause);
    failure.means.or_else(by_dialect)
}

/// Returns the failure policy that applies if the hook crashes, for example with exit code 1: the stricter of the
/// hook's `on_failure` and the rules of its agent. After a timeout, other rules can apply.
#[must_use]
pub fn meaning_of_crash(spec: &HookSpec) -> OnFailure {
    let crash = Failure::new(Cause::ExitCode, "");
    failure_meaning(spec, &crash).map_or(spec.on_failure, |means| means.max(spec.on_failure))
}

/// Returns whether an action waits for this hook's answer: the hook's event is a gate, or the hook's agent lets a hook
/// block the event although the event's traits say that it cannot be blocked (Cursor's `subagentStart`).
#[must_use]
pub fn guards_gate(spec: &HookSpec) -> bool {
    spec.event.traits().gates() || refuses(spec)
}

/// Returns whether the hook's agent lets a hook block the event, although the event's traits say that it cannot be
/// blocked.
fn refuses(spec: &HookSpec) -> bool {
    let dialect = spec.form.dialect.get();
    dialect.is_some_and(|dialect| dialect.refuses(&spec.form))
}

/// Returns whether this hook may answer with a block, because the event's traits or the hook's agent let a hook block
/// the event. If only the agent lets a hook block the event (Cursor's `subagentStart`), the block is only reported.
#[must_use]
pub fn carries_block(spec: &HookSpec) -> bool {
    spec.event.traits().carries(OutcomeKind::Block) || refuses(spec)
}
