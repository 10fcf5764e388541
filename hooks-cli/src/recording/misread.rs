//! Says which part of a hook's answer its agent did not read, and why.

use hooks_types::EventName;
use hooks_types::answer::{HookAnswer, OutcomeKind};
use hooks_types::event::ModifyEffect;
use hooks_types::output::{EXIT_TWO_OVERRIDES, Ending};
use hooks_types::text::{quoted, short_name, visible_json};
use serde_json::{Value, json};

use super::Recorded;
use super::beside::object;
use super::cure::{SUGGESTED, events_that, gates_instead_of, why_not};
use super::meaning::{Lost, Meaning};

/// The maximum length, in characters, of a quotation of an answer in a sentence. The answer is a stranger's text, so
/// its length is bounded.
pub(super) const QUOTED: usize = 80;

impl Recorded {
    /// Describes a part of the answer that the agent did not read as it was meant.
    pub(super) fn misread(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        if self.spec.form.dialect.is_native() {
            let alone = || {
                let said = object(&heard.stdout)?;
                self.reason_alone(&said, &Meaning::of(&said))
            };
            let said = self.not_carried().or_else(|| self.in_own_words());
            return said.or_else(alone);
        }
        let printed = match heard.stdout.trim_ascii() {
            [] if self.reads_either_stream() => &heard.stderr,
            _ => &heard.stdout,
        };
        let meant = Meaning::of(&object(printed)?);
        let id = short_name(&self.spec.id);
        let blocks =
            heard.answer.as_ref().map(|read| read.outcome.kind()) == Some(OutcomeKind::Block);
        // The exit code is the cause, not the object: at exit code 0 the agent would read the object's decision.
        if let (Ending::Exited(2), Some(kind @ (OutcomeKind::Allow | OutcomeKind::Ask)), true) =
            (heard.ending, meant.kind(), blocks)
        {
            return Some(format!(
                "`{id}` answered `{kind}`, but {EXIT_TWO_OVERRIDES}"
            ));
        }
        if (meant.kind(), blocks, heard.ending) == (Some(OutcomeKind::Ask), true, Ending::Exited(0))
        {
            return Some(self.ask_as_block(&id));
        }
        let lost = meant.lost(heard.answer.as_ref());
        if let Ending::Exited(code @ (1 | 3..)) = heard.ending
            && !self.reads_either_stream()
        {
            let kind = meant.kind().map_or("answer", OutcomeKind::code);
            match lost {
                Some(lost) if self.is_read_at_zero(&meant, lost) => {
                    return Some(format!(
                        "`{id}`: its `{kind}` is not read because of its exit code {code}, which is a failure; end \
                         with exit code 0"
                    ));
                }
                // This part of the answer would not be read at exit code 0 either, so the exit code is not the cause.
                Some(_) => {}
                None if matches!(meant.kind(), Some(OutcomeKind::Block | OutcomeKind::Ask)) => {
                    return Some(format!(
                        "`{id}`: its `{kind}` counts although its exit code {code} is a failure; end with exit code \
                         0, so that the run does not fail"
                    ));
                }
                None => return None,
            }
        }
        let lost = lost.or_else(|| self.is_lost_allow(&meant).then_some(Lost::Decision));
        let Some(lost) = lost else {
            let quoted = || self.quoted_false(&object(printed)?, &meant);
            let alone = || self.stop_reason_alone(&object(printed)?, &meant);
            let of_prompt = || self.as_prompt_hook(&object(printed)?, &meant);
            return self
                .odd(&meant)
                .or_else(quoted)
                .or_else(alone)
                .or_else(of_prompt)
                .or_else(|| self.reason_alone(&object(printed)?, &meant));
        };
        let what = self.lost_part(&meant, lost)?;
        let cure = self.cure(&meant, lost);
        let instead = object(printed).filter(|_| lost == Lost::Reason && meant.kind().is_none());
        let instead = instead.and_then(|said| self.keep_working_instead(&said));
        let instead = instead.map_or_else(String::new, |said| format!("; {said}"));
        Some(format!("`{id}` {what}; {cure}{instead}"))
    }

    /// Describes an ask that blocks, because the agent does not ask its user at this event.
    fn ask_as_block(&self, id: &str) -> String {
        let form = &self.spec.form;
        let others = events_that(&form.dialect, OutcomeKind::Ask, &self.spec.event);
        let cure = match others.is_empty() {
            true => String::new(),
            false => format!(
                "; hooks of {} can ask at {}",
                form.dialect,
                others.join(", ")
            ),
        };
        format!(
            "`{id}` answered `ask`, which counts as `block` here: {} does not ask the user at {}{cure}",
            form.dialect,
            short_name(&form.event)
        )
    }

    /// Describes a `continue` whose value is a text such as `"false"`.
    fn quoted_false(&self, said: &Value, meant: &Meaning) -> Option<String> {
        let word = said.get("continue")?.as_str()?;
        if !word.trim().eq_ignore_ascii_case("false") || meant.kind().is_some() {
            return None;
        }
        let stop = Meaning {
            stops: true,
            reason: meant.reason.clone(),
            ..Meaning::default()
        };
        Some(format!(
            "`{}` answers `continue`: `{}`, a text in quotes, but only `false` without quotes ends the run; {}",
            short_name(&self.spec.id),
            quoted(said.get("continue")?.to_string().as_bytes(), QUOTED),
            self.cure(&stop, Lost::Stop)
        ))
    }

