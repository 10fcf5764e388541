//! Findings for people: each with its line marked, then a line for each file.

use hooks_types::{DialectRef, visible_line};

use super::Checked;
use crate::show::{counted, marked};

pub(super) fn of(files: &[Checked]) -> String {
    let mut text = String::new();
    for file in files {
        for diagnostic in &file.diagnostics {
            text += &marked(diagnostic, file.text_of(diagnostic));
            text.push('\n');
        }
    }
    for file in files {
        let findings = match counted(&file.diagnostics) {
            none if none.is_empty() => "no findings".to_owned(),
            some => some,
        };
        let dialect = file.dialect.as_ref().map_or("unknown", DialectRef::name);
        let hooks = match file.hooks {
            1 => "1 hook".to_owned(),
            many => format!("{many} hooks"),
        };
        let path = visible_line(&file.path.display().to_string());
        text += &format!("{path}: {dialect}, {hooks}, {findings}\n");
    }
    text
}
