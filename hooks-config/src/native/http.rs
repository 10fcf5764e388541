//! The `http` key: an endpoint to which the payload is posted.
//!
//! The response is read like the output of a program. URL and headers are checked when the file is read. So the user
//! sees a mistake before the hook fails because of it.
//!
//! Headers often carry a secret, which should not be written into the file. `$NAME` in a value stands for a variable of
//! the agent, but only if `allowed_env` lists it. So the list shows every variable that the endpoint can receive, and
//! `hooks trust` prints the list.

use std::collections::{BTreeMap, HashSet};

use hooks_types::spec::HttpRequest;
use hooks_types::text::{in_quotes, quoted};
use serde::Serialize;

use super::duration::DurationToml;
use super::environment::name_problem;
use super::flaws::{Read, bad, unknown_key};
use super::values::{array, table, text};
use crate::bounds::MOST_REMARKS;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::{Kind, Member, Node};

/// An endpoint that is a hook: the payload is posted to it, and its response is the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(
        rename = "Http",
        deny_unknown_fields,
        transform = super::schema::without_nulls
    )
)]
#[non_exhaustive]
pub struct HttpToml {
    /// The address to which the payload is posted. Redirects are not followed.
    #[cfg_attr(
        feature = "schema",
        schemars(regex(pattern = r"^https?://[^/?#@\s]+([/?#]|$)"))
    )]
    pub url: String,
    /// Headers to send. `$NAME` and `${NAME}` in a value stand for a variable of
    /// `allowed_env`. Default: none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "headers_schema"))]
    pub headers: BTreeMap<String, String>,
    /// The agent's variables that headers may name; any other variable becomes an empty text. Default: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_env: Vec<String>,
    /// How long the response may take; the same as `timeout` of the hook. Default:
    /// 30 seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<DurationToml>,
}

/// The keys of an `http` table.
const KEYS: &[&str] = &["url", "headers", "allowed_env", "timeout"];

impl HttpToml {
    /// Reads an `http` table. The first problem makes the whole entry unusable.
    pub(crate) fn read(node: &Node) -> Read<Self> {
        let members = table(node, "a table with a `url`")?;
        let mut url = None;
        let mut http = Self {
            url: String::new(),
            headers: BTreeMap::new(),
            allowed_env: Vec::new(),
            timeout: None,
        };
        for member in members {
            let value = &member.node;
            match &*member.key {
                "url" => url = Some(read_url(value)?),
                "headers" => http.headers = read_headers(value)?,
                "allowed_env" => {
                    http.allowed_env = array(value, "an array of names", |item| {
                        let name = text(item)?;
                        match name_problem(name) {
                            Some(problem) => Err(bad(item, problem)),
                            None => Ok(name.to_owned()),
                        }
                    })?;
                }
                "timeout" => http.timeout = Some(DurationToml::read(value)?),
                _ => return Err(unknown_key(member, KEYS)),
            }
        }
        http.url = url.ok_or_else(|| {
            Flaw::new(
                DiagnosticCode::MissingKey,
                &node.span,
                "`http` has no `url`",
            )
            .with_help("add url = \"https://...\"")
        })?;
        Ok(http)
    }

    /// Converts the endpoint to the request of its hook. Variables are filled in later, for each request.
    pub(crate) fn lower(&self) -> HttpRequest {
        let mut request = HttpRequest::new(self.url.clone());
        request.headers.clone_from(&self.headers);
        request.allowed_env.clone_from(&self.allowed_env);
        request
    }

    /// Returns warnings about settings that probably do not have the intended effect: a time limit in the wrong unit,
    /// and a header whose variable is not allowed and is therefore sent empty.
    pub(crate) fn suspicions(&self, node: &Node) -> Vec<Flaw> {
        let mut found = Vec::new();
        if let (Some(timeout), Some(member)) = (self.timeout, node.member("timeout")) {
            found.extend(timeout.suspicion(&member.node));
        }
        let Some(Kind::Table(headers)) = node.member("headers").map(|found| &found.node.kind)
        else {
            return found;
        };
        // Use a set: many headers and a long list then take linear time.
        let listed: HashSet<&str> = self.allowed_env.iter().map(String::as_str).collect();
        let suspicions = headers.iter().filter_map(|member| {
            let value = self.headers.get(&*member.key)?;
            let variable = variables(value).find(|name| !listed.contains(name))?;
            let (variable, word) = (quoted(variable.as_bytes(), 60), in_quotes(variable, 60));
            let message = format!("`${variable}` is not in `allowed_env`, so it becomes empty");
            let problem = Flaw::new(DiagnosticCode::NoEffect, &member.node.span, message);
            let help = format!("add allowed_env = [{word}]");
            Some(problem.into_warning().with_help(help))
        });
        // Stop at the limit: more remarks would not be shown.
        found.extend(suspicions.take(MOST_REMARKS));
        found
    }
}

