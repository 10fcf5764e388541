//! The final pass: validators, and hooks of a higher scope than the hook that replaced the content, judge the final
//! content.
//!
//! A hook of a lower scope runs after the guards of higher scopes. Without this pass, it could replace harmless
//! content with content that no guard has judged. So every gate hook of a higher scope that matches the final
//! content, and has not judged it yet, runs on it like a validator. A guard's earlier vote, about the content before
//! the replacement, takes effect too.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use hooks_types::answer::{Note, NoteCode};
use hooks_types::event::ModifyEffect;
use hooks_types::report::Cause;
use hooks_types::spec::{Role, Scope};
use hooks_types::text::short_name;
use hooks_types::wire::EventRef;
use hooks_types::{HookEvent, HookSpec};
use serde_json::Value;

use super::content::{replaceable, replaced};
use super::entry::{Again, Entry, Pass, State};
use super::under_way::{Cancels, Dispatch, Shown};
use crate::select::Selected;

/// A replacement of the event's content by a hook.
struct Change {
    /// The content as it was fired.
    original: Option<Value>,
    /// The final content.
    now: Option<Value>,
    /// The hook that returned the final content.
    by: Arc<HookSpec>,
}

impl Dispatch {
    /// Prepares this dispatch to judge content that a hook of another event has put in place of the original. Only the
    /// final pass is run, with the validators and the hooks of a higher scope than `changed_by`. The remaining hooks
    /// are skipped. Returns `None` if no hook is left.
    pub(crate) fn of_judges(
        mut self,
        changed_by: &Arc<HookSpec>,
        spoke: impl Fn(&Arc<HookSpec>) -> bool,
    ) -> Option<Self> {
        for entry in &mut self.entries {
            // Validators need no selection here: they always judge the final content.
            if entry.spec.role == Role::Validate {
                continue;
            }
            if judges_again(&entry.spec, changed_by.scope) {
                entry.pass = Pass::Final;
                entry.spoke_before = spoke(&entry.spec);
                entry.judges_change = Some(note(changed_by));
            } else {
                let reason = "it has judged this call already; the call was changed after that, and only \
                              validators and hooks of a higher scope judge the change";
                let cause = Cause::JudgedBefore;
                entry.state = State::Skipped(cause, reason.to_owned());
            }
        }
        let judges = |entry: &Entry| entry.pass == Pass::Final;
        self.entries.iter().any(judges).then_some(self)
    }

    /// Runs the hooks that judge the final content, in parallel. A block ends the hooks that come after the blocking
    /// hook.
    pub(super) async fn judge_finally(&mut self, last: &Shown) {
        self.select_judges(last);
        let finals = self.finals.clone();
        if finals.is_empty() {
            return;
        }
        let entries = finals.iter().filter_map(|place| self.entries.get(*place));
        let scopes: Vec<Scope> = entries.map(|entry| entry.spec.scope).collect();
        let context = Arc::clone(&self.context);
        let clock = context.clock.as_ref();
        clock.inspect(|clock| clock.begin(scopes, false));
        self.together(finals, last, Cancels::Behind, Pass::Final)
            .await;
        clock.inspect(|clock| clock.pause());
    }

