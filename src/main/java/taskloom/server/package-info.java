/// Helidon assembly: settings, sessions, the outbox and its writer, callers and their keys.
@NullMarked
package taskloom.server;

import org.jspecify.annotations.NullMarked;