/// Reads a URL. Only its form is checked here. A host that does not exist is noticed only when the hook runs.
fn read_url(node: &Node) -> Read<String> {
    let url = text(node)?;
    let invalid = |help: &'static str| Err(bad(node, "invalid URL").with_help(help));
    let Some(rest) = ["https://", "http://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme))
    else {
        return invalid("write https://host/path, or http://localhost:port/path");
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() {
        return invalid("the URL has no host");
    }
    // Refuse credentials in a URL: the executor does not send them, so the endpoint would never see
    // them.
    if authority.contains('@') {
        return invalid(
            "a name or password in the URL is not sent; use `headers` with `allowed_env`",
        );
    }
    if url.contains(|c: char| c.is_whitespace() || c.is_control()) || !url.is_ascii() {
        return invalid("write other characters than ASCII as %XX");
    }
    Ok(url.to_owned())
}

/// Reads the headers of a request.
fn read_headers(node: &Node) -> Read<BTreeMap<String, String>> {
    let mut headers = BTreeMap::new();
    for member in table(node, "a table of strings")? {
        if let Some(problem) = header_problem(&member.key) {
            return Err(Flaw::new(
                DiagnosticCode::BadValue,
                &member.key_span,
                problem,
            ));
        }
        headers.insert(member.key.clone(), header_value(member)?);
    }
    Ok(headers)
}

/// Says why a hook cannot set a header with this name; `None` if it can. A name is a token of HTTP (RFC 9110,
/// 5.6.2).
fn header_problem(name: &str) -> Option<String> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let shown = quoted(name.as_bytes(), 60);
    if name.is_empty() || !name.chars().all(is_token) {
        return Some(format!("`{shown}` is not a header name"));
    }
    let lower = name.to_ascii_lowercase();
    // An entry must not set these headers. With a different length, the endpoint would see only a part of the payload.
    // With a different host, the request would go to a host that the URL does not show.
    ["content-length", "transfer-encoding", "host"]
        .contains(&lower.as_str())
        .then(|| format!("the header `{shown}` is set by the request itself"))
}

/// Reads a header's value.
fn header_value(member: &Member) -> Read<String> {
    let value = text(&member.node)?;
    // Refuse control characters, because a line break would begin a second header.
    if value.chars().any(|c| c.is_control() && c != '\t') {
        return Err(bad(
            &member.node,
            "a header cannot contain control characters",
        ));
    }
    Ok(value.to_owned())
}

/// Yields the variables in a header's value, by the same rules as the executor: `$NAME` and `${NAME}`. A name does not
/// begin with a digit, so `$5` is not a variable.
pub(crate) fn variables(value: &str) -> impl Iterator<Item = &str> {
    value.split('$').skip(1).filter_map(|after| {
        let name = match after.strip_prefix('{') {
            Some(inner) => inner.split_once('}')?.0,
            None => {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                after.get(..end.unwrap_or(after.len()))?
            }
        };
        let first = name.chars().next()?;
        (!first.is_ascii_digit()).then_some(name)
    })
}

/// Returns the schema of `headers`.
#[cfg(feature = "schema")]
fn headers_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "type": "object",
        "propertyNames": { "pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" },
        "additionalProperties": { "type": "string" },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_a_header_are_those_the_executor_replaces() {
        let named = |value| variables(value).collect::<Vec<_>>();
        assert_eq!(named("Bearer $TOKEN"), ["TOKEN"]);
        assert_eq!(named("${A}$B_1-$C."), ["A", "B_1", "C"]);
        assert!(named("5 $, $5, ${, ${}").is_empty());
    }
}
