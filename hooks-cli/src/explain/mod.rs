//! `hooks explain`: for one call, each hook: it runs, or why not.

mod run;
mod text;

use hooks_router::Explanation;
use hooks_types::Payload;
use hooks_types::text::visible_json;

use crate::cli::Explain;
use crate::configuration::{Survey, survey};
use crate::engine::explaining;
use crate::exit_code;
use crate::failure::Failure;
use crate::list::{Remedy, remedies};
use crate::sample::{Wanted, sample_in_project, whole};
use crate::show::{columns, complain, print_out};

/// Explains a sample call, and runs its hooks where that was asked for.
pub(crate) async fn run(options: &Explain) -> Result<u8, Failure> {
    let folder = std::env::current_dir()
        .map_err(|error| Failure::new(format!("cannot tell the working folder: {error}")))?;
    let project = options.sources.files.project.as_deref();
    let wanted = Wanted {
        event: &options.event,
        dialect: &options.speak,
        cwd: &folder.display().to_string(),
        project: project.map(whole),
        options: &options.sample,
    };
    let (sample, whereabouts) = sample_in_project(&wanted, &options.sources)?;
    let payload = sample.payload;
    let survey = survey(&options.sources, &whereabouts)?;
    warn(&survey);
    let hooks = survey.loaded.hooks_despite_errors().to_vec();
    let explanation = explaining(hooks).explain(&payload);
    let trust_given = options.sources.files.trust_project;
    let remedies = remedies(&survey, trust_given);
    if options.run {
        return run::run(options, payload, survey, (&explanation, &remedies)).await;
    }
    print(options, &explanation, &remedies, &payload)?;
    Ok(exit_code::DONE)
}

/// Errors that change what a call meets.
fn warn(survey: &Survey) {
    let errors = match survey.errors() {
        0 => return,
        1 => "1 error".to_owned(),
        many => format!("{many} errors"),
    };
    let stops = match survey.loaded.forbids_use() {
        true => "no hook runs until that is mended",
        false => "what it is in fails or does not run",
    };
    complain(format!(
        "{errors} in the configuration: {stops}; `hooks check` shows more"
    ));
}

fn print(
    options: &Explain,
    explanation: &Explanation,
    remedies: &[Remedy],
    payload: &Payload,
) -> Result<(), Failure> {
    match options.output.is_json() {
        true => print_out(&json(explanation)?),
        false => print_out(&text::of(explanation, remedies, payload, columns())),
    }
}

fn json(explanation: &Explanation) -> Result<String, Failure> {
    serde_json::to_string(explanation)
        .map(|json| visible_json(&json) + "\n")
        .map_err(|error| Failure::new(format!("cannot write the explanation: {error}")))
}
