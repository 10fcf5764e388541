//! `PreCompact`: the conversation is about to be compacted.

event_body! {
    /// The conversation is about to be compacted. A block prevents the compaction.
    PreCompact {
        /// What starts the compaction: `manual` or `auto`.
        trigger: String,
    } then {
        /// What the user asked the summary to keep.
        #[serde(skip_serializing_if = "Option::is_none")]
        custom_instructions: Option<String>,
    }
}
