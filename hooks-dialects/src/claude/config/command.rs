//! Reads Claude Code's handlers of type `command`, which run a program: shell text or argv, environment, and `async`.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Place, Reader, Text};
use hooks_types::HookSpec;
use hooks_types::spec::{Command, Handler, Program};
use hooks_types::text::short_name;

use crate::config::command::{foreign, mentions, set_paths, substituted};

/// Reads `command` together with `args` or `shell`. Sets `spec.background` for a hook that runs in the background.
pub(super) fn lower(
    reader: &mut Reader<'_>,
    event: &str,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<Handler, Flaw> {
    let text = fields.required("command", "a command handler")?;
    let args = fields.texts("args")?;
    let shell = fields.text("shell")?;
    background(reader, fields, spec)?;
    let program = match (args, shell) {
        (Some(args), shell) => {
            if let Some(shell) = shell {
                let message = "`shell` is ignored beside `args`: no shell is started";
                reader.warn(DiagnosticCode::NoEffect, shell.span, message);
            }
            let place = reader.place;
            let words = std::iter::once(text.text).chain(args.iter().map(|arg| arg.text));
            let argv = words.map(|word| in_argv(word, place)).collect();
            let unknown = args
                .iter()
                .chain([&text])
                .find(|arg| unplaced(arg.text, place));
            if let Some(arg) = unknown {
                let message =
                    "a placeholder here has no value: the file's project or plugin is not known";
                reader.warn(DiagnosticCode::NoEffect, arg.span, message);
            }
            Program::Argv(argv)
        }
        (None, Some(shell)) => match shell.text {
            // `bash` is the default shell, so `"shell": "bash"` has the same effect as no `shell` at all.
            "bash" => Program::Shell(text.text.to_owned()),
            "powershell" => Program::Argv(
                ["pwsh", "-NoProfile", "-Command", text.text]
                    .map(str::to_owned)
                    .to_vec(),
            ),
            other => {
                let other = short_name(other);
                let message = format!("`shell` is `bash` or `powershell`, not `{other}`");
                return Err(Flaw::new(DiagnosticCode::BadValue, shell.span, message));
            }
        },
        (None, None) => Program::Shell(text.text.to_owned()),
    };
    if matches!(program, Program::Shell(_)) {
        shell_text(reader, text)?;
    }
    let mut command = foreign(program);
    surroundings(&mut command, reader.place);
    // The session can read the file in `CLAUDE_ENV_FILE` before a background hook has written to this file. So warn
    // about a background hook that mentions the variable.
    if event == "SessionStart" && spec.background {
        let message = "the session does not wait for the variables that this hook writes to `CLAUDE_ENV_FILE`";
        if mentions(text.text, "CLAUDE_ENV_FILE") {
            reader.warn(DiagnosticCode::NoEffect, text.span, message);
        }
    }
    Ok(Handler::Command(command))
}

/// Reads `async` and `asyncRewake`, which make a hook run in the background.
fn background(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    let asynchronous = fields.flag("async")?.is_some_and(|(flag, _)| flag);
    let rewake = fields.flag("asyncRewake")?.filter(|(flag, _)| *flag);
    let texts = [
        fields.member("rewakeMessage"),
        fields.member("rewakeSummary"),
    ];
    spec.background = asynchronous || rewake.is_some();
    if let Some((_, span)) = rewake {
        let message = "`asyncRewake` runs in the background; its exit 2 is reported and does not wake the agent";
        reader.warn(DiagnosticCode::Deviation, span, message);
    }
    for member in texts.into_iter().flatten() {
        let message = format!("`{}` has no effect: the agent is not woken", member.key);
        reader.warn(DiagnosticCode::NoEffect, &member.key_span, message);
    }
    Ok(())
}

/// Refuses shell text that uses a plugin's user settings (`${user_config.*}`), and warns about variables that will be
/// empty.
fn shell_text(reader: &mut Reader<'_>, text: Text<'_>) -> Result<(), Flaw> {
    if reader.place.plugin_root.is_some() && text.text.contains("${user_config.") {
        let message = "`${user_config...}` is refused in a shell text: its value would be run";
        return Err(Flaw::new(DiagnosticCode::BadValue, text.span, message));
    }
    for name in ["CLAUDE_PLUGIN_ROOT", "CLAUDE_PLUGIN_DATA"] {
        if reader.place.plugin_root.is_none() && mentions(text.text, name) {
            let message = format!("`{name}` is set for the hooks of plugins only");
            reader.warn(DiagnosticCode::NoEffect, text.span, message);
        }
    }
    Ok(())
}

/// The variable that holds the root folder of the project.
const ROOT: &str = "CLAUDE_PROJECT_DIR";

/// Returns the placeholders that Claude Code replaces in arguments (`${NAME}`), each with its value if the value is
/// known.
fn values(place: &Place) -> [(&'static str, Option<&std::path::Path>); 3] {
    [
        (ROOT, place.project_root.as_deref()),
        ("CLAUDE_PLUGIN_ROOT", place.plugin_root.as_deref()),
        ("CLAUDE_PLUGIN_DATA", place.plugin_data.as_deref()),
    ]
}

/// Replaces each placeholder in an argument by its value, if the value is known.
fn in_argv(word: &str, place: &Place) -> String {
    substituted(word, &values(place))
}

/// Returns whether an argument contains a placeholder whose value is not known.
fn unplaced(word: &str, place: &Place) -> bool {
    values(place)
        .iter()
        .any(|(name, value)| value.is_none() && word.contains(&format!("${{{name}}}")))
}

/// Sets the folders in which a hook can run, and the variables that depend on where the hook's file is.
fn surroundings(command: &mut Command, place: &Place) {
    set_paths(command, values(place));
    // If the session's folder was deleted, the hook must not fail for that reason (Claude Code's changelog, 2.1.239).
    // The command then runs in the first of these folders that exists.
    command.work_dir_fallbacks = [&place.project_root, &place.home]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
}
