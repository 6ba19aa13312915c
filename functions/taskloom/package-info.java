/// The composition root: every `new`, every route, in one readable place.
@NullMarked
package taskloom;

import org.jspecify.annotations.NullMarked;
