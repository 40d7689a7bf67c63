package cotangent.gradbench;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Prints what the logs of GradBench's command line tool say of several tools as a table: the mean
 * of an evaluation's runs, as GradBench takes it, and of several rounds the least of these. Run by
 * {@code gradbench/peers}, which names the logs EVAL.TOOL.ROUND.PART.jsonl.
 */
final class Peers {
  private static final String OURS = "cotangent";

  /** The evals of GradBench. */
  static final List<String> EVALS =
      List.of(
          "hello",
          "lse",
          "llsq",
          "det",
          "ode",
          "gmm",
          "kmeans",
          "lstm",
          "ba",
          "ht",
          "particle",
          "saddle");

  /** A small, a medium and a large workload of each eval that has more than one. */
  private static final Map<String, List<String>> SHOWN =
      Map.ofEntries(
          Map.entry("lse", List.of("n=2500", "n=80000", "n=1280000")),
          Map.entry("llsq", List.of("n=16,m=128", "n=512,m=128", "n=16392,m=128")),
          Map.entry("det", List.of("5", "8", "11")),
          Map.entry("ode", List.of("n=1000,s=1", "n=10000,s=10", "n=100000,s=100")),
          Map.entry("gmm", List.of("2_5_1000", "20_25_1000", "64_100_1000")),
          Map.entry(
              "kmeans", List.of("k=10,n=1000,d=8", "k=100,n=10000,d=8", "k=1000,n=10000,d=16")),
          Map.entry("lstm", List.of("l=2,c=1024", "l=4,c=4096", "l=6,c=8192")),
          Map.entry(
              "ba",
              List.of(
                  "ba1_n49_m7776_p31843", "ba5_n257_m65132_p225911", "ba14_n356_m226730_p1255268")),
          Map.entry("ht", List.of("hand1_t26_c100", "hand6_t26_c1600", "hand11_t26_c51200")));

  /** One function at one input. */
  private record Row(String eval, String workload, String function) {}

  private Peers() {}

  /**
   * Arguments: the folder of the logs; {@code all} for all workloads; {@code least} for the least
   * of the runs instead of their mean.
   */
  public static void main(String[] args) throws IOException {
    var options = List.of(args).subList(1, args.length);
    var table = new LinkedHashMap<Row, Map<String, Double>>();
    var tools = new TreeSet<String>();
    for (var eval : EVALS) {
      try (var logs = Files.newDirectoryStream(Path.of(args[0]), eval + ".*.jsonl")) {
        for (var log : logs) {
          var tool = log.getFileName().toString().split("\\.", -1)[1];
          tools.add(tool);
          read(eval, tool, log, options.contains("least"), table);
        }
      }
    }
    tools.remove(OURS);
    boolean all = options.contains("all");
    table
        .keySet()
        .removeIf(
            r -> !all && SHOWN.containsKey(r.eval) && !SHOWN.get(r.eval).contains(r.workload));
    print(table, tools);
  }

  /** Takes the milliseconds of each evaluation that succeeded. */
  private static void read(
      String eval, String tool, Path log, boolean least, Map<Row, Map<String, Double>> table)
      throws IOException {
    var asked = new Input("", Map.of());
    for (var line : Files.readAllLines(log)) {
      var bytes = line.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      var members = new LinkedHashMap<String, Json>();
      JsonReader.readMembers(bytes, 0, bytes.length, members);
      var entry = new Input("", members);
      if (entry.has("message")) {
        asked = entry.object("message");
      } else if (asked.text("kind").equals("evaluate")) {
        var response = entry.object("response");
        if (response.flag("success") && response.has("timings")) {
          var workload = asked.has("description") ? asked.text("description") : "";
          table
              .computeIfAbsent(
                  new Row(eval, workload, asked.text("function")), _ -> new LinkedHashMap<>())
              .merge(tool, milliseconds(response, least), Math::min);
        }
      }
    }
  }

  private static double milliseconds(Input response, boolean least) {
    var runs =
        ((Json.Items) response.members().get("timings"))
            .values().stream()
                .map(t -> new Input("timings", ((Json.Members) t).values()))
                .filter(t -> t.text("name").equals("evaluate"))
                .mapToDouble(t -> t.real("nanoseconds") / 1e6);
    return (least ? runs.min() : runs.average()).orElseThrow();
  }

  private static void print(Map<Row, Map<String, Double>> table, Set<String> peers) {
    System.out.println(
        "| eval | workload | function | "
            + OURS
            + peers.stream().map(p -> " | " + p + " | ratio").collect(joining())
            + " |");
    System.out.println("|---|---|---|---" + "|---|---".repeat(peers.size()) + "|");
    table.forEach((row, times) -> {
      if (times.containsKey(OURS)) {
        double ours = times.get(OURS);
        System.out.println(
            "| %s | %s | %s | %s%s |"
                .formatted(
                    row.eval,
                    row.workload,
                    row.function,
                    digits(ours),
                    peers.stream()
                        .map(p ->
                            times.containsKey(p)
                                ? " | %s | %.2f"
                                    .formatted(digits(times.get(p)), ours / times.get(p))
                                : " | | ")
                        .collect(joining())));
      }
    });
  }

  /** Three digits of a positive number. */
  private static String digits(double x) {
    int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(x)));
    return ("%." + decimals + "f").formatted(x);
  }
}
