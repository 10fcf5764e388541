//! Explains a hook whose exit code a pipe dropped, and whose reason for a block was therefore not read.

use hooks_config::lost_in_pipe;
use hooks_types::output::Ending;
use hooks_types::spec::Program;

use super::Recorded;
use super::first_lines::first_line;
use super::unheard::is_plain_text;

impl Recorded {
    /// Returns a sentence about the pipe that dropped the hook's exit code. `None` if the hook printed no text that
    /// could be the reason of a block, because then there is no sign that a script before the pipe ended with exit code
    /// 2.
    pub(super) fn lost_in_pipe(&self, id: &str) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let (stdout, stderr) = (heard.stdout.trim_ascii(), heard.stderr.trim_ascii());
        let has_text = is_plain_text(stdout) || !stderr.is_empty();
        if heard.ending != Ending::Exited(0)
            || !self.has_missed()
            || !has_text
            || !self.could_block()
        {
            return None;
        }
        let (message, help) = match &self.command()?.program {
            Program::Shell(text) => lost_in_pipe(text)?,
            // Only an argument with several words can be a shell text, as in `sh -c "guard | tee log"`.
            Program::Argv(argv) => {
                let mut texts = argv.iter().filter(|word| word.contains(' '));
                texts.find_map(|text| lost_in_pipe(text))?
            }
            _ => return None,
        };
        // The report shows a text on stdout. It shows stderr only for an agent that reads stderr in this case.
        let printed = match stdout.is_empty() && !self.reads_either_stream() {
            true => format!(" (it printed: {})", first_line(stderr)),
            false => String::new(),
        };
        Some(format!("`{id}`: {message}; {help}{printed}"))
    }
}
