//! Code shared by every agent's implementation of [`Dialect`](hooks_types::dialect::Dialect).
//!
//! Most methods of the trait only look up values in the agent's tables. The macro [`from_tables`] generates these
//! methods. An agent's `wire.rs` adds the methods in which the agent differs, such as `subjects`.

/// Implements the methods of [`Dialect`](hooks_types::dialect::Dialect) that read only an agent's
/// tables: events, payloads, tools and output.
///
/// This is a macro because default methods of the trait cannot know the tables, and the trait is public while the
/// tables are not. All paths in the macro are absolute, so a caller needs no imports.
macro_rules! from_tables {
    // This arm is for agents that have one payload per event. It uses the general event name, which is for calls of all
    // kinds.
    ($name:literal, $events:expr, $payloads:expr, $tools:expr, $speak:expr) => {
        $crate::wire::from_tables!($name, $payloads, $tools, $speak);

        fn form(&self, event: &hooks_types::EventName) -> Option<hooks_types::dialect::WireForm> {
            let dialect = hooks_types::DialectRef::of($tools.dialect);
            Some(hooks_types::dialect::WireForm::new(
                dialect,
                $events.name_of(event)?,
            ))
        }

        fn encode(
            &self,
            payload: &hooks_types::Payload,
            form: &hooks_types::dialect::WireForm,
        ) -> Result<Vec<u8>, hooks_types::wire::EncodeError> {
            $payloads.encode(payload, form)
        }
    };
    // This arm is for an agent that has several payloads for one event (Copilot) and implements `form` and `encode`
    // itself.
    ($name:literal, $payloads:expr, $tools:expr, $speak:expr) => {
        fn name(&self) -> &str {
            $name
        }

        fn decode(
            &self,
            bytes: &[u8],
            event: Option<&str>,
        ) -> Result<hooks_types::Payload, hooks_types::wire::DecodeError> {
            $payloads.decode(bytes, event)
        }

        fn speak(
            &self,
            payload: &hooks_types::Payload,
            report: &hooks_types::Report,
        ) -> hooks_types::wire::HookOutput {
            $speak(payload, report)
        }

        fn identity(
            &self,
            event: hooks_types::wire::EventRef<'_>,
            call: &hooks_types::ToolCall,
            meta: &hooks_types::SessionMeta,
        ) -> hooks_types::wire::ToolIdentity {
            $crate::targets::identity(event, call, meta)
        }

        fn content_as_sent(
            &self,
            call: &hooks_types::ToolCall,
            meta: &hooks_types::SessionMeta,
            content: &serde_json::Value,
        ) -> Option<serde_json::Value> {
            $crate::project::content_out(&$tools, call, meta, content).ok()
        }
    };
}
pub(crate) use from_tables;
