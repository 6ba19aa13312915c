/// Who answers a reasoning task: the model API and the embedded analyst behind one interface.
@NullMarked
package taskloom.model;

import org.jspecify.annotations.NullMarked;
