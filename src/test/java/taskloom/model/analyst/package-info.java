/// How the embedded analyst reads sentences, with the corpora it is held to.
@NullMarked
package taskloom.model.analyst;

import org.jspecify.annotations.NullMarked;
