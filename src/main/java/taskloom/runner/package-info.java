/// Where code written by a model really runs: the task's folder, the sandbox around it, and the
/// interpreter inside, which is spoken to in JSON lines (`runner/taskloom_runner` among the
/// resources); and where pandoc runs.
@NullMarked
package taskloom.runner;

import org.jspecify.annotations.NullMarked;
