//! The `env` and `inherit_env` keys.
//!
//! A hook of the user inherits all of the agent's variables unless its entry lists names. A hook of a project or plugin
//! inherits only [`OF_STRANGERS`] unless its entry lists other variables. The user sees the names of the inherited
//! variables when asked for trust. The agent's environment often holds secrets, such as keys of model providers.

use std::collections::BTreeMap;

use hooks_types::spec::InheritEnv;
use hooks_types::text::quoted;
use serde::{Serialize, Serializer};

use super::command::CONFIG_DIR_VAR;
use super::flaws::{Read, bad, wrong_type};
use super::values::{array, table, text};
use crate::flaw::Flaw;
use crate::format::{Kind, Node};
use crate::words::Words;

/// The variables of the agent that a hook inherits: `"all"`, or an array of names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InheritEnvToml(pub InheritEnv);

impl InheritEnvToml {
    /// Reads `inherit_env`. An empty array is valid: the hook then gets only the variables of `env` and of the engine.
    pub(crate) fn read(node: &Node) -> Read<Self> {
        match &node.kind {
            Kind::Text(word) if word == "all" => Ok(Self(InheritEnv::All)),
            Kind::Text(word) => Err(bad(
                node,
                Words::quoting(
                    format!(
                        "`{}` is neither `all` nor an array",
                        quoted(word.as_bytes(), 60)
                    ),
                    "the value of `inherit_env` is neither `all` nor an array",
                ),
            )
            .with_help("write \"all\", or an array of names such as [\"PATH\", \"HOME\"]")),
            Kind::List(_) => array(node, "an array of names", |item| {
                let name = text(item)?;
                name_problem(name).map_or(Ok(name.to_owned()), |problem| Err(bad(item, problem)))
            })
            .map(|names| Self(InheritEnv::Only(names))),
            _ => Err(wrong_type(node, "\"all\" or an array of names")),
        }
    }
}

/// Reads the variables of an `env` table. `${config_dir}` in a value is replaced later, when the folder is
/// known.
pub(crate) fn read_env(node: &Node) -> Read<BTreeMap<String, String>> {
    let mut variables = BTreeMap::new();
    for member in table(node, "a table of strings")? {
        if let Some(problem) = name_problem(&member.key) {
            return Err(Flaw::new(
                crate::DiagnosticCode::BadValue,
                &member.key_span,
                problem,
            ));
        }
        // A shell text expands `${config_dir}` from this variable, so an entry must not set the variable.
        if &*member.key == CONFIG_DIR_VAR {
            return Err(Flaw::new(
                crate::DiagnosticCode::BadValue,
                &member.key_span,
                "`config_dir` is set by the hook engine",
            ));
        }
        variables.insert(member.key.clone(), text(&member.node)?.to_owned());
    }
    Ok(variables)
}

/// Says why a variable cannot have this name; `None` if it can. Every name that the system accepts is valid, although a
/// shell can read only names of letters, digits and underscores.
pub(crate) fn name_problem(name: &str) -> Option<Words> {
    if name.is_empty() {
        return Some("a variable needs a name".into());
    }
    // Refuse these characters now: with such a name the system would refuse every start of the
    // hook.
    name.contains(['=', '\0']).then(|| {
        let rest = "cannot be a variable's name: it contains `=` or a NUL byte";
        let name = quoted(name.as_bytes(), 60);
        Words::quoting(format!("`{name}` {rest}"), format!("a name {rest}"))
    })
}

impl Serialize for InheritEnvToml {
    /// Writes `"all"`, or the array of names.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            InheritEnv::Only(names) => names.serialize(serializer),
            _ => serializer.serialize_str("all"),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for InheritEnvToml {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "InheritEnv".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Which of the agent's environment variables the hook gets: \"all\", or an array of names. Default: \"all\"; for a hook of a project or plugin, a short list (`PATH`, `HOME` and similar).",
            "oneOf": [
                { "const": "all" },
                { "type": "array", "items": { "type": "string", "pattern": "^[^=]+$" } },
            ],
        })
    }
}

/// The variables that a hook of a project or plugin inherits unless its entry names other variables. Programs need them
/// to start and to find their files; none of them is a secret.
const OF_STRANGERS: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TERM",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SystemRoot",
    "SYSTEMROOT",
    "COMSPEC",
    "PATHEXT",
    "USERPROFILE",
    "NO_COLOR",
];

/// Returns the variables that a hook of a project or plugin inherits unless its entry names other variables.
#[must_use]
pub fn of_strangers() -> InheritEnv {
    InheritEnv::Only(OF_STRANGERS.iter().map(|name| (*name).to_owned()).collect())
}
