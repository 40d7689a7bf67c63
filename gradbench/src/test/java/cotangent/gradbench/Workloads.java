package cotangent.gradbench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Measures functions at generated inputs of the sizes that GradBench uses: processor time of one
 * thread in milliseconds, the least of some twenty runs. Run by hand: {@code gradbench/measure}.
 */
final class Workloads {
  private static final double SECONDS = 1e9;
  private static final int SAMPLES = 20;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final RandomGenerator RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom").create(1);

  private record Workload(
      String eval, String size, List<String> functions, Supplier<Map<String, Json>> input) {}

  private Workloads() {}

  /** Arguments: the names of evals; none means all. */
  public static void main(String[] evals) {
    System.out.printf("%-10s %-24s %14s %14s%n", "eval", "workload", "primal ms", "derivative ms");
    for (var workload : all()) {
      if (evals.length == 0 || List.of(evals).contains(workload.eval)) {
        var input = workload.input.get();
        System.out.printf("%-10s %-24s", workload.eval, workload.size);
        for (var function : workload.functions) {
          var operation = Evals.of(workload.eval).orElseThrow().functions().get(function);
          System.out.printf(
              " %14.4f", time(operation.prepare(new Input("", input), new Workers(false))));
        }
        System.out.println();
      }
    }
  }

