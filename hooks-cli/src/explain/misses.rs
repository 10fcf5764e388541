//! Adds two facts to an explanation: which hooks are for a misspelt name of the call's event, and which hooks have a
//! matcher that does not match, although another cause already keeps them from running.

use hooks_config::Loaded;
use hooks_router::{Explanation, NearMiss};
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Liveness};
use hooks_types::text::{quoted, visible_line};
use hooks_types::{EventName, HookSpec, Payload};

use crate::advice::{of_untrusted_matcher, sentence, without_event};
use crate::engine::explaining;
use crate::list::also_unusable;

/// The maximum number of hooks with a misspelt event that get a sentence; hooks beyond this number are only counted.
const MISNAMED: usize = 3;

/// The maximum length, in characters, of a hook's id in a sentence about a misspelt event. The id is a stranger's text,
/// so its length is bounded.
const QUOTED: usize = 60;

/// Returns a sentence for each hook that would match, but whose event is a misspelt name of the event that was fired.
/// After the first few, the last sentence counts the rest.
pub(crate) fn misnamed(loaded: &Loaded, payload: &Payload) -> Vec<String> {
    let hooks = loaded.hooks_despite_errors().to_vec();
    let mut explanation = explaining(hooks).explain(payload);
    name_missing_events(&mut explanation, loaded);
    let near = explanation.near.iter();
    let slips = near.filter(|near| matches!(near.event, EventName::Other(_)));
    let slips: Vec<&NearMiss> = slips.collect();
    let named = slips.iter().take(MISNAMED).map(|near| {
        let (id, source) = (
            quoted(near.id.as_bytes(), QUOTED),
            visible_line(&near.source),
        );
        format!(
            "`{id}` ({source}) did not run: {}",
            visible_line(&near.reason)
        )
    });
    let mut said: Vec<String> = named.collect();
    if let (Some(last), Some(more @ 1..)) = (said.last_mut(), slips.len().checked_sub(MISNAMED)) {
        *last += &format!("; and {more} more");
    }
    said
}

/// Replaces the reason of each hook whose agent has no event of the name in the hook's entry. The new reason is the
/// diagnostic, which names the agent's own event.
pub(super) fn name_missing_events(explanation: &mut Explanation, loaded: &Loaded) {
    let hooks = loaded.hooks_despite_errors().iter();
    let dead = hooks.filter_map(|spec| Some((spec, without_event(spec, loaded)?)));
    for (spec, found) in dead {
        let of_spec = |near: &&mut NearMiss| {
            near.event == spec.event && near.id == spec.id && near.source == spec.source.to_string()
        };
        for near in explanation.near.iter_mut().filter(of_spec) {
            near.reason = sentence(found);
        }
    }
}

/// Adds a second cause to the reason of a hook that is not allowed to run: its matcher does not match either, or its
/// entry has an error. Otherwise a user who permits the hook would wonder why it still does not run.
pub(super) fn add_misses(
    explanation: &mut Explanation,
    hooks: &[HookSpec],
    payload: &Payload,
    loaded: &Loaded,
) {
    for explained in &mut explanation.hooks {
        let of_row = |spec: &&HookSpec| {
            spec.id == explained.id && spec.source.to_string() == explained.source
        };
        // For a hook that changed since it was trusted, `hooks` holds only a stand-in. So look at the entry that the
        // file has now.
        let now = |spec| loaded.as_configured(spec).unwrap_or(spec);
        let waits = explained.cause.as_ref().is_some_and(waits);
        if waits && hooks.iter().filter(of_row).map(now).any(is_unusable) {
            let (id, source) = (&explained.id, &explained.source);
            explained.reason += &also_unusable(&explanation.event, id, source, loaded);
            continue;
        }
        // Only untrusted and disabled hooks get this remark, because the user can remove only these two causes. A hook
        // that changed since it was trusted blocks calls even if its matcher does not match, so the remark would be
        // wrong for it.
        if !matches!(explained.cause, Some(Cause::Untrusted | Cause::Disabled)) {
            continue;
        }
        let copies = hooks.iter().filter(of_row).cloned();
        // Explain a copy of the hook that is allowed to run. If the copy does not match the call, its reason is the
        // reason that a real run would give.
        let live = copies.map(|mut spec| {
            spec.liveness = Liveness::Live;
            spec
        });
        let tried = explaining(live.collect()).explain(payload);
        let [tried] = tried.hooks.as_slice() else {
            continue;
        };
        if tried.cause == Some(Cause::Unmatched) {
            explained.reason += &format!("; it would not match either: {}", tried.reason);
        }
        if explained.cause == Some(Cause::Untrusted) {
            let (id, source) = (&explained.id, &explained.source);
            let said = of_untrusted_matcher(&explanation.event, (id, source), loaded);
            explained.reason += &said.map_or_else(String::new, |said| format!("; {said}"));
        }
    }
}

/// Returns whether a decision of the user can let a hook run that does not run because of `cause`.
fn waits(cause: &Cause) -> bool {
    use Cause::{Changed, Disabled, Revoked, Untrusted};
    matches!(cause, Untrusted | Disabled | Changed | Revoked)
}

/// Returns whether the hook's entry has an error.
fn is_unusable(spec: &HookSpec) -> bool {
    matches!(spec.handler, Handler::Unusable(_))
}
