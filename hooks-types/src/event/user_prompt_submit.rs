//! `UserPromptSubmit`: the user sent a prompt.

event_body! {
    /// The user sent a prompt. A block drops the prompt, a modify replaces it.
    UserPromptSubmit {
        /// The prompt.
        user_message: String,
    } then {}
}
