//! What a probe does.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// One step of a probe. Steps run in order; after the last one it exits with 0.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Step {
    /// Does nothing: a word to find the probe by in the system's list of processes.
    Label(String),
    /// Reads stdin to its end.
    ReadAll,
    /// Reads this many bytes of stdin.
    Read(usize),
    /// Closes stdin.
    CloseInput,
    /// Closes an output.
    Close(Stream),
    /// Writes a text. An output nobody reads any more ends the probe as it would any program.
    Print(Stream, String),
    /// Writes bytes.
    Bytes(Stream, Vec<u8>),
    /// Writes this many bytes in lines of noise.
    Flood(Stream, usize),
    /// Writes lines of noise for ever.
    FloodForEver(Stream),
    /// Writes this many bytes without a newline.
    FloodLine(Stream, usize),
    /// Writes the payload it has read to stdout.
    Echo,
    /// Blocks with a message that is the number of bytes it has read.
    BlockWithCount,
    /// Connects to the test and sends a line: its name.
    Beacon(PathBuf, String),
    /// Waits until the test sends a byte, or goes away.
    AwaitGo,
    /// Sends what it knows of itself as a line of JSON.
    TellAbout,
    /// Starts another probe that does this, and goes on.
    Start(Vec<Step>, Exposed),
    /// Starts a session of its own: leaves the group.
    LeaveGroup,
    /// Stops itself by a signal.
    Stop,
    /// Ends itself by a signal.
    Raise(i32),
    /// Waits for ever.
    Hang,
    /// Exits with a code.
    Exit(i32),
    /// Appends a text to the file that a variable names.
    Append(String, String),
    /// Removes its own folder.
    RemoveFolder(PathBuf),
    /// Reads an agent's hello and says hello, as a worker that takes this many events at once.
    Hello(u64),
    /// Reads the next line, an event unless it is a cancel; at the end of stdin, exits with 0.
    ReadEvent,
    /// Replies to the event read last, with an id that is this much greater.
    Reply(u64, Says),
    /// Replies to the event that was read before the last one.
    ReplyToOneBefore(Says),
    /// Does these steps again and again.
    Repeat(Vec<Step>),
    /// Holds this many bytes of memory more.
    Grow(usize),
    /// Appends a line to a file.
    Record(PathBuf, String),
    /// Does these steps if this is the first time that the file is not there, else the others.
    /// Makes the file.
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

/// What a worker says in reply.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Says {
    /// As a hook that printed this and exited with this code: stdout, stderr, code.
    Printed(String, String, i32),
    /// A block with a message that is the number of bytes of the payload, its newline included.
    Count,
    /// The rest of the reply's object behind its id, as it is written here.
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

/// Which pipes a started probe shares with the one that started it; the others are `/dev/null`.
pub type Exposed = Vec<Pipe>;

/// What a probe knows of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Its arguments, its steps left out.
    pub arguments: Vec<String>,
    /// Its variables.
    pub environment: BTreeMap<String, String>,
    /// Its folder.
    pub folder: PathBuf,
    /// What it has read of stdin, in bytes.
    pub read: usize,
    /// Its process number.
    pub pid: i32,
    /// Its process group.
    pub group: i32,
    /// Its open descriptors and what they are.
    pub descriptors: BTreeMap<i32, String>,
}
