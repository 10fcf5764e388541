//! The environment of a hook program: inherited variables, over them those of its dialect, over
//! them its own, and how deep it runs.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use hooks_types::{Cause, EnvironmentPlan, Failure, InheritEnv, quoted};

use super::settings::{DEPTH_VARIABLE, Settings};

/// What to change about the inherited environment.
#[derive(Debug, PartialEq)]
pub(super) struct Variables {
    /// Start from nothing instead of this process's own variables.
    pub(super) clear: bool,
    /// Variables to set.
    pub(super) set: BTreeMap<OsString, OsString>,
    /// `PATH` as the hook will see it.
    pub(super) path: Option<OsString>,
}

/// The host's variables, as they are or as the embedder gave them.
struct HostEnv<'a>(Option<&'a BTreeMap<OsString, OsString>>);

impl HostEnv<'_> {
    fn get(&self, name: &OsStr) -> Option<OsString> {
        match self.0 {
            Some(given) => given.get(name).cloned(),
            None => std::env::var_os(name),
        }
    }
}

/// The variables of a hook.
///
/// # Errors
///
/// Too deep a recursion, and names or values no environment can hold.
pub(super) fn variables(
    settings: &Settings,
    inherit: &InheritEnv,
    plan: &EnvironmentPlan,
    own: &BTreeMap<String, String>,
) -> Result<Variables, Failure> {
    let host = HostEnv(settings.host_env.as_ref());
    let depth = depth(&host, settings.max_depth)?;
    let mut set = BTreeMap::new();
    let clear = match (inherit, &settings.host_env) {
        (InheritEnv::All, None) => false,
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
        // A rule this version does not know inherits nothing.
        _ => true,
    };
    for (name, value) in plan.vars.iter().chain(own) {
        check(name, value)?;
        set.insert(name.into(), value.into());
    }
    set.insert(DEPTH_VARIABLE.into(), depth.to_string().into());
    let path = set.get(OsStr::new("PATH")).cloned();
    let path = path.or_else(|| host.get(OsStr::new("PATH")).filter(|_| !clear));
    Ok(Variables { clear, set, path })
}

/// How deep the hook will run. A marker that is no number is one we did not write: who knows how
/// deep that is.
fn depth(host: &HostEnv<'_>, max: u32) -> Result<u32, Failure> {
    let marker = host.get(OsStr::new(DEPTH_VARIABLE)).unwrap_or_default();
    let above = match marker.to_str() {
        Some("") => Some(0),
        marker => marker.and_then(|text| text.parse::<u32>().ok()),
    };
    match above {
        Some(above) if above < max => Ok(above + 1),
        _ => Err(Failure::new(
            Cause::Recursion,
            format!(
                "hooks start agents that fire hooks, more than {max} deep \
                 ({DEPTH_VARIABLE} is `{}`)",
                quoted(marker.as_encoded_bytes(), 20)
            ),
        )),
    }
}

fn check(name: &str, value: &str) -> Result<(), Failure> {
    let problem = if name.is_empty() || name.contains(['=', '\0']) {
        "has a name that no environment can hold"
    } else if value.contains('\0') {
        "holds a NUL byte"
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
