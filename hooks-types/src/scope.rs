//! The origin of a hook, and the rights that follow from it.

use serde::{Deserialize, Serialize};

words! {
    /// The origin of a hook, from the highest scope to the lowest: `Managed`, `Session`, `User`, `Project`, `Plugin`.
    /// In comparisons, the highest scope is the smallest value.
    ///
    /// A lower scope adds hooks and restrictions. It never disables, replaces, reorders or shortens a hook of a higher
    /// scope: see [`Scope::binds`].
    #[derive(Default, PartialOrd, Ord, Serialize, Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "snake_case")]
    #[non_exhaustive]
    Scope {
        /// An administrator.
        Managed = "managed",
        /// The running session: command-line flags and the embedding agent.
        Session = "session",
        /// The user's own configuration.
        #[default]
        User = "user",
        /// Files of the project.
        Project = "project",
        /// A plugin or extension.
        Plugin = "plugin",
    }
}

impl Scope {
    /// Returns the index of the scope in [`Scope::ALL`].
    pub fn place(self) -> usize {
        self as usize
    }

    /// Returns whether a setting of this scope that disables or limits hooks applies to hooks of the scope `other`. It
    /// applies to hooks of this scope and of lower scopes.
    pub fn binds(self, other: Self) -> bool {
        // The derived order follows the variants, and the highest scope is the first variant. So a higher scope has a
        // smaller value.
        self <= other
    }

    /// Returns whether people other than the user write the scope's files. Hooks from these files do not run and cannot
    /// grant anything until the user trusts them.
    pub fn needs_trust(self) -> bool {
        self >= Self::Project
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_ordered_from_the_administrator_down_to_plugins() {
        assert!(Scope::ALL.is_sorted());
        for (place, scope) in Scope::ALL.iter().enumerate() {
            assert_eq!(scope.place(), place);
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.code());
        }
    }

    #[test]
    fn a_scope_binds_itself_and_those_below() {
        assert!(Scope::User.binds(Scope::User));
        assert!(Scope::User.binds(Scope::Plugin));
        assert!(!Scope::User.binds(Scope::Session));
        assert!(!Scope::Project.binds(Scope::User));
    }

    #[test]
    fn only_what_comes_with_other_peoples_work_needs_trust() {
        let needing: Vec<_> = Scope::ALL
            .iter()
            .filter(|scope| scope.needs_trust())
            .collect();
        assert_eq!(needing, [&Scope::Project, &Scope::Plugin]);
    }
}
