//! `Interrupt`: the user interrupted the agent.

event_body! {
    /// The user interrupted the agent while it worked. Hooks only observe it.
    #[derive(Default)]
    Interrupt {} then {
        /// What was interrupted, or how, if the agent knows that.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
}
