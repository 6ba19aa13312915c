/// Sessions over WebSocket (RFC 6455, RFC 7692) on Helidon's hook for upgrades: the handshake, the
/// reader of frames, the outbox with its one writer, the cursor, the watchdog.
@NullMarked
package taskloom.server.ws;

import org.jspecify.annotations.NullMarked;
