/// What a run leaves behind: the notebook, the paper in Markdown, Word and LaTeX, and the checks
/// that every figure and citation in it exists.
@NullMarked
package taskloom.agents.artifact;

import org.jspecify.annotations.NullMarked;
