//! Reads the headers of `http` handlers.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Reader, Text};
use hooks_types::spec::HttpRequest;
use hooks_types::text::{in_quotes, short_name};

use super::command::variables;

/// Reads `headers` and `allowedEnvVars` into the request, and returns the listed names. Warns about a variable in a
/// header that the list does not have, because the header is then sent without the variable's value.
pub(crate) fn headers<'n>(
    request: &mut HttpRequest,
    reader: &mut Reader<'_>,
    fields: &mut Fields<'n>,
) -> Result<Vec<Text<'n>>, Flaw> {
    let span = fields.get("headers").map(|node| node.span.clone());
    request.headers = fields.text_map("headers")?;
    let allowed = fields.texts("allowedEnvVars")?.unwrap_or_default();
    request.allowed_env = allowed.iter().map(|name| name.text.to_owned()).collect();
    let is_lost =
        |name: &&str| !name.is_empty() && !request.allowed_env.iter().any(|it| it == name);
    let mut named = request.headers.values().flat_map(|value| variables(value));
    if let (Some(name), Some(span)) = (named.find(is_lost), span) {
        let message = format!(
            "a header uses the variable `{}`, which `allowedEnvVars` does not list, so the header is sent without the variable's value",
            short_name(name)
        );
        reader.warn(DiagnosticCode::NoEffect, &span, message);
        let listed = request.allowed_env.iter().map(String::as_str).chain([name]);
        let listed: Vec<String> = listed.take(20).map(|name| in_quotes(name, 60)).collect();
        reader.help(format!("add \"allowedEnvVars\": [{}]", listed.join(", ")));
    }
    Ok(allowed)
}
