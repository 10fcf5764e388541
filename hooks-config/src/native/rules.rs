//! Checks the keys of an entry against each other and against its event, by the event table.
//!
//! | keys | result |
//! |---|---|
//! | `matcher` on an event without a target | error |
//! | `on_failure` with an outcome that the event cannot have | error |
//! | `background` with `on_failure` or `role = "validate"` | error |
//! | the same, if only the file's `post` puts the hook into the background | warning |
//! | `role = "validate"` on an event whose content is not replaced, or with `once` | error |
//! | `http` beside `command`, `launch`, `env` or `inherit_env`, or two time limits | error |
//! | a number in the wrong unit; a header with a variable that is not allowed | warning |

use hooks_types::EventName;
use hooks_types::answer::OutcomeKind;
use hooks_types::event::{ModifyEffect, Target};
use hooks_types::spec::{OnFailure, Role};

use super::entry::HookEntryToml;
use super::flaws::Read;
use super::words::Post;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::{Member, Node};
use crate::words::Words;

/// Refuses a matcher on an event that has nothing to match.
pub(crate) fn matcher(event: &EventName, member: &Member) -> Read<()> {
    if event.traits().target == Target::None {
        return Err(Flaw::new(
            DiagnosticCode::BadMatcher,
            &member.key_span,
            on_event(event, |event| format!("{event} has nothing to match")),
        )
        .with_help("leave `matcher` out"));
    }
    Ok(())
}

/// Makes a message about an event. The name of an event that is not ours is quoted from the file, so the form for an
/// untrusted file has no name.
fn on_event(event: &EventName, message: impl Fn(&str) -> String) -> Words {
    let said = message(&format!("`{}`", event.wire_name()));
    match event {
        EventName::Other(_) => Words::quoting(said, message("this event")),
        _ => Words::ours(said),
    }
}

/// Refuses an `on_failure` whose outcome the event cannot have. Such a hook would look like a guard
/// without being one.
pub(crate) fn on_failure(event: &EventName, policy: OnFailure, node: &Node) -> Read<()> {
    if policies(event).contains(&policy) {
        return Ok(());
    }
    let cannot = match policy {
        OnFailure::Ask => "no user can be asked",
        _ => "nothing can be blocked",
    };
    Err(Flaw::new(
        DiagnosticCode::Conflict,
        &node.span,
        on_event(event, |event| {
            let policy = policy.code();
            format!("on_failure = \"{policy}\" is not possible: {cannot} on {event}")
        }),
    ))
}

/// Returns the values of `on_failure` that an event supports: a failure can have only an outcome that an answer to this
/// event could have. Every event supports `proceed`.
pub(crate) fn policies(event: &EventName) -> Vec<OnFailure> {
    [
        (OnFailure::Proceed, OutcomeKind::Proceed),
        (OnFailure::Ask, OutcomeKind::Ask),
        (OnFailure::Block, OutcomeKind::Block),
    ]
    .into_iter()
    .filter(|(_, outcome)| event.traits().carries(*outcome))
    .map(|(policy, _)| policy)
    .collect()
}

/// Returns the flaws of keys that contradict each other or have no effect together.
///
/// A contradiction is an error, and the entry is then unusable, because it is unknown on which of the two keys
/// its author relies. A key that merely has no effect gets a warning.
pub(crate) fn between_keys(
    event: &EventName,
    post: Post,
    entry: &HookEntryToml,
    node: &Node,
) -> Vec<Flaw> {
    let conflict = |key: &str, message: Words| {
        // The entry can lack the key, because the file's `post` can cause the conflict too. Then point at the entry.
        let place = node.member(key).map_or(node, |member| &member.node);
        Flaw::new(DiagnosticCode::Conflict, &place.span, message)
    };
    let mut found = Vec::new();
    let validates = entry.role == Some(Role::Validate);

    if entry.runs_in_background(event, post) {
        // Keys such as `on_failure` mean nothing in the background. If the entry itself sets `background`, such a key
        // is a contradiction. If only the file's `post` applies, such a key gives a warning: an embedder that waits for
        // all hooks still obeys the key.
        let by_file = entry.background.is_none();
        let mut silenced = |key: &str, message: &'static str| {
            let problem = conflict(key, message.into());
            found.push(if by_file {
                problem
                    .without_effect()
                    .with_help("set `background = false` here, or `post = \"await\"` under [hooks]")
            } else {
                problem.with_help("remove one of the two")
            });
        };
        if entry.on_failure.is_some() {
            silenced(
                "on_failure",
                "a background hook has no verdict, so its failure means nothing",
            );
        }
        // A validator in the background would judge a call that has already run, so report the contradiction.
        if validates {
            silenced(
                "role",
                "a background hook has no verdict, so it validates nothing",
            );
        }
    }
    // A validator judges rewritten content, and this event has no content that hooks rewrite. So report a
    // contradiction.
    if validates && event.traits().modify == ModifyEffect::None {
        found.push(conflict(
            "role",
            on_event(event, |event| {
                format!("nothing is rewritten on {event}, so there is nothing to validate")
            }),
        ));
    }
    if validates && entry.once == Some(true) {
        found.push(conflict(
            "once",
            "a validator that runs once leaves every later input unjudged".into(),
        ));
    }
    if let Some(http) = &entry.http {
        if entry.command.is_some() {
            let message = "a hook is either a program or an endpoint".into();
            found.push(conflict("http", message).with_help("leave `command` or `http` out"));
        }
        for (key, said) in [
            ("launch", entry.launch.is_some()),
            ("env", !entry.env.is_empty()),
            ("inherit_env", entry.inherit_env.is_some()),
        ] {
            if said {
                let message = format!("`{key}` is for programs, and this hook is an endpoint");
                let cure = Words::ours(format!("leave `{key}` out"));
                found.push(conflict(key, Words::ours(message)).with_help(cure));
            }
        }
        if entry.timeout.is_some() && http.timeout.is_some() {
            let message = "the hook's time limit is set twice".into();
            found.push(conflict("timeout", message).with_help("remove one of the two"));
        }
        if let Some(member) = node.member("http") {
            found.extend(http.suspicions(&member.node));
        }
    }
    if let (Some(timeout), Some(member)) = (entry.timeout, node.member("timeout")) {
        found.extend(timeout.suspicion(&member.node));
    }
    found
}
