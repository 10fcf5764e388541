//! `Notification`: the agent tells its user something.

codes! {
    /// The urgency of a notification. An agent's own level is kept unchanged.
    NotificationLevel {
        /// For information.
        Info = "info",
        /// Something that the user should look at.
        Warning = "warning",
        /// Something failed.
        Error = "error",
    }
}

event_body! {
    /// The agent tells its user something.
    Notification {
        /// The text of the notification.
        message: String,
        /// How urgent the notification is, or the agent's own type of notification. Matchers are
        /// tested against this value.
        level: NotificationLevel,
    } then {}
}
