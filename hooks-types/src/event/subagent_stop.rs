//! `SubagentStop`: a subagent wants to stop.

event_body! {
    /// A subagent wants to stop. A block makes the subagent continue; the message says why.
    SubagentStop {
        /// Identifies this run of the subagent.
        agent_id: String,
    } then {
        /// What kind of subagent it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent_type: Option<String>,
        /// True if the subagent already continues because a SubagentStop hook blocked. A session of
        /// hooks-router sets this field; the agent does not.
        stop_hook_active: bool,
        /// The file that holds the subagent's conversation.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent_transcript_path: Option<String>,
        /// The subagent's last message, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_assistant_message: Option<String>,
    }
}
