//! The steps that a probe (a hook program for tests) can do.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// One step of a probe. Steps run in order. After the last step the probe exits with code 0.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Step {
    /// Does nothing. With this word in its arguments, the probe can be found in the system's list of processes.
    Label(String),
    /// Reads stdin to its end.
    ReadAll,
    /// Reads this many bytes of stdin.
    Read(usize),
    /// Closes stdin.
    CloseInput,
    /// Closes an output.
    Close(Stream),
    /// Writes a text. If the output is no longer read, the probe ends as any program would.
    Print(Stream, String),
    /// Writes bytes.
    Bytes(Stream, Vec<u8>),
    /// Writes this many bytes in lines of noise.
    Flood(Stream, usize),
    /// Writes lines of noise forever.
    FloodForEver(Stream),
    /// Writes this many bytes without a newline.
    FloodLine(Stream, usize),
    /// Writes to stdout all bytes that the probe has read from stdin.
    Echo,
    /// Prints a block whose message is the number of bytes that the probe has read.
    BlockWithCount,
    /// Connects to the test's beacon at this path, and sends this name as a line.
    Beacon(PathBuf, String),
    /// Waits until the test sends a byte or closes the connection.
    AwaitGo,
    /// Sends the test a description of the probe ([`About`]) as a line of JSON.
    TellAbout,
    /// Starts another probe with these steps, and continues without waiting.
    Start(Vec<Step>, Exposed),
    /// Starts a new session. The probe then leaves its process group.
    LeaveGroup,
    /// Stops itself with `SIGSTOP`.
    Stop,
    /// Ends itself by a signal.
    Raise(i32),
    /// Waits forever.
    Hang,
    /// Exits with this code.
    Exit(i32),
    /// Appends a text (the second field) to the file that a variable (the first) names.
    Append(String, String),
    /// Removes this folder, in which the probe runs.
    RemoveFolder(PathBuf),
    /// Reads the agent's hello and replies as a worker that takes this many events at once.
    Hello(u64),
    /// Reads the next line: an event or a cancel. At the end of stdin, exits with 0.
    ReadEvent,
    /// Replies to the last event. The number is added to the event's id: with any number but 0 the id is wrong.
    Reply(u64, Says),
    /// Replies to the event before the last one.
    ReplyToOneBefore(Says),
    /// Repeats these steps until one of them ends the probe.
    Repeat(Vec<Step>),
    /// Allocates this many more bytes and keeps them.
    Grow(usize),
    /// Appends this line to this file.
    Record(PathBuf, String),
    /// If the file does not exist yet, creates it and does the first steps. Otherwise does the second steps.
    Once(PathBuf, Vec<Step>, Vec<Step>),
}

/// An output of the probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// What a worker's reply contains.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Says {
    /// The result of a hook: stdout, stderr and exit code.
    Printed(String, String, i32),
    /// A block. Its message is the number of bytes of the payload, including its newline.
    Count,
    /// The rest of the reply's line after the event's id, verbatim.
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

/// The pipes that a started probe shares with the probe that started it. All its other standard streams are
/// `/dev/null`.
pub type Exposed = Vec<Pipe>;

/// A probe's description of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The probe's arguments, without its steps.
    pub arguments: Vec<String>,
    /// The probe's variables.
    pub environment: BTreeMap<String, String>,
    /// The folder in which the probe runs.
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
