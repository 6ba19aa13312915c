/// Modelling without a language model: reads a problem's questions, and holds the Python templates
/// that answer them. Pure text and resources, no I/O beyond the class path; who runs the cells is
/// another room.
@NullMarked
package taskloom.playbook;

import org.jspecify.annotations.NullMarked;
