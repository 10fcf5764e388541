//! Finds output that a hook printed on a stream or in a format that is not read.

use hooks_types::answer::{Note, NoteCode};
use hooks_types::output::Ending;
use hooks_types::text::{error_of_trace, quoted, short_name, visible_json};
use hooks_types::wire::speak;
use hooks_types::{EventName, Report};
use serde_json::{Value, json};

use super::Recorded;
use super::as_ours::as_ours;
use super::beside::object;
use super::first_lines::first_line;
use super::origin::ends_with_error_of_shell;
use super::own_words::plain_decision;
use crate::bridge::stand_in;

/// The maximum length, in characters, of a quotation of hook output in a sentence. The output is a stranger's text, so
/// its length is bounded.
const QUOTED: usize = 200;

/// Keys that hooks use in answers to agents other than ours. A hook in our own format that uses such a key answers in
/// the wrong format.
const FOREIGN: &[&str] = &[
    "hookSpecificOutput",
    "permissionDecision",
    "permission",
    "continue",
    "stopReason",
    "systemMessage",
];

/// A placeholder for the hook's own text in a suggested answer.
const TEXT: &str = "...";

/// The minimum number of bytes of hook output for a sentence that calls the output large.
const FLOOD: u64 = 4_000_000;

/// Returns whether a note says that the agent's format cannot express a part of the answer.
pub(super) fn is_loss(note: &Note) -> bool {
    note.code == NoteCode::Unsayable
}

/// Returns whether output was probably written for people: it is neither an object nor a list.
pub(super) fn is_plain_text(stdout: &[u8]) -> bool {
    !stdout.is_empty() && !stdout.starts_with(b"{") && !stdout.starts_with(b"[")
}

