//! Shows the agent's user the lines about hooks that may not run, once per session.

use hooks_types::answer::OutcomeKind;
use hooks_types::{Payload, Report};

use super::stand_in::with_notices;
use crate::trust::{NoticeMark, SessionMarks};

/// Adds the lines that this session has not shown yet to the report's notices, if the agent shows notices at this
/// event. Adds nothing to a block, because some agents show all texts of a block to the model, and the lines name the
/// command that gives trust. Returns the marks to set after the answer is written. If `marks` is `None` (outside a
/// session), every event shows all lines.
pub(super) fn add_notices(
    report: &mut Report,
    payload: &Payload,
    lines: &[String],
    marks: Option<&SessionMarks>,
) -> Vec<NoticeMark> {
    if report.outcome == OutcomeKind::Block {
        return Vec::new();
    }
    let mark = |line: &String| marks.map(|marks| marks.of(std::slice::from_ref(line)));
    let is_new = |line: &&String| !mark(line).is_some_and(|mark| mark.is_set());
    let new: Vec<String> = lines.iter().filter(is_new).cloned().collect();
    if new.is_empty() || !with_notices(payload, report, &new).1 {
        return Vec::new();
    }
    let marks = new.iter().filter_map(mark).collect();
    report.notices.extend(new);
    marks
}
