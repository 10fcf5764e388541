//! Checks the name and the event of a new hook. The name becomes the name of its file.

use hooks_types::EventName;
use hooks_types::text::{quoted, short_name};

use super::kept::helper_file;
use crate::cli::{Language, New};
use crate::failure::Failure;

/// The maximum length of a hook's name, in bytes. The hook's file has the same name.
const NAME: usize = 64;

/// Fails unless the name can be a file's name, a package's name and a key in TOML.
///
/// # Errors
///
/// The name begins with something else than a letter, is too long, or has other characters than letters,
/// digits, `-` and `_`.
pub(super) fn check_name(name: &str) -> Result<(), Failure> {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let starts = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    if starts && name.len() <= NAME && name.chars().all(letter) {
        return Ok(());
    }
    let name = quoted(name.as_bytes(), 60);
    Err(Failure::usage(format!(
        "`{name}` cannot be a file's name: begin with a letter and use letters, digits, `-` and `_`"
    )))
}

/// Checks that the name is not the name of another file that `hooks new` writes beside the program, or of a folder that
/// cargo creates. Letter case does not matter, because some file systems ignore it.
///
/// # Errors
///
/// The name is taken; the message names the file or folder that has it.
pub(super) fn check_own(options: &New) -> Result<(), Failure> {
    let name = options.name.to_ascii_lowercase();
    let taken = match options.lang {
        Language::Rust if options.worker && name == HELPER => {
            Some("its helper is the module `agent_hook`".to_owned())
        }
        Language::Rust => OF_CARGO
            .contains(&name.as_str())
            .then(|| "cargo, or `hooks test`, keeps a folder of that name".to_owned()),
        language if options.worker && name == HELPER => {
            Some(format!("its helper is {}", helper_file(language)))
        }
        _ => None,
    };
    taken.map_or(Ok(()), |why| {
        Err(Failure::usage(format!(
            "`{}` cannot be the hook's name: {why}; take another name",
            short_name(&options.name)
        )))
    })
}

/// The name of the helper of worker hooks, without its extension.
pub(super) const HELPER: &str = "agent_hook";

/// The folders that cargo creates in a build, and the folder of the test cases (`tests`).
const OF_CARGO: [&str; 5] = ["build", "deps", "examples", "incremental", "tests"];

/// Finds the event. Only known events are accepted, because a hook of another event could never run.
///
/// # Errors
///
/// There is no such event. The message names the event that was probably meant.
pub(super) fn event(name: &str) -> Result<EventName, Failure> {
    let event = EventName::named(name);
    if let EventName::Other(name) = &event {
        let known = EventName::ALL.iter().map(EventName::wire_name);
        let meant = EventName::meant_by(name).map_or_else(
            || format!("there are {}", known.collect::<Vec<_>>().join(", ")),
            |meant| format!("did you mean `{}`?", meant.wire_name()),
        );
        let name = quoted(name.as_bytes(), 60);
        return Err(Failure::usage(format!(
            "there is no event `{name}`; {meant}"
        )));
    }
    Ok(event)
}
