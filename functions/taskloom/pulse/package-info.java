/// PulseWeave over `/ws`: one small function for each message a client may send, and the endpoint
/// that hands messages to them.
@NullMarked
package taskloom.pulse;

import org.jspecify.annotations.NullMarked;
