//! `Interrupt`: the user interrupted the agent.

event_body! {
    /// The user interrupted the agent while it worked. Hooks only observe it.
    #[derive(Default)]
    Interrupt {} then {
        /// What the agent says about the interruption, such as what was interrupted. Absent if it says nothing.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
}
