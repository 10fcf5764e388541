//! `AfterAgent`: the agent finished a turn.

event_body! {
    /// The agent finished a turn. Hooks only observe it.
    AfterAgent {
        /// Identifies the conversation.
        thread_id: String,
        /// Identifies the turn that ended.
        turn_id: String,
    } then {
        /// What the user said in this turn.
        input_messages: Vec<String>,
        /// The agent's last message, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_assistant_message: Option<String>,
    }
}
