//! Remarks on a block, an ask or a stop whose object is not the whole output, or is broken JSON.

use crate::note::{Note, NoteCode};

use super::exit_origin::has_colours;
use super::json_slip::json_slip;
use super::reading::Decision;
use super::rules::RunContext;
use super::split_output::SplitOutput;

/// Returns remarks on a restriction whose object is not the whole output or is broken JSON.
///
/// The remarks name the mistake. They also say that the hook's agent drops the object, if this was measured.
/// `blocks_by_exit` means that the exit code blocks, regardless of the output.
pub(super) fn unclean(
    printed: &SplitOutput<'_>,
    run: &RunContext<'_>,
    decision: Option<Decision>,
    blocks_by_exit: bool,
) -> Vec<Note> {
    let out = &printed.out;
    let found = out.found.strictest();
    let spec = run.spec;
    let slip = found.and_then(|found| json_slip(&out.part(found), spec));
    let is_broken = slip.is_some() || found.is_some_and(|found| out.is_broken(found));
    let slip = slip.or_else(|| json_slip(printed.as_text().as_str(), spec));
    let why = match is_broken {
        true => "in broken JSON",
        false if out.has_bom() => "after a byte order mark",
        false if has_colours(run.said.stdout.bytes) => {
            "with colour codes around its object (`jq` writes them with `-C`)"
        }
        false => "with other output around its object",
    };
    let kind = match decision {
        Some(Decision::Block) => "a block",
        Some(Decision::Ask) => "an ask",
        _ => "a stop",
    };
    let agent = printed.rules.agent;
    // Do not say that the agent drops the restriction after a byte order mark, because some agents do read the object
    // then. Do not say it either if the exit code blocks, because this block does not depend on the output.
    let drops = !agent.is_empty() && !blocks_by_exit && (is_broken || !out.has_bom());
    let message = match drops {
        true => format!("{agent} drops {kind} {why}; here it takes effect"),
        false => format!("{kind} takes effect even {why}"),
    };
    let slip = slip.map(|slip| Note::new(NoteCode::Noise, slip));
    let stricter = Note::new(NoteCode::Stricter, message);
    slip.into_iter().chain([stricter]).collect()
}
