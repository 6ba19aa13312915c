/// `/tasks`: submit, look up, cancel and follow a task over HTTP. One function per route.
@NullMarked
package taskloom.tasks;

import org.jspecify.annotations.NullMarked;
