//! Reads and changes the texts in rig's messages and outputs.

use rig::completion::Message;
use rig::message::{AssistantContent, ToolResultContent, UserContent};
use rig::tool::ToolOutput;

/// Returns the text of a prompt.
pub(crate) fn of_prompt(prompt: &Message) -> String {
    let Message::User { content } = prompt else {
        return String::new();
    };
    let texts = content.iter().filter_map(|part| match part {
        UserContent::Text(text) => Some(text.text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// Returns the prompt with its text replaced, and with its images and files.
pub(crate) fn into_prompt(prompt: &Message, text: String) -> Message {
    let mut parts = vec![UserContent::text(text)];
    if let Message::User { content } = prompt {
        let others = content
            .iter()
            .filter(|part| !matches!(part, UserContent::Text(_)));
        parts.extend(others.cloned());
    }
    Message::User { content: parts }
}

/// Returns the text of the model's reply.
pub(crate) fn of_reply(content: &[AssistantContent]) -> String {
    let texts = content.iter().filter_map(|part| match part {
        AssistantContent::Text(text) => Some(text.text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// Returns the output with texts added after its own parts.
pub(crate) fn with_texts(output: &ToolOutput, texts: &[String]) -> ToolOutput {
    let mut parts = output.as_content().to_vec();
    parts.extend(texts.iter().map(ToolResultContent::text));
    ToolOutput::content(parts).unwrap_or_else(|_| ToolOutput::text(texts.join("\n\n")))
}