impl Recorded {
    /// Describes output that is not read: on stderr with exit code 0 or 1, on stdout with exit code 2, as plain text
    /// where only an object is read, or in the format of another agent.
    pub(super) fn unheard(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let id = short_name(&self.spec.id);
        let said = first_line;
        let (stdout, stderr) = (heard.stdout.trim_ascii(), heard.stderr.trim_ascii());
        let misread = self.encoded_twice().or_else(|| self.noise());
        let misread = misread.or_else(|| self.misread());
        let misread = misread.or_else(|| self.in_a_list());
        if let Some(said) = misread.or_else(|| self.formatted()) {
            return Some(said);
        }
        if let Some(said) = self.lost_in_pipe(&id) {
            return Some(said);
        }
        let is_plain = heard.is_no_answer && is_plain_text(stdout);
        if is_plain && heard.ending == Ending::Exited(0) && !self.exports_ours() {
            if let Some(said) = self.lost_quotes() {
                return Some(said);
            }
            let text = String::from_utf8_lossy(stdout);
            let meant = plain_decision(&text).and_then(|kind| Some((kind, self.object_of(kind)?)));
            return Some(match meant {
                Some((kind, answer)) => format!(
                    "`{id}` printed plain text, which is not read at {}; to {kind}, print {answer}",
                    short_name(&self.spec.form.event)
                ),
                None => format!("`{id}` printed plain text, {}", self.read_instead()),
            });
        }
        let blocks_by_two = |stream: &str, text: &[u8]| {
            format!(
                "`{id}` ended with exit code 1, which is a failure; exit code 2 blocks, with \
                 {stream} as the reason: {}{}",
                said(text),
                self.number_in_quotes(stderr)
            )
        };
        if let Some(said) = self.worker_slip().or_else(|| self.unflushed()) {
            return Some(said);
        }
        // If the hook failed because of its shell, a missing terminal or its folder, say only that, because its output
        // follows from that failure.
        if let Some(said) = self.error_of_shell(&id) {
            return Some(said);
        }
        let is_clear = heard.ending == Ending::Exited(127);
        let from_outside = || {
            self.without_terminal(&id)
                .or_else(|| self.without_folder(&id))
        };
        if let Some(said) = (!is_clear).then(from_outside).flatten() {
            return Some(said);
        }
        if let Some(said) = self.last_line(&id) {
            return Some(said);
        }
        if let Some(said) = self.thrown().or_else(|| self.kind_of_module()) {
            return Some(said);
        }
        let at_two = self.two_that_blocks_nothing(&id);
        if let Some(said) = at_two.or_else(|| self.parsed_object(&id)) {
            return Some(said);
        }
        if self.reads_either_stream() {
            // Look at the stream that this agent reads: stderr if stdout is empty. The agent reads an object as the
            // answer at any exit code.
            let (stream, text) = match stdout.is_empty() {
                true => ("stderr", stderr),
                false => ("stdout", stdout),
            };
            let meant = heard.ending == Ending::Exited(1)
                && heard.failed_by_code
                && self.could_block()
                && !text.is_empty()
                && error_of_trace(text).is_none();
            return meant.then(|| blocks_by_two(stream, text));
        }
        if let Some(said) = self.answered_on_stderr() {
            return Some(said);
        }
        if let Some(said) = self.failed_tool() {
            return Some(said);
        }
        match heard.ending {
            Ending::Exited(0) if !stderr.is_empty() => Some(format!(
                "`{id}` ended with exit code 0, so its stderr is not read: {}{}",
                said(stderr),
                self.passed_on()
            )),
            Ending::Exited(2)
                if stderr.is_empty() && !stdout.is_empty() && !stdout.starts_with(b"{") =>
            {
                let is_merged = self.shell_text().is_some_and(|text| text.contains("2>&1"));
                let cure = match is_merged {
                    true => "; remove `2>&1` from the command",
                    false => "",
                };
                Some(format!(
                    "`{id}` ended with exit code 2, whose reason is read from stderr, but printed \
                     on stdout{cure}: {}",
                    said(stdout)
                ))
            }
            Ending::Exited(127) => self.searched_folder(&id),
            // A crash with exit code 1 was not meant as a block, so say nothing.
            Ending::Exited(1)
                if error_of_trace(stderr).is_some() || ends_with_error_of_shell(stderr) =>
            {
                None
            }
            Ending::Exited(1) if stderr.is_empty() && self.could_block() => {
                Some(self.silent_one(&id))
            }
            Ending::Exited(1) if stderr.is_empty() => self.silent_feedback(&id),
            // Exit code 1 was perhaps meant as a block. Say so only at events where a block has an effect.
            Ending::Exited(1) if !stderr.is_empty() && self.chose_one() => {
                Some(blocks_by_two("stderr", stderr))
            }
            Ending::Exited(0) => self.foreign_answer(),
            _ => None,
        }
    }

    /// Describes an answer of a native hook in the form of other agents.
    pub(super) fn foreign_answer(&self) -> Option<String> {
        let key = self.foreign_key()?;
        let id = short_name(&self.spec.id);
        let heard = self.heard.as_ref()?;
        let cure = as_ours(&String::from_utf8_lossy(&heard.stdout));
        let cure = cure.map_or_else(String::new, |answer| {
            format!(", else print {}", quoted(answer.as_bytes(), QUOTED))
        });
        let said = object(&heard.stdout);
        let instead = said.and_then(|said| self.keep_working_instead(&said));
        let cure = instead.map_or(cure.clone(), |instead| format!("{cure}; {instead}"));
        Some(format!(
            "`{id}` uses the form of other agents' answers (`{key}`); `dialect` in its entry names the agent whose format \
             it uses{cure}"
        ))
    }

    /// Returns a sentence with the amount of output, if the hook printed so much that reading the output takes
    /// noticeable time.
    pub(super) fn flood(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let id = short_name(&self.spec.id);
        let megabytes = heard.total / 1_000_000;
        let is_cut = heard.total > (heard.stdout.len() + heard.stderr.len()) as u64;
        let is_lost = is_cut && heard.answer.is_none();
        (heard.total >= FLOOD).then(|| match is_lost {
            true => format!(
                "`{id}` printed {megabytes} MB; after the size limit only a block is read, as an object that begins a \
                 line, and this output has no such object; print only the answer, and write logs to a file"
            ),
            false => format!(
                "`{id}` printed {megabytes} MB, and all of it is searched for a block; print only the answer, and write \
                 logs to a file"
            ),
        })
    }

