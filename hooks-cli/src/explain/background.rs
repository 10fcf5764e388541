//! Explains background hooks, for which the agent does not wait, and names the key that makes the agent wait.

use hooks_config::Loaded;
use hooks_types::text::quoted;
use hooks_types::{EventName, HookSpec};

/// The first words of the remark that [`unawaited`] returns.
pub(super) const UNAWAITED: &str = "the agent does not wait for it";

/// Returns why the agent does not wait for a background hook, and how to change that. `None` for any other hook. Also
/// `None` for a hook at a gate (an event at which a block prevents the action), because `hooks check` warns about a
/// background hook there (`background_guard`).
pub(super) fn unawaited(spec: &HookSpec, loaded: &Loaded) -> Option<String> {
    if !spec.background || spec.event.traits().gates() {
        return None;
    }
    let after_a_call = matches!(
        spec.event,
        EventName::PostToolUse | EventName::PostToolUseFailure
    );
    let file = spec.source.file.as_deref();
    // An entry of hooks.toml can name another agent's dialect for its answers. Its keys are still the keys of
    // hooks.toml, so look at the file's format.
    let is_in_ours = file.is_some_and(|file| {
        let mut read = loaded.files.iter();
        read.any(|read| *read.path == *file && read.dialect.is_native())
    });
    let cure = match (is_in_ours, after_a_call) {
        (true, true) => {
            "hooks after a tool call run so by default; `background = false` in its entry, or \
             `post = \"await\"` under [hooks], makes the agent wait"
        }
        (true, false) => "without `background = true` in its entry the agent waits",
        (false, _) => "`async` in its entry, or a rule of its agent, asks for that",
    };
    Some(format!(
        "{UNAWAITED}: its decision does not count, and its texts come with a later \
         event; {cure}"
    ))
}

/// Says that this command waited for a background hook, although an agent would not wait.
pub(crate) fn unawaited_here(spec: &HookSpec) -> String {
    let name = quoted(spec.id.as_bytes(), 60);
    let decision = match spec.event.traits().gates() {
        true => "it cannot block there",
        false => "its decision does not count there",
    };
    let cure = match (spec.form.dialect.is_native(), spec.event.traits().gates()) {
        (true, false) => "; `background = false` in its entry makes the agent wait",
        (true, true) => "; `background = false` in its entry lets its answer count",
        (false, _) => "",
    };
    format!(
        "`{name}` is a background hook: in a session the agent does not wait for it, and {decision}{cure}"
    )
}
