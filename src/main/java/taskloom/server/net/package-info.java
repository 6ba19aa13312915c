/// Connections before they are requests: who gets a place and for how long, whose turn it is, and
/// whether what comes is HTTP beyond doubt. Helidon reads and writes through here.
@NullMarked
package taskloom.server.net;

import org.jspecify.annotations.NullMarked;
