package taskloom.runner;

/// How much may be uploaded into one task's folder. Sizes in bytes.
///
/// @param file one file, also one inside an archive
/// @param files how many files the folder may hold
/// @param total all files together
/// @param ratio how many times its own size an archive may unpack to, past the first ten megabytes
/// @param reserve free space of the server's disk that no upload may take
public record FileBounds(long file, int files, long total, int ratio, long reserve) {
  /// The published bound of 100 MB for a file, 2,000 files, a gigabyte in all.
  public static final FileBounds DEFAULTS =
      new FileBounds(100_000_000, 2_000, 1_000_000_000, 100, 256L << 20);
}
