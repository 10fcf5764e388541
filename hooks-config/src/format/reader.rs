//! Collects the hooks and remarks of one file while it is read.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::near::nearest;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Liveness, OnFailure, Source, Strategy};
use hooks_types::text::{one_line, short_name};
use hooks_types::wire::guards_gate;
use hooks_types::{EventName, Failure, HookSpec};

use super::agent::AgentFiles;
use super::fields::{Fields, Text};
use super::place::Place;
use super::switches::Switches;
use super::tree::{Member, Span};
use crate::bounds::{MOST_MATCHED, most_hooks, too_many_hooks};
use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::flaw::Flaw;
use crate::remarks::Remarks;
use crate::switched_off::retire;
use crate::words::Words;

/// A hook and the place of its entry.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Entry {
    /// The hook.
    pub spec: HookSpec,
    /// The byte range of the hook's entry.
    pub span: Span,
    /// The agent's own identifier for the hook's position in its file, if the agent has one.
    pub position: Option<String>,
}

impl Entry {
    /// Returns whether the hook may currently run.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.spec.liveness == Liveness::Live
    }

    /// Switches off a hook that could run. The hook is then only listed. A hook that is already off keeps its reason.
    pub fn retire(&mut self, cause: &Cause, reason: &str) {
        retire(&mut self.spec, cause, reason);
    }
}

/// The kind of object whose keys are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Level {
    /// An entry that is a handler itself, without a group around it. Also any object that is neither a group nor a
    /// handler.
    Entry,
    /// A group: an object with a matcher and a list of handlers.
    Group,
    /// A handler in the list of a group.
    Handler,
}

/// Keys that handlers have in the format of every agent with groups.
const OF_HANDLERS: [&str; 3] = ["type", "command", "timeout"];

/// The keys of groups.
const OF_GROUPS: [&str; 2] = ["matcher", "hooks"];

/// A point in the reading of a file: how many hooks and remarks came before it.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// The number of hooks that were kept before this point.
    entries: usize,
    /// The number of remarks that were made before this point.
    remarks: usize,
}

/// The state of reading one file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reader<'t> {
    /// The file's place, with the scope, trust and folders that the file's hooks inherit from it.
    pub place: &'t Place,
    /// The file's text.
    pub text: &'t str,
    /// The file's settings that apply to more than one hook.
    pub switches: Switches,
    /// The agent whose format the file has.
    pub(super) agent: &'static AgentFiles,
    /// The hooks so far.
    pub(super) entries: Vec<Entry>,
    /// The remarks so far.
    pub(super) remarks: Remarks,
    /// The error about a limit that the file's hooks exceeded. If it is set, nothing of the file is used.
    pub(super) beyond: Option<Flaw>,
    /// The total size in bytes of the hooks' matchers so far.
    matched: usize,
    /// The kind of object that is being read, for advice about keys that belong in an object of a
    /// different kind.
    level: Level,
    /// The keys that the agent's reader has looked up in handlers so far. These are the keys that a handler may have.
    of_handlers: BTreeSet<&'static str>,
    /// The number of hooks per event, for naming unnamed hooks.
    hooks: HashMap<EventName, usize>,
}

impl<'t> Reader<'t> {
    /// Starts reading a text.
    pub(super) fn new(text: &'t str, agent: &'static AgentFiles, place: &'t Place) -> Self {
        Self {
            place,
            text,
            switches: Switches::default(),
            agent,
            entries: Vec::new(),
            remarks: Remarks::of(Arc::new(place.path.clone()), text),
            beyond: None,
            matched: 0,
            level: Level::Entry,
            of_handlers: BTreeSet::from(OF_HANDLERS),
            hooks: HashMap::new(),
        }
    }

