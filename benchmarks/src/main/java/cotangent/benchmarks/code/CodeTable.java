package cotangent.benchmarks.code;

import com.sun.management.ThreadMXBean;
import cotangent.code.Differentiate;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Prints what docs/performance-code.md holds: {@code benchmarks/run --main code.CodeTable}. Names
 * of programs as arguments choose some.
 *
 * <p>Each program has a JVM of its own. There the function, its gradient, the gradient by hand and
 * that by a tape of operations take turns in short rounds, so that what disturbs the machine
 * disturbs all; the figures are medians over the rounds, of the time of the processor. The time to
 * make a derivative is taken in further JVMs.
 */
public final class CodeTable {
  private static final int WARMUP = 12;
  private static final int ROUNDS = 25;
  private static final double ROUND_NANOS = 40e6;
  private static final int FRESH = 5;

  private CodeTable() {}

  /** Prints the tables of the programs named, or of all. */
  public static void main(String[] names) throws IOException, InterruptedException {
    if (names.length == 2 && names[0].equals("--measure")) {
      IO.println(measure(Workload.of(names[1])));
      return;
    }
    if (names.length == 2 && names[0].equals("--fast")) {
      IO.println(fast(Workload.of(names[1])));
      return;
    }
    if (names.length == 2 && names[0].equals("--make")) {
      IO.println(Making.times(names[1]));
      return;
    }
    var programs = names.length == 0 ? Workload.NAMES : List.of(names);
    IO.println(
        "| program | function, µs | gradient, µs | by hand, µs | operations, µs | gradient / function"
            + " | gradient / by hand | operations / gradient | bytes a call (function) | tape |"
            + " tape of operations |");
    IO.println("|" + "---|".repeat(11));
    for (var name : programs) {
      IO.println(fork("--measure", name));
    }
    IO.println("");
    IO.println("| program | gradient, µs | with fastMath(), µs | gradient / with fastMath() |");
    IO.println("|" + "---|".repeat(4));
    for (var name : programs) {
      IO.println(fork("--fast", name));
    }
    IO.println("");
    IO.println("| program | first in a JVM, ms | second, ms | later, ms |");
    IO.println("|" + "---|".repeat(4));
    for (var name : programs) {
      var times = new double[FRESH][];
      for (int i = 0; i < FRESH; i++) {
        times[i] =
            Arrays.stream(fork("--make", name).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
      }
      var row = new StringBuilder("| " + name + " |");
      for (int j = 0; j < 3; j++) {
        int column = j;
        double time = median(Arrays.stream(times).mapToDouble(t -> t[column]).toArray());
        row.append(String.format(Locale.ROOT, " %.0f |", time));
      }
      IO.println(row);
    }
  }

  /** The last line that this program prints in a JVM of its own, with the options of this one. */
  private static String fork(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CodeTable.class.getName());
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String last;
    try (var reader = process.inputReader()) {
      last = reader.lines().reduce("", (_, line) -> line);
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", arguments) + " failed: " + last);
    }
    return last;
  }

  private static String measure(Workload w) {
    var gradient = new double[w.x().length];
    var evaluator = Differentiate.valueAndGradient(w.f()).evaluator();
    w.check(evaluator.apply(w.x(), gradient), gradient);
    var tape = new OperationTape();
    var variants =
        List.<DoubleSupplier>of(
            () -> w.f().apply(w.x()),
            () -> evaluator.apply(w.x(), gradient),
            () -> w.byHand().apply(w.x(), gradient),
            () -> w.byTape(tape, gradient));
    var times = inTurns(variants);
    double function = times[0];
    double made = times[1];
    double hand = times[2];
    double taped = times[3];
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %.1f | %.2f | %.1f | %d (%d) | %s | %s |",
        w.name(),
        micros(function),
        micros(made),
        micros(hand),
        micros(taped),
        made / function,
        made / hand,
        taped / made,
        allocated(variants.get(1)),
        allocated(variants.get(0)),
        size(evaluator.tapeBytes()),
        size(tape.bytes()));
  }

  private static String fast(Workload w) {
    var gradient = new double[w.x().length];
    var strict = Differentiate.valueAndGradient(w.f()).evaluator();
    var fast = Differentiate.fastMath().valueAndGradient(w.f()).evaluator();
    w.check(fast.apply(w.x(), gradient), gradient);
    var times =
        inTurns(List.of(() -> strict.apply(w.x(), gradient), () -> fast.apply(w.x(), gradient)));
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.2f |",
        w.name(),
        micros(times[0]),
        micros(times[1]),
        times[0] / times[1]);
  }

  /** Nanoseconds for one call of each, medians over the rounds. */
  private static double[] inTurns(List<DoubleSupplier> variants) {
    var times = new double[variants.size()][ROUNDS];
    for (int round = -WARMUP; round < ROUNDS; round++) {
      for (int i = 0; i < times.length; i++) {
        double time = round(variants.get(i));
        if (round >= 0) {
          times[i][round] = time;
        }
      }
    }
    return Arrays.stream(times).mapToDouble(CodeTable::median).toArray();
  }

  /** Nanoseconds of the processor for one call, which others on the machine disturb least. */
  private static double round(DoubleSupplier variant) {
    var bean = ManagementFactory.getThreadMXBean();
    long start = bean.getCurrentThreadCpuTime();
    long now = start;
    int calls = 0;
    double sum = 0;
    for (int batch = 1; now - start < ROUND_NANOS; batch = Math.min(2 * batch, 64)) {
      for (int i = 0; i < batch; i++) {
        sum += variant.getAsDouble();
      }
      calls += batch;
      now = bean.getCurrentThreadCpuTime();
    }
    use(sum);
    return (double) (now - start) / calls;
  }

  /** Bytes for one call. */
  private static long allocated(DoubleSupplier variant) {
    var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 50;
    double sum = 0;
    long before = bean.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < calls; i++) {
      sum += variant.getAsDouble();
    }
    long bytes = bean.getCurrentThreadAllocatedBytes() - before;
    use(sum);
    return bytes / calls;
  }

  /** Keeps the compiler from leaving out what nobody uses. */
  private static void use(double sum) {
    if (Double.isNaN(sum)) {
      throw new IllegalStateException("a value is not a number");
    }
  }

  static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String micros(double nanos) {
    double micros = nanos / 1000;
    return micros < 10
        ? String.format(Locale.ROOT, "%.2f", micros)
        : String.format(Locale.ROOT, "%,.0f", micros);
  }

  private static String size(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
