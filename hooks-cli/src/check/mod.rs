//! `hooks check`: everything that loading can tell about config files.

mod json;
mod text;

use std::path::Path;

use hooks_config::Loaded;
use hooks_types::DialectRef;

use crate::cli::Check;
use crate::configuration::one_file;
use crate::exit_code;
use crate::failure::Failure;
use crate::show::print_out;

/// One file and what loading said about it.
struct Checked<'a> {
    path: &'a Path,
    dialect: Option<DialectRef>,
    loaded: Loaded,
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
        }
    };
    let checked: Vec<_> = options
        .files
        .iter()
        .map(|path| check(path.as_path()))
        .collect();
    let printed = match options.output.is_json() {
        false => text::of(&checked),
        true => json::of(&checked)?,
    };
    print_out(&printed)?;
    let broken = checked.iter().any(|file| file.loaded.has_errors());
    Ok(match broken {
        true => exit_code::CONFIG_ERRORS,
        false => exit_code::DONE,
    })
}
