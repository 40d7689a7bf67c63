package cotangent.code;

/**
 * Says that a method cannot be differentiated: where (class, method, file, line), by which calls it
 * was reached, why, and what to do. It is thrown when the derivative is made.
 */
public final class NotDifferentiableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception; the message is complete. */
  public NotDifferentiableException(String message) {
    super(message);
  }

  /** Makes the exception; the message is complete. */
  public NotDifferentiableException(String message, Throwable cause) {
    super(message, cause);
  }
}
