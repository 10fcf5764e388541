//! The guide for agent maintainers; `docs/guide/` of the repository.

/// A gate around your tools, in an hour.
pub mod embed {
    #![doc = include_str!("../guide/embed.md")]
}
/// Hooks written for other agents guard your tools.
pub mod tools {
    #![doc = include_str!("../guide/tools.md")]
}
/// Questions in your own UI.
pub mod ask {
    #![doc = include_str!("../guide/ask.md")]
}
/// Subagents behind the same gate.
pub mod subagents {
    #![doc = include_str!("../guide/subagents.md")]
}
/// Changed hooks without a restart.
pub mod reload {
    #![doc = include_str!("../guide/reload.md")]
}
/// A test that no way to a tool leads around the gate.
pub mod tight {
    #![doc = include_str!("../guide/tight.md")]
}
/// A page for your users, to copy.
pub mod hook_docs {
    #![doc = include_str!("../guide/hook-docs.md")]
}
