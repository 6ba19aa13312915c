/// `/history/tasks`: the history of every kind of task (MathModelAgent, "History"). One function
/// per route.
@NullMarked
package taskloom.history;

import org.jspecify.annotations.NullMarked;
