//! Reads a worker's reply to an event. A mistake in the reply never allows anything and never hides
//! a block.

use hooks_types::answer::{Note, NoteCode};
use hooks_types::dialect::Entries;
use hooks_types::text::quoted;

/// Keys of an answer. They belong inside the object `answer`.
const OF_ANSWERS: &[&str] = &[
    "decision", "message", "reason", "content", "context", "notice", "stop",
];
/// Keys that log lines do not have. An object with one of these keys was meant as a reply.
const OF_REPLIES: &[&str] = &["answer", "stdout", "stderr", "decision"];

/// What is wrong with a reply whose answer is not in `answer`.
const ANSWER_BESIDE: &str = "its answer is beside `id`; write {\"id\":N,\"exit\":0,\"answer\":{...}}, with the `id` of the event";
/// What is wrong with a reply without an id.
const NO_ID: &str =
    "it has no `id`; copy the `id` of the event into it: {\"id\":N,\"exit\":0,\"answer\":{...}}";
/// What is wrong with a reply whose id is a text.
const ID_NO_NUMBER: &str =
    "its `id` is not a number; copy the `id` of the event as it is: {\"id\":1}, not {\"id\":\"1\"}";

/// A line that a worker printed as the answer to an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Reply {
    /// The id of the event that the reply answers; `None` if the id is missing, is not a number or occurs
    /// twice.
    pub id: Option<u64>,
    /// Why the reply has no usable `id`, and what to write; empty if `id` is set.
    pub id_flaw: &'static str,
    /// The exit codes in the reply: exactly one, unless the reply is flawed.
    pub exits: Vec<i32>,
    /// The text that counts as the hook's standard output.
    pub stdout: Vec<u8>,
    /// The text that counts as the hook's standard error.
    pub stderr: Vec<u8>,
    /// The first mistake in the reply; `None` if it is valid. If the reply has a mistake, only its restrictions
    /// (block, ask, stop) take effect.
    pub flaw: Option<String>,
    /// Whether the line has keys that replies do not have. If so, the whole line can be a hook's answer.
    pub has_other_keys: bool,
    /// Whether the line has keys of an answer at its top level, but no object `answer`, in which these keys belong.
    pub has_answer_beside: bool,
    /// Notes for the hook's row in the report.
    pub notes: Vec<Note>,
}

impl Reply {
    /// Reads a line without its newline. Returns `None` if the line is not an object, or if nothing shows that the
    /// object was meant as a reply: it has no `id`, no `exit` and no flaw.
    pub fn read(line: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(line);
        let entries = Entries::of(&text)?;
        let mut reply = Self::default();
        if matches!(text, std::borrow::Cow::Owned(_)) {
            reply.blame("it is not UTF-8");
        }
        let (mut ids, mut outputs, mut errors) = (0, 0, 0);
        let mut others = Vec::new();
        for (key, written) in entries.iter() {
            match key {
                "id" => {
                    ids += 1;
                    reply.id = written.parse().ok();
                    if reply.id.is_none() {
                        reply.id_flaw = ID_NO_NUMBER;
                    }
                }
                "exit" => match written.parse() {
                    Ok(code) => reply.exits.push(code),
                    Err(_) => reply.blame("its `exit` is not a valid exit code"),
                },
                "stdout" => {
                    outputs += 1;
                    match Entries::string(written) {
                        Some(text) => reply.print(text.as_bytes()),
                        // The value is flawed, but its text can still contain a block. So treat the text as output.
                        None => {
                            reply.blame("its `stdout` is not a string");
                            reply.print(written.as_bytes());
                        }
                    }
                }
                "answer" => {
                    outputs += 1;
                    // The value of `answer` can contain a block even if it is not an object. So treat it as output.
                    if !written.starts_with('{') {
                        reply.blame("its `answer` is not an object");
                    }
                    reply.print(written.as_bytes());
                }
                "stderr" => {
                    errors += 1;
                    match Entries::string(written) {
                        Some(text) => reply.stderr.extend_from_slice(text.as_bytes()),
                        None => reply.blame("its `stderr` is not a string"),
                    }
                }
                other => others.push(other),
            }
        }
        reply.has_other_keys = !others.is_empty();
        // If the reply has an answer in the right place, a key such as `reason` beside it is only the worker's remark.
        let is_beside = |key: &&str| outputs == 0 && OF_ANSWERS.contains(key);
        reply.has_answer_beside = others.iter().any(is_beside);
        for key in others.iter().filter(|key| !is_beside(key)) {
            let message = format!("the reply has an unknown key {}", shown(key));
            reply.notes.push(Note::new(NoteCode::UnknownKey, message));
        }
        // A line without `id` and `exit` is not a reply, unless it has a flaw: a line with an invalid `exit`, for
        // example, was meant as a reply.
        if ids == 0 && reply.exits.is_empty() && reply.flaw.is_none() {
            return None;
        }
        match (ids, reply.exits.len()) {
            (1, 1) => {}
            (1, 0) if reply.has_answer_beside => reply.blame(ANSWER_BESIDE),
            (1, 0) => reply.blame("it has no `exit` (0 beside an `answer`, 2 to block)"),
            (0, _) => {
                reply.id_flaw = NO_ID;
                reply.blame("it has no `id`");
            }
            _ => reply.blame("it has a key twice"),
        }
        // With two ids it is unknown which event the reply answers.
        if ids > 1 {
            reply.id = None;
            reply.id_flaw = "it has `id` twice";
        }
        if outputs > 1 || errors > 1 {
            reply.blame("it gives its output twice");
        }
        if reply.has_answer_beside && reply.flaw.is_none() {
            reply
                .notes
                .push(Note::new(NoteCode::UnknownKey, ANSWER_BESIDE));
        }
        Some(reply)
    }

