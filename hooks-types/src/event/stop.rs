//! `Stop`: the agent wants to stop.

event_body! {
    /// The agent wants to stop. Block makes it go on; the message says why.
    #[derive(Default)]
    Stop {} then {
        /// Why it wants to stop, where it knows.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// True when it already goes on because a Stop hook blocked. A session of hooks-router sets it:
        /// an agent leaves it as it is.
        stop_hook_active: bool,
        /// The agent's last message, where it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_assistant_message: Option<String>,
    }
}
