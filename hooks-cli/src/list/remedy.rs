//! A remark on one hook, for `hooks list`, `hooks explain` and `hooks fire`.

use hooks_router::Listed;
use hooks_types::answer::OutcomeKind;
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::text::short_name;
use hooks_types::{EventName, HookSpec};

use crate::advice::failed_to_start;

/// A remark on one hook: how to let it run, or why it might not work.
#[derive(Debug)]
pub(crate) struct Remedy {
    /// The id and the place of the hook, as rows of reports show them.
    id: String,
    source: String,
    event: EventName,
    /// The cause for which the hook does not run, if the remark says how to remove that cause. `None` for a remark on a
    /// hook that runs.
    cause: Option<Cause>,
    /// The remark, worded as the end of a sentence.
    pub(crate) text: String,
    /// The part of the text to show below the row of a hook that failed to start, because the row already says the
    /// rest. Can be empty. `None` means that the whole text is shown.
    cure: Option<String>,
    /// Whether the text explains why the hook was skipped.
    of_skipped: bool,
    /// Whether the remark means that the hook's program cannot start.
    stops: bool,
    /// The outcome that counts if the hook's program cannot start, if the outcome is known.
    outcome: Option<OutcomeKind>,
}

/// The first words of a remark that is a finding of `hooks check`.
pub(crate) const SAYS: &str = "`hooks check` says: ";

impl Remedy {
    /// Makes a remark on a hook. The whole text is shown unless [`with_cure`](Self::with_cure) sets a shorter text.
    pub(crate) fn new(spec: &HookSpec, text: String) -> Self {
        Self {
            id: spec.id.clone(),
            source: spec.source.to_string(),
            event: spec.event.clone(),
            cause: None,
            text,
            cure: None,
            of_skipped: false,
            stops: false,
            outcome: None,
        }
    }

    /// Makes the remark on a hook that does not run, which says how to let it run.
    pub(super) fn of_listed(hook: Listed) -> Option<Self> {
        let cause = Some(hook.cause?);
        hook.fix.map(|text| Self {
            id: hook.id,
            source: hook.source,
            event: hook.event,
            cause,
            text,
            cure: None,
            of_skipped: false,
            stops: false,
            outcome: None,
        })
    }

    /// Returns whether the remark is a finding of `hooks check`, which its first words show.
    pub(crate) fn is_finding(&self) -> bool {
        self.text.starts_with(SAYS)
    }

    /// Returns whether a sentence about the same hook already contains the whole text, or the same cure.
    pub(crate) fn is_told_by(&self, said: &str) -> bool {
        let text = self.text.strip_prefix(SAYS).unwrap_or(&self.text);
        let cure = text.rsplit_once("; ").map(|(_, cure)| cure);
        // Compare the cure also without backslashes: for a JSON file, the cure has escaped quotes, and `said` can have
        // plain quotes.
        let cure = cure.filter(|cure| cure.starts_with("write `") || cure.starts_with("print {"));
        let has_cure =
            |cure: &str| said.contains(cure) || said.contains(&cure.replace("\\\"", "\""));
        let is_same = said.contains(text) || cure.is_some_and(has_cure);
        said.starts_with(&format!("`{}`", short_name(&self.id))) && is_same
    }

    /// Marks the remark as an explanation why the hook was skipped.
    pub(crate) fn of_skipped(mut self) -> Self {
        self.of_skipped = true;
        self
    }

    /// Sets whether the remark means that the hook's program cannot start, and the outcome of that failure.
    pub(crate) fn that_stops(mut self, stops: bool, outcome: Option<OutcomeKind>) -> Self {
        self.stops = stops;
        self.outcome = outcome;
        self
    }

    /// Shortens a remark that the hook's program is refused, if the run refused the program too: the row of the run
    /// already gives the reason and the cure.
    pub(crate) fn leave_to<'r>(&mut self, mut rows: impl Iterator<Item = &'r Row>) {
        let is_refused = |row: &Row| {
            row.cause == Some(Cause::UntrustedProgram) && self.is_for(&row.id, &row.source)
        };
        if self.stops && rows.any(is_refused) {
            self.text = format!("{SAYS}it is refused (untrusted_program), as the run shows");
        }
    }

    /// Returns the outcome that counts if the hook's program cannot start.
    pub(crate) fn outcome(&self) -> Option<OutcomeKind> {
        self.outcome
    }

    /// Returns whether the remark means that the hook's program cannot start.
    pub(crate) fn stops(&self) -> bool {
        self.stops
    }

    /// Returns whether the remark fits a row with this cause. A remark on how to remove one cause fits only rows with
    /// the same cause; a remark without a cause fits every row.
    pub(crate) fn is_about(&self, cause: Option<&Cause>) -> bool {
        self.cause.is_none() || self.cause.as_ref() == cause
    }

    /// Sets the text to show below the row of a hook that failed to start, because the row already gives the rest.
    pub(crate) fn with_cure(mut self, cure: Option<String>) -> Self {
        self.cure = cure;
        self
    }

    /// Returns the text to print below a row of the report, or `None` if the row already says it.
    pub(crate) fn below(&self, row: &Row) -> Option<&str> {
        let said = match &self.cure {
            Some(cure) if failed_to_start(row) => cure,
            _ => &self.text,
        };
        Some(said.as_str()).filter(|said| !said.is_empty())
    }

    /// Returns whether the remark belongs below this row. A row of a skipped hook gets only remarks on why the hook was
    /// skipped: the program was not started, so advice about the program would not explain the row.
    pub(crate) fn is_below(&self, row: &Row) -> bool {
        (row.status == RowStatus::Skipped) == self.of_skipped && self.is_for(&row.id, &row.source)
    }

    /// Returns the remark as a sentence that names the hook, for output without rows.
    pub(crate) fn sentence(&self) -> String {
        format!("`{}`: {}", short_name(&self.id), self.text)
    }

    /// Returns whether the remark is about the hook with this id and place.
    pub(crate) fn is_for(&self, id: &str, source: &str) -> bool {
        self.id == id && self.source == source
    }

    /// Returns whether the remark is about a hook of this event.
    pub(crate) fn is_at(&self, event: &EventName) -> bool {
        self.event == *event
    }

    /// Returns whether the remark can be about a hook of this event. Returns false if the remark was made for another
    /// event and a hook of this event has the same name and place.
    pub(crate) fn is_of(&self, event: &EventName, hooks: &[HookSpec]) -> bool {
        let is_namesake = |hook: &HookSpec| {
            hook.event == *event && self.is_for(&hook.id, &hook.source.to_string())
        };
        self.event == *event || !hooks.iter().any(is_namesake)
    }
}
