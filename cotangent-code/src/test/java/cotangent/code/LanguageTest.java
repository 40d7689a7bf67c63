package cotangent.code;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each element of the language, first and second derivatives in every combination of modes. */
final class LanguageTest {
  static List<Language.Case> cases() {
    return Language.cases();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void derivativesAreRight(Language.Case c) {
    Checks.all(c.name(), c.f(), c.x());
  }
}
