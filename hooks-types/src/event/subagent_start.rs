//! `SubagentStart`: a subagent began.

event_body! {
    /// A subagent began.
    SubagentStart {
        /// Identifies this run of the subagent.
        agent_id: String,
    } then {
        /// What kind of subagent it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent_type: Option<String>,
    }
}
