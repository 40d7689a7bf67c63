package cotangent.gradbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One function of an eval, an input for it, and what must come out. */
record Case(String eval, String size, String function, Map<String, Json> input, Json expected) {
  private static final double TOLERANCE = 1e-4;
  private static final List<String> FILES =
      List.of(
          "ba_small",
          "ba_tiny",
          "det_small",
          "gmm_small",
          "gmm_tiny",
          "ht_simplesmall",
          "kmeans_small",
          "kmeans_tiny",
          "llsq_small",
          "lse_small",
          "lse_tiny",
          "lstm_small",
          "lstm_tiny",
          "ode_small",
          "ode_tiny",
          "particle_default",
          "saddle_default");

  static List<Case> all() {
    return FILES.stream().flatMap(file -> of(file).stream()).toList();
  }

  static List<Case> of(String file) {
    var content = read(file);
    var eval = content.text("eval");
    var size = content.text("size");
    var input = content.object("input").members();
    var expected = content.members().get("expected_primal");
    var cases = new ArrayList<Case>();
    if (content.members().get("functions") instanceof Json.Items(List<Json> functions)) {
      for (var function : functions) {
        cases.add(new Case(eval, size, ((Json.Text) function).value(), input, expected));
      }
    } else {
      cases.add(new Case(eval, size, content.text("primal_function"), input, expected));
      cases.add(
          new Case(
              eval,
              size,
              content.text("derivative_function"),
              input,
              content.members().get("expected_derivative")));
    }
    return cases;
  }

  private static Input read(String file) {
    try (var in = Case.class.getResourceAsStream("/cases/" + file + ".json")) {
      var bytes = in.readAllBytes();
      var members = new LinkedHashMap<String, Json>();
      JsonReader.readMembers(bytes, 0, bytes.length, members);
      return new Input(file, members);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a value differs from what is expected: one line for each place. */
  static List<String> differences(Json expected, Json actual) {
    var result = new ArrayList<String>();
    compare("", expected, actual, result);
    return result;
  }

  private static void compare(String path, Json expected, Json actual, List<String> result) {
    switch (expected) {
      case Json.Numbers e when actual instanceof Json.Numbers a -> {
        if (e.values().length != a.values().length) {
          result.add(path + ": " + a.kind() + " instead of " + e.kind());
          return;
        }
        for (int i = 0; i < e.values().length; i++) {
          compare(path + "[" + i + "]", e.values()[i], a.values()[i], result);
        }
      }
      case Json.Items e
          when actual instanceof Json.Items a && e.values().size() == a.values().size() -> {
        for (int i = 0; i < e.values().size(); i++) {
          compare(path + "[" + i + "]", e.values().get(i), a.values().get(i), result);
        }
      }
      case Json.Members e
          when actual instanceof Json.Members a
              && e.values().keySet().equals(a.values().keySet()) ->
          e.values().forEach((key, v) -> compare(path + "." + key, v, a.values().get(key), result));
      case Json.Real e when actual instanceof Json.Real a ->
          compare(path, e.value(), a.value(), result);
      default -> {
        if (!expected.equals(actual)) {
          result.add(path + ": " + actual.kind() + " instead of " + expected.kind());
        }
      }
    }
  }

  private static void compare(String path, double expected, double actual, List<String> result) {
    double scale = Math.max(1, Math.abs(expected) + Math.abs(actual));
    if (!(Math.abs(expected - actual) / scale <= TOLERANCE)) {
      result.add(path + ": " + actual + " instead of " + expected);
    }
  }

  @Override
  public String toString() {
    return eval + " " + size + " " + function;
  }
}
