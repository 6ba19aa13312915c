/// The figures of `infra/bench`: a load generator for the real server in a process of its own, and
/// JMH for the codec.
@NullMarked
package taskloom.bench;

import org.jspecify.annotations.NullMarked;
