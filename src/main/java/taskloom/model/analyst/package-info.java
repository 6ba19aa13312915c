/// The embedded analyst: reads a sentence in Chinese or English, says what kind of task it is, what
/// it probably forgets, who, where and when, and a plan. What it knows stands in the YAML files
/// under `analyst/` on the class path; the code here only applies it.
@NullMarked
package taskloom.model.analyst;

import org.jspecify.annotations.NullMarked;
