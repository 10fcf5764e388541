//! `PostCompact`: the conversation was compacted.

event_body! {
    /// The conversation was compacted.
    PostCompact {
        /// What started the compaction: `manual` or `auto`.
        trigger: String,
    } then {
        /// The summary that replaced the conversation.
        #[serde(skip_serializing_if = "Option::is_none")]
        compact_summary: Option<String>,
    }
}