    /// Describes the decision of a native hook (one that answers in our own format) if its event does not accept this
    /// decision.
    fn not_carried(&self) -> Option<String> {
        let event = &self.spec.event;
        let said = object(&self.heard.as_ref()?.stdout)?;
        let word = said.get("decision")?.as_str()?;
        if word == OutcomeKind::Modify.code() && !event.traits().carries(OutcomeKind::Modify) {
            return Some(self.modify_not_carried(&said));
        }
        let mut kinds = [OutcomeKind::Block, OutcomeKind::Ask].into_iter();
        let kind = kinds.find(|kind| kind.code() == word && !event.traits().carries(*kind))?;
        let gates = gates_instead_of(event).into_iter();
        let names: Vec<String> = gates
            .filter(|gate| gate.traits().carries(kind))
            .map(|gate| gate.wire_name().to_owned())
            .collect();
        Some(format!(
            "`{}` means to {kind} at {}, but {}; hooks can {kind} at {}",
            short_name(&self.spec.id),
            short_name(event.wire_name()),
            why_not(event),
            names.join(", ")
        ))
    }

    /// Describes a `modify` at an event where a replacement has no effect, or has one only together with an allow.
    fn modify_not_carried(&self, said: &Value) -> String {
        let event = &self.spec.event;
        let id = short_name(&self.spec.id);
        let name = short_name(event.wire_name());
        if event.traits().modify == ModifyEffect::InputWithAllow {
            let content = said.get("content").cloned().unwrap_or(json!({}));
            let answer =
                visible_json(&json!({ "decision": "allow", "content": content }).to_string());
            return format!(
                "`{id}` means to modify at {name}, where new input counts only in an answer that also allows the call: \
                 print {}; at {} `modify` works without an allow",
                quoted(answer.as_bytes(), SUGGESTED),
                EventName::PreToolUse.wire_name(),
            );
        }
        let all = [
            EventName::PreToolUse,
            EventName::PostToolUse,
            EventName::UserPromptSubmit,
        ];
        let can = all
            .iter()
            .filter(|it| it.traits().carries(OutcomeKind::Modify));
        let names: Vec<&str> = can.map(EventName::wire_name).collect();
        format!(
            "`{id}` means to modify at {name}, but nothing can be replaced there; hooks can modify at {}",
            names.join(", ")
        )
    }

    /// Describes a key that was meant for a decision, but whose value is not a decision of any agent. `None` if the
    /// agent read a decision in the answer.
    fn odd(&self, meant: &Meaning) -> Option<String> {
        let (key, value) = meant.odd.as_ref().filter(|_| meant.decision.is_none())?;
        let read = self.heard.as_ref()?.answer.as_ref();
        let is_lost = read.is_none_or(|read| *read == HookAnswer::proceed());
        let blocking = self.blocking_object(key);
        let cure =
            blocking.map_or_else(String::new, |object| format!("; to block, print {object}"));
        let shown = quoted(value.to_string().as_bytes(), QUOTED);
        let form = &self.spec.form;
        is_lost.then(|| {
            format!(
                "`{}` decides nothing: `{key}` is {shown}, which is not a decision at {} ({}){cure}",
                short_name(&self.spec.id),
                short_name(&form.event),
                form.dialect
            )
        })
    }

    /// Describes an answer that has a reason to stop (`stopReason`), but not the key that stops the agent.
    fn stop_reason_alone(&self, said: &Value, meant: &Meaning) -> Option<String> {
        let reason = said.get("stopReason")?.as_str()?;
        if meant.stops || meant.kind().is_some() || reason.is_empty() {
            return None;
        }
        let stop = Meaning {
            stops: true,
            reason: Some(("stopReason".to_owned(), reason.to_owned())),
            ..Meaning::default()
        };
        Some(format!(
            "`{}` gives a `stopReason`, which counts only beside `continue`: `false`; {}",
            short_name(&self.spec.id),
            self.cure(&stop, Lost::Stop)
        ))
    }

    /// Describes an answer in the form that Claude Code reads from a hook of type `prompt` or `agent`.
    fn as_prompt_hook(&self, said: &Value, meant: &Meaning) -> Option<String> {
        if said.get("ok") != Some(&Value::Bool(false)) || meant.kind().is_some() || meant.stops {
            return None;
        }
        let block = Meaning {
            decision: Some((("ok".to_owned(), OutcomeKind::Block), "false".to_owned())),
            reason: meant.reason.clone(),
            ..Meaning::default()
        };
        Some(format!(
            "`{}` answers `ok`: `false`, which Claude Code reads only from hooks of type `prompt` or `agent`; {}",
            short_name(&self.spec.id),
            self.cure(&block, Lost::Decision)
        ))
    }

    /// Says which part of the answer was not read, under which key it is, and why it was not read.
    fn lost_part(&self, meant: &Meaning, lost: Lost) -> Option<String> {
        let form = &self.spec.form;
        let is_refused = self.heard.as_ref()?.answer.is_none();
        let why = match is_refused {
            true => format!("but {} refuses all of its answer", form.dialect),
            false => format!(
                "which is not read at {} ({})",
                short_name(&form.event),
                form.dialect
            ),
        };
        let what = match lost {
            Lost::Decision => {
                let ((key, kind), word) = meant.decision.as_ref()?;
                let word = quoted(word.as_bytes(), QUOTED);
                format!("means to {kind} (`{key}`: `{word}`)")
            }
            Lost::Stop => "means to end the run (`continue`: `false`)".to_owned(),
            Lost::Reason => format!("gives its reason in `{}`", meant.reason.as_ref()?.0),
            Lost::Content => format!("replaces the input in `{}`", meant.content.as_ref()?.0),
            Lost::Context => format!(
                "tells the model something in `{}`",
                meant.context.as_ref()?.0
            ),
            Lost::Notice => format!("tells the user something in `{}`", meant.notice.as_ref()?.0),
        };
        Some(format!("{what}, {why}"))
    }
}
