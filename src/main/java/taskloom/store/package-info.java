/// The task history in H2: grouped commits by one writer, lookups through DbClient.
@NullMarked
package taskloom.store;

import org.jspecify.annotations.NullMarked;
