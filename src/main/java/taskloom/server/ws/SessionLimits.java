package taskloom.server.ws;

import java.time.Duration;

/// The bounds of every session.
///
/// @param outboxMessages frames waiting for one peer
/// @param outboxBytes bytes waiting for one peer; a single longer frame still passes
/// @param slow how long a peer may leave a write waiting when messages for it had to be dropped
/// @param stalled how long it may leave a write waiting in any case
/// @param closing how long it has to take and answer a close
/// @param heartbeat after how long a silence in either direction the server pings; a peer from
///   which nothing comes three times as long is closed
/// @param unfinished how long a message may stop in the middle
public record SessionLimits(
    int outboxMessages,
    int outboxBytes,
    Duration slow,
    Duration stalled,
    Duration closing,
    Duration heartbeat,
    Duration unfinished) {
  /// The bounds with the outbox as given and the times as they usually are.
  public static SessionLimits of(int outboxMessages, int outboxBytes) {
    return new SessionLimits(
        outboxMessages,
        outboxBytes,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofSeconds(30));
  }
}
