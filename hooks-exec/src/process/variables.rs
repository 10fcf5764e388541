//! The environment of a hook program. Later sources override earlier ones: inherited variables, the variables that the
//! hook's dialect defines, the variables of the hook's entry, and the variable with the depth (how deep hooks and
//! agents are nested).

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use hooks_types::report::Cause;
use hooks_types::spec::InheritEnv;
use hooks_types::text::quoted;
use hooks_types::{Failure, worker};

use super::settings::{DEPTH_VARIABLE, Settings};

/// The folders in which programs are looked up if the hook has no usable `PATH`. Shells have a similar default.
pub(super) const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// The changes to the environment that a hook inherits.
#[derive(Debug, PartialEq)]
pub(super) struct Variables {
    /// If true, the hook inherits no variables. If false, it inherits the variables of this process.
    pub(super) clear: bool,
    /// The variables to set for the hook.
    pub(super) set: BTreeMap<OsString, OsString>,
    /// `PATH` as the hook will see it.
    pub(super) path: Option<OsString>,
}

impl Variables {
    /// Returns a variable as the hook will see it; `None` if it is unset or not UTF-8.
    pub(super) fn text(&self, settings: &Settings, name: &str) -> Option<String> {
        let name = OsStr::new(name);
        let set = self.set.get(name).cloned();
        let value = set.or_else(|| {
            let host = HostEnv(settings.host_env.as_ref());
            host.get(name).filter(|_| !self.clear)
        });
        value?.into_string().ok()
    }
}

/// The host's variables: the variables that the embedder has set, or else the variables of this process.
struct HostEnv<'a>(Option<&'a BTreeMap<OsString, OsString>>);

impl HostEnv<'_> {
    /// Returns the value of a variable that hooks may inherit: from the embedder's variables if there are any, else
    /// from this process.
    fn get(&self, name: &OsStr) -> Option<OsString> {
        match self.0 {
            Some(given) => given.get(name).cloned(),
            None => std::env::var_os(name),
        }
    }
}

/// Computes the variables of a hook.
///
/// # Errors
///
/// The recursion is too deep, or a name or value cannot be part of an environment.
pub(super) fn variables(
    settings: &Settings,
    inherit: &InheritEnv,
    dialects: BTreeMap<String, String>,
    own: &BTreeMap<String, String>,
) -> Result<Variables, Failure> {
    let host = HostEnv(settings.host_env.as_ref());
    // If a hook has started this process, the hook has passed its depth in the environment. The embedder's variables
    // might not contain this depth, so also look it up in the environment of this process.
    let given = settings.host_env.as_ref();
    let given = given.and_then(|given| given.get(OsStr::new(DEPTH_VARIABLE)).cloned());
    let markers = [given, std::env::var_os(DEPTH_VARIABLE)];
    // A hook can start an agent that runs the hook again, which starts a further agent. The limit on the depth ends
    // this recursion.
    let depth = depth(&markers, settings.max_depth)?;
    let mut set = BTreeMap::new();
    let clear = match (inherit, &settings.host_env) {
        // `false` means that no variable is removed: the child inherits the variables of this process, so they need not
        // be copied.
        (InheritEnv::All, None) => false,
        // The embedder's variables replace the variables of this process. So the hook must not inherit any other
        // variables.
        (InheritEnv::All, Some(given)) => {
            set.clone_from(given);
            true
        }
        (InheritEnv::Only(names), _) => {
            let known = names.iter().filter_map(|name| {
                let name = OsString::from(name);
                host.get(&name).map(|value| (name, value))
            });
            set.extend(known);
            true
        }
        // This version does not know the rule, so the hook inherits nothing.
        _ => true,
    };
    // This process might have been started by a worker (a hook program that answers many events). The hooks of this
    // process must not inherit the variable that tells a program to be a worker.
    set.remove(OsStr::new(worker::VARIABLE));
    for (name, value) in dialects {
        check(&name, &value)?;
        set.insert(name.into(), value.into());
    }
    for (name, value) in own {
        check(name, value)?;
        set.insert(name.into(), value.into());
    }
    // Set the depth after the variables of the dialect and of the hook's entry, because these must not override the
    // depth.
    set.insert(DEPTH_VARIABLE.into(), depth.to_string().into());
    let path = set.get(OsStr::new("PATH")).cloned();
    let mut path = path.or_else(|| host.get(OsStr::new("PATH")).filter(|_| !clear));
    // The hook's entry can set `PATH`. So remove relative entries only now, after the variables of the entry were set.
    if let Some(absolute) = path.as_deref().and_then(without_relative) {
        set.insert("PATH".into(), absolute.clone());
        path = Some(absolute);
    }
    Ok(Variables { clear, set, path })
}

/// Removes relative and empty entries from a `PATH`, because they would make a shell or `env` find programs in the
/// project's folder. Returns `None` if the `PATH` has only absolute entries.
fn without_relative(path: &OsStr) -> Option<OsString> {
    // Nearly always all entries are absolute, so check this first. On Unix the check allocates nothing.
    let mut entries = path.as_encoded_bytes().split(|byte| *byte == b':');
    if entries.all(|entry| entry.starts_with(b"/"))
        || std::env::split_paths(path).all(|folder| folder.is_absolute())
    {
        return None;
    }
    let folders = std::env::split_paths(path).filter(|folder| folder.is_absolute());
    // A shell reads an empty `PATH` as the working folder. So use the default instead.
    let absolute = std::env::join_paths(folders).ok();
    let absolute = absolute.filter(|path| !path.is_empty());
    Some(absolute.unwrap_or_else(|| DEFAULT_PATH.into()))
}

/// Returns how deep the hook is nested in hooks and agents: one more than the largest of `markers`, the depths that
/// outer hooks have passed on.
///
/// # Errors
///
/// The depth would exceed `max`. Or a marker is not a number, so it was not written by this crate and the depth is
/// unknown.
fn depth(markers: &[Option<OsString>], max: u32) -> Result<u32, Failure> {
    let mut deepest = 0;
    for marker in markers.iter().flatten().filter(|marker| !marker.is_empty()) {
        let above = marker.to_str().and_then(|text| text.parse::<u32>().ok());
        let Some(above) = above.filter(|above| *above < max) else {
            return Err(too_deep(marker, max));
        };
        deepest = deepest.max(above);
    }
    match deepest < max {
        true => Ok(deepest + 1),
        false => Err(too_deep(OsStr::new(""), max)),
    }
}

/// Makes the failure of a hook that is nested too deep in agents and hooks.
fn too_deep(marker: &OsStr, max: u32) -> Failure {
    Failure::new(
        Cause::Recursion,
        format!(
            "hooks start agents that fire hooks, more than {max} deep ({DEPTH_VARIABLE} is `{}`)",
            quoted(marker.as_encoded_bytes(), 20)
        ),
    )
}

/// Checks that a variable can be part of an environment. Without this check, std would panic, or fail without naming
/// the variable.
fn check(name: &str, value: &str) -> Result<(), Failure> {
    let problem = if name.is_empty() || name.contains(['=', '\0']) {
        "has a name that is not valid in an environment"
    } else if value.contains('\0') {
        "contains a NUL byte"
    } else {
        return Ok(());
    };
    let name = quoted(name.as_bytes(), 60);
    Err(Failure::new(
        Cause::SpawnFailed,
        format!("the variable `{name}` {problem}"),
    ))
}

#[cfg(test)]
#[path = "variables_tests.rs"]
mod tests;
