/// The four agents as conversations with a language model.
@NullMarked
package taskloom.agents.chat;

import org.jspecify.annotations.NullMarked;
