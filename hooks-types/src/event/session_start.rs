//! `SessionStart`: a session began.

event_body! {
    /// A session began. Hooks may add context for the model.
    SessionStart {
        /// How the session began: `startup`, `resume`, `clear`, `compact`.
        source: String,
    } then {}
}
