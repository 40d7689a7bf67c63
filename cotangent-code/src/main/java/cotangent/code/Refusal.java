package cotangent.code;

/** A reason not to differentiate, on its way to whoever knows the chain of calls. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final String remedy;
  final int line;

  Refusal(int line, String reason, String remedy) {
    super(reason, null, false, false);
    this.line = line;
    this.remedy = remedy;
  }
}
