//! Registers a descriptor with the tokio runtime.

use std::io;
use std::os::fd::OwnedFd;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Registers a descriptor with the current runtime. The descriptor must be in nonblocking mode.
#[expect(
    deprecated,
    reason = "its replacement is unsafe because a type may lie about its descriptor; an OwnedFd cannot"
)]
pub(super) fn watched(fd: impl Into<OwnedFd>, interest: Interest) -> io::Result<AsyncFd<OwnedFd>> {
    AsyncFd::with_interest(fd.into(), interest)
}
