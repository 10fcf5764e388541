//! The steps that a probe can do.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// One step of a probe. Steps run in order; after the last one it exits with 0.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Step {
    /// Does nothing. The word identifies the probe in the system's list of processes.
    Label(String),
    /// Reads stdin to its end.
    ReadAll,
    /// Reads this many bytes of stdin.
    Read(usize),
    /// Closes stdin.
    CloseInput,
    /// Closes an output.
    Close(Stream),
    /// Writes a text. If nobody reads the output any more, the probe ends like any program.
    Print(Stream, String),
    /// Writes bytes.
    Bytes(Stream, Vec<u8>),
    /// Writes this many bytes in lines of noise.
    Flood(Stream, usize),
    /// Writes lines of noise forever.
    FloodForEver(Stream),
    /// Writes this many bytes without a newline.
    FloodLine(Stream, usize),
    /// Writes the payload it has read to stdout.
    Echo,
    /// Blocks with a message that is the number of bytes it has read.
    BlockWithCount,
    /// Connects to the test and sends a line: its name.
    Beacon(PathBuf, String),
    /// Waits until the test sends a byte or closes the connection.
    AwaitGo,
    /// Sends a description of itself as a line of JSON.
    TellAbout,
    /// Starts another probe with these steps, and continues.
    Start(Vec<Step>, Exposed),
    /// Starts a session of its own, and so leaves its process group.
    LeaveGroup,
    /// Stops itself by `SIGSTOP`.
    Stop,
    /// Ends itself by a signal.
    Raise(i32),
    /// Waits forever.
    Hang,
    /// Exits with a code.
    Exit(i32),
    /// Appends a text to the file that a variable names.
    Append(String, String),
    /// Removes its own folder.
    RemoveFolder(PathBuf),
    /// Reads the agent's hello and replies as a worker that takes this many events at once.
    Hello(u64),
    /// Reads the next line: an event or a cancel. At the end of stdin, exits with 0.
    ReadEvent,
    /// Replies to the last event. The number is added to its id.
    Reply(u64, Says),
    /// Replies to the event before the last one.
    ReplyToOneBefore(Says),
    /// Repeats these steps.
    Repeat(Vec<Step>),
    /// Allocates this many more bytes and keeps them.
    Grow(usize),
    /// Appends a line to a file.
    Record(PathBuf, String),
    /// Does the first steps if the file does not exist yet, and creates it. Otherwise does the second
    /// ones.
    Once(PathBuf, Vec<Step>, Vec<Step>),
}

/// An output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// The reply of a worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Says {
    /// The result of a hook: stdout, stderr and exit code.
    Printed(String, String, i32),
    /// A block whose message is the number of bytes of the payload, including its newline.
    Count,
    /// The text of the reply after its id, verbatim.
    Raw(String),
}

/// A pipe of the probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pipe {
    /// Standard input.
    In,
    /// An output.
    Out(Stream),
}

/// The pipes that a started probe shares with the probe that started it. The others are `/dev/null`.
pub type Exposed = Vec<Pipe>;

/// A probe's description of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The probe's arguments, without its steps.
    pub arguments: Vec<String>,
    /// The probe's variables.
    pub environment: BTreeMap<String, String>,
    /// The probe's folder.
    pub folder: PathBuf,
    /// The number of bytes that the probe has read from stdin.
    pub read: usize,
    /// The probe's process number.
    pub pid: i32,
    /// The probe's process group.
    pub group: i32,
    /// The probe's open descriptors and their targets.
    pub descriptors: BTreeMap<i32, String>,
}
