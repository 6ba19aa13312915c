/// Texts made to keep the server busy: through every expression, and through all that reads a
/// stranger's or a model's text.
@org.jspecify.annotations.NullUnmarked
package taskloom.hostile;
