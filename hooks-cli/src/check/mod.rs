//! `hooks check`: reports every problem of configuration files, and mistakes in files that are valid.

mod checked;
mod json;
mod text;
mod undecided;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_config::{
    Diagnostic, DiagnosticCode, Loaded, Places, Root, Severity, explained, findings,
};
use hooks_dialects::agents;
use hooks_types::near::nearest;
use hooks_types::text::quoted;

use checked::Checked;
use undecided::{leave_to_trust, show_undecided};

use crate::bridge::all_too_short;
use crate::cli::{Check, Files, Sources};
use crate::configuration::{Whereabouts, one_file, survey, user_folder};
use crate::exit_code;
use crate::failure::Failure;
use crate::misplaced::{Misplaced, files_astray, files_beside, files_inside};
use crate::recording::foreseen;
use crate::refused::{is_refusal, refused};
use crate::show::{columns, complain, print_out};
use crate::trust::{states_in, states_of};
use crate::user_folders::home;

/// Checks each named file by itself, or all files that discovery finds; or explains a diagnostic code. Returns the
/// exit code.
///
/// # Errors
///
/// The places of hook files cannot be searched, the code is unknown, or stdout cannot be written.
pub(crate) fn run(options: &Check) -> Result<u8, Failure> {
    if let Some(code) = &options.why {
        return why(code, options.output.is_json());
    }
    let checked = match options.files.is_empty() {
        true => discovered(options)?,
        false => options
            .files
            .iter()
            .map(|path| named(path, options))
            .collect(),
    };
    options.files.iter().for_each(|path| advise(path));
    let printed = match options.output.is_json() {
        false => text::of(&checked, columns()),
        true => json::of(&checked)?,
    };
    print_out(&printed)?;
    let worst = checked.iter().flat_map(|file| &file.diagnostics);
    let worst = worst.map(|found| found.severity).max();
    let bad = match options.deny_warnings {
        true => Severity::Warning,
        false => Severity::Error,
    };
    // Without a finding the comparison is false, because `None` is less than any severity.
    Ok(match worst >= Some(bad) {
        true => exit_code::CONFIG_ERRORS,
        false => exit_code::DONE,
    })
}

/// Checks one named file and the scripts of its hooks, whether the file is trusted or not.
fn named(path: &Path, options: &Check) -> Checked {
    let loaded = with_findings(one_file(path, options.dialect.as_ref()));
    let read = loaded.files.first().map(|file| file.dialect.clone());
    let mut file = Checked {
        path: path.to_path_buf(),
        dialect: read.or_else(|| options.dialect.clone()),
        hooks: loaded.hooks_despite_errors().len(),
        diagnostics: loaded.diagnostics.clone(),
        loaded: Arc::new(loaded),
        trust: states_of(path),
        unread_scripts: false,
    };
    leave_to_trust(&mut file);
    // No agent reads this file, but this command reads it, because the user named it. So the finding is only a warning.
    let astray = misplaced(path).map(|astray| astray.finding(std::iter::empty()));
    file.diagnostics.extend(astray.map(|mut found| {
        found.severity = Severity::Warning;
        found.file = Arc::new(path.to_path_buf());
        found
    }));
    file
}

/// Finds out whether the named file lies at a place that no agent reads, near the place where it belongs.
fn misplaced(path: &Path) -> Option<Misplaced> {
    let whole = std::path::absolute(path).ok()?;
    let home = home().ok().flatten();
    let own = user_folder().ok().map(|folder| folder.join("hooks.toml"));
    // Four folders are enough: the deepest misplaced file is `.agents/plugins/NAME/hooks.json`.
    let mut folders = whole.ancestors().skip(1).take(4);
    folders.find_map(|folder| {
        let mut astray = files_astray(folder, home.as_deref(), own.as_deref());
        let places = Places::new().with_root(Root::new(folder));
        let all = agents().all_places(&places);
        // A place can be a pattern, such as `hooks/*.json`. Only the candidates name each file that is read.
        let read = agents().all_candidates(&places);
        astray.extend(files_beside(&all));
        astray.extend(files_inside(&places, &agents(), &all, &read));
        astray.retain(|found| !read.iter().any(|file| file.path == found.path));
        // People often keep a `hooks.toml` in the project's root on purpose and name it with `--config`. So do not call
        // it misplaced.
        let is_named_often = whole == folder.join("hooks.toml");
        let mut astray = astray.into_iter().filter(|_| !is_named_often);
        astray.find(|found| found.path == whole)
    })
}

