//! Reads Claude Code's `http` handlers.

use std::collections::HashSet;

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Reader};
use hooks_types::spec::{Handler, HttpRequest};
use hooks_types::text::short_name;

use crate::claude::glob::covers;
use crate::config::command::variables;
use crate::config::http::headers;

/// Reads `url`, `headers` and `allowedEnvVars`. The lists of allowed URLs and variables are applied later, when all
/// files are read.
pub(super) fn lower(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Result<Handler, Flaw> {
    let url = fields.required("url", "an http handler")?;
    if !url.text.starts_with("https://") && !url.text.starts_with("http://") {
        let message = "`url` must begin with `https://` or `http://`";
        return Err(Flaw::new(DiagnosticCode::BadValue, url.span, message));
    }
    let mut request = HttpRequest::new(url.text);
    let allowed = headers(&mut request, reader, fields)?;
    let used: HashSet<&str> = request
        .headers
        .values()
        .flat_map(|v| variables(v))
        .collect();
    // A name in `allowedEnvVars` that no header uses is probably misspelt. The header would then be sent without the
    // variable's value. So report the name.
    for name in &allowed {
        if !used.contains(name.text) {
            let message = format!("no header uses `{}`", short_name(name.text));
            reader.note(DiagnosticCode::NoEffect, name.span, message);
        }
    }
    Ok(Handler::Http(request))
}

/// Returns whether one of the URL patterns matches `url`. In a pattern, `*` matches any characters.
pub(super) fn allows(patterns: &[String], url: &str) -> bool {
    patterns.iter().any(|pattern| covers(pattern, url))
}

#[cfg(test)]
mod tests {
    use super::allows;

    fn fits(pattern: &str, url: &str) -> bool {
        allows(&[pattern.to_owned()], url)
    }

    #[test]
    fn a_star_matches_any_run_of_characters() {
        assert!(fits("https://a.example/*", "https://a.example/x/y"));
        assert!(fits("https://*.example/h", "https://a.b.example/h"));
        assert!(fits("https://a.example/h", "https://a.example/h"));
        assert!(!fits("https://a.example/h", "https://a.example/hh"));
        assert!(!fits("https://a.example/*", "https://a.example.evil/"));
        assert!(!fits("*a*b", "xbxa"));
    }
}
