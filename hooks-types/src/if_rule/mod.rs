//! Whether Claude Code's `if`, one permission rule, fits a tool call.

mod glob;
mod rule;
mod shell_parts;
