//! Reads one entry of the native format.

use std::collections::HashSet;

use hooks_types::near::nearest;
use hooks_types::spec::{Launch, OnFailure, Role, SideEffects};
use hooks_types::text::quoted;
use hooks_types::{DialectRef, EventName};

use super::command::CommandToml;
use super::duration::DurationToml;
use super::entry::{HookEntryToml, KEYS, Slot};
use super::environment::{InheritEnvToml, read_env};
use super::flaws::{Flaws, Read, unknown_key};
use super::http::HttpToml;
use super::matcher::MatcherToml;
use super::rules;
use super::strayed;
use super::values::{boolean, choice, label, table, text};
use super::words::{Post, words};
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::{Kind, Member, Node};
use crate::words::Words;

impl HookEntryToml {
    /// Reads one key of the entry for a hook of this event.
    ///
    /// A key that the event does not support is refused here. Keys that contradict each other are found by
    /// [`rules::between_keys`] when all of them are known.
    fn read_member(&mut self, event: &EventName, member: &Member) -> Read<()> {
        let value = &member.node;
        match &*member.key {
            "name" => self.name = Some(label(value)?),
            "command" => self.command = Some(CommandToml::read(value)?),
            "launch" => self.launch = Some(choice(value, &words(Launch::ALL, Launch::code))?),
            "http" => self.http = Some(HttpToml::read(value)?),
            "matcher" => {
                // First check that the event takes a matcher. If it does not, the matcher's value does not matter.
                rules::matcher(event, member)?;
                self.matcher = Some(MatcherToml::read(value, event.traits().target)?);
            }
            "timeout" => self.timeout = Some(DurationToml::read(value)?),
            "role" => self.role = Some(choice(value, &words(Role::ALL, Role::code))?),
            "on_failure" => {
                let policy = choice(value, &words(OnFailure::ALL, OnFailure::code))?;
                rules::on_failure(event, policy, value)?;
                self.on_failure = Some(policy);
            }
            "side_effects" => {
                self.side_effects = Some(match value.kind {
                    // Accept `side_effects = true` and `false` in addition to the words, because users write them
                    // naturally.
                    Kind::Bool(true) => SideEffects::Possible,
                    Kind::Bool(false) => SideEffects::None,
                    _ => choice(value, &words(SideEffects::ALL, SideEffects::code))?,
                });
            }
            "env" => self.env = read_env(value)?,
            "inherit_env" => self.inherit_env = Some(InheritEnvToml::read(value)?),
            "enabled" => self.enabled = Some(boolean(value)?),
            "status_message" => self.status_message = Some(label(value)?),
            "once" => self.once = Some(boolean(value)?),
            "background" => self.background = Some(boolean(value)?),
            "dialect" => self.dialect = Some(DialectRef::named(text(value)?)),
            _ => return Err(unknown(member)),
        }
        Ok(())
    }
}

/// Keys of other agents' files, and keys that people write by mistake, each with advice on what to write instead.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "if",
        "`matcher` names the tools, and the command itself looks at their input",
    ),
    (
        "type",
        "leave it out: `command` runs a program, `http` asks an endpoint",
    ),
    ("async", "its name here is `background`"),
    (
        "args",
        "write them into the array: `command = [\"program\", \"argument\"]`",
    ),
    ("match", "did you mean `matcher`?"),
    ("matches", "did you mean `matcher`?"),
    ("tool", "did you mean `matcher`? It names the tools"),
    ("tools", "did you mean `matcher`? It names the tools"),
    ("event", "the header names it: `[[hooks.pre_tool_use]]`"),
    (
        "hooks",
        "that is another agent's form of an entry; here `command` is directly below the header, `command = [\"program\", \"argument\"]`",
    ),
    (
        "bash",
        "its name here is `command`: `command = [\"bash\", \"-c\", \"...\"]`",
    ),
    (
        "powershell",
        "its name here is `command`: `command = [\"pwsh\", \"-Command\", \"...\"]`",
    ),
    ("run", "its name here is `command`"),
    ("cmd", "its name here is `command`"),
    ("script", "its name here is `command`"),
    (
        "cwd",
        "a hook runs in the session's folder; `cd` in its command changes that",
    ),
];

