/// The client of an OpenAI-compatible chat completions API, and the analyst that answers with it.
@NullMarked
package taskloom.model.chat;

import org.jspecify.annotations.NullMarked;
