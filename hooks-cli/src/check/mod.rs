//! `hooks check`: everything that loading can tell about config files.

mod json;
mod text;

use std::io::Write;
use std::path::Path;

use hooks_config::{Loaded, TrustState};
use hooks_types::DialectRef;

use crate::cli::{Check, Format};
use crate::configuration::one_file;
use crate::exit_code;
use crate::failure::Failure;
use crate::trust::states_of;

/// One file and what loading said about it.
struct Checked<'a> {
    path: &'a Path,
    dialect: Option<DialectRef>,
    loaded: Loaded,
    /// The trust of its hooks, where it is a project's.
    trust: Vec<(String, String, TrustState)>,
}

/// Checks each file by itself.
pub(crate) fn run(options: &Check) -> Result<u8, Failure> {
    let check = |path| {
        let loaded = one_file(path, options.dialect.as_ref());
        let read = loaded.files.first().map(|file| file.dialect.clone());
        Checked {
            path,
            dialect: read.or_else(|| options.dialect.clone()),
            loaded,
            trust: states_of(path),
        }
    };
    let checked: Vec<_> = options
        .files
        .iter()
        .map(|path| check(path.as_path()))
        .collect();
    let printed = match options.format {
        Format::Text => text::of(&checked),
        Format::Json => json::of(&checked)?,
    };
    anstream::stdout()
        .write_all(printed.as_bytes())
        .map_err(|error| Failure::new(format!("cannot write the findings: {error}")))?;
    let broken = checked.iter().any(|file| file.loaded.has_errors());
    Ok(match broken {
        true => exit_code::CONFIG_ERRORS,
        false => exit_code::DONE,
    })
}
