//! `SessionEnd`: a session ended.

event_body! {
    /// A session ended.
    SessionEnd {
        /// Why: `clear`, `logout`, `prompt_input_exit`, `other`.
        reason: String,
    } then {}
}
