//! Variables that a hook's dialect sets for it, and the file some agents let hooks write
//! variables to.

use std::collections::BTreeMap;

use crate::payload::Payload;
use crate::spec::HookSpec;

/// What a hook's dialect adds to its environment for this payload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnvironmentPlan {
    /// Variables, under inherited and above none: the hook's own `env` wins over them.
    pub vars: BTreeMap<String, String>,
    /// Name of a variable that must hold the path of an empty private file; what the hook wrote
    /// there is read with [`read_env_file`](crate::read_env_file) (Claude Code: `CLAUDE_ENV_FILE`).
    pub env_file: Option<&'static str>,
}

/// The variables of a hook for a payload. Never holds payload contents, only facts of the session
/// (ids, folders) that the agent documents.
#[must_use]
pub fn environment(spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
    let dialect = spec.form.dialect.get();
    dialect
        .map(|dialect| dialect.environment(spec, payload))
        .unwrap_or_default()
}
