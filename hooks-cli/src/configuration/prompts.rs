//! Guesses whether a file that cannot be read might contain a hook of `user_prompt_submit`. If yes, the prompt is
//! blocked, because that hook could have blocked the prompt. If no, the prompt passes with the error as context, and
//! the agent can tell the user what is wrong.

use std::io::{ErrorKind, Read};
use std::path::Path;

use hooks_config::native_candidates;
use hooks_types::DialectRef;

use super::{Whereabouts, read};
use crate::cli::Files;
use crate::os;

/// The maximum number of bytes of a hook file that are searched for the name of the prompt event.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Returns whether a hook file in our own format might hold a hook of `user_prompt_submit`, judged by the file's text
/// alone. Returns true in every doubtful case.
pub(crate) fn may_judge_prompts(files: &Files, whereabouts: &Whereabouts) -> bool {
    let native = DialectRef::NATIVE;
    let Ok(survey) = read(files, None, Some(&native), whereabouts, native_candidates) else {
        return true;
    };
    // Hooks of a trusted project, and of a named file that is missing, might judge prompts. Their text cannot be
    // searched here, so return true.
    if survey.trusts_projects || files.config.iter().any(|path| !path.is_file()) {
        return true;
    }
    let mut paths = survey.looked_for.iter().chain(&files.config);
    paths.any(|path| match os::open_regular(path) {
        Err(error) => error.kind() != ErrorKind::NotFound || leads_nowhere(path),
        Ok(file) => {
            let mut text = String::new();
            // Text beyond the limit, and bytes that are not UTF-8, can hold anything. So return true for them.
            let read = file.take(LARGEST).read_to_string(&mut text);
            read.map_or(true, |bytes| {
                bytes as u64 == LARGEST || names_prompts(&text)
            })
        }
    })
}

/// Returns whether a path, or a folder above it, is a broken link. The file is then probably missing by mistake.
fn leads_nowhere(path: &Path) -> bool {
    path.ancestors()
        .any(|at| at.symlink_metadata().is_ok() && at.metadata().is_err())
}

/// Returns whether a text might name the event of prompts in our spelling or an agent's, also misspelt. Returns true
/// for a text with a backslash, because an escape sequence can spell any name.
fn names_prompts(text: &str) -> bool {
    // Parts of the event's names, in correct and misspelt forms. `beforeagent` is Gemini CLI's name for the event.
    const PARTS: &[&str] = &["prom", "prmp", "submi", "sumbi", "beforeagent"];
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let letters = letters.to_ascii_lowercase();
    text.contains('\\') || PARTS.iter().any(|part| letters.contains(part))
}
