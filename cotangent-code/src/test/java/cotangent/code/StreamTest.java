package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Streams whose elements vary. */
final class StreamTest {
  private static final double[] X = {0.6, -0.3, 0.8, 0.45, 1.1};

  private static void all(String name, RealFunction f) {
    Checks.all(name, f, X);
  }

  @Test
  void sums() {
    all("sum", x -> Arrays.stream(x).sum() * x[0]);
    all("map", x -> Arrays.stream(x).map(v -> v * v).sum());
    all("of", x -> DoubleStream.of(x[0] * x[1], Math.sin(x[2]), 1e17, -1e17).map(Math::cos).sum());
    all("of one", x -> DoubleStream.of(x[0] * x[1]).map(v -> v * v).sum());
    all("part", x -> Arrays.stream(x, 1, 4).map(v -> v * v * v).sum());
    all("range", x -> IntStream.range(1, x.length).mapToDouble(i -> x[i] * x[i - 1]).sum());
    all("closed", x -> IntStream.rangeClosed(1, 4).mapToDouble(i -> x[i] * x[i - 1]).sum());
    all("empty", x -> x[0] * x[1] + IntStream.range(3, 1).mapToDouble(i -> x[i]).sum());
  }

  @Test
  void valuesAreTheLibrarys() {
    // A running sum gives 0.0 and 0.9999999999999999 here.
    assertThat(
            Differentiate.valueAndGradient(y -> Arrays.stream(y).sum())
                .apply(new double[] {1e16, 1, 1, -1e16})
                .value())
        .isEqualTo(2.0);
    var tenths = new double[10];
    Arrays.fill(tenths, 0.1);
    var mean = Differentiate.valueAndGradient(y -> Arrays.stream(y).average().getAsDouble());
    assertThat(mean.apply(tenths).value()).isEqualTo(Arrays.stream(tenths).average().orElseThrow());
    assertThat(mean.apply(tenths).gradient()).containsOnly(0.1);
    assertThat(
            Differentiate.valueAndGradient(y -> Arrays.stream(y).sum())
                .apply(new double[] {Double.POSITIVE_INFINITY, 1})
                .value())
        .isInfinite();
  }

