/// Tasks at work: admission, the fair queue, workers, and the hub that tells of every committed
/// event.
@NullMarked
package taskloom.engine;

import org.jspecify.annotations.NullMarked;