  /** The least time of a run, in milliseconds, after a second of them. */
  private static double time(Task<?> task) {
    long start = THREADS.getCurrentThreadCpuTime();
    int runs = 0;
    while (runs < 3 || THREADS.getCurrentThreadCpuTime() - start < SECONDS) {
      var _ = task.compute().get();
      runs++;
    }
    // The clock is coarse beside the smallest functions.
    int batch = Math.max(1, runs / SAMPLES);
    long least = Long.MAX_VALUE;
    start = THREADS.getCurrentThreadCpuTime();
    do {
      long begin = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < batch; i++) {
        var _ = task.compute().get();
      }
      least = Math.min(least, (THREADS.getCurrentThreadCpuTime() - begin) / batch);
    } while (THREADS.getCurrentThreadCpuTime() - start < SECONDS);
    return least / 1e6;
  }

  private static List<Workload> all() {
    var simple = List.of("primal", "gradient");
    var adbench = List.of("objective", "jacobian");
    return List.of(
        new Workload("lse", "2,500", simple, () -> lse(2_500)),
        new Workload("lse", "80,000", simple, () -> lse(80_000)),
        new Workload("lse", "1,280,000", simple, () -> lse(1_280_000)),
        new Workload("llsq", "16", simple, () -> llsq(16)),
        new Workload("llsq", "512", simple, () -> llsq(512)),
        new Workload("llsq", "16,392", simple, () -> llsq(16_392)),
        new Workload("det", "5", simple, () -> det(5)),
        new Workload("det", "8", simple, () -> det(8)),
        new Workload("det", "11", simple, () -> det(11)),
        new Workload("ode", "n 1,000, s 1", simple, () -> ode(1_000, 1)),
        new Workload("ode", "n 10,000, s 10", simple, () -> ode(10_000, 10)),
        new Workload("ode", "n 100,000, s 100", simple, () -> ode(100_000, 100)),
        new Workload("gmm", "d 2, k 5", adbench, () -> gmm(2, 5)),
        new Workload("gmm", "d 20, k 25", adbench, () -> gmm(20, 25)),
        new Workload("gmm", "d 64, k 100", adbench, () -> gmm(64, 100)),
        new Workload("kmeans", "k 10, n 1,000, d 8", kmeans(), () -> kmeans(10, 1_000, 8)),
        new Workload("kmeans", "k 100, n 10,000, d 8", kmeans(), () -> kmeans(100, 10_000, 8)),
        new Workload(
            "kmeans", "k 1,000, n 10,000, d 16", kmeans(), () -> kmeans(1_000, 10_000, 16)),
        new Workload("lstm", "l 2, c 1,024", adbench, () -> lstm(2, 1_024)),
        new Workload("lstm", "l 4, c 4,096", adbench, () -> lstm(4, 4_096)),
        new Workload("lstm", "l 6, c 8,192", adbench, () -> lstm(6, 8_192)),
        new Workload("ba", "p 31,843", adbench, () -> ba(49, 7_776, 31_843)),
        new Workload("ba", "p 225,911", adbench, () -> ba(257, 65_132, 225_911)),
        new Workload("ba", "p 1,255,268", adbench, () -> ba(356, 226_730, 1_255_268)),
        new Workload("ht", "c 100", adbench, () -> ht(100)),
        new Workload("ht", "c 1,600", adbench, () -> ht(1_600)),
        new Workload("ht", "c 51,200", adbench, () -> ht(51_200)),
        new Workload("particle", "rr, ff", List.of("rr", "ff"), () -> only("particle_default")),
        new Workload("particle", "fr, rf", List.of("fr", "rf"), () -> only("particle_default")),
        new Workload("saddle", "rr, ff", List.of("rr", "ff"), () -> only("saddle_default")),
        new Workload("saddle", "fr, rf", List.of("fr", "rf"), () -> only("saddle_default")));
  }

  private static List<String> kmeans() {
    return List.of("cost", "dir");
  }

  private static Map<String, Json> only(String file) {
    return Case.of(file).getFirst().input();
  }

  private static Json normal(int count) {
    return new Json.Numbers(RANDOM.doubles(count).map(_ -> RANDOM.nextGaussian()).toArray());
  }

  private static double[][] uniform(int rows, int columns) {
    return Rows.of(RANDOM.doubles((long) rows * columns).toArray(), 0, rows, columns);
  }

  private static Json normal(int rows, int columns) {
    var numbers = (Json.Numbers) normal(rows * columns);
    return Json.rows(Rows.of(numbers.values(), 0, rows, columns));
  }

  static Map<String, Json> lse(int n) {
    return Map.of("x", normal(n));
  }

  static Map<String, Json> llsq(int n) {
    return Map.of("x", normal(128), "n", new Json.Whole(n));
  }

  static Map<String, Json> det(int n) {
    return Map.of("A", new Json.Numbers(uniform(1, n * n)[0]), "ell", new Json.Whole(n));
  }

  static Map<String, Json> ode(int n, int steps) {
    return Map.of("x", new Json.Numbers(uniform(1, n)[0]), "s", new Json.Whole(steps));
  }

  static Map<String, Json> gmm(int d, int k) {
    return gmm(d, k, 1000);
  }

  static Map<String, Json> gmm(int d, int k, int n) {
    var input = new HashMap<String, Json>();
    input.put("d", new Json.Whole(d));
    input.put("k", new Json.Whole(k));
    input.put("n", new Json.Whole(n));
    input.put("m", new Json.Whole(0));
    input.put("gamma", new Json.Real(1));
    input.put("x", normal(n, d));
    input.put("alpha", normal(k));
    input.put("mu", Json.rows(uniform(k, d)));
    input.put("q", normal(k, d));
    input.put("l", normal(k, d * (d - 1) / 2));
    return input;
  }

  /** The first points are the centroids, so that none is without a point. */
  static Map<String, Json> kmeans(int k, int n, int d) {
    var points = uniform(n, d);
    var centroids = java.util.Arrays.copyOf(points, k);
    return Map.of("points", Json.rows(points), "centroids", Json.rows(centroids));
  }

  static Map<String, Json> lstm(int layers, int characters) {
    int b = 14;
    var sequence = uniform(characters, b);
    for (var row : sequence) {
      java.util.Arrays.setAll(row, i -> Math.rint(row[i]));
    }
    return Map.of(
        "main_params", normal(2 * layers, 4 * b),
        "extra_params", normal(3, b),
        "state", normal(2 * layers, b),
        "sequence", Json.rows(sequence));
  }

  static Map<String, Json> ba(int n, int m, int p) {
    var input = new HashMap<>(only("ba_tiny"));
    input.put("n", new Json.Whole(n));
    input.put("m", new Json.Whole(m));
    input.put("p", new Json.Whole(p));
    return input;
  }

  /** The hand of the case file, with points in its triangles. */
  static Map<String, Json> ht(int count) {
    var input = new LinkedHashMap<>(only("ht_simplesmall"));
    var data = new LinkedHashMap<>(((Json.Members) input.get("data")).values());
    int triangles =
        ((Json.Items) new Input("", data).object("model").members().get("triangles"))
            .values()
            .size();
    data.put(
        "correspondences",
        new Json.Numbers(RANDOM.ints(count, 0, triangles).asDoubleStream().toArray()));
    data.put("points", normal(count, 3));
    input.put("data", new Json.Members(data));
    input.put("us", Json.rows(uniform(count, 2)));
    return input;
  }
}