    /// Collects the hooks that judge the final content.
    fn select_judges(&mut self, last: &Shown) {
        let of_final_pass =
            |(place, entry): (usize, &Entry)| (entry.pass == Pass::Final).then_some(place);
        let entries = self.entries.iter().enumerate();
        self.finals = entries.filter_map(of_final_pass).collect();
        if let Some(by) = self.changed_by.clone().filter(|_| self.is_gate()) {
            let payload = last.payload.payload();
            let (name, event) = (payload.event.name(), EventRef::Payload(payload));
            let index = &self.session.shared().index;
            let change = Change {
                original: replaceable(&self.original.payload.payload().event),
                now: replaceable(&payload.event),
                by,
            };
            let entries = self.entries.iter().enumerate();
            let places: HashMap<usize, usize> =
                entries.map(|(place, entry)| (entry.hook, place)).collect();
            let mut known = HashSet::new();
            // Select hooks again, because a guard that did not match the original content can match the replacement.
            for found in index.select(&name, event, &payload.meta) {
                let Some(spec) = self.session.shared().hooks.get(found.hook).cloned() else {
                    continue;
                };
                // Several hooks can have the same identity. Only the first of them judges, as in the first pass.
                let identity = spec.identity.clone();
                if identity.is_none_or(|identity| known.insert(identity)) {
                    let place = places.get(&found.hook).copied();
                    self.select_judge(found, &spec, place, &change);
                }
            }
        }
        let hook = |place: &usize| self.entries.get(*place).map(|entry| entry.hook);
        // New entries were added at the end, so restore the config order: a block ends the hooks that come later in
        // this order.
        self.finals.sort_by_key(hook);
    }

    /// Adds a hook that matches the final content, if it must judge that content and has not judged it yet.
    fn select_judge(
        &mut self,
        found: Selected,
        spec: &Arc<HookSpec>,
        known: Option<usize>,
        change: &Change,
    ) {
        let again = judges_again(spec, change.by.scope);
        if !again && spec.role != Role::Validate {
            return;
        }
        let place = match known {
            None => {
                self.entries.push(Entry::new(found.hook, Arc::clone(spec)));
                self.entries.len() - 1
            }
            Some(place) => place,
        };
        let judged = self.has_judged(place, change);
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        match &entry.state {
            // The hook judged different content in the first pass, so it runs a second time.
            State::Ran(_) if again && entry.failure.is_none() && !judged => {
                entry.again = Again::Due;
            }
            // Two cases: the hook did not match the original content, or it was skipped as a duplicate of an equal hook
            // that does not match the final content. In both cases the hook runs in the final pass.
            State::Waiting | State::Skipped(Cause::Duplicate, _)
                if known.is_none() || entry.pass == Pass::First =>
            {
                entry.state = State::Waiting;
                entry.pass = Pass::Final;
                entry.failure = found.failure;
                entry.note = found.note;
            }
            _ => return,
        }
        entry.judges_change = again.then(|| note(&change.by));
        self.finals.push(place);
    }

    /// Returns whether the agent waits for the hooks' decision on this event (a gate), and hooks can replace its
    /// content.
    fn is_gate(&self) -> bool {
        let traits = self.original.payload.payload().event.name().traits();
        let replaces = !matches!(traits.modify, ModifyEffect::None | ModifyEffect::Reported);
        traits.gates() && replaces
    }

    /// Returns whether a hook has judged the final content. That is the case if the hook returned this content, or if
    /// the hook was shown this content and did not change it.
    fn has_judged(&self, place: usize, change: &Change) -> bool {
        let Some(finished) = self.entries.get(place).and_then(Entry::finished) else {
            return false;
        };
        let vote = &finished.judged.vote;
        match vote.outcome.content().or(vote.saw.as_ref()) {
            Some(content) => taken(&self.original.payload.payload().event, content) == change.now,
            None => change.original == change.now,
        }
    }
}

/// Returns whether a hook must judge content that a hook of scope `changed_in` has put in place.
fn judges_again(spec: &HookSpec, changed_in: Scope) -> bool {
    spec.role != Role::Validate && !spec.background && spec.scope < changed_in
}

/// Makes the note for the row of a hook that judges content from a different hook.
fn note(by: &HookSpec) -> Note {
    let message = format!(
        "it judged the replacement by the hook `{}` of a lower scope ({})",
        short_name(&by.id),
        by.scope
    );
    Note::new(NoteCode::JudgedChange, message)
}

/// Returns `content` in the form that it has inside an event. Compare contents only in this form, because the same
/// content can be written in several ways.
fn taken(event: &HookEvent, content: &Value) -> Option<Value> {
    replaceable(&replaced(event, content).ok()?)
}
