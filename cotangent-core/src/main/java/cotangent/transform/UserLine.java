package cotangent.transform;

import cotangent.Tensor;

/** Finds the line of the user's program that called the library, for errors. */
public final class UserLine {
  private UserLine() {}

  /** For example {@code Fit.java:42}; empty where no such line is on the stack. */
  public static String find() {
    var library = Tensor.class.getProtectionDomain();
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(frames ->
            frames
                .filter(frame -> !library.equals(frame.getDeclaringClass().getProtectionDomain()))
                .filter(frame -> !frame.getClassName().startsWith("java."))
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .orElse(""));
  }
}
