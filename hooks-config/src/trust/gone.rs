//! Adds rows for hooks that were trusted and no longer exist.
//!
//! A guard must not disappear from a file silently. So reports get a row for a missing guard, without a
//! handler to run. The row tells the user that the guard is missing, until the user revokes or forgets
//! the guard.

use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Scope, Source};
use hooks_types::{DialectRef, EventName, Failure, HookSpec};

use super::decision::GoneHook;
use super::found::HookFile;
use super::permit::held;
use super::state::{TrustState, TrustStatus};
use crate::loaded::Loaded;

/// A project or plugin in a load. Its trusted hooks that the load does not find are reported as gone.
#[derive(Debug)]
pub(crate) struct Owner {
    /// The path under which the store keeps the hooks of this project or plugin.
    pub(crate) place: PathBuf,
    /// The plugin's name; `None` for a project.
    plugin: Option<String>,
    /// The formats that the load looked for in this project or plugin; empty if the whole plugin is gone.
    dialects: Vec<DialectRef>,
}

impl Owner {
    /// Creates an owner in which the load has not looked for any files yet.
    pub(crate) fn new(place: PathBuf, plugin: Option<String>) -> Self {
        Self {
            place,
            plugin,
            dialects: Vec::new(),
        }
    }

    /// Records that files of this format were looked for in this project or plugin.
    pub(crate) fn looked_for(&mut self, dialect: &DialectRef) {
        if !self.dialects.contains(dialect) {
            self.dialects.push(dialect.clone());
        }
    }

    /// Returns whether the load would have found the hook if it still existed. A load that leaves out a format must not
    /// report the hooks of that format as gone.
    pub(super) fn would_hold(&self, gone: &GoneHook) -> bool {
        let Some(dialect) = gone.dialect.as_deref() else {
            // An entry of an earlier version names no format. Report its hook as gone: a false report is better than a
            // guard that is lost silently.
            return true;
        };
        self.dialects.is_empty() || self.dialects.iter().any(|known| known.name() == dialect)
    }

    /// Returns the project or plugin (the owner) that a file belongs to.
    pub(super) fn of(file: &HookFile) -> Self {
        let plugin = file.plugin.as_ref().map(|plugin| plugin.name.clone());
        Self::new(file.place.clone(), plugin)
    }
}

/// Adds a row for a hook that is gone: it never runs, but the user sees that a guard is missing. `why` is the reason to
/// show if the file exists but could not be read completely.
pub(super) fn add_gone(loaded: &mut Loaded, owner: &Owner, gone: GoneHook, why: Option<&str>) {
    let GoneHook {
        file,
        event,
        id,
        dialect,
    } = gone;
    let event = EventName::named(&event);
    let nothing = Handler::Unusable(Failure::new(Cause::Gone, "it no longer exists"));
    let source = Source::line_of(Arc::new(owner.place.join(&file)), 0);
    let scope = match owner.plugin {
        Some(_) => Scope::Plugin,
        None => Scope::Project,
    };
    let mut spec = HookSpec::new(id.clone(), event.clone(), nothing)
        .with_scope(scope)
        .with_source(source);
    // The store keeps the name of the agent's format, but not the agent's name for the event. So use our name for it.
    if let Some(dialect) = dialect {
        spec = spec.with_form(WireForm::new(
            DialectRef::named(&dialect),
            event.wire_name(),
        ));
    }
    loaded.push(held(spec, TrustState::Gone, why));
    loaded.trust.push(TrustStatus {
        root: owner.place.clone(),
        plugin: owner.plugin.clone(),
        file,
        event,
        id,
        state: TrustState::Gone,
        live: false,
        fingerprint: None,
        remark: None,
    });
}
