//! `SubagentStop`: a subagent wants to stop.

event_body! {
    /// A subagent wants to stop. Block makes it go on; the message says why.
    SubagentStop {
        /// Identifies this run of the subagent.
        agent_id: String,
    } then {
        /// What kind of subagent it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent_type: Option<String>,
        /// True when it already goes on because a SubagentStop hook blocked. A session of hooks-router sets it:
        /// an agent leaves it as it is.
        stop_hook_active: bool,
        /// File that holds the subagent's conversation.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent_transcript_path: Option<String>,
        /// The subagent's last message, where it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_assistant_message: Option<String>,
    }
}
