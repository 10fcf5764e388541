//! `SessionEnd`: a session ended.

event_body! {
    /// A session ended.
    SessionEnd {
        /// Why the session ended: `clear`, `logout`, `prompt_input_exit`, `other`.
        reason: String,
    } then {}
}
