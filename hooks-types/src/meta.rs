//! The facts about the session that every payload carries.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::tool_names::ToolNames;

/// Facts of the session, sent with every event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SessionMeta {
    /// Identifies the session; stable for its whole life.
    pub session_id: String,
    /// The session's current folder, absolute. Hooks run there.
    pub cwd: String,
    /// Root of the project, where the session began. Hooks find their files in this folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_dir: Option<String>,
    /// File that holds the conversation so far. Absent and `null` mean the same, as for every
    /// optional field here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcript_path: Option<String>,
    /// The agent's permission mode, in its own words (`default`, `plan`, `acceptEdits` ...).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_mode: Option<String>,
    /// Identifies the turn within the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_id: Option<String>,
    /// The model that answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The subagent in which the event was fired; absent outside of subagents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subagent: Option<Subagent>,
    /// The user's home folder, if the agent knows it. When a hook of another agent sees a path that
    /// begins with `~`, this folder replaces the `~`. The field is never sent.
    #[serde(skip)]
    pub home: Option<String>,
    /// The names that other agents give to this agent's tools. The field is never sent.
    #[serde(skip)]
    pub tools: Arc<ToolNames>,
}

/// The subagent in which an event was fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Subagent {
    /// Identifies this run of the subagent.
    pub id: String,
    /// The kind of the subagent (`Explore`, `code-reviewer` ...).
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl SessionMeta {
    /// Creates the facts of a session that runs in `cwd`.
    pub fn new(session_id: impl Into<String>, cwd: impl Into<String>) -> Self {
        Self {
            session_id: session_id.into(),
            cwd: cwd.into(),
            ..Self::default()
        }
    }

    setters! {
        /// Sets the root folder of the project.
        fn with_project_dir(project_dir: impl Into<String>) = Some(project_dir.into());
        /// Sets the id of the turn.
        fn with_turn_id(turn_id: impl Into<String>) = Some(turn_id.into());
        /// Sets the model.
        fn with_model(model: impl Into<String>) = Some(model.into());
        /// Sets the permission mode.
        fn with_permission_mode(permission_mode: impl Into<String>) = Some(permission_mode.into());
        /// Sets the transcript file.
        fn with_transcript_path(transcript_path: impl Into<String>) = Some(transcript_path.into());
        /// Sets the user's home folder.
        fn with_home(home: impl Into<String>) = Some(home.into());
        /// Sets the names that other agents give to this agent's tools.
        fn with_tools(tools: ToolNames) = Arc::new(tools);
        /// Sets the subagent in which events are fired.
        fn with_subagent(subagent: Subagent) = Some(subagent);
    }
}

impl Subagent {
    /// Creates a subagent run without a kind.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind: None,
        }
    }

    setters! {
        /// Sets the kind.
        fn with_kind(kind: impl Into<String>) = Some(kind.into());
    }
}
