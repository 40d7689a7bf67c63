package cotangent.transform;

import cotangent.Tensor;
import cotangent.op.Body;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forward mode on functions of lists of tensors. */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Forward {
  private Forward() {}

  /** Values and tangents of a function; a null tangent is zero. */
  public static final class Result {
    private final Tensor[] values;
    private final @Nullable Tensor[] tangents;

    private Result(Tensor[] values, @Nullable Tensor[] tangents) {
      this.values = values;
      this.tangents = tangents;
    }

    /** The values. */
    public Tensor[] values() {
      return values;
    }

    /** The tangents of the values. */
    public @Nullable Tensor[] tangents() {
      return tangents;
    }
  }

  /**
   * The values of a function and their derivative in one direction.
   *
   * @param dx the tangents of the inputs, null for zero
   */
  public static Result jvp(Body f, Tensor[] x, List<? extends @Nullable Tensor> dx) {
    ForwardLevel level = new ForwardLevel();
    Tensor[] inputs = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      inputs[i] = level.dual(x[i], dx.get(i));
    }
    Tensor[] y;
    try {
      y = f.apply(inputs);
    } finally {
      level.close();
    }
    Tensor[] values = new Tensor[y.length];
    @Nullable Tensor[] tangents = new Tensor[y.length];
    for (int i = 0; i < y.length; i++) {
      values[i] = level.primal(y[i]);
      tangents[i] = level.tangent(y[i]);
    }
    return new Result(values, tangents);
  }
}
