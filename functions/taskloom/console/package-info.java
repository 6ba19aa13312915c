/// The console: a page to watch tasks on, its files, and the libraries it is made of. One function
/// per route.
@NullMarked
package taskloom.console;

import org.jspecify.annotations.NullMarked;
