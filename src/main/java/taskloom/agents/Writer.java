package taskloom.agents;

/// Writes the paper, one section at a time, in the language of the study's template.
///
/// The text is Markdown as pandoc reads it: formulas in `$…$` and `$$…$$`, figures as
/// `![caption](file.png)`, works that [Desk#search] found cited as `[@W2741809807]` (their
/// [Work#id]). It begins with no heading of its own section; headings inside start at level 3. What
/// it shows or cites is checked afterwards: figures that exist and are missing are put in, figures
/// and citations that do not exist are taken out.
public interface Writer {
  /// The section about one part, solved or not; an unsolved one is said to be unsolved.
  ///
  /// @throws ModelingFailure when the whole task cannot go on
  String writePart(Study study, PartWork part, Desk desk)
      throws ModelingFailure, InterruptedException;

  /// One of the sections with [PaperSection#isWritten], once all parts are finished.
  ///
  /// @throws ModelingFailure when the whole task cannot go on
  String writeSection(PaperSection section, Study study, Manuscript manuscript, Desk desk)
      throws ModelingFailure, InterruptedException;
}
