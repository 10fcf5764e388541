//! `Stop`: the agent wants to stop.

event_body! {
    /// The agent wants to stop. A block makes the agent continue; the message says why.
    #[derive(Default)]
    Stop {} then {
        /// Why the agent wants to stop, if it gives a reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// True if the agent already continues because a Stop hook blocked. A session of
        /// hooks-router sets this field; the agent does not.
        stop_hook_active: bool,
        /// The agent's last message, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_assistant_message: Option<String>,
    }
}
