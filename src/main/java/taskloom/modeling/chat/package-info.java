/// The four agents as conversations with a language model.
@NullMarked
package taskloom.modeling.chat;

import org.jspecify.annotations.NullMarked;
