//! Finds what a hook said in a place or form that is not read.

use hooks_types::answer::{Note, NoteCode};
use hooks_types::output::Ending;
use hooks_types::text::{error_of_trace, quoted, visible_json, visible_line};
use hooks_types::wire::speak;
use hooks_types::{EventName, Report};
use serde_json::{Value, json};

use super::Recorded;
use crate::bridge::stand_in;

/// How many bytes of a text a sentence quotes.
const QUOTED: usize = 200;

/// Keys by which other agents' hooks decide.
const FOREIGN: &[&str] = &[
    "hookSpecificOutput",
    "permissionDecision",
    "permission",
    "continue",
    "systemMessage",
];

/// Keys under which they replace the input.
const REPLACEMENTS: &[&str] = &["updatedInput", "updated_input", "modifiedArgs"];

/// Stands for what the hook wants to say.
const TEXT: &str = "...";

/// Whether an encoder says that it left something out.
fn is_loss(note: &Note) -> bool {
    note.code == NoteCode::Unsayable
}

/// Whether output was meant to be read by people: neither an object nor a list.
fn is_plain_text(stdout: &[u8]) -> bool {
    !stdout.is_empty() && !stdout.starts_with(b"{") && !stdout.starts_with(b"[")
}

impl Recorded {
    /// Describes words in the wrong place: on stderr with exit code 0 or 1, on stdout with exit code 2, as plain
    /// text where only an object is read, or in the format of another agent.
    pub(super) fn unheard(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let id = visible_line(&self.spec.id);
        let said = |text: &[u8]| quoted(text.trim_ascii(), QUOTED);
        let (stdout, stderr) = (heard.stdout.trim_ascii(), heard.stderr.trim_ascii());
        if heard.is_no_answer && heard.ending == Ending::Exited(0) && is_plain_text(stdout) {
            return Some(format!(
                "`{id}` printed plain text, {}",
                self.read_instead()
            ));
        }
        if self.reads_either_stream() {
            return None;
        }
        match heard.ending {
            Ending::Exited(0) if !stderr.is_empty() => Some(format!(
                "`{id}` ended with exit code 0, so its stderr is not read: {}",
                said(stderr)
            )),
            Ending::Exited(2)
                if stderr.is_empty() && !stdout.is_empty() && !stdout.starts_with(b"{") =>
            {
                Some(format!(
                    "`{id}` ended with exit code 2, whose reason is read from stderr, but printed \
                     on stdout: {}",
                    said(stdout)
                ))
            }
            // A program that crashed did not mean to block.
            Ending::Exited(1) if error_of_trace(stderr).is_some() => None,
            Ending::Exited(1) if !stderr.is_empty() && self.could_block() => Some(format!(
                "`{id}` ended with exit code 1, which is a failure; exit code 2 blocks, with what is \
                 on stderr as the reason: {}",
                said(stderr)
            )),
            Ending::Exited(0) => self.foreign_key().map(|key| {
                format!(
                    "`{id}` answers as hooks of other agents do (`{key}`); `dialect` in its entry names \
                     the agent whose format it uses, else print {}",
                    self.as_ours()
                )
            }),
            _ => None,
        }
    }

    /// Whether a block has an effect at the hook's event.
    fn could_block(&self) -> bool {
        let event = &self.spec.event;
        event.traits().gates() || matches!(event, EventName::Stop | EventName::SubagentStop)
    }

    /// Whether the hook's agent reads stderr in the place of an empty stdout, and stdout as a block's reason.
    fn reads_either_stream(&self) -> bool {
        let dialect = self.spec.form.dialect.get();
        dialect.is_some_and(|dialect| dialect.output_rules().reads_stderr)
    }

    /// Says where plain text is not read, and what is read there.
    fn read_instead(&self) -> String {
        let form = &self.spec.form;
        let mut said = format!("which is not read at {}", visible_line(&form.event));
        if !form.dialect.is_native() {
            said += &format!(" ({})", form.dialect);
        }
        said += &match self.telling() {
            Some(answer) => format!("; to tell the model something, print {answer}"),
            None => "; nothing that it prints there reaches the model".to_owned(),
        };
        if self.could_block() {
            said += "; to block, print the reason on stderr and exit with code 2";
        }
        said
    }

    /// Returns the object by which a hook of this dialect tells the model something at this event; `None` where it
    /// cannot.
    fn telling(&self) -> Option<String> {
        if self.spec.form.dialect.is_native() {
            return Some(json!({ "context": TEXT }).to_string());
        }
        let form = &self.spec.form;
        let mut report = Report::new(self.spec.event.clone());
        report.context = vec![TEXT.to_owned()];
        let said = speak(&stand_in(&form.dialect, Some(&form.event)), &report);
        let is_told = said.exit_code == 0 && !said.notes.iter().any(is_loss);
        let text = String::from_utf8(said.stdout).ok().filter(|_| is_told)?;
        let text = text.trim();
        text.contains(TEXT).then(|| visible_json(text))
    }

    /// A key of other agents' answers in that of a hook of ours.
    fn foreign_key(&self) -> Option<&'static str> {
        let heard = self.heard.as_ref()?;
        let is_ours = self.spec.form.dialect.is_native();
        let answer = serde_json::from_slice::<Value>(&heard.stdout).ok()?;
        let answer = answer.as_object().filter(|_| is_ours)?;
        let mut keys = FOREIGN.iter().copied();
        keys.find(|key| answer.contains_key(*key))
            .filter(|_| !answer.contains_key("decision"))
    }

    /// The answer that says here what the hook said in another agent's form.
    fn as_ours(&self) -> String {
        let heard = self.heard.as_ref().map(|heard| heard.stdout.as_slice());
        let said = serde_json::from_slice::<Value>(heard.unwrap_or_default()).unwrap_or_default();
        let inner = said.get("hookSpecificOutput").unwrap_or(&said);
        let text = |keys: &[&str]| {
            let mut found = keys.iter().filter_map(|key| inner.get(*key)?.as_str());
            found.find(|text| !text.is_empty()).map(str::to_owned)
        };
        let replaced = REPLACEMENTS.iter().find_map(|key| inner.get(*key));
        let decided = text(&["permissionDecision", "permission"]);
        let reason = text(&["permissionDecisionReason", "reason", "agent_message"]);
        let word = match decided.as_deref() {
            Some("allow" | "approve") => "allow",
            Some("ask") => "ask",
            _ => "block",
        };
        let answer = match (replaced, word) {
            // A refused call has no use for another input.
            (Some(content), "allow") => {
                json!({ "decision": "modify", "content": in_full(content) })
            }
            (Some(content), _) if decided.is_none() => {
                json!({ "decision": "modify", "content": in_full(content) })
            }
            _ => {
                let reason = reason.unwrap_or_else(|| "why".to_owned());
                json!({ "decision": word, "message": reason })
            }
        };
        quoted(answer.to_string().as_bytes(), QUOTED)
    }
}

/// A replaced input with the command as our payloads have it: an argv.
fn in_full(content: &Value) -> Value {
    let mut content = content.clone();
    if let Some(command) = content.get_mut("command")
        && let Some(text) = command.as_str()
    {
        *command = json!(["bash", "-c", text]);
    }
    content
}
