//! The guide for agent maintainers, the same text as `docs/guide/` of the repository.

/// Put a gate around your tools, in an hour.
pub mod embed {
    #![doc = include_str!("../guide/embed.md")]
}
/// Let hooks that were written for other agents guard your tools.
pub mod tools {
    #![doc = include_str!("../guide/tools.md")]
}
/// Ask the hooks' questions in your own UI.
pub mod ask {
    #![doc = include_str!("../guide/ask.md")]
}
/// Put subagents behind the same gate.
pub mod subagents {
    #![doc = include_str!("../guide/subagents.md")]
}
/// Reload changed hooks without a restart.
pub mod reload {
    #![doc = include_str!("../guide/reload.md")]
}
/// Test that every way to a tool passes the gate.
pub mod tight {
    #![doc = include_str!("../guide/tight.md")]
}
/// A page about hooks that you can copy for your users.
pub mod hook_docs {
    #![doc = include_str!("../guide/hook-docs.md")]
}
