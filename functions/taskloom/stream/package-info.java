/// The stream of one task's messages (MathModelAgent, "The stream").
@NullMarked
package taskloom.stream;

import org.jspecify.annotations.NullMarked;
