//! The algorithm that encodes a report with an event's table, the same for all agents.
//!
//! [`Plan`] has two phases. First every part that the event cannot express becomes a block or is left out, in the order
//! that the event's table gives. Then the outcome is final, and its keys are written.
//!
//! The output is never silently weaker than the report: a part that cannot be expressed becomes a stricter part, or a
//! note on stderr says that it was left out.

use hooks_types::Report;
use hooks_types::answer::OutcomeKind;
use hooks_types::wire::HookOutput;
use serde_json::{Value, json};

use super::{Block, Keys, Part, Reply, Slot, Stop, Unfit, Voice, Ways};

/// The key of an object in the output of Claude Code and similar agents. The object must contain the event's name.
const SPECIFIC: &str = "hookSpecificOutput";

impl Reply<'_> {
    /// Returns the output and the exit code of a hook. `replacement` maps the content in the report (such as a new
    /// input) to the agent's fields.
    pub(crate) fn say(
        &self,
        voice: &'static Voice,
        ways: Ways,
        replacement: impl FnOnce(&Value) -> Result<Value, Unfit>,
    ) -> HookOutput {
        // Whether the keys of a block include a key for the replacement. If not, a block is printed without the
        // replacement.
        let shows = match ways.block {
            Block::Keys(keys) => keys.iter().any(|(_, slot)| matches!(slot, Slot::Content)),
            _ => false,
        };
        let content = self.report.content.as_ref();
        let content = content.filter(|_| shows || self.report.outcome != OutcomeKind::Block);
        let mut plan = Plan {
            voice,
            what: self.replaced(),
            ways,
            report: self.report,
            outcome: self.report.outcome,
            message: self.report.message.clone(),
            replacement: content.map(replacement),
            object: json!({}),
            says_context: false,
            says_stop: false,
            unsaid: Vec::new(),
        };
        // Handle the replacement first: a part that cannot be expressed becomes a block, and a block changes which of
        // the other parts are written.
        plan.take_replacement();
        let gates = self.payload.event.name().traits().gates();
        for part in ways.order {
            plan.settle(part, gates);
        }
        plan.say_outcome();
        plan.say_beside();
        let reads_stderr = self.tools.dialect.output_rules().reads_stderr;
        plan.print(&self.form.event, reads_stderr)
    }
}

/// The output under construction.
struct Plan<'a> {
    /// How the agent's texts are joined and worded.
    voice: &'static Voice,
    /// A word for the part of the event that the replacement replaces, such as `prompt`.
    what: &'static str,
    /// What the event's output can express.
    ways: Ways,
    /// The report to print.
    report: &'a Report,
    /// The outcome to print, which can be stricter than the report's outcome.
    outcome: OutcomeKind,
    /// The reason of the outcome.
    message: Option<String>,
    /// The replacement, or why it cannot be printed; `None` if there is no replacement, or if a block takes its place.
    replacement: Option<Result<Value, Unfit>>,
    /// The object to print.
    object: Value,
    /// Whether the texts for the model are already in the object.
    says_context: bool,
    /// Whether a key in the object already ends the run.
    says_stop: bool,
    /// The parts that could not be expressed. The flag says whether the part became a block.
    unsaid: Vec<(Part, bool)>,
}

