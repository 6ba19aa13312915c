/// Mathematical modelling: what a modelling task does, one small function per stage.
@NullMarked
package taskloom.modeling;

import org.jspecify.annotations.NullMarked;
