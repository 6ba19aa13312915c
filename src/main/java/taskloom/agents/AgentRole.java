package taskloom.agents;

/// The four agents by the names they have on the wire (`agent_type`) and in `/track`.
public enum AgentRole {
  COORDINATOR("CoordinatorAgent", "coordinator"),
  MODELER("ModelerAgent", "modeler"),
  CODER("CoderAgent", "coder"),
  WRITER("WriterAgent", "writer");

  private final String wireName;
  private final String word;

  AgentRole(String wireName, String word) {
    this.wireName = wireName;
    this.word = word;
  }

  /// `CoordinatorAgent`, …
  public String wireName() {
    return wireName;
  }

  /// `coordinator`, …: in settings and in the names of prompts.
  public String word() {
    return word;
  }
}
