//! Codex's implementation of the trait [`Dialect`].

use hooks_types::dialect::{ContextLimit, Dialect, DialectOptions, WireForm};
use hooks_types::env::EnvironmentPlan;
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{HookSpec, Payload, SessionMeta};
use serde_json::Value;

use super::events::TABLE;
use super::{TOOLS, payload, speak};
use crate::targets;
use crate::wire::from_tables;

/// The dialect of Codex.
#[derive(Debug)]
pub(crate) struct Codex;

impl Dialect for Codex {
    from_tables!("codex", TABLE, payload::PAYLOADS, TOOLS, speak::speak);

    /// Adds further names under which Codex's matchers find a tool: `Write` and `Edit` for `apply_patch`, `Agent` for
    /// `spawn_agent`.
    fn subjects(&self, _form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let mut subjects = targets::subjects(&TOOLS, event, meta);
        for (name, also) in [
            ("apply_patch", &["Write", "Edit"][..]),
            ("spawn_agent", &["Agent"]),
        ] {
            if !subjects.names.iter().any(|known| known == name) {
                continue;
            }
            for other in also {
                if !subjects.names.iter().any(|known| known == other) {
                    // Several names can match at once. As in Codex, the handler still runs only once (Codex's source).
                    subjects.names.push((*other).to_owned());
                }
            }
        }
        subjects
    }

    /// Limits context to 2,500 tokens of 4 characters each, or to the `additionalContextLimit` of the hook. A longer
    /// text is replaced by its start, its end and the path of a file with the whole text (hooks of codex-rs, output
    /// spill).
    fn context_limit(&self, options: &DialectOptions) -> Option<ContextLimit> {
        let limit = ContextLimit::new(10_000)
            .with_ends(5_000, 5_000)
            .with_spills(true);
        let own = options.get("context_chars").and_then(Value::as_u64);
        Some(match own {
            Some(most) => limit.with_max_chars(usize::try_from(most).unwrap_or(usize::MAX)),
            None => limit,
        })
    }

    /// Sets two variables to the project folder. Codex itself sets neither, but scripts written for Claude Code need
    /// `CLAUDE_PROJECT_DIR`.
    fn environment(&self, _spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
        let meta = &payload.meta;
        let dir = meta.project_dir.as_ref().unwrap_or(&meta.cwd);
        let names = ["CODEX_PROJECT_DIR", "CLAUDE_PROJECT_DIR"];
        EnvironmentPlan::of(names.map(|name| (name, dir.clone())))
    }
}
