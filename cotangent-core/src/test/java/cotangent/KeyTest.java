package cotangent;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys and random draws: distributions with fixed seeds, independence, and transformations. */
class KeyTest {
  private static final Key KEY = Key.of(20240229);
  private static final int N = 100_000;

  @Test
  void aKeyAlwaysGivesTheSameNumbers() {
    assertThat(Tensor.uniform(KEY, 7).contentEquals(Tensor.uniform(Key.of(20240229), 7))).isTrue();
    assertThat(Tensor.uniform(KEY, 7).contentEquals(Tensor.uniform(Key.of(1), 7))).isFalse();
  }

  /** These bits are promised: with vectors and without, and in every later version. */
  @Test
  @Tag("bits")
  void theBitsStayWhatTheyAre() {
    Key key = Key.of(7);
    int n = 5000;
    assertThat(Arrays.hashCode(Tensor.uniform(key, DType.F32, n).toFloats()))
        .isEqualTo(-2143824403);
    assertThat(Arrays.hashCode(Tensor.uniform(key, DType.F64, n).toDoubles()))
        .isEqualTo(-1011678139);
    assertThat(Arrays.hashCode(Tensor.normal(key, DType.F32, n).toFloats())).isEqualTo(-1245766833);
    assertThat(Arrays.hashCode(Tensor.normal(key, DType.F64, n).toDoubles())).isEqualTo(1243138393);
    assertThat(Arrays.hashCode(Tensor.bernoulli(key, 0.5, n).toInts())).isEqualTo(1564045200);
    assertThat(Arrays.hashCode(Tensor.permutation(key, n).toInts())).isEqualTo(-1544405805);
  }

  /** A draw of fewer elements begins like one of more, whatever the sizes of chunks and threads. */
  @Test
  void theFirstElementsDoNotDependOnHowManyFollow() {
    List<Function<Integer, Tensor>> draws =
        List.of(
            n -> Tensor.uniform(KEY, DType.F32, n),
            n -> Tensor.uniform(KEY, DType.F64, n),
            n -> Tensor.normal(KEY, DType.F32, n),
            n -> Tensor.normal(KEY, DType.F64, n),
            n -> Tensor.bernoulli(KEY, 0.3, n),
            n -> Tensor.uniformInt(KEY, DType.I64, -5, 5, n));
    for (Function<Integer, Tensor> draw : draws) {
      double[] all = draw.apply(N).toDoubles();
      for (int n : new int[] {0, 1, 2, 255, 256, 257, 511, 513, 1023, 1025, 33_333}) {
        assertThat(draw.apply(n).toDoubles()).isEqualTo(Arrays.copyOf(all, n));
      }
    }
  }

