//! Variables that a hook's dialect sets for it, and the file some agents let hooks write
//! variables to.

use std::collections::BTreeMap;

use crate::cause::{Cause, Failure};
use crate::payload::Payload;
use crate::policy::OnFailure;
use crate::spec::HookSpec;
use crate::wire::guards_gate;

/// The longest value that is passed in a variable: half of what Linux takes.
const LONGEST: usize = 64 << 10;

/// What a hook's dialect adds to its environment for this payload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnvironmentPlan {
    /// Variables, under inherited and above none: the hook's own `env` wins over them.
    pub vars: BTreeMap<String, String>,
    /// Name of a variable that must hold the path of an empty private file; what the hook wrote
    /// there is read with [`read_env_file`](crate::env::read_env_file) (Claude Code: `CLAUDE_ENV_FILE`).
    pub env_file: Option<&'static str>,
}

impl EnvironmentPlan {
    /// These variables, and no file.
    pub fn of<'a>(vars: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let vars = vars.into_iter();
        Self {
            vars: vars.map(|(name, value)| (name.to_owned(), value)).collect(),
            env_file: None,
        }
    }

    /// Checks that every variable can be passed.
    ///
    /// # Errors
    ///
    /// A fact of the session holds a NUL byte or is too long. On a gate that is a block, because a
    /// payload must not keep a guard from being started.
    pub fn check(&self, spec: &HookSpec) -> Result<(), Failure> {
        let problem = |value: &String| match value {
            value if value.contains('\0') => Some("holds a NUL byte"),
            value if value.len() > LONGEST => Some("is longer than 64 KiB"),
            _ => None,
        };
        let found = self
            .vars
            .iter()
            .find_map(|(name, value)| Some((name, problem(value)?)));
        let Some((name, problem)) = found else {
            return Ok(());
        };
        let message = format!("what the payload gives for the variable `{name}` {problem}");
        let failure = Failure::new(Cause::EncodeFailed, message);
        Err(match guards_gate(spec) {
            true => failure.with_means(OnFailure::Block),
            false => failure,
        })
    }
}

/// The variables of a hook for a payload. Never holds payload contents, only facts of the session
/// (ids, folders) that the agent documents.
pub fn environment(spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
    let dialect = spec.form.dialect.get();
    dialect
        .map(|dialect| dialect.environment(spec, payload))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventName;
    use crate::handler::Command;

    #[test]
    fn a_fact_that_no_variable_can_hold_closes_a_gate() {
        let check = |event, value: &str| {
            let spec = HookSpec::command("h", event, Command::argv(["h"]));
            let plan = EnvironmentPlan::of([("SESSION", value.to_owned())]);
            plan.check(&spec)
                .map_err(|failure| (failure.cause, failure.means))
        };
        for value in ["a\0b", &"x".repeat(LONGEST + 1)] {
            let cause = Cause::EncodeFailed;
            let closed = Err((cause.clone(), Some(OnFailure::Block)));
            assert_eq!(check(EventName::PreToolUse, value), closed);
            assert_eq!(check(EventName::SessionStart, value), Err((cause, None)));
        }
        assert_eq!(check(EventName::PreToolUse, &"x".repeat(LONGEST)), Ok(()));
    }
}
