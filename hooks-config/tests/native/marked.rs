//! Diagnostics with the text that they mark, as a person sees them.

use std::fmt::Write;

use hooks_config::{Diagnostic, LoadOptions, Loaded, parse};

/// Parses a text as if it were in a folder of its own.
pub(crate) fn load(text: &str) -> Loaded {
    parse(
        text,
        &LoadOptions::new("hooks.toml").with_folder("/etc/agent"),
    )
}

/// Renders each diagnostic with its line and the marked part of that line.
pub(crate) fn marked(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut shown = String::new();
    for found in diagnostics {
        let line = text.lines().nth(found.line as usize - 1).unwrap_or("");
        let indent = found.column as usize - 1;
        let rest = line.chars().count().saturating_sub(indent);
        let length = text[found.span.clone()]
            .chars()
            .count()
            .clamp(1, rest.max(1));
        writeln!(
            shown,
            "{found}\n    {line}\n    {:indent$}{}",
            "",
            "^".repeat(length)
        )
        .unwrap();
    }
    shown
}
