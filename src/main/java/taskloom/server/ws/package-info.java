/// Sessions over WebSocket (RFC 6455) on Helidon: upgrade, fragments, the outbox with its one
/// writer, the cursor, the watchdog.
@NullMarked
package taskloom.server.ws;

import org.jspecify.annotations.NullMarked;
