//! What an agent's tools are called elsewhere, so that matchers and scripts written for other
//! agents fit.

use std::collections::BTreeMap;

/// The agent's tool names, each with the name Claude Code has for such a tool. From there the
/// dialects find their own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToolNames {
    names: BTreeMap<String, ToolAlias>,
}

/// One tool under Claude Code's name, with the fields of its input that are spelled differently.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToolAlias {
    /// Claude Code's name of such a tool: `Bash`, `Write`, `Edit`, `Read` ...
    pub name: String,
    /// The agent's field -> Claude Code's field (`path` -> `file_path`).
    pub fields: BTreeMap<String, String>,
}

impl ToolNames {
    /// No tool has another name.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that the agent's tool `own` is what Claude Code calls `claude`.
    #[must_use]
    pub fn with(self, own: impl Into<String>, claude: impl Into<String>) -> Self {
        self.with_alias(own, ToolAlias::new(claude))
    }

    /// The same with fields that are spelled differently.
    #[must_use]
    pub fn with_alias(mut self, own: impl Into<String>, alias: ToolAlias) -> Self {
        self.names.insert(own.into(), alias);
        self
    }

    /// What Claude Code calls the agent's tool `own`.
    #[must_use]
    pub fn get(&self, own: &str) -> Option<&ToolAlias> {
        self.names.get(own)
    }

    /// Whether no tool has another name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

impl ToolAlias {
    /// A tool whose input has Claude Code's fields.
    #[must_use]
    pub fn new(claude: impl Into<String>) -> Self {
        Self {
            name: claude.into(),
            fields: BTreeMap::new(),
        }
    }

    /// Says that the agent's field `own` is what Claude Code calls `claude`.
    #[must_use]
    pub fn field(mut self, own: impl Into<String>, claude: impl Into<String>) -> Self {
        self.fields.insert(own.into(), claude.into());
        self
    }
}
