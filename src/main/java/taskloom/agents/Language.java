package taskloom.agents;

import taskloom.agents.ModelingRequest.Template;
import taskloom.task.Task;

/// The language that a task is answered in: its paper, its stream, its failure.
public enum Language {
  CHINESE,
  ENGLISH;

  /// That of a competition's template.
  public static Language of(Template template) {
    return switch (template) {
      case CHINA -> CHINESE;
      case AMERICAN -> ENGLISH;
    };
  }

  /// That of a task, also of one whose input cannot be read.
  public static Language of(Task task) {
    return Template.AMERICAN.name().equals(task.compTemplate()) ? ENGLISH : CHINESE;
  }

  /// As the playbook's templates know it: `zh` or `en`.
  public String code() {
    return say("zh", "en");
  }

  /// The one of the two that is in this language.
  public String say(String chinese, String english) {
    return switch (this) {
      case CHINESE -> chinese;
      case ENGLISH -> english;
    };
  }

  /// What stands between two sentences.
  public String gap() {
    return say("", " ");
  }
}
