package taskloom;

/// The threads that carry virtual threads. A few more than there are processors: what must be quick
/// then finds one that the operating system can give time to, while requests that take long keep as
/// many of them busy as there are processors.
final class Carriers {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final int SPARE = 2;

  private Carriers() {}

  /// Sets how many there are, unless the command line does. Before the first virtual thread.
  static void prepare() {
    if (System.getProperty(PARALLELISM) == null) {
      var processors = Runtime.getRuntime().availableProcessors();
      System.setProperty(PARALLELISM, Integer.toString(processors + SPARE));
    }
  }
}
