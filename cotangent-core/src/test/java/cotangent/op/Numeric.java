package cotangent.op;

import static org.assertj.core.api.Assertions.assertThat;

import cotangent.DType;
import cotangent.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Vectors of tensors, finite differences, and comparisons. */
public final class Numeric {
  private Numeric() {}

  /**
   * Tensors like those given, with elements between -1 and 1; others than floating ones as given.
   */
  public static List<Tensor> direction(List<Tensor> like, int seed) {
    var random = new SplittableRandom(seed);
    List<Tensor> out = new ArrayList<>();
    for (Tensor x : like) {
      if (!x.dtype().isFloating()) {
        out.add(x);
        continue;
      }
      double[] values = random.doubles(x.shape().elements(), -1, 1).toArray();
      out.add(Tensor.of(values).reshape(x.shape().toArray()).cast(x.dtype()));
    }
    return out;
  }

  /** x + h dx. */
  public static List<Tensor> shifted(List<Tensor> x, List<Tensor> dx, double h) {
    List<Tensor> out = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      Tensor t = x.get(i);
      out.add(t.dtype().isFloating() ? t.add(dx.get(i).mul(h)) : t);
    }
    return out;
  }

  /** The derivative of f at x along dx, by central differences of fourth order; F64. */
  public static List<Tensor> difference(
      Function<List<Tensor>, List<Tensor>> f, List<Tensor> x, List<Tensor> dx) {
    double h = 1e-3;
    List<Tensor> a = f.apply(shifted(x, dx, h));
    List<Tensor> b = f.apply(shifted(x, dx, -h));
    List<Tensor> c = f.apply(shifted(x, dx, 2 * h));
    List<Tensor> d = f.apply(shifted(x, dx, -2 * h));
    List<Tensor> out = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      out.add(
          a.get(i).dtype().isFloating()
              ? a.get(i).sub(b.get(i)).mul(8).sub(c.get(i).sub(d.get(i))).div(12 * h)
              : a.get(i));
    }
    return out;
  }

  /** The sum of the products of all floating elements, F64. */
  public static Tensor dot(List<Tensor> a, List<Tensor> b) {
    Tensor sum = Tensor.of(0.0);
    for (int i = 0; i < a.size(); i++) {
      if (a.get(i).dtype().isFloating()) {
        sum = sum.add(a.get(i).cast(DType.F64).mul(b.get(i).cast(DType.F64)).sum());
      }
    }
    return sum;
  }

  /** Asserts that floating tensors agree relative to their largest element, and others exactly. */
  public static void assertClose(
      List<Tensor> actual, List<Tensor> expected, double tolerance, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertClose(actual.get(i), expected.get(i), tolerance, what + ", tensor " + i);
    }
  }

  /** {@link #assertClose(List, List, double, String)} of one tensor; NaN is close to NaN. */
  public static void assertClose(Tensor actual, Tensor expected, double tolerance, String what) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double scale = 1;
    double[] a = actual.toDoubles();
    double[] b = expected.toDoubles();
    for (double value : b) {
      scale = Double.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
    }
    double bound = actual.dtype().isFloating() ? tolerance * scale : 0;
    for (int i = 0; i < a.length; i++) {
      boolean close = Double.compare(a[i], b[i]) == 0 || Math.abs(a[i] - b[i]) <= bound;
      if (!close) {
        throw new AssertionError(
            what
                + ": element "
                + i
                + " is "
                + a[i]
                + ", expected "
                + b[i]
                + "\nactual\n"
                + actual
                + "\nexpected\n"
                + expected);
      }
    }
  }

  /** Asserts that types and all bits are equal. */
  public static void assertSame(List<Tensor> actual, List<Tensor> expected, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      if (!actual.get(i).contentEquals(expected.get(i))) {
        throw new AssertionError(
            what
                + ", tensor "
                + i
                + ": actual\n"
                + actual.get(i)
                + "\nexpected\n"
                + expected.get(i));
      }
    }
  }
}
