package cotangent.gradbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real process, over pipes. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
final class ToolTest {
  private static Tool tool;

  @BeforeAll
  static void start() throws IOException {
    tool = new Tool();
  }

  /** Whatever the tests sent, the tool still lives at the end, and ends when the messages do. */
  @AfterAll
  static void end() throws IOException, InterruptedException {
    assertThat(hello(3)).isEqualTo(new Json.Real(6));
    assertThat(tool.end()).isZero();
    tool.close();
  }

  private static Json hello(double x) {
    return tool.ask(
            Map.of(
                "kind", new Json.Text("evaluate"),
                "module", new Json.Text("hello"),
                "function", new Json.Text("double"),
                "input", new Json.Real(x)))
        .members()
        .get("output");
  }

  @Test
  void namesItself() {
    var reply = tool.ask(Map.of("kind", new Json.Text("start"), "eval", new Json.Text("hello")));
    assertThat(reply.members())
        .containsOnlyKeys("id", "tool")
        .containsEntry("tool", text("cotangent"));
  }

  @Test
  void takesNoteOfAnalyses() {
    var reply = tool.line("{\"id\": 70, \"kind\": \"analysis\", \"of\": 3, \"valid\": true}");
    assertThat(reply.members()).containsExactly(Map.entry("id", new Json.Whole(70)));
  }

  @Test
  void skipsEmptyLines() {
    var reply = tool.line("\n  \n{\"id\": 71, \"kind\": \"analysis\"}");
    assertThat(reply.members()).containsExactly(Map.entry("id", new Json.Whole(71)));
  }

  static List<String> evals() {
    return Peers.EVALS;
  }

  @ParameterizedTest
  @MethodSource("evals")
  void definesEveryEval(String module) {
    assertThat(tool.define(module).flag("success")).isTrue();
  }

  @Test
  void definesNothingElse() {
    assertThat(tool.define("sudoku").flag("success")).isFalse();
  }

  @Test
  void squares() {
    var reply =
        tool.line(
            "{\"id\": 5, \"kind\": \"evaluate\", \"module\": \"hello\", \"function\": \"square\","
                + " \"input\": 1.5}");
    assertThat(reply.real("output")).isEqualTo(2.25);
    assertThat(hello(1.5)).isEqualTo(new Json.Real(3));
  }

  @ParameterizedTest
  @MethodSource("cotangent.gradbench.Case#all")
  void answersCases(Case c) {
    var reply = tool.evaluate(c.eval(), c.function(), c.input());
    assertThat(reply.members()).doesNotContainKey("error");
    assertThat(Case.differences(c.expected(), reply.members().get("output"))).isEmpty();
  }

  /** The ranges of work are the same however many threads there are, so the digits are, too. */
  @Test
  void answersTheSameOnManyThreads() throws IOException {
    try (var many = new Tool("--multithreaded")) {
      for (var c : Case.all()) {
        var expected = tool.evaluate(c.eval(), c.function(), c.input()).members().get("output");
        var actual = many.evaluate(c.eval(), c.function(), c.input()).members().get("output");
        assertThat(actual).usingRecursiveComparison().as(c.toString()).isEqualTo(expected);
      }
    }
  }

  /** The same with inputs that are long enough to be divided. */
  @Test
  void answersTheSameOnManyThreadsInSeveralRanges() throws IOException {
    record Asked(String eval, String function, Map<String, Json> input) {}
    var inputs =
        List.of(
            new Asked("lse", "primal", Workloads.lse(50_000)),
            new Asked("lse", "gradient", Workloads.lse(50_000)),
            new Asked("gmm", "objective", Workloads.gmm(3, 4, 2_500)),
            new Asked("gmm", "jacobian", Workloads.gmm(3, 4, 2_500)),
            new Asked("kmeans", "dir", Workloads.kmeans(5, 2_500, 3)),
            new Asked("ht", "jacobian", Workloads.ht(2_000)),
            new Asked("ba", "jacobian", Workloads.ba(10, 100, 40_000)));
    try (var many = new Tool("--multithreaded")) {
      for (var c : inputs) {
        var input = new LinkedHashMap<>(c.input);
        input.put("min_runs", new Json.Whole(1));
        input.put("min_seconds", new Json.Whole(0));
        var expected = tool.evaluate(c.eval, c.function, input).members().get("output");
        var actual = many.evaluate(c.eval, c.function, input).members().get("output");
        assertThat(expected).isNotNull();
        assertThat(actual).usingRecursiveComparison().as(c.eval).isEqualTo(expected);
      }
    }
  }

  @Test
  void runsAsOftenAndAsLongAsAsked() {
    var input = new LinkedHashMap<>(Case.of("lse_tiny").getFirst().input());
    input.put("min_runs", new Json.Whole(7));
    input.put("min_seconds", new Json.Whole(0));
    assertThat(timings(input)).startsWith("prepare").hasSize(8).endsWith("evaluate", "evaluate");
    input.put("min_runs", new Json.Whole(1));
    input.put("min_seconds", new Json.Real(0.01));
    assertThat(timings(input)).startsWith("prepare", "warmup", "evaluate");
    long nanoseconds = 0;
    for (var timing : list(tool.evaluate("lse", "gradient", input), "timings")) {
      nanoseconds += timing.text("name").equals("evaluate") ? timing.whole("nanoseconds", 0) : 0;
    }
    assertThat(nanoseconds).isGreaterThanOrEqualTo(10_000_000);
  }

