//! The environment variables that a hook's dialect sets for the hook, and the file to which hooks
//! of some agents write variables.

use std::collections::BTreeMap;

use crate::cause::{Cause, Failure};
use crate::gates::guards_gate;
use crate::payload::Payload;
use crate::policy::OnFailure;
use crate::spec::HookSpec;
use crate::text::short_name;

/// Maximum length of a variable's value in bytes: half of the 128 KiB that Linux allows for one
/// variable with its name.
const LONGEST: usize = 64 << 10;

/// The variables and the file that a hook's dialect adds to the hook's environment for one payload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnvironmentPlan {
    /// Variables that override inherited variables. The `env` of the hook's command overrides the variables in this
    /// map.
    pub vars: BTreeMap<String, String>,
    /// The name of the variable that holds the path of an empty private file (Claude Code:
    /// `CLAUDE_ENV_FILE`). `hooks_exec::read_env_file` reads the variables that the hook writes
    /// there.
    pub env_file: Option<&'static str>,
}

impl EnvironmentPlan {
    /// Creates a plan with these variables and no file.
    pub fn of<'a>(vars: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let vars = vars.into_iter();
        Self {
            vars: vars.map(|(name, value)| (name.to_owned(), value)).collect(),
            env_file: None,
        }
    }

    /// Checks that every variable can be passed to a process.
    ///
    /// # Errors
    ///
    /// A value contains a NUL byte or is too long. On a gate (an event that can prevent an action) this failure blocks,
    /// because a payload could otherwise prevent a guard from running.
    pub fn check(&self, spec: &HookSpec) -> Result<(), Failure> {
        // Check the values before the program is started. If the start failed, `on_failure` would decide, and could let
        // the call run.
        let problem = |value: &String| match value {
            value if value.contains('\0') => Some("contains a NUL byte"),
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
        let message = format!(
            "the payload's value for the variable `{}` {problem}",
            short_name(name)
        );
        let failure = Failure::new(Cause::EncodeFailed, message);
        Err(match guards_gate(spec) {
            true => failure.with_means(OnFailure::Block),
            false => failure,
        })
    }
}

/// Returns the variables of a hook for a payload. They contain facts of the session that the agent documents (ids,
/// folders), but never the content of the payload, because other processes of the user can read a program's
/// environment.
pub fn environment(spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
    let dialect = spec.form.dialect.get();
    dialect
        .map(|dialect| dialect.environment(spec, payload))
        .unwrap_or_default()
}

/// Returns whether [`environment`] returns an equal plan for every payload of one event in one session. If so, a caller
/// may keep the plan.
pub fn environment_is_of_session(spec: &HookSpec) -> bool {
    // Only the plan of the native dialect can be kept, because its variables hold just the event's name and facts of
    // the session. The variables of other dialects can hold values of one payload.
    spec.form.dialect.is_native()
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
