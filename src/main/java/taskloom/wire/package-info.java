/// Messages and their JSON: one sealed family per direction of each protocol, and the shapes inside
/// them.
@NullMarked
package taskloom.wire;

import org.jspecify.annotations.NullMarked;