/// Returns the flaw of an unknown key, with the nearest known key. A key of the `[hooks]` table gets a hint to move it
/// there.
fn unknown(member: &Member) -> Flaw {
    let flaw = unknown_key(member, KEYS);
    let mut elsewhere = ELSEWHERE.iter();
    let mut others = super::table::KEYS
        .iter()
        .chain(elsewhere.clone().map(|(key, _)| key));
    // The message contains the key. If the key is a name from our own tables, the message quotes nothing of the file.
    let flaw = match others.any(|key| *key == &*member.key) {
        true => flaw.without_quotation(),
        false => flaw,
    };
    if let Some((_, cure)) = elsewhere.find(|(key, _)| *key == &*member.key) {
        return flaw.with_help(*cure);
    }
    match super::table::KEYS.contains(&&*member.key) {
        true => flaw.with_help(Words::ours(format!(
            "`{}` belongs to all hooks: write it below [hooks]",
            member.key
        ))),
        false => flaw,
    }
}

/// Collects the flaws of one entry while it is read. Each flaw is added to the table's flaws. Once there are too many,
/// the table only counts them and drops their texts. So this struct keeps the message of the entry's first error
/// itself.
struct Found<'p> {
    flaws: &'p mut Flaws,
    /// The message of the first error.
    broken: Option<String>,
}

impl Found<'_> {
    /// Adds a flaw, and keeps its message if it is the first error of the entry.
    fn say(&mut self, problem: Flaw) {
        if self.broken.is_none() && problem.is_error() {
            self.broken = Some(problem.message.clone());
        }
        self.flaws.push(problem);
    }
}

/// Reads an entry. Its flaws are added to `flaws`; its valid parts are kept. `post` is the value for the whole file:
/// some combinations of keys are mistakes only if the hook runs in the background.
pub(crate) fn read_entry(event: &EventName, post: Post, node: &Node, flaws: &mut Flaws) -> Slot {
    let first = flaws.kept.len();
    let mut found = Found {
        flaws,
        broken: None,
    };
    let mut entry = HookEntryToml::default();
    match table(node, "a table") {
        Err(problem) => found.say(problem),
        Ok(members) => {
            // Read every key even after an error: the user then sees all mistakes at once.
            let mut seen = HashSet::new();
            for member in members {
                if !seen.insert(&*member.key) {
                    found.say(duplicate_key(member));
                // The entry is broken already, so build this error only if it will be shown.
                } else if found.broken.is_some() && !KEYS.contains(&&*member.key) {
                    found.flaws.push_error(|| unknown(member));
                } else if let Err(problem) = entry.read_member(event, member) {
                    found.say(strayed::explained(event, member, problem));
                }
                if &*member.key == "env" {
                    for problem in strayed::variables(event, member) {
                        found.say(problem);
                    }
                }
            }
            // Report a missing `command` only if no key looks like a typo of `command` or `http`:
            // such a key is already reported as unknown.
            let named = |member: &Member| nearest(&member.key, ["command", "http"]).is_some();
            if !members.iter().any(named) {
                found.say(
                    Flaw::new(
                        DiagnosticCode::MissingKey,
                        &node.span,
                        "the hook has no `command`",
                    )
                    .with_help("add command = [\"program\", \"argument\"]"),
                );
            }
            rules::between_keys(event, post, &entry, node)
                .into_iter()
                .for_each(|problem| found.say(problem));
        }
    }
    let span_of = |key| node.get(key).map(|value| value.span.clone());
    Slot {
        entry,
        broken: found.broken,
        flaws: first..found.flaws.kept.len(),
        start: Some(node.span.start),
        dialect: span_of("dialect"),
        matcher: span_of("matcher"),
    }
}

/// Returns the flaw of a repeated key. TOML's parser rejects repeated keys itself, but other serde formats allow them.
pub(crate) fn duplicate_key(member: &Member) -> Flaw {
    Flaw::new(
        DiagnosticCode::DuplicateKey,
        &member.key_span,
        format!("`{}` appears twice", quoted(member.key.as_bytes(), 60)),
    )
}
