package taskloom.agents;

/// A figure of the paper.
///
/// @param file a PNG file in the task's folder
/// @param caption in the paper's language, may be empty
public record Figure(String file, String caption) {}
