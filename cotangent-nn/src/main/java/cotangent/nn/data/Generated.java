package cotangent.nn.data;

import cotangent.DType;
import cotangent.Key;
import cotangent.Tensor;
import java.util.List;

/** Small problems to learn: F32 points in the plane with I32 classes 0 and 1. */
public final class Generated {
  private Generated() {}

  /** The four corners of the square from 0 to 1; the class is the exclusive or of the numbers. */
  public static Dataset xor() {
    return new Dataset(
        Tensor.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}),
        Tensor.of(new int[] {0, 1, 1, 0}));
  }

  /**
   * Two half circles of radius 1 that reach into each other, evenly spaced points with normal
   * noise: the upper one around (0, 0) has class 0, the lower one around (1, 1/2) class 1.
   *
   * @param n the number of points; one half belongs to each class, the odd one to class 1
   * @param noise the standard deviation
   */
  public static Dataset moons(Key key, int n, double noise) {
    int upper = n / 2;
    Tensor a = Tensor.linspace(0, Math.PI, upper);
    Tensor b = Tensor.linspace(0, Math.PI, n - upper);
    Tensor points =
        Tensor.concat(
            List.of(
                Tensor.stack(List.of(a.cos(), a.sin()), 1),
                Tensor.stack(List.of(b.cos().neg().add(1), b.sin().neg().add(0.5)), 1)),
            0);
    Tensor noisy = points.add(Tensor.normal(key, DType.F64, n, 2).mul(noise));
    Tensor classes = Tensor.arange(0, n).ge(upper).cast(DType.I32);
    return new Dataset(noisy.cast(DType.F32), classes);
  }
}
