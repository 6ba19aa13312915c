/// The domain: a task, its states, its events, and the port of the store that keeps them. Imports
/// no other room.
@NullMarked
package taskloom.task;

import org.jspecify.annotations.NullMarked;
