//! The variables that hooks have set for a session's commands.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use hooks_types::spec::Scope;

use crate::fold::Folded;

/// Each variable with the scope of the hook that set it.
#[derive(Debug, Default)]
pub(crate) struct SessionEnv(Mutex<BTreeMap<String, (String, Scope)>>);

impl SessionEnv {
    /// Returns all variables.
    pub(crate) fn values(&self) -> BTreeMap<String, String> {
        let env = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let values = env.iter();
        values
            .map(|(name, (value, _))| (name.clone(), value.clone()))
            .collect()
    }

    /// Adds the variables that a dispatch set. If a hook of a higher scope has already set a variable, the new value
    /// is ignored and removed from `folded`. So a project's hook cannot override a variable that a user's hook has
    /// set.
    pub(crate) fn take_up(&self, folded: &mut Folded) {
        if folded.env.is_empty() {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let scopes = &folded.env_scopes;
        folded.env.retain(|name, value| {
            let scope = scopes.get(name).copied().unwrap_or_default();
            // `<` means a higher scope. A value from a higher scope stays; a value from the same or a lower scope is
            // replaced.
            let higher = known.get(name).is_some_and(|(_, other)| *other < scope);
            if !higher {
                known.insert(name.clone(), (value.clone(), scope));
            }
            !higher
        });
    }
}