  @Test
  void uniformIsUniform() {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      double[] x = Tensor.uniform(KEY, dtype, N).toDoubles();
      assertThat(mean(x)).isCloseTo(0.5, within(4 * Math.sqrt(1.0 / 12 / N)));
      assertThat(variance(x)).isCloseTo(1.0 / 12, within(4 * Math.sqrt(1.0 / 180 / N)));
      assertThat(kolmogorovSmirnov(x, v -> v)).isLessThan(1.95);
      assertThat(Arrays.stream(x).min().orElseThrow()).isBetween(0.0, 1e-4);
      assertThat(Arrays.stream(x).max().orElseThrow()).isBetween(1 - 1e-4, Math.nextDown(1.0));
      assertThat(Math.abs(lagCorrelation(x, 1))).isLessThan(4 / Math.sqrt(N));
      assertThat(Math.abs(lagCorrelation(x, 256))).isLessThan(4 / Math.sqrt(N));
    }
  }

  @Test
  void normalIsNormal() {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      Tensor z = Tensor.normal(KEY, dtype, N);
      double[] x = z.toDoubles();
      assertThat(mean(x)).isCloseTo(0, within(4 / Math.sqrt(N)));
      assertThat(variance(x)).isCloseTo(1, within(4 * Math.sqrt(2.0 / N)));
      assertThat(mean(Arrays.stream(x).map(v -> v * v * v * v).toArray()))
          .isCloseTo(3, within(4 * Math.sqrt(96.0 / N)));
      double[] p = z.cast(DType.F64).mul(Math.sqrt(0.5)).erf().add(1).mul(0.5).toDoubles();
      assertThat(kolmogorovSmirnov(p, v -> v)).isLessThan(1.95);
      assertThat(Math.abs(lagCorrelation(x, 1))).isLessThan(4 / Math.sqrt(N));
      // the sine and the cosine of one angle, and their squares, which share a radius
      assertThat(Math.abs(lagCorrelation(x, 256))).isLessThan(4 / Math.sqrt(N));
      double[] squares = Arrays.stream(x).map(v -> v * v - 1).toArray();
      assertThat(Math.abs(lagCorrelation(squares, 256))).isLessThan(4 / Math.sqrt(N));
    }
  }

  /** The smallest chunk in the way of Box and Muller, repeated with the functions of StrictMath. */
  @Test
  void normalFollowsBoxAndMuller() {
    double[] u = Tensor.uniform(KEY, 512).toDoubles();
    double[] z = Tensor.normal(KEY, 512).toDoubles();
    for (int j = 0; j < 256; j++) {
      double r = StrictMath.sqrt(-2 * StrictMath.log(u[j] + 0x1p-54));
      double angle = 2 * Math.PI * u[256 + j];
      assertThat(z[j]).isCloseTo(r * StrictMath.cos(angle), within(1e-14));
      assertThat(z[256 + j]).isCloseTo(r * StrictMath.sin(angle), within(1e-14));
    }
  }

  @Test
  void bernoulliIsTrueAsOftenAsItSays() {
    for (double p : new double[] {0.1, 0.5, 0.999}) {
      double[] x = Tensor.bernoulli(KEY, p, N).toDoubles();
      assertThat(mean(x)).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / N)));
    }
    assertThat(Tensor.bernoulli(KEY, 0, N).toDoubles()).containsOnly(0);
    assertThat(Tensor.bernoulli(KEY, 1, N).toDoubles()).containsOnly(1);
  }

  /** Chi-square with 9 degrees of freedom is above 27.9 with probability 0.001. */
  @Test
  void uniformIntDrawsEachNumberAsOften() {
    for (DType dtype : List.of(DType.I32, DType.I64)) {
      long[] x = Tensor.uniformInt(KEY, dtype, -3, 7, N).toLongs();
      long[] counts = new long[10];
      for (long v : x) {
        counts[(int) v + 3]++;
      }
      double expected = N / 10.0;
      double chi2 =
          Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
      assertThat(chi2).isLessThan(27.9);
    }
    assertThat(Tensor.uniformInt(KEY, DType.I32, 5, 6, 100).toInts()).containsOnly(5);
    long[] wide = Tensor.uniformInt(KEY, DType.I64, Long.MIN_VALUE, Long.MAX_VALUE, N).toLongs();
    assertThat(Arrays.stream(wide).filter(v -> v < 0).count())
        .isBetween(N / 2 - 700L, N / 2 + 700L);
  }

  /** All 24 orders of 4 numbers; chi-square with 23 degrees of freedom is below 49.7 to 0.001. */
  @Test
  void everyPermutationIsAsLikely() {
    int[] counts = new int[256];
    int n = 12_000;
    for (Key key : KEY.split(n)) {
      int code = 0;
      for (int v : Tensor.permutation(key, 4).toInts()) {
        code = code * 4 + v;
      }
      counts[code]++;
    }
    double expected = n / 24.0;
    double chi2 = 0;
    int seen = 0;
    for (int c : counts) {
      seen += c > 0 ? 1 : 0;
      chi2 += c == 0 ? 0 : (c - expected) * (c - expected) / expected;
    }
    assertThat(seen).isEqualTo(24);
    assertThat(chi2).isLessThan(49.7);
    int[] sorted = Tensor.permutation(KEY, 60_000).toInts();
    Arrays.sort(sorted);
    assertThat(sorted).isEqualTo(IntStream.range(0, 60_000).toArray());
    assertThat(Tensor.permutation(KEY, 0).toInts()).isEmpty();
  }

  /** Children, successors, folds and their children: all states differ, no streams correlate. */
  @Test
  void derivedKeysAreIndependent() {
    List<Key> keys = new ArrayList<>(KEY.split(5));
    keys.add(KEY);
    keys.add(KEY.next());
    keys.add(KEY.next().next());
    keys.addAll(KEY.next().split(3));
    keys.addAll(List.of(KEY.fold(0), KEY.fold(1), KEY.fold(-1), KEY.fold(1L << 32)));
    keys.add(KEY.split(1).getFirst().next());
    keys.add(KEY.split(1).getFirst().split(1).getFirst());
    keys.addAll(List.of(Key.of(0), Key.of(1), Key.of(2)));
    Set<Long> states = new HashSet<>();
    List<double[]> streams = new ArrayList<>();
    for (Key key : keys) {
      states.add(key.state().toLongs()[0]);
      streams.add(Tensor.normal(key, 20_000).toDoubles());
    }
    // KEY.split(5) and KEY.split(1) share their first key
    assertThat(states).hasSize(keys.size());
    for (int i = 0; i < streams.size(); i++) {
      for (int j = 0; j < i; j++) {
        double[] a = streams.get(i);
        double[] b = streams.get(j);
        double sum = IntStream.range(0, a.length).mapToDouble(k -> a[k] * b[k]).sum();
        assertThat(Math.abs(sum)).isLessThan(4.5 * Math.sqrt(a.length));
      }
    }
  }

  @Test
  void splitsBeginAlike() {
    assertThat(KEY.split(2).get(1).state().item()).isEqualTo(KEY.split(9).get(1).state().item());
    assertThat(KEY.split(0)).isEmpty();
  }

  @Test
  void underVmapEachElementHasItsKey() {
    Function<Key, Tensor> draw =
        key -> {
          Tensor noise = Tensor.normal(key.next(), 3).add(Tensor.uniform(key.fold(7), 3));
          return Tensor.where(Tensor.bernoulli(key.split(2).get(1), 0.5, 3), noise, noise.neg())
              .add(Tensor.permutation(key, 3).cast(DType.F64))
              .add(Tensor.uniformInt(key, DType.I64, 0, 9, 3).cast(DType.F64));
        };
    double[][] all = (double[][]) vmap(draw).apply(KEY.batch(4)).toArray();
    for (int i = 0; i < 4; i++) {
      assertThat(draw.apply(KEY.split(4).get(i)).toDoubles()).isEqualTo(all[i]);
    }
  }

  @Test
  void aTracedProgramTakesItsKeyAsAnInput() {
    var traced = trace((Key key) -> Tensor.uniform(key.next(), 3), KEY);
    Key other = Key.of(99);
    assertThat(traced.apply(other).contentEquals(Tensor.uniform(other.next(), 3))).isTrue();
    assertThat(traced.toString()).contains("uniform[dtype=F64, shape=[3]]");
  }

  record Noisy(Key key, Tensor scale) {}

  @Test
  void theGradientOfATreeKeepsItsKey() {
    Noisy g =
        grad((Noisy n) -> Tensor.normal(n.key(), 5).mul(n.scale()).sum())
            .apply(new Noisy(KEY, Tensor.of(2.0)));
    assertThat(g.key().state().item()).isEqualTo(KEY.state().item());
    assertThat(g.scale().item()).isEqualTo(Tensor.normal(KEY, 5).sum().item());
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    assertThatThrownBy(() -> Tensor.uniform(KEY, DType.I32, 3))
        .hasMessage("uniform draws F32 or F64, not I32");
    assertThatThrownBy(() -> Tensor.bernoulli(KEY, 1.5, 3)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> Tensor.bernoulli(KEY, Double.NaN, 3)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Tensor.uniformInt(KEY, DType.I32, 0, 1L << 32, 3))
        .hasMessageContaining("4294967296");
    assertThatThrownBy(() -> Tensor.uniformInt(KEY, DType.I32, 3, 3, 3))
        .hasMessageContaining("from 3 to 3");
    assertThatThrownBy(() -> Tensor.uniformInt(KEY, DType.F32, 0, 3, 3))
        .hasMessageContaining("F32");
    assertThatThrownBy(() -> Tensor.permutation(KEY, -1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> Tensor.uniform(KEY.batch(2), 3)).hasMessageContaining("vmap");
    assertThatThrownBy(() -> new Key(Tensor.of(1.0))).hasMessageContaining("I64");
    assertThatThrownBy(() -> KEY.fold(Tensor.of(1))).hasMessageContaining("I64 scalar");
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }

  private static double variance(double[] x) {
    double m = mean(x);
    return Arrays.stream(x).map(v -> (v - m) * (v - m)).average().orElseThrow();
  }

  private static double lagCorrelation(double[] x, int lag) {
    double m = mean(x);
    double sum = 0;
    for (int i = lag; i < x.length; i++) {
      sum += (x[i] - m) * (x[i - lag] - m);
    }
    return sum / (x.length - lag) / variance(x);
  }

  /** The statistic times the root of n: above 1.95 with probability 0.001. */
  private static double kolmogorovSmirnov(double[] x, DoubleUnaryOperator distribution) {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    double d = 0;
    for (int i = 0; i < sorted.length; i++) {
      double p = distribution.applyAsDouble(sorted[i]);
      d = Math.max(d, Math.max(p - i / (double) x.length, (i + 1) / (double) x.length - p));
    }
    return d * Math.sqrt(x.length);
  }
}
