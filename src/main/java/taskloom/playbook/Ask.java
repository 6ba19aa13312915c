package taskloom.playbook;

import java.util.Locale;

/// What a question asks for, as far as standard methods can answer it from tables.
public enum Ask {
  FORECAST,
  REGRESSION,
  CLASSIFICATION,
  CLUSTERING,
  EVALUATION,
  OPTIMISATION,
  CORRELATION,
  DESCRIPTION,
  /// Nothing of the kind: a language model or a person has to answer.
  NONE;

  /// The word that `evidence.yaml` and the templates know it by.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
