//! The variables that Claude Code adds to a hook's environment.

use hooks_types::env::EnvironmentPlan;
use hooks_types::{HookSpec, Payload};

/// Events whose hooks may set environment variables for later commands of the session.
const WITH_ENV_FILE: &[&str] = &["SessionStart", "Setup", "CwdChanged", "FileChanged"];

/// Returns the variables for one hook: facts about the session, and the effort level. They never contain the tool's
/// name or input.
pub(super) fn plan(spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
    let meta = &payload.meta;
    let mut plan = EnvironmentPlan::default();
    let mut set = |name: &str, value: &str| {
        plan.vars.insert(name.to_owned(), value.to_owned());
    };
    // The tool's name and input are in no variable, because a hook gets them on stdin only (hook reference).
    set("CLAUDECODE", "1");
    set("CLAUDE_CODE_CHILD_SESSION", "1");
    set("CLAUDE_CODE_SESSION_ID", &meta.session_id);
    // Always set this variable: a script with `set -u` fails if a variable is not set.
    set(
        "CLAUDE_PROJECT_DIR",
        meta.project_dir.as_deref().unwrap_or(&meta.cwd),
    );
    let effort = payload
        .extra
        .get("effort")
        .and_then(|effort| effort.get("level"));
    if let Some(level) = effort.and_then(|level| level.as_str()) {
        set("CLAUDE_EFFORT", level);
    }
    if WITH_ENV_FILE.contains(&spec.form.event.as_str()) {
        // The hook appends `export` lines to the file whose path is in this variable. Later commands of the session
        // source the file.
        plan.env_file = Some("CLAUDE_ENV_FILE");
    }
    plan
}
