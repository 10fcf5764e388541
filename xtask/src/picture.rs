//! Draws the README's picture of a terminal: runs the commands of docs/picture/commands.txt and writes their output as
//! an SVG.
//!
//! The picture is drawn from a run, so it shows the real output of `hooks`. The picture is not one of the generated
//! files, because it needs a built program.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use unicode_width::UnicodeWidthStr;

use crate::target_folder;

/// The folder of `commands.txt`, in which the commands run.
const FOLDER: &str = "docs/picture";
/// The path of the picture.
const PICTURE: &str = "docs/picture/terminal.svg";

/// The width of the terminal in columns.
const COLUMNS: usize = 92;

/// The width of a column in the picture's units.
const WIDTH: f64 = 8.4;
/// The height of a line in the picture's units.
const HEIGHT: usize = 19;
/// The space around the text in the picture's units.
const MARGIN: usize = 16;

/// Runs the commands of docs/picture/commands.txt and rewrites the picture of their output.
pub(crate) fn write(root: &Path) -> Result<(), String> {
    fs::write(root.join(PICTURE), drawn(root)?).map_err(|error| format!("{PICTURE}: {error}"))?;
    println!("wrote {PICTURE}");
    Ok(())
}

/// Fails if the picture differs from the output of the commands. A missing picture differs too.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let current = fs::read_to_string(root.join(PICTURE)).unwrap_or_default();
    if current != drawn(root)? {
        return Err(format!(
            "{PICTURE} is not current\nrun: cargo xtask picture"
        ));
    }
    println!("{PICTURE} is current");
    Ok(())
}

/// Builds `hooks`, runs the commands and returns the picture. Each command is shown after a `$`, in bold, with its
/// output below. A command that fails is drawn as well.
fn drawn(root: &Path) -> Result<String, String> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "-p", "hooks-cli"])
        .current_dir(root)
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if !built.success() {
        return Err("hooks-cli does not build".to_owned());
    }
    let commands = root.join(FOLDER).join("commands.txt");
    let commands =
        fs::read_to_string(&commands).map_err(|e| format!("{}: {e}", commands.display()))?;
    let mut shown = String::new();
    for command in commands.lines() {
        let _ = write!(
            shown,
            "\u{1b}[1m$ {command}\u{1b}[0m\n{}\n",
            printed(root, command)?
        );
    }
    Ok(svg(shown.trim_end()))
}

/// Returns the output of a command in a terminal: stdout and stderr in the order in which they are
/// written.
fn printed(root: &Path, command: &str) -> Result<String, String> {
    let home = tempfile::tempdir().map_err(|error| format!("a folder for the run: {error}"))?;
    let path = std::env::var("PATH").unwrap_or_default();
    let built = target_folder(root).join("debug");
    let output = Command::new("sh")
        .args([
            "-c",
            // Join stderr to stdout, which keeps the order of the lines. `hooks` sees no terminal, so force colours.
            &format!(
                "exec 2>&1; {}",
                command.replacen("hooks ", "hooks --color always ", 1)
            ),
        ])
        .current_dir(root.join(FOLDER))
        // Every machine must draw the same picture, so start with an empty environment and an empty home folder.
        .env_clear()
        .env("PATH", format!("{}:{path}", built.display()))
        .env("HOME", home.path())
        .env("COLUMNS", COLUMNS.to_string())
        .env("CLICOLOR_FORCE", "1")
        .output()
        .map_err(|error| format!("sh: {error}"))?;
    String::from_utf8(output.stdout).map_err(|error| format!("`{command}`: {error}"))
}

/// Draws a text with colour codes as SVG: one `text` element for each line, and one `tspan` for each piece of the same
/// colour.
fn svg(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let width = COLUMNS as f64 * WIDTH + 2.0 * MARGIN as f64;
    let height = lines.len() * HEIGHT + 2 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height}\" \
         width=\"{width:.0}\" height=\"{height}\" role=\"img\">\n\
         <title>hooks in a terminal</title>\n\
         <style>text{{font:14px ui-monospace,Menlo,Consolas,monospace;fill:#d6d9de;white-space:pre}}\
         .b{{font-weight:bold;fill:#fff}}.d{{fill:#8b93a1}}.g{{fill:#7fd88f}}.y{{fill:#f0c674}}\
         .r{{fill:#ff7b72;font-weight:bold}}.c{{fill:#79b8ff;font-weight:bold}}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#16191f\"/>\n"
    );
    let mut class = "";
    for (row, line) in lines.iter().enumerate() {
        let y = MARGIN + row * HEIGHT + 14;
        let _ = write!(out, "<text y=\"{y}\">");
        let mut column = 0;
        // Each part begins with a colour code, except the first part, which is the text before any code.
        for (at, part) in line.split("\u{1b}[").enumerate() {
            let text = match (at, part.split_once('m')) {
                (0, _) | (_, None) => part,
                (_, Some((codes, text))) => {
                    class = class_of(codes, class);
                    text
                }
            };
            if text.is_empty() {
                continue;
            }
            // Place every span by its column: fonts differ in width, and wide characters take two
            // columns.
            let x = MARGIN as f64 + column as f64 * WIDTH;
            let _ = write!(
                out,
                "<tspan x=\"{x:.1}\" class=\"{class}\">{}</tspan>",
                escaped(text)
            );
            column += text.width();
        }
        out += "</text>\n";
    }
    out + "</svg>\n"
}

/// Returns the CSS class for the text after these colour codes. A code without a class does not change the class
/// `before`.
fn class_of<'c>(codes: &str, before: &'c str) -> &'c str {
    let mut class = before;
    for code in codes.split(';') {
        class = match code {
            "" | "0" => "",
            "1" if class.is_empty() => "b",
            "2" => "d",
            "31" | "91" => "r",
            "32" | "92" => "g",
            "33" | "93" => "y",
            "34" | "36" | "94" | "96" => "c",
            _ => class,
        };
    }
    class
}

/// Escapes the characters that XML reserves.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_classes_and_columns_stay() {
        let shown = svg("a\u{1b}[31m<b>\u{1b}[0m c\n\u{1b}[1m\u{1b}[2mx\u{1b}[0m");
        assert!(
            shown.contains("<tspan x=\"16.0\" class=\"\">a</tspan>"),
            "{shown}"
        );
        assert!(
            shown.contains("<tspan x=\"24.4\" class=\"r\">&lt;b&gt;</tspan>"),
            "{shown}"
        );
        assert!(
            shown.contains("<tspan x=\"49.6\" class=\"\"> c</tspan>"),
            "{shown}"
        );
        assert!(shown.contains("class=\"d\">x</tspan>"), "{shown}");
    }
}
