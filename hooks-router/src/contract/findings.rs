//! What was held against what, and how it came out.

use std::fmt;

use super::trials::{Broken, Kept};

/// How one promise came out on one tool path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The agent keeps it.
    Kept,
    /// The agent does not keep it, and how.
    Broken(String),
    /// There is nothing on this path that it is about, and what would be.
    NotHere(String),
}

/// One promise, held against one tool path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The tool path; empty: it is about the agent as a whole.
    pub path: String,
    /// The promise.
    pub promise: &'static str,
    /// How it came out.
    pub verdict: Verdict,
}

/// Everything that was held against the agent. Its `Display` is the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "a broken promise is a way around the gate"]
pub struct Findings {
    findings: Vec<Finding>,
}

impl Findings {
    pub(super) fn add(&mut self, path: &str, promise: &'static str, verdict: Verdict) {
        self.findings.push(Finding {
            path: path.to_owned(),
            promise,
            verdict,
        });
    }

    /// All of them, path by path.
    #[must_use]
    pub fn all(&self) -> &[Finding] {
        &self.findings
    }

    /// The promises that are not kept.
    pub fn broken(&self) -> impl Iterator<Item = &Finding> {
        let broken = |finding: &&Finding| matches!(finding.verdict, Verdict::Broken(_));
        self.findings.iter().filter(broken)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.verdict {
            Verdict::Kept => write!(f, "{} is kept", self.promise)?,
            Verdict::Broken(_) => write!(f, "{} is broken", self.promise)?,
            Verdict::NotHere(_) => write!(f, "{} was not checked", self.promise)?,
        }
        if !self.path.is_empty() {
            write!(f, " on the tool path `{}`", self.path)?;
        }
        match &self.verdict {
            Verdict::Kept => Ok(()),
            Verdict::Broken(why) | Verdict::NotHere(why) => write!(f, ": {why}"),
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut path = None;
        for finding in &self.findings {
            if path != Some(&finding.path) {
                path = Some(&finding.path);
                match finding.path.as_str() {
                    "" => writeln!(f, "the agent")?,
                    name => writeln!(f, "tool path `{name}`")?,
                }
            }
            let promise = finding.promise.replace('_', " ");
            match &finding.verdict {
                Verdict::Kept => writeln!(f, "  kept         {promise}")?,
                Verdict::Broken(why) => writeln!(f, "  BROKEN       {promise}: {why}")?,
                Verdict::NotHere(why) => writeln!(f, "  not checked  {promise}: {why}")?,
            }
        }
        Ok(())
    }
}

pub(super) fn kept_or_broken(kept: Kept) -> Verdict {
    match kept {
        Ok(()) => Verdict::Kept,
        Err(Broken::Promise(why)) => Verdict::Broken(why),
        Err(Broken::NotHere(why)) => Verdict::NotHere(why),
    }
}
