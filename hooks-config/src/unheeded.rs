//! Switches (settings that turn hooks off) that are not applied because the user has not trusted their files.
//!
//! The user is never asked about a file without hooks, so a line in such a file must not switch off trusted hooks. A
//! warning tells this to the user who wrote the switch. Before the hooks are trusted, a warning says whether the switch
//! will be applied.

use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::report::Cause;
use hooks_types::spec::Liveness;
use hooks_types::{DialectRef, HookSpec};

use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::format::{FileRead, Switch};
use crate::loaded::Loaded;
use crate::trust::{TrustState, TrustStatus};

/// A switch that turns all hooks off, but is not applied, because the user has not trusted its file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unheeded {
    file: Arc<PathBuf>,
    line: u32,
    /// The name of the switch in the warning: our own words, because nothing of the file is quoted.
    key: &'static str,
    dialect: DialectRef,
    /// The root of the file's project.
    root: PathBuf,
}

impl Unheeded {
    /// Returns the switch (a setting that turns all hooks off) of a file, if it is on and the file's settings may not
    /// take effect.
    pub(crate) fn of(file: &FileRead) -> Option<Self> {
        let Switch {
            value: true,
            span,
            key,
        } = file.switches.disable_all.as_ref()?
        else {
            return None;
        };
        let root = file.place.project_root.clone()?;
        (!file.place.counts_elsewhere()).then(|| Self {
            file: Arc::clone(&file.file),
            line: file.line_of(span),
            key: (*key).unwrap_or("its switch for all hooks"),
            dialect: file.dialect().clone(),
            root,
        })
    }

    /// Returns whether this switch is meant for the hook: the hook has the same format and is in the same project.
    fn is_meant_for(&self, hook: &HookSpec) -> bool {
        let file = hook.source.file.as_deref();
        hook.form.dialect == self.dialect && file.is_some_and(|file| file.starts_with(&self.root))
    }

    /// Makes a warning at the place of the switch.
    fn warn(&self, code: DiagnosticCode, message: &str) -> Diagnostic {
        let place = (self.line, 1);
        Diagnostic::at(code, Severity::Warning, message, &self.file, 0..0, place)
    }

    /// Warns if hooks for which this switch is meant wait for trust. The warning says whether the switch is applied
    /// once these hooks are trusted.
    fn before_trust(&self, loaded: &Loaded) -> Option<Diagnostic> {
        let waits = |hook: &&HookSpec| {
            let liveness = &hook.liveness;
            let untrusted = Cause::Untrusted;
            self.is_meant_for(hook)
                && matches!(liveness, Liveness::NotLive { cause, .. } if *cause == untrusted)
        };
        let mut waiting = loaded
            .hooks_despite_errors()
            .iter()
            .filter(waits)
            .peekable();
        waiting.peek()?;
        let is_own = |hook: &HookSpec| hook.source.file.as_deref() == Some(&*self.file);
        let key = self.key;
        // The settings of a file take effect once all its hooks are trusted.
        let message = match waiting.any(is_own) {
            true => format!(
                "{key} is applied as soon as every hook of this file is trusted; then it turns hooks off"
            ),
            false => format!(
                "{key} is not applied, even if you trust the hooks of this project, because this file has no hooks to trust; only a run with `--trust-project` applies it"
            ),
        };
        Some(self.warn(DiagnosticCode::SwitchedOff, &message))
    }

    /// Returns a warning if this switch is meant for hooks that stay on because the user trusted them, or, if there are
    /// no such hooks, for hooks that wait for trust.
    fn warning(&self, loaded: &Loaded) -> Option<Diagnostic> {
        let is_meant =
            |hook: &&HookSpec| self.is_meant_for(hook) && hook.liveness == Liveness::Live;
        let was_trusted = |hook: &&HookSpec| {
            let mut all = loaded.trust.iter();
            all.any(|status: &TrustStatus| {
                status.state == TrustState::Trusted
                    && (&status.event, &status.id) == (&hook.event, &hook.id)
            })
        };
        let hooks = loaded.hooks_despite_errors().iter();
        let on = hooks.filter(is_meant).filter(was_trusted).count();
        let hooks = match on {
            0 => return self.before_trust(loaded),
            1 => "1 trusted hook stays on".to_owned(),
            many => format!("{many} trusted hooks stay on"),
        };
        let message = format!(
            "{} is not applied, because this file is not trusted: {hooks}",
            self.key
        );
        let found = self.warn(DiagnosticCode::NoEffect, &message);
        Some(found.with_help(
            "`hooks trust revoke` turns trusted hooks off, and so does the switch in your own settings",
        ))
    }
}

/// Adds a warning for each switch that is meant for trusted hooks, or for hooks that wait for trust.
pub(crate) fn tell_unheeded(loaded: &mut Loaded) {
    let unheeded = loaded.unheeded.iter();
    let found: Vec<Diagnostic> = unheeded.filter_map(|off| off.warning(loaded)).collect();
    loaded.diagnostics.extend(found);
}
