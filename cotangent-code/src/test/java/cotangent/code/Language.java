package cotangent.code;

import java.util.List;
import java.util.stream.Stream;

/** A function for each element of the language, and a point. */
final class Language {
  @SuppressWarnings("ArrayRecordComponent") // nobody compares cases
  record Case(String name, RealFunction f, double[] x) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final double[] X = {0.6, -0.3, 0.8, 0.45, 1.1};

  private Language() {}

  static Case of(String name, RealFunction f) {
    return new Case(name, f, X.clone());
  }

  static List<Case> cases() {
    return Stream.of(
            LanguageCalls.cases(),
            LanguageFlow.cases(),
            LanguageArrays.cases(),
            LanguageTypes.cases(),
            LanguageLambdas.cases(),
            LanguageObjects.cases())
        .flatMap(List::stream)
        .toList();
  }
}