    /// Returns whether the hook let the call pass, or ended without a decision and without a block's exit code.
    pub(super) fn has_missed(&self) -> bool {
        let Some(heard) = &self.heard else {
            return false;
        };
        let has_ended = matches!(heard.ending, Ending::Exited(0 | 1));
        heard.lets_pass || (has_ended && heard.answer.is_none())
    }

    /// Returns whether a block has an effect at the hook's event.
    pub(super) fn could_block(&self) -> bool {
        let event = &self.spec.event;
        event.traits().gates() || matches!(event, EventName::Stop | EventName::SubagentStop)
    }

    /// Returns whether exit code 1 was perhaps meant as a block. At the end of a run, a program that is not a script
    /// and fails has probably only an error of its own, such as a notifier without a screen.
    fn chose_one(&self) -> bool {
        let has_text = || !self.scripts().is_empty() || self.shell_text().is_some();
        self.spec.event.traits().gates() || (self.could_block() && has_text())
    }

    /// Returns whether the hook's agent reads stderr if stdout is empty, and reads stdout as the reason of a block.
    pub(super) fn reads_either_stream(&self) -> bool {
        let dialect = self.spec.form.dialect.get();
        dialect.is_some_and(|dialect| dialect.output_rules().reads_stderr)
    }

    /// Returns the end of a sentence: at which event plain text is not read, and what to print instead.
    fn read_instead(&self) -> String {
        let form = &self.spec.form;
        let mut said = format!("which is not read at {}", short_name(&form.event));
        if !form.dialect.is_native() {
            said += &format!(" ({})", form.dialect);
        }
        said += &match self.telling() {
            Some(answer) => format!("; to tell the model something, print {answer}"),
            None => "; the model does not get its output there".to_owned(),
        };
        if self.could_block() {
            said += "; to block, print the reason on stderr and exit with code 2";
        }
        said
    }

    /// Returns the object with which a hook of this dialect gives the model a text at this event; `None` if it
    /// cannot.
    fn telling(&self) -> Option<String> {
        if self.spec.form.dialect.is_native() {
            return Some(json!({ "context": TEXT }).to_string());
        }
        let form = &self.spec.form;
        // Try the dialect's own encoder. If it writes the text without a note about a loss, the agent reads this text
        // at this event.
        let mut report = Report::new(self.spec.event.clone());
        report.context = vec![TEXT.to_owned()];
        let said = speak(&stand_in(&form.dialect, Some(&form.event)), &report);
        let is_told = said.exit_code == 0 && !said.notes.iter().any(is_loss);
        let text = String::from_utf8(said.stdout).ok().filter(|_| is_told)?;
        let text = text.trim();
        text.contains(TEXT).then(|| visible_json(text))
    }

    /// Returns the first key of another agent's answer format that a hook in our own format used, if the hook's answer
    /// has no decision in our format.
    fn foreign_key(&self) -> Option<&'static str> {
        let heard = self.heard.as_ref()?;
        let is_ours = self.spec.form.dialect.is_native();
        let answer = serde_json::from_slice::<Value>(&heard.stdout).ok()?;
        // Look only at hooks in our own format, because a hook of another agent is right to answer with that agent's
        // keys.
        let answer = answer.as_object().filter(|_| is_ours)?;
        let mut keys = FOREIGN.iter().copied();
        // `ok` is the answer of Claude Code's prompt hooks. Only a refusal is worth a sentence.
        let of_prompt = (answer.get("ok") == Some(&Value::Bool(false))).then_some("ok");
        keys.find(|key| answer.contains_key(*key))
            .or(of_prompt)
            .filter(|_| !answer.contains_key("decision"))
    }
}
