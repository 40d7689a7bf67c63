package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;

/** Objects of the user's behind types of the library, and sorting. */
@SuppressWarnings("ArrayRecordComponent") // never compared
final class LibraryTypesTest {

  /** Neighbours, as pairs. */
  private record Neighbours(double[] of) implements Iterable<double[]> {
    @Override
    public Iterator<double[]> iterator() {
      return new Iterator<>() {
        int i;

        @Override
        public boolean hasNext() {
          return i + 1 < of.length;
        }

        @Override
        public double[] next() {
          return new double[] {of[i], of[++i]};
        }
      };
    }
  }

  static double neighbours(double[] x) {
    double s = 0;
    for (var pair : new Neighbours(x)) {
      s += pair[0] * Math.exp(pair[1]);
    }
    return s;
  }

  static double tasks(double[] x) {
    double[] a = x.clone();
    Runnable[] tasks = {() -> a[0] *= a[1], () -> a[1] += a[0], () -> a[0] = Math.sin(a[0])};
    for (int k = 0; k < 2; k++) {
      for (var task : tasks) {
        task.run();
      }
    }
    return a[0] + a[1];
  }

  static double calls(double[] x) throws Exception {
    Callable<Double> product = () -> x[0] * x[1];
    Callable<Double> chosen = x[0] > 0 ? product : () -> 0.0;
    return product.call() * chosen.call();
  }

  private record Account(double[] total, double amount) implements AutoCloseable {
    @Override
    public void close() {
      total[0] += amount * amount;
    }
  }

  static double closed(double[] x) throws Exception {
    var total = new double[1];
    AutoCloseable[] all = {new Account(total, x[0]), new Account(total, x[1] * x[0])};
    for (AutoCloseable one : all) {
      one.close();
    }
    return total[0] * x[0];
  }

  @Test
  void objectsBehindInterfacesOfTheLibrary() {
    Checks.all("iterators", LibraryTypesTest::neighbours, 0.4, 1.3, -0.2);
    Checks.all("tasks", LibraryTypesTest::tasks, 0.4, 1.3);
    Checks.all("calls", x -> unchecked(() -> calls(x)), 0.4, 1.3);
    Checks.all("resources", x -> unchecked(() -> closed(x)), 0.4, 1.3);
  }

  private static double unchecked(Callable<Double> f) {
    try {
      return f.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static final Map<String, Integer> PLACES = new TreeMap<>(Map.of("a", 0, "b", 1));

  static double places(double[] x) {
    double s = 1;
    for (var entry : PLACES.entrySet()) {
      double[] pair = {x[entry.getValue()], s};
      s = pair[0] * Math.sin(pair[1]) + entry.getKey().length();
    }
    return s;
  }

  @Test
  void iteratorsOfTheLibrary() {
    Checks.all("entries", LibraryTypesTest::places, 0.4, 1.3);
  }

  private static <T> double fold(T[] all, ToDoubleBiFunction<Double, T> f) {
    double s = 0;
    for (T one : all) {
      s = f.applyAsDouble(s, one);
    }
    return s;
  }

  @Test
  void arraysOfOtherThingsSeenAsArraysOfAnything() {
    Checks.all(
        "folds",
        x ->
            fold(new Double[] {x[0], x[1], 2.0}, (s, t) -> s * 0.5 + t * t)
                + fold(new String[] {"a", "bb"}, (s, t) -> s + t.length() * x[0] * x[1]),
        0.4,
        1.3);
  }

  /** A search tree. */
  private static final class Tree<T extends Comparable<T>> {
    final T key;
    final double weight;
    Tree<T> before;
    Tree<T> after;

    Tree(T key, double weight) {
      this.key = key;
      this.weight = weight;
    }

    void add(T other, double w) {
      if (other.compareTo(key) < 0) {
        if (before == null) {
          before = new Tree<>(other, w);
        } else {
          before.add(other, w);
        }
      } else if (after == null) {
        after = new Tree<>(other, w);
      } else {
        after.add(other, w);
      }
    }

    double sum(int depth) {
      double s = weight / depth;
      s += before == null ? 0 : before.sum(depth + 1);
      return after == null ? s : s + weight * after.sum(depth + 1);
    }
  }

  static double tree(double[] x) {
    var tree = new Tree<>("m", x[0]);
    tree.add("c", x[1]);
    tree.add("z", x[0] * x[1]);
    tree.add("d", 3);
    return tree.sum(1);
  }

  @Test
  void comparisonsOfKeys() {
    Checks.byDifferences("tree", LibraryTypesTest::tree, 0.4, 1.3);
  }

  // ------------------------------------------------------------------------------------- sorting

  static double quantiles(double[] x) {
    double[] y = new double[x.length + 1];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * x[i] - x[(i + 1) % x.length];
    }
    Arrays.sort(y, 1, y.length);
    Arrays.sort(y);
    return y[0] * y[0] + 2 * y[1] * y[2] + y[y.length - 1];
  }

  static double singles(double[] x) {
    float[] y = {(float) x[0], (float) x[1], (float) (x[0] * x[1])};
    Arrays.sort(y);
    return y[0] + 2.0 * y[1] * y[2];
  }

  @Test
  void sortedArrays() {
    Checks.byDifferences("quantiles", LibraryTypesTest::quantiles, 0.4, 1.3, -0.2, 2.2, 0.9);
    // In floats, differences tell nothing: the product is the least, then come x[0] and x[1].
    assertThat(Differentiate.gradient(LibraryTypesTest::singles).apply(new double[] {0.5, 0.75}))
        .containsExactly(0.75 + 2 * 0.75, 0.5 + 2 * 0.5);
    // Of equal numbers the first one stays first.
    RealFunction least =
        x -> {
          double[] y = x.clone();
          Arrays.sort(y);
          return y[0];
        };
    assertThat(Differentiate.gradient(least).apply(new double[] {2, 1, 1}))
        .containsExactly(0, 1, 0);
    assertThatThrownBy(() ->
            Differentiate.gradient(
                    x -> {
                      double[] y = x.clone();
                      Arrays.sort(y, 1, 9);
                      return y[0];
                    })
                .apply(new double[2]))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class)
        .hasMessageContaining("9");
  }

  @Test
  void anOrderIsThatOfTheLibrary() {
    var random = new Random(5);
    for (int n = 0; n < 70; n++) {
      double[] x = random.ints(n, -3, 1 + n / 2).mapToDouble(i -> i).toArray();
      for (int i = 0; i < n; i += 9) {
        x[i] = new double[] {-0.0, 0.0, Double.NaN, Double.NEGATIVE_INFINITY}[i % 4];
      }
      VectorFunction sort =
          y -> {
            double[] z = y.clone();
            Arrays.sort(z);
            return z;
          };
      assertThat(Differentiate.vjp(sort).at(x).value()).isEqualTo(sort.apply(x));
    }
  }
}
