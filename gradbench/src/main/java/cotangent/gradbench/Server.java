package cotangent.gradbench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers the messages of GradBench's protocol: one line of JSON each, one line of JSON back. */
final class Server {
  private static final String TOOL = "cotangent";

  private final Lines lines;
  private final JsonWriter out;
  private final Workers workers;

  Server(InputStream in, OutputStream out, Workers workers) throws IOException {
    this.lines = new Lines(in);
    this.out = new JsonWriter(out);
    this.workers = workers;
  }

  /** Answers until the messages end. */
  void run() throws IOException {
    while (lines.next()) {
      if (!lines.isBlank()) {
        out.line(reply());
      }
    }
  }

  private Map<String, Json> reply() {
    var message = new LinkedHashMap<String, Json>();
    var reply = new LinkedHashMap<String, Json>();
    long start = System.nanoTime();
    @Nullable String malformed = null;
    try {
      JsonReader.readMembers(lines.bytes(), lines.offset(), lines.length(), message);
    } catch (IOException e) {
      malformed = e.getMessage();
    }
    reply.put("id", message.getOrDefault("id", new Json.Null()));
    if (malformed != null) {
      return failed(reply, "cannot read the message: " + malformed);
    }
    try {
      answer(new Input("", message), start, reply);
    } catch (Throwable e) {
      // Whatever goes wrong in one evaluation, also memory or stack, must not end the others.
      return failed(reply, describe(e));
    }
    return reply;
  }

  private static Map<String, Json> failed(Map<String, Json> reply, String error) {
    reply.put("success", new Json.Flag(false));
    reply.put("error", new Json.Text(error));
    return reply;
  }

  /** Errors of the input speak for themselves; others need their class. */
  private static String describe(Throwable e) {
    var message = e.getMessage();
    return e instanceof IllegalArgumentException && message != null ? message : e.toString();
  }

  private void answer(Input message, long start, Map<String, Json> reply) {
    var kind = message.text("kind");
    switch (kind) {
      case "start" -> reply.put("tool", new Json.Text(TOOL));
      case "define" -> reply.put("success", new Json.Flag(define(message.text("module"))));
      case "evaluate" -> {
        var measurement = evaluate(message, start);
        reply.put("success", new Json.Flag(true));
        reply.put("output", measurement.output());
        reply.put("timings", measurement.timings());
      }
      case "analysis" -> {}
      default ->
          throw new IllegalArgumentException(
              "kind is \"" + kind + "\", expected start, define, evaluate or analysis");
    }
  }

  private static boolean define(String module) {
    return Evals.of(module).isPresent();
  }

  private Measurement evaluate(Input message, long start) {
    var module = message.text("module");
    var eval =
        Evals.of(module)
            .orElseThrow(
                () -> new IllegalArgumentException("there is no module \"" + module + "\""));
    var name = message.text("function");
    var function = eval.functions().get(name);
    if (function == null) {
      throw new IllegalArgumentException(
          "module "
              + module
              + " has no function \""
              + name
              + "\"; it has "
              + String.join(", ", eval.functions().keySet().stream().sorted().toList()));
    }
    if (!(message.members().get("input") instanceof Json.Members members)) {
      // Only hello's input is a bare number.
      var value = Map.<String, Json>of("x", new Json.Real(message.real("input")));
      return measure(function, new Input("input", value), start);
    }
    return measure(function, new Input("input", members.values()), start);
  }

  private Measurement measure(Eval.Operation function, Input input, long start) {
    int minRuns = input.has("min_runs") ? input.whole("min_runs", 1) : 1;
    double minSeconds = input.has("min_seconds") ? input.real("min_seconds") : 0;
    var task = function.prepare(input, workers);
    return Measurement.of(task, System.nanoTime() - start, minRuns, minSeconds);
  }
}