    /// Explains a line that is not a reply.
    pub(crate) fn explain_stray(line: &[u8]) -> String {
        let line = line.trim_ascii();
        let stray = || format!("its worker printed a stray line: {}", quoted(line, 200));
        if !line.starts_with(b"{") {
            return stray();
        }
        match Entries::of(&String::from_utf8_lossy(line)) {
            Some(said) if said.iter().any(|(key, _)| OF_REPLIES.contains(&key)) => {
                format!("its worker's reply does not name its event: {NO_ID}")
            }
            None => stray() + json_instead(line),
            Some(_) => stray(),
        }
    }

    /// Records a flaw. Only the first flaw is kept.
    fn blame(&mut self, flaw: &str) {
        self.flaw.get_or_insert_with(|| flaw.to_owned());
    }

    /// Adds a line of output. If a reply contains several outputs, each becomes a separate line, so a block in any of
    /// them takes effect.
    fn print(&mut self, text: &[u8]) {
        if !self.stdout.is_empty() {
            self.stdout.push(b'\n');
        }
        self.stdout.extend_from_slice(text);
    }
}

/// Returns advice for an object in the notation of Python (`{'id': 1}`) or Node.js (`{ id: 1 }`): how to print it as
/// JSON. Returns an empty text for any other line.
pub(super) fn json_instead(line: &[u8]) -> &'static str {
    let line = String::from_utf8_lossy(line.trim_ascii());
    let inner = line
        .strip_prefix('{')
        .and_then(|line| line.strip_suffix('}'));
    let Some(inner) = inner.filter(|_| Entries::of(&line).is_none()) else {
        return "";
    };
    let begin = inner.split(':').next().unwrap_or_default().trim();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    if inner.contains("':") {
        "; print JSON (`json.dumps`)"
    } else if begin.len() < inner.trim().len() && !begin.is_empty() && begin.chars().all(is_name) {
        "; print JSON (`JSON.stringify`)"
    } else {
        ""
    }
}

