//! Writes the test cases of a new hook.

use std::path::Path;

use hooks_types::EventName;

use super::behaviour::Behaviour;
use super::planned::Planned;
use super::toml_string;

/// The comment that shows the author what a case of a rewriting hook contains.
const REWRITES: &str = "# Of a hook that rewrites the call:\n\
                        # outcome = \"modify\"\n\
                        # content = { command = [\"bash\", \"-c\", \"ls\"], timeout_ms = 120000 } # the whole input\n";

/// Returns test cases for a new hook: at least one in which the hook acts and, unless the hook only adds context, one
/// in which the hook does not object.
pub(super) fn cases(
    name: &str,
    event: &EventName,
    tool: Option<&str>,
    does: Behaviour,
    folder: &Path,
) -> Vec<Planned> {
    let case = |what: &str, sent: &str, expect: &str| {
        let mut text = format!(
            "# Run it with `hooks test`.\nevent = \"{}\"\n",
            event.wire_name()
        );
        if let Some(tool) = tool {
            text += &format!("tool = {}\n", toml_string(tool));
        }
        text += &format!("hook = \"{name}\"\n{sent}\n[expect]\n{expect}");
        let file = format!("{name}.{what}.toml");
        Planned::new(folder.join("tests").join(file), text)
    };
    let message = does.message();
    let blocks = format!("outcome = \"block\"\nmessage = \"{message}\"\n");
    let proceeds = "outcome = \"proceed\"\n";
    match does {
        Behaviour::ForbidsForcePush => {
            // `set` turns a text into `bash -c TEXT`. In most agents' calls the command arrives as an argv, so both
            // forms have a case.
            let set = "set = { command = \"git push origin main --force\" }\n";
            let argv = "input = { command = [\"git\", \"push\", \"--force\"] }\n";
            vec![
                case("blocks", set, &blocks),
                case("proceeds", "", &(proceeds.to_owned() + REWRITES)),
                case("blocks-argv", argv, &blocks),
            ]
        }
        Behaviour::Blocks { at, forbidden, .. } => {
            // For `set`, the last name in the field's path is enough to find the field in the input.
            let key = at.rsplit('.').next().unwrap_or(at);
            let bad = match key {
                "file_path" => "/etc/passwd".to_owned(),
                _ => format!("please {forbidden} it"),
            };
            let set = format!("set = {{ {key} = \"{bad}\" }}\n");
            vec![
                case("blocks", &set, &blocks),
                case("proceeds", "", proceeds),
            ]
        }
        Behaviour::GoesOnOnce => {
            let again = "set = { stop_hook_active = true }\n";
            vec![
                case("blocks", "", &blocks),
                case("proceeds", again, proceeds),
            ]
        }
        Behaviour::Formats => {
            // `files` are in the session's folder before the run, and `expect.files` are expected there after the
            // run.
            let files = "files = { \"sample.txt\" = \"one  \\ntwo\\n\" }\n";
            let expect = format!(
                "{proceeds}\n# The file after the run.\n[expect.files]\n\"sample.txt\" = \"one\\ntwo\\n\"\n"
            );
            vec![
                case("formats", files, &expect),
                case("leaves", "files = {}\n", proceeds),
            ]
        }
        Behaviour::Tells => {
            let expect = format!("{proceeds}context = \"{message}\"\n");
            vec![case("tells", "", &expect)]
        }
    }
}
