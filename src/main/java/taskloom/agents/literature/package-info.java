/// The literature, looked up in OpenAlex.
@NullMarked
package taskloom.agents.literature;

import org.jspecify.annotations.NullMarked;
