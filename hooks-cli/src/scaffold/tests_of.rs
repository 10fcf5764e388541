//! Writes the test cases of a new hook.

use std::path::Path;

use hooks_types::EventName;

use super::planned::Planned;
use super::scripts::Does;
use super::toml_string;

/// Returns a case in which the hook acts, and one in which it does not object.
pub(super) fn cases(
    name: &str,
    event: &EventName,
    tool: Option<&str>,
    does: Does,
    folder: &Path,
) -> Vec<Planned> {
    let case = |what: &str, set: Option<(&str, &str)>, expect: String| {
        let mut text = format!(
            "# Run it with `hooks test`.\nevent = \"{}\"\n",
            event.wire_name()
        );
        if let Some(tool) = tool {
            text += &format!("tool = {}\n", toml_string(tool));
        }
        if let Some((key, value)) = set {
            text += &format!("set = {{ {key} = \"{value}\" }}\n");
        }
        text += &format!("\n[expect]\n{expect}");
        let file = format!("{name}.{what}.toml");
        Planned::new(folder.join("tests").join(file), text)
    };
    let message = does.message();
    let blocks = format!("outcome = \"block\"\nmessage = \"{message}\"\n");
    let proceeds = "outcome = \"proceed\"\n".to_owned();
    match does {
        Does::Blocks { at, forbidden, .. } => {
            let key = match at {
                "tool_input" => "command",
                at => at.rsplit('.').next().unwrap_or(at),
            };
            let bad = match key {
                "file_path" => "/etc/passwd".to_owned(),
                "user_message" => format!("please {forbidden} it"),
                _ => format!("{forbidden} origin main"),
            };
            vec![
                case("blocks", Some((key, &bad)), blocks),
                case("proceeds", None, proceeds),
            ]
        }
        Does::GoesOnOnce => vec![case("blocks", None, blocks)],
        Does::Tells => {
            let expect = format!("{proceeds}context = \"{message}\"\n");
            vec![case("tells", None, expect)]
        }
    }
}
