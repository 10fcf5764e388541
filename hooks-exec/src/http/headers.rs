//! Makes the headers of a request. `$NAME` and `${NAME}` in a header's value are replaced by variables that the hook's
//! entry allows.

use std::ffi::OsString;

use hooks_types::spec::HttpRequest;
use hooks_types::text::short_name;
use hyper::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    TRANSFER_ENCODING,
};

/// Returns the headers of a request. Adds `Content-Type: application/json`, and `Accept-Encoding: identity` because
/// this client cannot read compressed answers. The hook's entry can override both.
///
/// # Errors
///
/// A header cannot be sent. The error names the header, never its value.
pub(super) fn headers(
    request: &HttpRequest,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    for (name, value) in &request.headers {
        let header = HeaderName::try_from(name.as_str())
            .map_err(|_| format!("`{}` is not a header name", short_name(name)))?;
        if header == CONTENT_LENGTH || header == TRANSFER_ENCODING {
            // An entry must not set the length itself: with a wrong length, the endpoint would see only a part of the
            // payload and judge the call by that part.
            return Err(format!(
                "the header `{header}` is set from the payload; remove it"
            ));
        }
        let value = expand(value, |wanted| {
            let allowed = request.allowed_env.iter().any(|name| name == wanted);
            allowed.then(|| variable(wanted)).flatten()
        });
        let mut value = HeaderValue::try_from(value)
            .map_err(|_| format!("the value of header `{header}` contains control characters"))?;
        // Mark the value as sensitive: debug output then leaves it out.
        value.set_sensitive(true);
        headers.insert(header, value);
    }
    Ok(headers)
}

/// Replaces the variables in a text. If the function `variable` returns `None` for a name, the variable is replaced
/// with an empty text.
fn expand(text: &str, variable: impl Fn(&str) -> Option<OsString>) -> String {
    let mut expanded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('$') {
        let (before, at) = rest.split_at(start);
        expanded.push_str(before);
        let after = at.get(1..).unwrap_or_default();
        let (name, behind) = name_at(after);
        if name.is_empty() {
            expanded.push('$');
            rest = after;
            continue;
        }
        let value = variable(name).unwrap_or_default();
        expanded.push_str(&value.to_string_lossy());
        rest = behind;
    }
    expanded.push_str(rest);
    expanded
}

/// Splits the text after a `$` into the name of a variable and the rest. The name is empty if the text does not begin
/// with a name.
fn name_at(text: &str) -> (&str, &str) {
    if let Some((name, behind)) = text
        .strip_prefix('{')
        .and_then(|inner| inner.split_once('}'))
        && is_name(name)
    {
        return (name, behind);
    }
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    let (name, behind) = text.split_at(end);
    if is_name(name) {
        (name, behind)
    } else {
        ("", text)
    }
}

/// Returns whether a text is the name of a variable.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str) -> Option<OsString> {
        match name {
            "TOKEN" => Some("t0k".into()),
            "LINES" => Some("a\r\nX-Evil: 1".into()),
            _ => Some("not allowed".into()),
        }
    }

    fn request(value: &str) -> HttpRequest {
        let mut request = HttpRequest::new("https://example.org/");
        request.headers.insert("X-Auth".into(), value.into());
        request.allowed_env = vec!["TOKEN".into(), "LINES".into()];
        request
    }

    #[test]
    fn only_allowed_variables_reach_a_header() {
        for (value, sent) in [
            ("Bearer $TOKEN", "Bearer t0k"),
            ("${TOKEN}!", "t0k!"),
            ("a$HOME-b", "a-b"),
            ("${HOME}", ""),
            ("5$ and $5 ${", "5$ and $5 ${"),
        ] {
            let headers = headers(&request(value), variable).unwrap();
            assert_eq!(headers["x-auth"], sent, "{value}");
        }
    }

    #[test]
    fn a_configured_header_cannot_cut_the_payload() {
        for name in ["Content-Length", "transfer-encoding"] {
            let mut request = HttpRequest::new("https://example.org/");
            request.headers.insert(name.into(), "5".into());
            let problem = headers(&request, variable).unwrap_err();
            assert!(problem.contains(&name.to_ascii_lowercase()), "{problem}");
        }
    }

    #[test]
    fn a_variable_cannot_smuggle_a_header_in() {
        let problem = headers(&request("$LINES"), variable).unwrap_err();
        assert!(
            problem.contains("x-auth") && !problem.contains("Evil"),
            "{problem}"
        );
    }
}
