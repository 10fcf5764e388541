//! Advises the author of a hook that is not trusted, or no longer trusted, how to try the hook.

use hooks_types::Report;
use hooks_types::report::Cause;

use crate::show::to_type;

/// The maximum number of hook files with untrusted or changed hooks that get a sentence of advice each.
const NAMED: usize = 3;

/// Returns a sentence for each file whose hooks did not start because they are not trusted. The sentence says how an
/// author can try the hooks before a decision.
pub(crate) fn undecided_files(report: &Report) -> Vec<String> {
    let undecided = report.hooks.iter().filter(|row| {
        let cause = row.cause.as_ref();
        cause.is_some_and(|cause| matches!(cause, Cause::Untrusted | Cause::Changed))
    });
    let mut files: Vec<&str> = Vec::new();
    for row in undecided {
        let file = row
            .source
            .rsplit_once(':')
            .map_or(&*row.source, |(file, _)| file);
        if !files.contains(&file) {
            files.push(file);
        }
    }
    let advice = |file: &&str| {
        let option = to_type(["--config", file]);
        format!(
            "a file that you name runs without a decision about it; to try your edit before you trust it, add `{option}`"
        )
    };
    files.iter().take(NAMED).map(advice).collect()
}
