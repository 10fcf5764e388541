//! Encodes a report (the joint result of our hooks) as the output of a goose hook: an object at exit code 0, or
//! nothing, which means allow.

use hooks_types::wire::HookOutput;
use hooks_types::{EventName, Payload, Report};

use super::TOOLS;
use super::events::{EventRow, TABLE};
use crate::speak::Slot::Notices;
use crate::speak::family::BLOCK;
use crate::speak::{self, Block, Reply, Stop, Unfit, Voice, Ways};

/// How texts are printed for goose: joined by a newline.
const VOICE: Voice = Voice::of("goose", "\n");

/// Encodes `report` as the answer to `payload`.
pub(super) fn speak(payload: &Payload, report: &Report) -> HookOutput {
    let reply = Reply::of(&TOOLS, payload, report);
    let row = TABLE.row(&reply.form.event);
    // goose accepts no replacements, so a block that quotes the replacement is printed instead.
    reply.say(&VOICE, ways(row), |content| match reply.replaced() {
        "content" => Err(Unfit::Ignored),
        _ => Err(Unfit::Unsayable(content.clone())),
    })
}

speak::keys! {
    BANNER: "banner" = Notices;
}

/// Returns which parts of a report (the joint result of our hooks) the event's output can express, and under which
/// keys.
fn ways(row: &EventRow) -> Ways {
    let is = |event| row.ours == Some(event);
    Ways {
        block: match row.decides {
            true => Block::Keys(BLOCK),
            false => Block::Unheard(&[]),
        },
        stop: match row.decides {
            // At the event Stop, goose ends the run unless the hook blocks. So to end the run, the block is left out of
            // the answer.
            _ if is(EventName::Stop) => Stop::DropsBlock,
            true => Stop::Blocks,
            false => Stop::LeftOut,
        },
        notice: is(EventName::SessionStart).then_some(BANNER),
        ..Ways::NOTHING
    }
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