/// Checks every file that discovery finds from the working folder. A hook file that no agent reads is included, with a
/// finding that says so.
///
/// # Errors
///
/// The places of hook files cannot be searched.
fn discovered(options: &Check) -> Result<Vec<Checked>, Failure> {
    let folder = std::env::current_dir().unwrap_or_default();
    let sources = Sources {
        files: Files {
            config: Vec::new(),
            project: options.project.clone(),
            // A check runs no hooks, so it never needs to treat the project as trusted.
            trust_project: false,
        },
        dialect: options.dialect.clone(),
    };
    let survey = survey(&sources, &Whereabouts::folder(folder))?;
    let unused = Whereabouts::unused_variable(&sources, survey.first_root.as_deref());
    unused.iter().for_each(complain);
    if survey.loaded.files.is_empty() && survey.loaded.diagnostics.is_empty() {
        complain("no hook files were found; `hooks list` says where they are looked for");
    }
    all_too_short(options.project.as_deref())
        .iter()
        .for_each(complain);
    survey.below().iter().for_each(complain);
    survey.moved().iter().for_each(complain);
    survey.unregistered().iter().for_each(complain);
    let read = |loaded: &Loaded| -> Vec<PathBuf> {
        let files = loaded.files.iter().filter(|file| file.hooks > 0);
        files.map(|file| file.path.to_path_buf()).collect()
    };
    let read = read(&survey.loaded);
    let of_misplaced = |misplaced: &Misplaced| misplaced.finding(read.iter().map(PathBuf::as_path));
    let unread: Vec<Diagnostic> = survey.misplaced.iter().map(of_misplaced).collect();
    let loaded = Arc::new(with_findings(survey.loaded));
    let mut checked: Vec<Checked> = Vec::new();
    for file in &loaded.files {
        checked.push(Checked {
            path: file.path.to_path_buf(),
            dialect: Some(file.dialect.clone()),
            hooks: file.hooks,
            diagnostics: Vec::new(),
            loaded: Arc::clone(&loaded),
            trust: states_in(&file.path, &loaded),
            unread_scripts: false,
        });
    }
    for found in loaded.diagnostics.iter().chain(&unread) {
        let of = checked.iter().position(|file| file.path == *found.file);
        // A file that could not be read is not among the checked files. Add it, with only its diagnostics.
        let at = of.unwrap_or_else(|| {
            checked.push(Checked {
                path: found.file.to_path_buf(),
                dialect: None,
                hooks: 0,
                diagnostics: Vec::new(),
                loaded: Arc::clone(&loaded),
                trust: Vec::new(),
                unread_scripts: false,
            });
            checked.len() - 1
        });
        let mut found = found.clone();
        // A load turns an error in an untrusted file into a warning. A file that cannot be read has no other finding,
        // so a check that passes would hide that its hooks are not loaded.
        if found.code == DiagnosticCode::Unreadable
            && found.lowered
            && !is_link_out(&found.file, &loaded)
        {
            found.severity = Severity::Error;
        }
        checked[at].diagnostics.push(found);
    }
    checked.iter_mut().for_each(show_undecided);
    checked.iter_mut().for_each(leave_to_trust);
    Ok(checked)
}

/// Returns whether an agent's own file is not read because it is a link that leads out of the project. In work trees
/// people make such links on purpose, so the finding stays a warning. Our own file does not count: it is made for the
/// project, so its guards would be missing.
fn is_link_out(file: &Path, loaded: &Loaded) -> bool {
    let roots = loaded.roots.iter().map(|found| &found.root.path);
    let root = roots
        .filter(|root| file.starts_with(root))
        .max_by_key(|root| root.as_os_str().len());
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    match (root.and_then(|root| real(root)), real(file)) {
        (Some(root), Some(file_at)) => {
            file_at.is_file()
                && !file_at.starts_with(root)
                && !file.ends_with(".agent-hooks/hooks.toml")
        }
        _ => false,
    }
}

/// Adds the findings about valid but surprising configuration, about hooks that will be refused, and about answers in
/// scripts.
fn with_findings(mut loaded: Loaded) -> Loaded {
    let path = std::env::var_os("PATH");
    let mut found = findings(&loaded, &agents(), path.as_deref());
    let refused = refused(&loaded, &[]).into_iter().map(|(_, found)| found);
    // Leave out a refusal that repeats a known finding about the same word on the same line.
    let word = |found: &Diagnostic| found.message.split('`').nth(1).map(str::to_owned);
    let is_same = |known: &Diagnostic, new: &Diagnostic| {
        (&known.file, known.line) == (&new.file, new.line) && word(known) == word(new)
    };
    let refused: Vec<Diagnostic> = refused
        .filter(|new| {
            !found
                .iter()
                .any(|known| is_refusal(known) && is_same(known, new))
        })
        .collect();
    found.extend(refused);
    found.extend(foreseen(&loaded).into_iter().map(|(_, found)| found));
    loaded.diagnostics.extend(found);
    loaded
}

/// Suggests `--why` if the user named a diagnostic code in place of a file.
fn advise(path: &Path) {
    let word = path.to_str().filter(|_| !path.exists());
    let code = word.filter(|word| {
        DiagnosticCode::ALL
            .iter()
            .any(|code| code.to_string() == **word)
    });
    if let Some(code) = code {
        complain(format!(
            "`hooks check --why {code}` says what this code means"
        ));
    }
}

/// Prints cause, example and cure of a code. Prints all codes if `code` is empty.
///
/// # Errors
///
/// There is no such code. The message names the code that was probably meant.
fn why(code: &str, as_json: bool) -> Result<u8, Failure> {
    if code.is_empty() {
        let all = DiagnosticCode::ALL.iter().copied();
        print_out(&match as_json {
            true => json::codes(all),
            false => text::codes(all, columns()),
        })?;
        return Ok(exit_code::DONE);
    }
    let codes: Vec<String> = DiagnosticCode::ALL
        .iter()
        .map(ToString::to_string)
        .collect();
    let at = codes.iter().position(|known| known == code);
    let known = at.and_then(|at| explained(DiagnosticCode::ALL[at]));
    if let Some(known) = known {
        print_out(&match as_json {
            true => json::why(known),
            false => text::why(&known.to_string(), columns()),
        })?;
        return Ok(exit_code::DONE);
    }
    let shown = quoted(code.as_bytes(), 60);
    let meant = match nearest(code, codes.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("there are {}", codes.join(", ")),
    };
    Err(Failure::usage(format!(
        "there is no code `{shown}`; {meant}"
    )))
}
