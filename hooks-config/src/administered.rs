//! The administrator's demands on every load: whether hooks of projects and plugins may run, and which hooks must be
//! present.

use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Liveness, OnFailure, Scope, Source};
use hooks_types::text::short_name;
use hooks_types::{EventName, Failure, HookSpec};

use crate::native::{TableKeys, TrustPolicy};
use crate::options::LoadOptions;

/// The demands that administrators make in their native files: a trust policy and required hooks.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Administered {
    /// The policy for hooks of projects and plugins. If several files set a policy, this is the strictest policy;
    /// `None` if no file sets one.
    trust: Option<TrustPolicy>,
    /// The names of required hooks, with the files that require them.
    require: Vec<(String, Arc<PathBuf>)>,
}

impl Administered {
    /// Adds the demands of a file that the administrator manages. Ignores every other file.
    pub(crate) fn heed(&mut self, keys: &TableKeys, options: &LoadOptions) {
        if options.scope != Scope::Managed {
            return;
        }
        self.trust = self.trust.max(keys.trust);
        let names = keys.require.iter().flatten();
        let required = names.map(|name| (name.clone(), Arc::clone(&options.file)));
        self.require.extend(required);
    }

    /// Adds the demands that another load found. If both loads found a trust policy, the stricter policy applies.
    pub(crate) fn append(&mut self, other: Self) {
        self.trust = self.trust.max(other.trust);
        self.require.extend(other.require);
    }

    /// Returns whether the administrator forbids all hooks of projects and plugins.
    pub(crate) fn denies(&self) -> bool {
        self.trust == Some(TrustPolicy::Deny)
    }

    /// Returns whether the user must agree to each hook. If so, a permission for a whole root (such as a project
    /// folder) has no effect.
    pub(crate) fn asks(&self) -> bool {
        self.trust.is_some()
    }

    /// Switches off all hooks of projects and plugins.
    pub(crate) fn deny(&self, hooks: &mut [HookSpec]) {
        let reason = "the administrator does not allow hooks of projects and plugins";
        let cause = Cause::TrustDenied;
        hold(hooks, &cause, reason);
    }

    /// Holds back all hooks of projects and plugins until the user agrees to each hook. A permission for a whole root
    /// (such as a project folder) has no effect.
    pub(crate) fn take_permission(&self, hooks: &mut [HookSpec]) {
        let reason = "the administrator requires the user's consent to each hook";
        hold(hooks, &Cause::Untrusted, reason);
    }

    /// Returns stand-ins for the required hooks that are not live (able to run). A stand-in always fails and so blocks.
    /// Each missing hook gets one stand-in for each gate (an event that can block). A hook of a project or plugin does
    /// not meet the demand, even if it has the required name.
    pub(crate) fn missing(&self, hooks: &[HookSpec]) -> Vec<HookSpec> {
        // Do not count a hook of a project or plugin. Otherwise a cloned repository could meet the demand with a
        // harmless hook of the required name.
        let is_there = |name: &str| {
            hooks.iter().any(|hook| {
                hook.id == name
                    && !hook.scope.needs_trust()
                    && hook.liveness == Liveness::Live
                    && !matches!(hook.handler, Handler::Unusable(_))
            })
        };
        let missing = self.require.iter().filter(|(name, _)| !is_there(name));
        missing
            .flat_map(|(name, file)| on_every_gate(name, file))
            .collect()
    }
}

/// Switches off the hooks of projects and plugins that are live or wait for trust. A hook that is off for another
/// reason, for example because of `enabled = false`, keeps that reason.
fn hold(hooks: &mut [HookSpec], cause: &Cause, reason: &str) {
    for hook in hooks.iter_mut().filter(|hook| hook.scope.needs_trust()) {
        let waits = match &hook.liveness {
            Liveness::Live => true,
            Liveness::NotLive { cause, .. } => *cause == Cause::Untrusted,
            _ => false,
        };
        if waits {
            hook.liveness = Liveness::NotLive {
                cause: cause.clone(),
                reason: reason.to_owned(),
            };
        }
    }
}

/// Builds one hook for each gate (an event that can block). The hook always blocks, because the required hook `name` is
/// missing.
fn on_every_gate(name: &str, file: &Arc<PathBuf>) -> Vec<HookSpec> {
    // The administrator's file names the required hook but not its event. So each event that can block gets a stand-in:
    // an ordinary hook that always fails. Its `on_failure` turns the failure into a block, so the router needs no
    // special case.
    let gates = EventName::ALL.iter().filter(|event| event.traits().gates());
    let spec = |event: &EventName| {
        let shown = short_name(name);
        let message = format!(
            "the administrator requires a hook `{shown}`, but no hook of this name is loaded"
        );
        let failure = Failure::new(Cause::RequiredMissing, message);
        HookSpec::new(name, event.clone(), Handler::Unusable(failure))
            .with_on_failure(OnFailure::Block)
            .with_scope(Scope::Managed)
            .with_source(Source::line_of(Arc::clone(file), 0))
    };
    gates.map(spec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_missing_hook_is_quoted_in_one_bounded_line() {
        let name = "a\u{2028}hooks: all is well\u{202e}".to_owned() + &"long".repeat(1_000);
        let hooks = on_every_gate(&name, &Arc::new("/etc/hooks.toml".into()));
        let Handler::Unusable(failure) = &hooks[0].handler else {
            panic!("it always fails");
        };
        assert!(!failure.message.contains(hooks_types::text::is_unseen));
        assert!(failure.message.chars().count() < 500);
    }
}
