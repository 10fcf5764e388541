use rustix::io::Errno;

use super::*;

fn far() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

#[test]
fn what_passes_is_tried_until_it_works() {
    let mut left = 3;
    let (result, attempts) = persistently(far(), || {
        left -= 1;
        if left == 0 {
            Ok("started")
        } else {
            Err(Errno::TXTBSY.into())
        }
    });
    assert_eq!((result.ok(), attempts), (Some("started"), 3));
}

#[test]
fn what_does_not_pass_is_tried_a_bounded_number_of_times() {
    let (result, attempts) = persistently(far(), || Err::<(), _>(Errno::MFILE.into()));
    assert_eq!(attempts, 1 + PAUSES.len());
    let error = result.unwrap_err();
    assert_eq!(Errno::from_io_error(&error), Some(Errno::MFILE));
}

#[test]
fn another_error_is_final() {
    let (_, attempts) = persistently(far(), || Err::<(), _>(Errno::NOENT.into()));
    assert_eq!(attempts, 1);
}

#[test]
fn nothing_is_tried_again_beyond_the_deadline() {
    let (_, attempts) = persistently(Instant::now(), || Err::<(), _>(Errno::AGAIN.into()));
    assert_eq!(attempts, 1);
}

#[test]
fn a_hook_of_an_agent_that_a_worker_started_is_not_told_to_be_a_worker() {
    let invocation = Invocation {
        program: "/bin/true".into(),
        arguments: Vec::new(),
    };
    let variables = Variables {
        clear: false,
        set: Default::default(),
        path: None,
    };
    let process = process(&invocation, &variables);
    let removed = (std::ffi::OsStr::new(worker::VARIABLE), None);
    assert!(process.get_envs().any(|change| change == removed));
}