  @Test
  void statistics() {
    all("average", x -> Arrays.stream(x).map(v -> v * v).average().getAsDouble());
    all("max", x -> Arrays.stream(x).map(v -> v * v).max().getAsDouble() * x[0]);
    all("min", x -> Arrays.stream(x).map(v -> v * v).min().orElse(7) * x[0]);
    all("orElse", x -> Arrays.stream(x).filter(v -> v > 5).max().orElse(x[1] * x[2]));
    all("ints", x -> x[IntStream.of(1, 4, 2).max().getAsInt()] * x[0]);
    all(
        "variance",
        x -> {
          double mean = Arrays.stream(x).average().orElse(0);
          return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1);
        });
    all(
        "asked twice",
        x -> {
          var max = Arrays.stream(x).filter(v -> v < 0.5).max();
          return max.isPresent() ? max.getAsDouble() * x[0] : x[1];
        });
    assertThatThrownBy(() ->
            Differentiate.gradient(x -> Arrays.stream(x).filter(v -> v > 5).max().getAsDouble())
                .apply(X))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("No value present");
  }

  @Test
  void filters() {
    all("filter", x -> Arrays.stream(x).filter(v -> v > 0.5).map(v -> v * v).sum());
    all(
        "indices",
        x -> IntStream.range(0, 5).filter(i -> x[i] > 0.5).mapToDouble(i -> x[i] * i).sum());
    all("limit", x -> Arrays.stream(x).filter(v -> v > 0.5).limit(2).map(v -> v * v).sum());
    all("skip", x -> Arrays.stream(x).skip(1).map(v -> v * v).filter(v -> v > 0.1).skip(1).sum());
    all("takeWhile", x -> Arrays.stream(x).map(v -> v * v).takeWhile(v -> v < 0.5).sum());
    all(
        "sorted",
        x -> {
          var s = Arrays.stream(x).map(v -> v * v).sorted().toArray();
          return s[0] * s[3] + s[2] * s[2] * s[1];
        });
    all("median", x -> Arrays.stream(x).sorted().skip(2).findFirst().getAsDouble() * x[0]);
    all(
        "trimmed",
        x -> Arrays.stream(x).map(Math::exp).sorted().skip(1).limit(3).average().orElse(0));
  }

  @Test
  void reductions() {
    all("product", x -> Arrays.stream(x).reduce(1, (a, b) -> a * b));
    all("horner", x -> Arrays.stream(x).reduce(0, (a, b) -> a * x[0] + b));
    all("without identity", x -> Arrays.stream(x).reduce((a, b) -> a * b + 1).getAsDouble());
    all("max", x -> Arrays.stream(x).map(v -> v * v).reduce(Double.NEGATIVE_INFINITY, Math::max));
    all("boxed", x -> Arrays.stream(x).boxed().reduce(1.0, (a, b) -> a * b));
    all("boxed sum", x -> Arrays.stream(x).boxed().map(v -> v * v).reduce(Double::sum).get());
    all("count", x -> x[0] * Arrays.stream(x).filter(v -> v > 0.5).count());
    all("any", x -> Arrays.stream(x).anyMatch(v -> v > 1) ? x[0] * x[1] : x[2]);
    all("all", x -> Arrays.stream(x).allMatch(v -> v > 0) ? x[0] * x[1] : x[2]);
    all("none", x -> Arrays.stream(x).noneMatch(v -> v > 2) ? x[0] * x[1] : x[2]);
    all("first", x -> Arrays.stream(x).filter(v -> v > 0.7).findFirst().getAsDouble() * x[0]);
  }

  record Point(double x, double y) {
    Point plus(Point o) {
      return new Point(x + o.x, y + o.y);
    }

    double norm() {
      return Math.sqrt(x * x + y * y);
    }
  }

  @Test
  void objects() {
    all(
        "records",
        x ->
            IntStream.range(0, 4)
                .mapToObj(i -> new Point(x[i], x[i + 1]))
                .mapToDouble(Point::norm)
                .sum());
    all(
        "reduced",
        x ->
            IntStream.range(0, 4)
                .mapToObj(i -> new Point(x[i], x[i + 1] * x[i]))
                .reduce(new Point(x[0], 0), Point::plus)
                .norm());
    all(
        "array",
        x -> {
          var points = new Point[] {new Point(x[0], x[1]), new Point(x[2], x[3] * x[4])};
          return Arrays.stream(points).mapToDouble(p -> p.x() * p.y()).sum()
              + Stream.of(points).filter(p -> p.y() > 0).map(Point::norm).mapToDouble(v -> v).sum();
        });
    all(
        "matrix",
        x -> {
          double[][] m =
              IntStream.range(0, 3)
                  .mapToObj(
                      i -> IntStream.range(0, 3).mapToDouble(j -> x[i] * x[j + 1] + i).toArray())
                  .toArray(double[][]::new);
          return m[0][1] * m[2][2] + m[1][0];
        });
    all(
        "rows",
        x -> {
          double[][] m = {{x[0], x[1]}, {x[2], x[3] * x[4]}, {1, 2}};
          double[][] some = Arrays.stream(m).filter(r -> r[0] < 1).toArray(double[][]::new);
          return Arrays.stream(some).mapToDouble(r -> Arrays.stream(r).map(v -> v * v).sum()).sum();
        });
  }

  static double norm(double[] x, DoubleUnaryOperator f, DoublePredicate p) {
    return Math.sqrt(Arrays.stream(x).map(f).filter(p).map(v -> v * v).sum());
  }

  @Test
  void lambdasOfOthers() {
    all("parameters", x -> norm(x, v -> v * x[1], v -> v > -1));
    all(
        "chosen",
        x -> {
          DoubleUnaryOperator f = x[0] > 0 ? v -> v * v * x[1] : Math::sin;
          return norm(x, f, v -> v < 0.3);
        });
    var c = new double[] {2, 3};
    all("captured", x -> Arrays.stream(c).map(v -> v * x[0] * x[1]).sum());
    all(
        "in a loop",
        x -> {
          double s = 0;
          for (int k = 1; k < 4; k++) {
            int p = k;
            s += Arrays.stream(x).map(v -> Math.pow(v * v, p)).sum() * s + x[k];
          }
          return s;
        });
    all(
        "in a try statement",
        x -> {
          try {
            return Arrays.stream(x).map(v -> v * v).sum();
          } catch (IllegalStateException e) {
            return 0;
          }
        });
  }

  @Test
  void effectsComeInOrder() {
    var log = new StringBuilder();
    var f =
        (RealFunction)
            x ->
                Arrays.stream(x)
                    .peek(_ -> log.append('a'))
                    .map(v -> v * v)
                    .peek(_ -> log.append('b'))
                    .filter(v -> v > 0.2)
                    .limit(2)
                    .peek(_ -> log.append('c'))
                    .sum();
    double value = f.apply(X);
    var expected = log.toString();
    log.setLength(0);
    assertThat(Differentiate.valueAndGradient(f).apply(X).value()).isEqualTo(value);
    assertThat(log).hasToString(expected);
  }

  @Test
  void failuresAreTheLibrarys() {
    var range = Differentiate.gradient(x -> Arrays.stream(x, 3, 9).map(v -> v * v).sum());
    assertThatThrownBy(() -> range.apply(X))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class)
        .hasMessage(message(() -> new double[] {Arrays.stream(X, 3, 9).sum()}));
    var limit = Differentiate.gradient(x -> Arrays.stream(x).limit(x.length - 9).sum());
    assertThatThrownBy(() -> limit.apply(X))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-4");
    var lambda = Differentiate.gradient(x -> norm(x, x.length > 2 ? null : Math::sin, v -> v > 0));
    assertThatThrownBy(() -> lambda.apply(X)).isInstanceOf(NullPointerException.class);
  }

  private static String message(java.util.function.Supplier<double[]> r) {
    try {
      return Arrays.toString(r.get());
    } catch (RuntimeException e) {
      return e.getMessage();
    }
  }

  private static void refuses(RealFunction f, String reason) {
    for (var make :
        new Runnable[] {
          () -> Differentiate.gradient(f), () -> Differentiate.jvp(x -> new double[] {f.apply(x)})
        }) {
      assertThatThrownBy(make::run)
          .isInstanceOf(NotDifferentiableException.class)
          .hasMessageContaining(": " + reason + ", with active values.")
          .hasMessageEndingWith(
              "Write a loop, or the stream from source to result in one expression, with map, filter"
                  + " and the like.");
    }
  }

  static double total(DoubleStream s) {
    return s.sum();
  }

  @Test
  void refusals() {
    refuses(x -> Arrays.stream(x).parallel().sum(), "a stream with parallel");
    refuses(
        x -> IntStream.range(0, 3).mapToObj(i -> x).flatMapToDouble(Arrays::stream).sum(),
        "a stream with flatMapToDouble");
    refuses(x -> total(Arrays.stream(x)), "a stream that is stored, passed on or returned");
    refuses(
        x -> {
          var s = Arrays.stream(x);
          return x[0] > 0 ? s.sum() : s.max().getAsDouble();
        },
        "a stream that is stored, passed on or returned");
    refuses(
        x -> {
          var s = x[0] > 0 ? Arrays.stream(x) : DoubleStream.of(x[1]);
          return s.sum();
        },
        "a stream that is stored, passed on or returned");
    refuses(
        x -> {
          var s = Arrays.stream(x);
          double sum = 0;
          for (int i = 0; i < x.length - 4; i++) {
            sum += s.sum();
          }
          return sum;
        },
        "a stream that is used up in a loop in which it is not made");
    refuses(
        x -> DoubleStream.iterate(x[0], v -> v * x[1]).limit(3).sum(),
        "a stream that is made by iterate");
    refuses(x -> Arrays.stream(x).distinct().sum(), "a stream with distinct");
    refuses(
        x -> x[0] * Arrays.stream(x).limit(2).count(), "a stream with count after limit or skip");
    refuses(
        x -> {
          var o = Arrays.stream(x).max();
          return String.valueOf(o).length() + o.getAsDouble();
        },
        "a stream whose optional result is stored, passed on or returned");
  }
}
