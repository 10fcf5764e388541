//! Prints the transcript that the user sees.

use std::io::IsTerminal;

use hooks_router::{Observer, RunFinished};
use hooks_types::Report;
use hooks_types::report::RowStatus;

/// Prints the conversation, in colour on a terminal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Transcript {
    colour: bool,
}

impl Transcript {
    pub(crate) fn new() -> Self {
        Self {
            colour: std::io::stdout().is_terminal(),
        }
    }

    fn line(self, who: &str, colour: u8, text: &str) {
        for (at, line) in text.trim_end().split('\n').enumerate() {
            let who = if at == 0 { who } else { "" };
            if self.colour {
                println!("\x1b[{colour}m{who:>9}\x1b[0m  {line}");
            } else {
                println!("{who:>9}  {line}");
            }
        }
    }

    pub(crate) fn user(self, text: &str) {
        self.line("user", 36, text);
    }

    pub(crate) fn model(self, text: &str) {
        self.line("model", 32, text);
    }

    /// Prints a text that is added to the conversation for the model.
    pub(crate) fn to_model(self, text: &str) {
        self.line("-> model", 35, text);
    }

    pub(crate) fn note(self, text: &str) {
        self.line("note", 33, text);
    }

    /// Prints which hooks did something.
    pub(crate) fn rows(self, report: &Report) {
        for row in &report.hooks {
            let what = match (row.status, row.outcome) {
                (RowStatus::Skipped, _) => continue,
                (RowStatus::Started, _) => "started in the background".to_owned(),
                (RowStatus::Ran, Some(outcome)) => format!("{outcome}"),
                (RowStatus::Failed, outcome) => {
                    let cause = row.cause.as_ref().map_or("failed", |cause| cause.code());
                    let made = outcome.map_or(String::new(), |made| format!(" -> {made}"));
                    format!("failed: {cause}{made}")
                }
                _ => "ran".to_owned(),
            };
            self.line("hook", 90, &format!("{} {}: {what}", report.event, row.id));
        }
    }
}

/// Observes background hooks: their end is reported here.
impl Observer for Transcript {
    fn background_finished(&self, run: &RunFinished<'_>) {
        let (row, event) = (run.row, run.run.payload.event.name());
        let how = row.cause.as_ref().map_or("ended", |cause| cause.code());
        self.line("hook", 90, &format!("{event} {}: {how}", row.id));
    }
}
