/// `/{task_id}/…` and `/static/…`: the files in a task's folder (MathModelAgent, "Files"). One
/// function per route. Names are paths inside the folder, and nothing leads out of it.
@NullMarked
package taskloom.files;

import org.jspecify.annotations.NullMarked;
