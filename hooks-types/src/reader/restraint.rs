//! How strictly an object restricts the agent.

/// How an object restricts the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Restraint {
    /// The strictest restriction in the object.
    pub(crate) restriction: Restriction,
    /// Whether the object ends the run, alone or together with a decision.
    pub(crate) stops: bool,
}

impl Restraint {
    /// Combines a decision with a stop. Returns `None` if the object has no decision and no stop.
    pub(crate) fn of(decision: Option<Restriction>, stops: bool) -> Option<Self> {
        let restriction = decision.or(stops.then_some(Restriction::Stop))?;
        Some(Self { restriction, stops })
    }
}

/// The strictness of a restriction, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Restriction {
    /// The object ends the run.
    Stop,
    /// The object makes the agent ask its user.
    Ask,
    /// The object blocks.
    Block,
}