    /// Returns the agent's name as messages show it.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.agent.title()
    }

    /// Returns the hook that was kept last.
    pub fn last_entry(&mut self) -> Option<&mut Entry> {
        self.entries.last_mut()
    }

    /// Returns a mark of the current point of reading, for [`concern`](Self::concern).
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark {
            entries: self.entries.len(),
            remarks: self.remarks.shown.len(),
        }
    }

    /// Records that all remarks since the mark are about the hooks that were kept since the mark. A remark that already
    /// names its hooks is not changed.
    pub fn concern(&mut self, since: Mark) {
        let kept = self.entries.get(since.entries..).unwrap_or_default();
        let keys = kept.iter().map(|entry| {
            (
                entry.spec.event.clone(),
                entry.spec.id.clone(),
                entry.spec.source.line,
            )
        });
        self.remarks.concern(since.remarks, keys);
    }

    /// Returns the number of errors reported so far.
    #[must_use]
    pub fn errors(&self) -> usize {
        let error = |found: &&Diagnostic| found.severity == Severity::Error;
        self.remarks.shown.iter().filter(error).count()
    }

    /// Reports something about a part of the text.
    pub fn say(
        &mut self,
        severity: Severity,
        code: DiagnosticCode,
        span: &Span,
        message: impl Into<Words>,
    ) {
        let mut flaw = Flaw::new(code, span, message);
        flaw.severity = severity;
        self.remarks.say(self.text, flaw);
    }

    /// Reports something that cannot be used.
    pub fn error(&mut self, code: DiagnosticCode, span: &Span, message: impl Into<Words>) {
        self.say(Severity::Error, code, span, message);
    }

    /// Reports something that does not have the effect it seems to have.
    pub fn warn(&mut self, code: DiagnosticCode, span: &Span, message: impl Into<Words>) {
        self.say(Severity::Warning, code, span, message);
    }

    /// Reports information; nothing is wrong.
    pub fn note(&mut self, code: DiagnosticCode, span: &Span, message: impl Into<Words>) {
        self.say(Severity::Note, code, span, message);
    }

    /// Sets the hook or the event that the most recent remark is about.
    pub fn about(&mut self, about: &str) {
        self.remarks.about(about);
    }

    /// Adds a suggestion to the most recent remark.
    pub fn help(&mut self, help: impl Into<Words>) {
        self.remarks.help(help);
    }

    /// Creates a hook of this file. The hook is switched on, but it is unusable until the caller sets its handler.
    #[must_use]
    pub fn spec(&self, event: EventName, agent_event: &str, span: &Span) -> HookSpec {
        // Other agents fail open and run all hooks of an event at once, unless their documentation says otherwise. So
        // begin with that behavior; the agent's reader changes what differs.
        let nothing = Handler::Unusable(Failure::new(Cause::NotUsable, "no handler"));
        let line = self.remarks.line(self.text, span.start);
        let mut spec = HookSpec::new("", event, nothing)
            .with_form(WireForm::new(self.agent.dialect, agent_event))
            .with_on_failure(OnFailure::Proceed)
            .with_strategy(Strategy::All);
        spec.scope = self.place.scope;
        spec.source = Source::line_of(Arc::clone(&self.remarks.file), line);
        spec
    }

    /// Keeps a hook. If it has no name, it is named after its event and position.
    pub fn keep(&mut self, mut spec: HookSpec, span: &Span) {
        // The limit shrinks with the length of the place's paths, because each hook gets copies of these paths.
        let most = most_hooks(self.place.longest());
        if self.entries.len() >= most {
            let first = || too_many_hooks(most, span.start);
            // Only record the error here. The rest of the file is still read, but afterwards all its hooks are dropped.
            self.beyond.get_or_insert_with(first);
            return;
        }
        // Count named hooks too: `Stop[2]` must always be the third hook of its event.
        let before = self.hooks.entry(spec.event.clone()).or_default();
        if spec.id.is_empty() {
            spec.id = format!("{}[{before}]", spec.event);
        }
        *before += 1;
        self.entries.push(Entry {
            spec,
            span: span.clone(),
            position: None,
        });
    }

    /// Keeps a hook. If reading it failed, keeps it as unusable.
    pub fn keep_read(&mut self, spec: HookSpec, span: &Span, read: Result<(), Flaw>) {
        match read {
            Ok(()) => self.keep(spec, span),
            Err(flaw) => {
                self.flaw(&flaw);
                self.keep_unusable(spec, span, &flaw);
            }
        }
    }

    /// Counts a matcher that is copied to each of `hooks` hooks. The total size of a file's copies is limited, because
    /// even a short file could use much memory for them.
    ///
    /// # Errors
    ///
    /// The matchers of the file are too large in total.
    pub fn copies(&mut self, matcher: Text<'_>, hooks: usize) -> Result<(), Flaw> {
        let bytes = matcher.text.len().saturating_mul(hooks);
        self.matched = self.matched.saturating_add(bytes);
        if self.matched <= MOST_MATCHED {
            return Ok(());
        }
        let message = "the matchers of this file are too long for so many handlers";
        Err(Flaw::new(DiagnosticCode::BadValue, matcher.span, message))
    }

    /// Warns that the file has no `hooks`.
    pub fn no_hooks(&mut self) {
        let message = "there is no `hooks` in this file, so it configures no hooks";
        self.warn(DiagnosticCode::MissingKey, &(0..0), message);
    }

    /// Keeps a hook whose entry was refused: it is listed and always fails. If its event can block, the hook blocks
    /// every call that its matcher matches, because the entry might have been a guard.
    pub fn keep_unusable(&mut self, mut spec: HookSpec, span: &Span, flaw: &Flaw) {
        spec.handler = Handler::Unusable(Failure::new(Cause::NotUsable, one_line(&flaw.message)));
        if guards_gate(&spec) {
            spec.on_failure = OnFailure::Block;
            // A background hook cannot block. This hook must block, so do not run it in the background.
            spec.background = false;
        }
        self.keep(spec, span);
    }

    /// Reports a flaw that makes it unknown which hooks the file was meant to define. If the user named
    /// the file (`--config`) or it is the user's own file, no hook of this load may then be
    /// [used](crate::Loaded::forbids_use).
    pub fn lose(&mut self, flaw: &Flaw) {
        self.remarks.lose(self.text, flaw.clone());
    }

    /// Reports a flaw of an entry.
    pub fn flaw(&mut self, flaw: &Flaw) {
        self.remarks.say(self.text, flaw.clone());
    }

    /// Sets the kind of object whose keys are read from here on.
    pub fn at_level(&mut self, level: Level) {
        self.level = level;
    }

    /// Returns advice on where a key belongs, if the key is unknown in this kind of object, but known in the object
    /// around it or inside it.
    fn belongs(&self, key: &str) -> Option<&'static str> {
        match self.level {
            Level::Handler if OF_GROUPS.contains(&key) => {
                Some("it belongs one level up: in the group, beside `hooks`")
            }
            Level::Group if self.of_handlers.contains(key) => {
                Some("it belongs one level down: in each handler of `hooks`")
            }
            _ => None,
        }
    }

    /// Reports the keys of an object that were not read.
    pub fn unread(&mut self, fields: &Fields<'_>, of: &str) {
        if self.level == Level::Handler {
            self.of_handlers.extend(fields.asked());
        }
        for member in fields.unread() {
            self.unknown_key(member, of, fields.asked());
        }
    }

    /// Reports one key that has no effect.
    pub fn unknown_key(&mut self, member: &Member, of: &str, known: &[&'static str]) {
        let (key, shown) = (&member.key, short_name(&member.key));
        let code = DiagnosticCode::UnknownKey;
        // JSON has no comments, so people write comments as keys. A warning about each such key would hide real
        // mistakes, so only make a note.
        if is_comment(key) {
            self.note(
                code,
                &member.key_span,
                format!("`{shown}` is not a key of {of}; read as a comment"),
            );
            return;
        }
        self.warn(
            code,
            &member.key_span,
            format!("unknown key `{shown}` of {of}; it has no effect"),
        );
        if let Some(place) = self.belongs(key) {
            self.help(place);
        } else if let Some(near) = nearest(key, known.iter().copied()) {
            self.help(Words::ours(format!("did you mean `{near}`?")));
        }
    }
}

/// Returns whether people use this key to write comments into JSON.
#[must_use]
pub fn is_comment(key: &str) -> bool {
    key.starts_with("//")
        || key.starts_with(['#', '_'])
        || matches!(
            key,
            "$schema" | "$comment" | "comment" | "description" | "$id"
        )
}