  private static List<String> timings(Map<String, Json> input) {
    return list(tool.evaluate("lse", "gradient", input), "timings").stream()
        .map(timing -> timing.text("name"))
        .toList();
  }

  private static List<Input> list(Input reply, String name) {
    return ((Json.Items) reply.members().get(name))
        .values().stream().map(v -> new Input(name, ((Json.Members) v).values())).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "good morning",
        "{\"id\": 8, \"kind\": \"evaluate\", \"module\": \"lse\"",
        "{\"id\": 8, \"kind\": \"evaluate\", \"input\": {\"x\": [1, NaN]}}",
        "{\"id\": 8, \"id\": 9, \"kind\": \"start\"}",
        "{\"id\": 8, \"kind\": \"start\"} {}",
        "[8]",
        "8",
        "\u0000",
        "{\"id\": 8, \"kind\": \"end of the world\"}",
        "{\"id\": 8, \"kind\": 8}",
        "{\"id\": 8}",
        "{}"
      })
  void refusesMalformedMessages(String line) {
    var reply = tool.line(line);
    assertThat(reply.flag("success")).isFalse();
    assertThat(reply.text("error")).isNotBlank();
    var id = line.startsWith("{\"id\": 8") ? new Json.Whole(8) : new Json.Null();
    assertThat(reply.members().get("id")).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sudoku | solve    | there is no module "sudoku"
          lse    | jacobian | module lse has no function "jacobian"; it has gradient, primal
          """)
  void refusesUnknownFunctions(String module, String function, String error) {
    assertThat(tool.evaluate(module, function, Map.of()).text("error")).isEqualTo(error);
  }

  static List<Arguments> wrongInputs() {
    return List.of(
        Arguments.of("lse_tiny", "x", numbers(), "input.x is an array of 0 numbers"),
        Arguments.of("lse_tiny", "x", text("x"), "input.x is a string, expected an array"),
        Arguments.of("lse_tiny", "x", null, "input.x is missing; there is "),
        Arguments.of("lse_tiny", "min_runs", new Json.Whole(0), "expected a whole number of at"),
        Arguments.of("llsq_small", "n", new Json.Real(2.5), "input.n is the number 2.5, expected"),
        Arguments.of("det_small", "ell", new Json.Whole(4), "expected an array of 16 numbers"),
        Arguments.of("det_small", "ell", new Json.Whole(1 << 20), "input.A is an array of 25"),
        Arguments.of("ode_tiny", "s", new Json.Whole(0), "expected a whole number of at least 1"),
        Arguments.of("gmm_tiny", "mu", rows(2, 2), "input.mu has 2 rows, expected 3 rows of 2"),
        Arguments.of("gmm_tiny", "q", rows(3, 1), "input.q[0] is an array of 1 numbers, expected"),
        Arguments.of("kmeans_tiny", "points", numbers(1, 2), "input.points is an array of 2 num"),
        Arguments.of("kmeans_tiny", "centroids", rows(4, 2), "input.centroids[0] is an array of 2"),
        Arguments.of("lstm_tiny", "sequence", rows(1, 14), "input.sequence has 1 rows"),
        Arguments.of("lstm_tiny", "main_params", rows(4, 55), "input.main_params[0] is"),
        Arguments.of("ba_tiny", "cam", numbers(1, 2, 3), "expected an array of 11 numbers"),
        Arguments.of("ba_tiny", "p", new Json.Whole(-1), "expected a whole number of at least 1"),
        Arguments.of("ht_simplesmall", "theta", numbers(1), "expected an array of 26 numbers"),
        Arguments.of("ht_simplesmall", "us", rows(3, 2), "input.us has 3 rows, expected 100"),
        Arguments.of("ht_simplesmall", "data", numbers(1), "expected an object"),
        Arguments.of("particle_default", "w", text("0"), "input.w is a string, expected a number"),
        Arguments.of("saddle_default", "start", numbers(1), "expected an array of 2 numbers"));
  }

  @ParameterizedTest
  @MethodSource("wrongInputs")
  void saysWhatIsWrongWithTheInput(String file, String member, Json value, String error) {
    for (var c : Case.of(file)) {
      var input = new LinkedHashMap<>(c.input());
      if (value == null) {
        input.remove(member);
      } else {
        input.put(member, value);
      }
      var reply = tool.evaluate(c.eval(), c.function(), input);
      assertThat(reply.flag("success")).isFalse();
      assertThat(reply.text("error")).contains(error);
    }
  }

  @Test
  void answersNoNumberThatJsonLacks() {
    var reply = tool.evaluate("lse", "primal", Map.of("x", numbers(1, Double.MAX_VALUE, -1)));
    assertThat(reply.real("output")).isEqualTo(Double.MAX_VALUE);
    reply =
        tool.evaluate(
            "llsq", "gradient", Map.of("x", numbers(1e308, 1e308, 1e308), "n", new Json.Whole(3)));
    assertThat(reply.flag("success")).isFalse();
    assertThat(reply.text("error")).contains("output[").contains("JSON cannot express");
  }

  private static Json text(String s) {
    return new Json.Text(s);
  }

  private static Json numbers(double... values) {
    return new Json.Numbers(values);
  }

  private static Json rows(int rows, int columns) {
    return Json.rows(new double[rows][columns]);
  }
}
