package cotangent.benchmarks;

import cotangent.Key;
import cotangent.nn.data.Dataset;
import cotangent.nn.data.Mnist;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Seconds for an epoch of MNIST, ours beside libtorch's: a 784-800-800-10 network with ReLU,
 * dropout 0.5, cross-entropy and Adam, F32, one thread each. Both train in turn in this process,
 * some batches at a time, so that whatever else the machine does disturbs both alike. The seconds
 * of the processor count all threads, the collector and the compilers included.
 *
 * <p>Arguments: the batch size (64), the batches of a turn (100), and the number of turns (9); an
 * epoch is computed from the median turn. The first two turns are not counted.
 */
public final class MnistEpoch {
  private static final int WARM_UP = 2;
  private static final com.sun.management.OperatingSystemMXBean PROCESS =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private MnistEpoch() {}

  /** The seconds of a turn by the clock and by the processor. */
  private record Turn(double clock, double processor, double loss) {
    static Turn of(DoubleSupplier training) {
      long clock = System.nanoTime();
      long processor = PROCESS.getProcessCpuTime();
      double loss = training.getAsDouble();
      return new Turn(
          (System.nanoTime() - clock) * 1e-9,
          (PROCESS.getProcessCpuTime() - processor) * 1e-9,
          loss);
    }
  }

  /** Runs the comparison. */
  public static void main(String[] args) throws IOException {
    int batch = args.length > 0 ? Integer.parseInt(args[0]) : 64;
    int batches = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    int turns = args.length > 2 ? Integer.parseInt(args[2]) : 9;
    Dataset data = Mnist.train(Path.of("data", "mnist"));
    MnistCotangent ours = new MnistCotangent(data, batch, Key.of(1));
    List<Turn> our = new ArrayList<>();
    List<Turn> their = new ArrayList<>();
    try (MnistLibtorch peer = new MnistLibtorch(data, batch)) {
      for (int i = 0; i < turns + WARM_UP; i++) {
        our.add(Turn.of(() -> ours.train(batches)));
        their.add(Turn.of(() -> peer.train(batches)));
        System.out.printf(
            Locale.ROOT,
            "turn %d: cotangent %s, libtorch %s%n",
            i - WARM_UP + 1,
            our.getLast(),
            their.getLast());
      }
    }
    double perEpoch = Math.ceilDiv(data.size(), batch) / (double) batches;
    double[] a = medians(our, perEpoch);
    double[] b = medians(their, perEpoch);
    System.out.printf(
        Locale.ROOT,
        "an epoch of batches of %d, seconds by the clock: cotangent %.2f, libtorch %.2f, ratio %.2f%n",
        batch,
        a[0],
        b[0],
        a[0] / b[0]);
    System.out.printf(
        Locale.ROOT,
        "of the processor: cotangent %.2f, libtorch %.2f, ratio %.2f%n",
        a[1],
        b[1],
        a[1] / b[1]);
  }

  private static double[] medians(List<Turn> all, double factor) {
    List<Turn> counted = all.subList(WARM_UP, all.size());
    return new double[] {
      factor * median(counted.stream().mapToDouble(Turn::clock).toArray()),
      factor * median(counted.stream().mapToDouble(Turn::processor).toArray())
    };
  }

  private static double median(double[] x) {
    Arrays.sort(x);
    return x[x.length / 2];
  }
}
