package taskloom.playbook;

import taskloom.agents.ModelingRequest.Template;

/// The language that a task is answered in.
enum Language {
  CHINESE,
  ENGLISH;

  static Language of(Template template) {
    return switch (template) {
      case CHINA -> CHINESE;
      case AMERICAN -> ENGLISH;
    };
  }

  /// As the templates know it: `zh` or `en`.
  String code() {
    return say("zh", "en");
  }

  /// The one of the two that is in this language.
  String say(String chinese, String english) {
    return switch (this) {
      case CHINESE -> chinese;
      case ENGLISH -> english;
    };
  }

  /// What stands between two sentences.
  String gap() {
    return say("", " ");
  }
}
