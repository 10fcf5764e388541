//! Checks that hooks are shown the fields by which they judge a call. If a call lacks the field that a guard reads, the
//! guard would read `null` and let the call pass.
//!
//! The check is made on the fields as the agent's hooks see them. The error message contains the line of code with
//! which the embedding agent can declare the right field. A call that fails the check is refused: on a gate (an event
//! before a call) the call is blocked, and on any other event the hook fails.

use hooks_types::ToolInput;
use hooks_types::text::{in_quotes, short_name};
use serde_json::Value;

use crate::identity::is_empty_file;
use crate::known_tools::{Kind, KnownTool};
use crate::normalize::arguments;
use crate::patch;
use crate::project::Projected;
use crate::view::View;

impl View<'_> {
    /// Checks that hooks are shown the fields they read, and that the tool obeys these fields and no others.
    ///
    /// # Errors
    ///
    /// A required field is missing or contradicted; the message names tool, field and cure.
    pub(crate) fn check(&self, shown: &Projected) -> Result<(), String> {
        if let (ToolInput::Function(_) | ToolInput::Custom(_), Some(tool)) =
            (&self.call.input, self.known)
        {
            self.has_required(tool, shown)?;
        }
        self.consistent()
    }

    /// Checks that each group of required fields has a usable value in the input that hooks see. A value is usable if
    /// it is a text (even an empty text, because hooks can judge it), or the list of changes in `edits`.
    fn has_required(&self, tool: &'static KnownTool, shown: &Projected) -> Result<(), String> {
        if self.is_shell()
            && let Err(key) = arguments(&self.fields)
        {
            return Err(format!(
                "`{key}` of `{}` is not a list of words, and hooks of {} read a command as one text",
                short_name(&self.call.tool_name),
                self.tools
            ));
        }
        // Codex's hooks are shown writes and edits as patches. So the call needs a patch, and none of its own fields is
        // required.
        let is_patch = shown.name == "apply_patch" && self.tools.edits_are_patches;
        // Some tools of an agent need different fields than other tools of their kind, for example Gemini CLI's
        // `web_fetch`. So look for the tool itself first.
        let mut special = self.tools.required.iter();
        let required = match special.find(|(name, _)| *name == shown.name) {
            _ if is_patch => Kind::Patch.tool().required,
            Some((_, required)) => required,
            None => tool.required,
        };
        for group in required {
            let told = |field: &&'static str| match shown.input.get(self.tools.field(field)) {
                // Hooks of an agent whose edits are patches parse the text of a free-form call themselves. So such a
                // text is accepted even if it is not a patch.
                Some(Value::String(text)) if is_patch => {
                    patch::is_patch(text) || matches!(self.call.input, ToolInput::Custom(_))
                }
                Some(Value::String(_)) => true,
                // The only list that hooks read is the list of changes (`edits`).
                Some(Value::Array(_)) => *field == "edits",
                _ => false,
            };
            let empty = || is_empty_file(group, shown.input.as_object().unwrap_or(&self.fields));
            if let Some(field) = group.first()
                && !group.iter().any(told)
                && !empty()
            {
                return Err(self.missing(tool, &shown.name, field));
            }
        }
        Ok(())
    }

    /// Returns the message for a missing field, with the declaration that the embedding agent can add.
    fn missing(&self, tool: &KnownTool, name: &str, field: &'static str) -> String {
        let own = &self.call.tool_name;
        let keys: Vec<String> = self
            .fields
            .keys()
            .map(|key| format!("`{}`", short_name(key)))
            .collect();
        let has = match (&self.call.input, keys.is_empty()) {
            (ToolInput::Custom(_), _) => "free-form text".to_owned(),
            (_, true) => "no fields at all".to_owned(),
            (_, false) => keys.join(", "),
        };
        // The example needs a key, so use one of the call's own keys. The user will replace it by the right key.
        let example = self
            .fields
            .keys()
            .next()
            .map_or("its_field", String::as_str);
        format!(
            "hooks of {} read the text `{}` of `{name}`, and the input of `{}` is not known to \
             contain it (it has {has}); name the field: {}, or declare that other agents have no \
             such tool: {}",
            self.tools,
            self.tools.field(field),
            short_name(own),
            declares(own, tool, Some((example, field))),
            declares_apart(own),
        )
    }
}

/// Returns the Rust code with which the embedding agent declares the kind of its tool `own`. If `field` is given, the
/// code also declares that the tool's own key (first) is the canonical field (second).
pub(crate) fn declares(own: &str, tool: &KnownTool, field: Option<(&str, &str)>) -> String {
    let (own, name) = (literal(own), tool.canonical);
    match field {
        Some((own_field, field)) => format!(
            "ToolNames::new().with_alias({own}, \
             ToolAlias::new(\"{name}\").with_field({}, \"{field}\"))",
            literal(own_field)
        ),
        None => format!("ToolNames::new().with_name({own}, \"{name}\")"),
    }
}

/// Returns the Rust code with which the embedding agent declares that no other agent has this tool.
pub(crate) fn declares_apart(own: &str) -> String {
    format!("ToolNames::new().with_own({})", literal(own))
}

/// Writes a name as a Rust string literal. Names of tools and fields come from the model or from an MCP server.
pub(crate) fn literal(name: &str) -> String {
    in_quotes(name, 100)
}

#[cfg(test)]
#[path = "required_fields_tests.rs"]
mod tests;
