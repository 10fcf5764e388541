//! Claude Code's implementation of the trait [`Dialect`].

use hooks_types::dialect::{ContextLimit, Dialect, DialectOptions, WireForm};
use hooks_types::env::EnvironmentPlan;
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{HookSpec, Payload, SessionMeta};
use serde_json::Value;

use super::events::TABLE;
use super::{TOOLS, environment, if_rule, payload, speak, subjects};
use crate::wire::from_tables;

/// The option that holds the folders to which paths in an `if` rule can be relative. They depend on the place of the
/// hook's file.
pub(super) const IF_FOLDERS: &str = "if_folders";

/// The dialect of Claude Code.
#[derive(Debug)]
pub(crate) struct Claude;

impl Dialect for Claude {
    from_tables!("claude", TABLE, payload::PAYLOADS, TOOLS, speak::speak);

    /// Returns the names that matchers are tested against, and the call that `if` rules are tested against.
    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        subjects::subjects(form, event, meta)
    }

    /// Evaluates the hook's `if` rule.
    fn fits(&self, options: &DialectOptions, subjects: &Subjects) -> bool {
        let rule = options.get("if").and_then(Value::as_str);
        let folders = options.get(IF_FOLDERS).and_then(Value::as_array);
        let folders = folders.into_iter().flatten().filter_map(Value::as_str);
        let folders: Vec<&str> = folders.collect();
        // A hook without `if` runs on every call that its matcher matches.
        rule.is_none_or(|rule| if_rule::fits(rule, subjects, &folders))
    }

    /// Returns whether the hook's `if` rule cannot be read.
    fn is_unreadable(&self, options: &DialectOptions) -> bool {
        let rule = options.get("if").and_then(Value::as_str);
        rule.is_some_and(if_rule::is_unreadable)
    }

    /// Limits each text to 10,000 characters, including texts for the user. A longer text is replaced by its first
    /// 2,000 characters and the path of a file with the whole text (hook reference, output size).
    fn context_limit(&self, _options: &DialectOptions) -> Option<ContextLimit> {
        Some(
            ContextLimit::new(10_000)
                .with_ends(2_000, 0)
                .with_spills(true)
                .with_notices(true),
        )
    }

    /// Sets the variables that Claude Code sets for its hooks.
    fn environment(&self, spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
        environment::plan(spec, payload)
    }
}