impl Plan<'_> {
    /// Makes the outcome a block if the replacement is unusable. Makes the outcome "proceed" if a modification has no
    /// replacement that can be printed.
    fn take_replacement(&mut self) {
        match &self.replacement {
            Some(Err(Unfit::Unusable(reason))) => self.block(reason.clone()),
            None | Some(Err(Unfit::Ignored)) if self.outcome == OutcomeKind::Modify => {
                self.outcome = OutcomeKind::Proceed;
            }
            _ => {}
        }
    }

    /// Turns a part that the event cannot express into a block, or leaves it out. `gates` says whether the event
    /// precedes an action that a block would prevent.
    fn settle(&mut self, part: Part, gates: bool) {
        let stop = self.report.stop.clone();
        let blocked = self.outcome == OutcomeKind::Block;
        match (part, stop, self.ways.stop) {
            (Part::Ask, ..) if self.outcome == OutcomeKind::Ask && self.cannot_ask() => {
                let reason = self.voice.instead_of_asking(self.message.as_deref());
                self.tighten(part, reason);
            }
            (Part::Replacement, ..) => {
                if let Some(Err(Unfit::Unsayable(content))) = &self.replacement {
                    let message = self.message.as_deref();
                    self.tighten(part, self.voice.instead_of(self.what, message, content));
                }
            }
            (Part::Stop, Some(reason), Stop::Blocks) if !blocked => self.tighten(part, reason),
            // An agent that ends its run can still finish the current action, which this hook guards. So block the
            // action too.
            (Part::Stop, Some(reason), Stop::Keys(_)) if gates && !blocked => self.block(reason),
            (Part::Stop, Some(_), Stop::Blocks | Stop::LeftOut) => self.leave_out(part),
            (Part::Stop, Some(reason), Stop::BlocksGates) => {
                self.leave_out(part);
                if gates && !blocked {
                    // The replacement is still printed, because the agent can ignore the block on this event.
                    self.outcome = OutcomeKind::Block;
                    self.message = Some(reason);
                }
            }
            (Part::Stop, Some(_), Stop::DropsBlock) => self.outcome = OutcomeKind::Proceed,
            _ => {}
        }
    }

    /// Returns whether the question must become a block. An agent that asks by itself on empty output shows its user
    /// the original input. So a question about a replaced input becomes a block too.
    fn cannot_ask(&self) -> bool {
        match self.ways.ask {
            None => true,
            Some(keys) => keys.is_empty() && self.replacement.is_some(),
        }
    }

    /// Turns a part into a block, and records the part: a note will mention it.
    fn tighten(&mut self, part: Part, reason: String) {
        // In some agents, on some events, a block is only feedback and prevents nothing. The note must then not say
        // that the call was blocked.
        let blocks = !matches!(self.ways.block, Block::Feedback(_));
        self.unsaid.push((part, blocks));
        self.block(reason);
    }

    /// Leaves a part out, and records it: a note will mention it.
    fn leave_out(&mut self, part: Part) {
        self.unsaid.push((part, false));
    }

    /// Makes the outcome a block; an existing block keeps its reason.
    fn block(&mut self, reason: String) {
        if self.outcome != OutcomeKind::Block {
            self.outcome = OutcomeKind::Block;
            self.message = Some(reason);
        }
        self.replacement = None;
    }

    /// Writes the keys of the outcome.
    fn say_outcome(&mut self) {
        match self.outcome {
            OutcomeKind::Block => return self.say_block(),
            OutcomeKind::Ask => match self.ways.ask {
                None | Some([]) => self.leave_out(Part::Ask),
                Some(keys) => self.say(keys),
            },
            OutcomeKind::Allow | OutcomeKind::Modify => match self.ways.allow {
                Some(keys) => self.say(keys),
                // An allow without a grant does not skip the question to the user, so to the agent it means the same as
                // empty output. A grant would skip the question, so only a grant that is left out gets a note.
                None if self.report.grants => self.leave_out(Part::Allow),
                None => {}
            },
            OutcomeKind::Proceed => {}
        }
        // Some agents go on only with an explicit permission. So write the permission, unless the user is to be asked.
        if self.outcome != OutcomeKind::Ask {
            self.say(self.ways.proceed);
        }
        match self.replacement {
            Some(Ok(_)) if !self.ways.replace.is_empty() => self.say(self.ways.replace),
            Some(_) => self.leave_out(Part::Replacement),
            None => {}
        }
    }

    /// Writes the keys of a block. If the block is expressed by exit code 2, writes nothing.
    fn say_block(&mut self) {
        // Codex ignores a block without a reason, and Claude Code needs a reason on a stop event. So these two agents
        // get a default reason. All other agents (with a `Voice::agent`) get an empty reason.
        let no_reason = self.voice.agent.map_or("blocked by a hook", |_| "");
        self.message.get_or_insert_with(|| no_reason.to_owned());
        let (keys, heard) = match self.ways.block {
            Block::Keys(keys) | Block::Feedback(keys) => (keys, true),
            Block::Unheard(keys) => (keys, false),
            Block::Exit2 => return,
            Block::Exit2Unheard => (self.ways.replace, false),
        };
        self.say(keys);
        if !heard {
            self.leave_out(Part::Block);
        }
    }

    /// Writes the parts that are printed whatever the outcome is.
    fn say_beside(&mut self) {
        let (report, ways) = (self.report, self.ways);
        if let (Stop::Keys(keys), Some(_)) = (ways.stop, &report.stop) {
            self.say(keys);
        }
        if !report.context.is_empty() && !self.says_context {
            self.say_or_leave_out(ways.context, Part::Context);
        }
        if !report.notices.is_empty() {
            self.say_or_leave_out(ways.notice, Part::Notice);
        }
        if !report.env.is_empty() {
            self.say_or_leave_out(ways.env, Part::Env);
        }
    }

    /// Writes a part under its keys, or notes that it was left out.
    fn say_or_leave_out(&mut self, keys: Option<Keys>, part: Part) {
        match keys {
            Some(keys) => self.say(keys),
            None => self.leave_out(part),
        }
    }

    /// Writes each key whose slot has a value. In a key with a dot, the part before the dot names an object, which is
    /// created if necessary.
    fn say(&mut self, keys: Keys) {
        for (path, slot) in keys {
            if let Some(value) = self.value(path, *slot) {
                let mut place = &mut self.object;
                for key in path.split('.') {
                    place = &mut place[if key.is_empty() { SPECIFIC } else { key }];
                }
                *place = value;
            }
        }
    }

    /// Returns the value for a slot; `None` means that the key is left out.
    fn value(&mut self, path: &str, slot: Slot) -> Option<Value> {
        let report = self.report;
        let texts: Vec<String> = match slot {
            Slot::Word(word) => return Some(word.into()),
            Slot::Flag(flag) => return Some(flag.into()),
            Slot::Message => return self.message.clone().map(Value::from),
            Slot::Content => return self.replacement.clone()?.ok(),
            Slot::StopReason => return report.stop.clone().map(Value::from),
            Slot::Interrupt => {
                self.says_stop = report.stop.is_some();
                return report.stop.as_ref().map(|_| true.into());
            }
            Slot::Env => return Some(json!(report.env)),
            Slot::Notices => self.notices(path),
            Slot::Context => report.context.clone(),
            Slot::MessageAndContext => self
                .message
                .iter()
                .chain(&report.context)
                .cloned()
                .collect(),
        };
        self.says_context |= !matches!(slot, Slot::Notices);
        (!texts.is_empty()).then(|| texts.join(self.voice.separator).into())
    }

    /// Returns the texts for the user, preceded by the text that is already under `key`.
    fn notices(&self, key: &str) -> Vec<String> {
        let notices = match self.voice.notices_once {
            true => self.report.notices.clone(),
            false => vec![self.report.notices.join(self.voice.separator)],
        };
        // In Gemini CLI and Cursor, this key can already hold the reason of a question to the user. Keep the reason in
        // front of the notices.
        let said = self.object.get(key).and_then(Value::as_str);
        let mut texts: Vec<String> = said.map(str::to_owned).into_iter().collect();
        for notice in notices {
            if !texts.contains(&notice) {
                texts.push(notice);
            }
        }
        texts
    }

    /// Returns the finished output: progress lines, the object, the notes, and the exit code.
    fn print(mut self, event: &str, reads_stderr: bool) -> HookOutput {
        if let Some(specific) = self.object.get_mut(SPECIFIC) {
            // Claude Code and Codex refuse the object if it does not name its event.
            specific["hookEventName"] = event.into();
        }
        self.unsaid
            // A denied permission with `interrupt` ends the run too, so the request to end the run needs no note.
            .retain(|(part, _)| *part != Part::Stop || !self.says_stop);
        let mut output = HookOutput::new(Vec::new(), self.voice.notes(&self.unsaid, event));
        let mut print = |line: Value| output.stdout.extend(format!("{line}\n").into_bytes());
        let notices = self.report.notices.iter();
        for notice in notices.filter(|_| self.voice.progress_lines) {
            print(json!({"type": "progress", "message": notice}));
        }
        // Notes are printed on stderr. An agent that reads stderr when stdout is empty would read the notes as the
        // answer. So print an empty object on stdout.
        let notes_are_read = reads_stderr && !self.unsaid.is_empty();
        if self.voice.always_answers || notes_are_read || self.object != json!({}) {
            print(self.object);
        }
        let exits = matches!(self.ways.block, Block::Exit2 | Block::Exit2Unheard);
        if exits && self.outcome == OutcomeKind::Block {
            output.exit_code = 2;
            output.stderr = format!("{}\n", self.message.unwrap_or_default()).into_bytes();
        }
        output
    }
}
