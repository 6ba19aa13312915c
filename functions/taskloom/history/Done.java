package taskloom.history;

/// `{"success":true,"message":…}`, the published answer to a change.
record Done(boolean success, String message) {
  Done(String message) {
    this(true, message);
  }
}
