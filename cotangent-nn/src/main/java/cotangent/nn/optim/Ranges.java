package cotangent.nn.optim;

/** Checks of hyper-parameters. */
final class Ranges {
  private Ranges() {}

  static void fraction(String optimizer, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          optimizer + ": " + name + " must be at least 0 and less than 1, got " + value);
    }
  }
}