/// Quotes a key for a message.
fn shown(key: &str) -> String {
    format!("`{}`", quoted(key.as_bytes(), 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Reply {
        Reply::read(line.as_bytes()).unwrap()
    }

    #[test]
    fn a_reply_is_read_in_any_order() {
        let reply = read(r#"{"stderr":"no","exit":2,"id":4}"#);
        assert_eq!((reply.id, reply.exits.as_slice()), (Some(4), &[2][..]));
        assert_eq!((reply.stderr.as_slice(), reply.flaw), (&b"no"[..], None));
        let reply = read(r#"{"id":1,"exit":0,"stdout":"a\nb"}"#);
        assert_eq!((reply.stdout.as_slice(), reply.flaw), (&b"a\nb"[..], None));
    }

    #[test]
    fn an_answer_stays_as_it_was_written() {
        let written = r#"{"decision":"block", "x":"\ud800", "decision":"proceed"}"#;
        let reply = read(&format!(r#"{{"id":1,"exit":0,"answer":{written}}}"#));
        assert_eq!((reply.stdout, reply.flaw), (written.into(), None));
    }

    #[test]
    fn a_line_that_is_not_a_reply_reads_as_none() {
        for line in [
            "",
            "loading",
            "[1]",
            "{\"decision\":\"block\"}",
            "{\"id\":1",
        ] {
            assert_eq!(Reply::read(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_flawed_reply_keeps_all_it_says() {
        let flawed = [
            r#"{"id":1,"exit":0,"exit":2}"#,
            r#"{"id":1,"id":2,"exit":2}"#,
            r#"{"id":1,"answer":{"decision":"block"}}"#,
            r#"{"id":1,"exit":"2"}"#,
            r#"{"id":1,"exit":2.5}"#,
            r#"{"id":1,"exit":4294967298}"#,
            r#"{"exit":2}"#,
            r#"{"id":1,"exit":0,"stdout":"{}","answer":{"decision":"block"}}"#,
            r#"{"id":1,"exit":0,"answer":"proceed"}"#,
            r#"{"id":1,"exit":0,"stdout":{"decision":"block"}}"#,
            r#"{"id":1,"exit":0,"stderr":null}"#,
        ];
        for line in flawed {
            assert!(read(line).flaw.is_some(), "{line}");
        }
        assert_eq!(read(flawed[0]).exits, [0, 2]);
        assert_eq!(read(flawed[1]).id, None);
        assert_eq!(read(flawed[7]).stdout, b"{}\n{\"decision\":\"block\"}");
        assert_eq!(read(flawed[9]).stdout, b"{\"decision\":\"block\"}");
    }

    #[test]
    fn an_unknown_key_is_noted_and_is_not_a_flaw() {
        let reply = read(r#"{"id":1,"exit":0,"took_ms":3}"#);
        assert_eq!((reply.flaw, reply.has_other_keys), (None, true));
        assert_eq!(reply.notes.len(), 1);
    }

    #[test]
    fn a_reply_without_a_number_as_its_id_says_what_to_write() {
        for (line, flaw) in [
            (r#"{"id":"1","exit":0}"#, ID_NO_NUMBER),
            (r#"{"exit":0}"#, NO_ID),
            (r#"{"id":1,"id":2,"exit":0}"#, "it has `id` twice"),
            (r#"{"id":1,"exit":0}"#, ""),
        ] {
            let reply = read(line);
            assert_eq!(
                (reply.id.is_none(), reply.id_flaw),
                (!flaw.is_empty(), flaw)
            );
        }
    }

    #[test]
    fn an_answer_beside_the_id_is_named_once() {
        let reply = read(r#"{"id":1,"decision":"block","message":"no"}"#);
        assert_eq!(reply.flaw.as_deref(), Some(ANSWER_BESIDE));
        assert_eq!(reply.notes.len(), 0);
        let reply = read(r#"{"id":1,"exit":0,"decision":"allow","message":"x"}"#);
        assert_eq!((reply.flaw, reply.notes.len()), (None, 1));
    }

    #[test]
    fn a_key_of_an_answer_beside_the_answer_is_only_unknown() {
        for line in [
            r#"{"id":1,"exit":0,"answer":{"decision":"block","message":"no"},"reason":"took 3 ms"}"#,
            r#"{"id":1,"exit":0,"message":"took 3 ms","stdout":"{}"}"#,
            r#"{"id":1,"exit":0,"hookSpecificOutput":{"permissionDecision":"deny"}}"#,
        ] {
            let reply = read(line);
            assert!(!reply.has_answer_beside && reply.has_other_keys, "{line}");
            let told: Vec<_> = reply.notes.iter().map(|note| &*note.message).collect();
            assert!(
                matches!(&told[..], [told] if told.starts_with("the reply has an unknown key `")),
                "{told:?}"
            );
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_a_flaw() {
        let reply = Reply::read(b"{\"id\":1,\"exit\":0,\"stdout\":\"\xff\"}").unwrap();
        assert!(reply.flaw.is_some());
        assert_eq!(reply.id, Some(1));
    }
}
