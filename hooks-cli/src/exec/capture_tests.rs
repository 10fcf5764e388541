use tokio::io::DuplexStream;

use super::*;

async fn finished(mut copying: Copying) -> Kept {
    copying.finish().await;
    copying.into_kept()
}

#[tokio::test]
async fn everything_is_copied_and_the_beginning_kept() {
    let sent: Vec<u8> = (0..=255).cycle().take(KEPT + 10).collect();
    let (mut theirs, ours) = tokio::io::duplex(1000);
    let (mut read_back, to) = tokio::io::duplex(2 * KEPT);
    let copying = Copying::start(ours, to);
    theirs.write_all(&sent).await.unwrap();
    drop(theirs);
    let kept = finished(copying).await;

    let mut copied = Vec::new();
    read_back.read_to_end(&mut copied).await.unwrap();
    assert!(copied == sent);
    assert!(kept.bytes == sent[..KEPT]);
    assert_eq!(kept.total, (KEPT + 10) as u64);
    assert!(kept.is_cut());
}

#[tokio::test(start_paused = true)]
async fn an_output_that_is_held_open_is_given_up() {
    let (mut theirs, ours) = tokio::io::duplex(1000);
    theirs.write_all(b"now").await.unwrap();
    let copying = Copying::start(ours, tokio::io::sink());
    assert_eq!(finished(copying).await.bytes, b"now");
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_pauses_gets_every_byte() {
    let (mut theirs, ours) = tokio::io::duplex(100_000);
    let (mut read_back, to) = tokio::io::duplex(10);
    theirs.write_all(&[7; 100_000]).await.unwrap();
    // The test keeps `theirs` open, like another process that holds the output open.
    let copying = Copying::start(ours, to);
    let finishing = tokio::spawn(finished(copying));
    // The clock is paused, and nothing else waits for time. So the clock jumps to the end of this sleep.
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let mut copied = Vec::new();
    read_back.read_to_end(&mut copied).await.unwrap();
    assert_eq!(copied.len(), 100_000);
    assert_eq!(finishing.await.unwrap().total, 100_000);
    drop(theirs);
}

/// Writes at intervals until the output is closed.
async fn chat(mut to: DuplexStream, pause: Duration) {
    while to.write_all(&[0; 512]).await.is_ok() {
        tokio::time::sleep(pause).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_keeps_printing_is_ended_too() {
    let (theirs, ours) = tokio::io::duplex(1000);
    let chatting = tokio::spawn(chat(theirs, Duration::from_millis(100)));
    let kept = finished(Copying::start(ours, tokio::io::sink())).await;
    assert!(kept.total >= 512);
    chatting.await.unwrap();
}
