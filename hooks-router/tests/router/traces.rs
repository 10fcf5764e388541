//! Spans and events for `tracing`.

use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use hooks_router::{Session, TracingObserver};
use hooks_types::HookAnswer;
use hooks_types::event::PreToolUse;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::support::{call, fire, hook, meta, mocked};

/// Records the names, fields and parents of everything up to a level.
struct Written {
    most: Level,
    text: Arc<Mutex<String>>,
    ids: AtomicU64,
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Written {
    fn add(&self, what: &str, fields: impl FnOnce(&mut Fields<'_>)) {
        let mut text = self.text.lock().unwrap();
        text.push_str(what);
        fields(&mut Fields(&mut text));
        text.push('\n');
    }
}

impl Subscriber for Written {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("hooks_router") && *metadata.level() <= self.most
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let name = span.metadata().name();
        let parent = span
            .parent()
            .map_or(String::new(), |id| format!(" in {}", id.into_u64()));
        self.add(&format!("{name}{parent}"), |fields| span.record(fields));
        Id::from_u64(self.ids.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        self.add("record", |fields| values.record(fields));
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add("event", |fields| event.record(fields));
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

/// Returns the text that is written, up to this level, for a call whose hook says "secret".
async fn written(most: Level) -> String {
    let text: Arc<Mutex<String>> = Arc::default();
    let written = Written {
        most,
        text: Arc::clone(&text),
        ids: AtomicU64::new(0),
    };
    let _default = tracing::subscriber::set_default(written);
    let (router, mut handle) = mocked([hook("guard")]);
    let session: Session = router.with_observer(TracingObserver::new()).session(meta());
    let done = fire(&session, PreToolUse::new(call()));
    let answer = HookAnswer::block("secret reason").with_context("secret context");
    handle.next().await.unwrap().answer(answer);
    let _ = done.await.unwrap();
    let text = text.lock().unwrap();
    text.clone()
}

#[tokio::test]
async fn a_dispatch_and_its_runs_are_spans_with_the_fields_of_their_rows_and_no_contents() {
    let text = written(Level::DEBUG).await;
    for part in [
        "hooks.dispatch",
        "event=PreToolUse",
        "session_id=\"session-1\"",
        "hooks.run in 1",
        "hook=guard",
        "status=Ran",
        "outcome=\"block\"",
        "duration_ms=",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    // Neither the hook's text nor the call's input is written.
    for content in ["secret", "rm"] {
        assert!(!text.contains(content), "{content} is in\n{text}");
    }
}

#[tokio::test]
async fn contents_are_written_at_trace_only() {
    let text = written(Level::TRACE).await;
    for content in ["secret reason", "secret context", "rm"] {
        assert!(text.contains(content), "{content} is not in\n{text}");
    }
}
