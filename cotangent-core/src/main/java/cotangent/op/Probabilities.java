package cotangent.op;

import cotangent.Axes;
import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.kernel.Softmax;
import cotangent.transform.Dispatch;
import java.util.List;

/**
 * Softmax and what belongs to it, stable for logits of any size. Infinite logits are taken as the
 * limit of equal finite ones: those that are the largest share the whole probability evenly.
 */
public final class Probabilities {
  private Probabilities() {}

  /** e^(x - logSumExp(x)) along the last axis. */
  record SoftmaxOp() implements Custom, Strided {
    @Override
    public String name() {
      return "softmax";
    }

    @Override
    public List<TensorType> types(List<TensorType> x) {
      return x;
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray in = x[0].contiguous();
      NdArray out = NdArray.zeros(in.type());
      int rows = Rows.count(in);
      int n = Rows.length(in);
      switch (in.dtype()) {
        case F32 -> Softmax.softmax(in.floats(), in.offset(), rows, n, out.floats(), 0);
        case F64 -> Softmax.softmax(in.doubles(), in.offset(), rows, n, out.doubles(), 0);
        case I32, I64, BOOL -> throw new AssertionError("softmax of integers is refused before");
      }
      return new NdArray[] {out};
    }

    @Override
    public List<Tensor> pushforward(List<Tensor> x, List<Tensor> y, List<Tensor> dx) {
      return List.of(derivative(y.getFirst(), dx.getFirst()));
    }

    @Override
    public List<Tensor> pullback(List<Tensor> x, List<Tensor> y, List<Tensor> ct) {
      return List.of(derivative(y.getFirst(), ct.getFirst()));
    }

    /** The Jacobian diag(y) - y y^T, which is symmetric, times a vector. */
    private static Tensor derivative(Tensor y, Tensor v) {
      Tensor weighted = y.mul(v);
      return weighted.sub(y.mul(Rows.column(Rows.sum(weighted))));
    }
  }

  /** x - logSumExp(x) along the last axis. */
  record LogSoftmax() implements Custom, Strided {
    private static final Pointwise MINUS =
        Pointwise.of("minusWeighted", (v, y, s) -> v.sub(y.exp().mul(s)));

    @Override
    public List<TensorType> types(List<TensorType> x) {
      return x;
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray in = x[0].contiguous();
      NdArray out = NdArray.zeros(in.type());
      int rows = Rows.count(in);
      int n = Rows.length(in);
      switch (in.dtype()) {
        case F32 -> Softmax.logSoftmax(in.floats(), in.offset(), rows, n, out.floats(), 0);
        case F64 -> Softmax.logSoftmax(in.doubles(), in.offset(), rows, n, out.doubles(), 0);
        case I32, I64, BOOL -> throw new AssertionError("logSoftmax of integers is refused before");
      }
      return new NdArray[] {out};
    }

    @Override
    public List<Tensor> pushforward(List<Tensor> x, List<Tensor> y, List<Tensor> dx) {
      Tensor mean = Rows.sum(y.getFirst().exp().mul(dx.getFirst()));
      return List.of(dx.getFirst().sub(Rows.column(mean)));
    }

    @Override
    public List<Tensor> pullback(List<Tensor> x, List<Tensor> y, List<Tensor> ct) {
      Tensor sum = Rows.column(Rows.sum(ct.getFirst()));
      return List.of(MINUS.apply(ct.getFirst(), y.getFirst(), sum));
    }
  }

  /**
   * The logarithm of the sum of the exponentials along the last axis, which is removed. The
   * derivative is the softmax; where the value is -infinity it is 0, and where it is +infinity, 1
   * in the infinite elements.
   */
  record LogSumExp() implements Custom, Strided {
    /** Only a difference of finite numbers has a derivative: infinite ones would give NaN. */
    private static final Pointwise WEIGHT =
        Pointwise.of(
            "softmaxWeight",
            (x, y) -> {
              Scalar infinity = Scalar.of(Double.POSITIVE_INFINITY);
              Scalar limit =
                  Scalar.select(x.eq(infinity), Scalar.of(0), Scalar.of(Double.NEGATIVE_INFINITY));
              return Scalar.select(y.abs().eq(infinity), limit, x.sub(y)).exp();
            });

    @Override
    public List<TensorType> types(List<TensorType> x) {
      return Rows.reduced(x);
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray in = x[0].contiguous();
      NdArray out = NdArray.zeros(Rows.reduced(List.of(in.type())).getFirst());
      int rows = Rows.count(in);
      int n = Rows.length(in);
      switch (in.dtype()) {
        case F32 -> Softmax.logSumExp(in.floats(), in.offset(), rows, n, out.floats(), 0);
        case F64 -> Softmax.logSumExp(in.doubles(), in.offset(), rows, n, out.doubles(), 0);
        case I32, I64, BOOL -> throw new AssertionError("logSumExp of integers is refused before");
      }
      return new NdArray[] {out};
    }

    @Override
    public List<Tensor> pushforward(List<Tensor> x, List<Tensor> y, List<Tensor> dx) {
      return List.of(Rows.sum(weights(x, y).mul(dx.getFirst())));
    }

    @Override
    public List<Tensor> pullback(List<Tensor> x, List<Tensor> y, List<Tensor> ct) {
      return List.of(weights(x, y).mul(Rows.column(ct.getFirst())));
    }

    private static Tensor weights(List<Tensor> x, List<Tensor> y) {
      return WEIGHT.apply(x.getFirst(), Rows.column(y.getFirst()));
    }
  }

  /** The identity on class indices, which refuses those that are none of {@code classes}. */
  record ClassIndices(int classes) implements Discrete, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return x;
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray labels = x[0].contiguous();
      for (int i = 0; i < labels.shape().elements(); i++) {
        long label = labels.longAt(labels.offset() + i);
        if (label < 0 || label >= classes) {
          throw new IllegalArgumentException(
              "crossEntropy: label "
                  + label
                  + " at place "
                  + i
                  + " is no class: with "
                  + classes
                  + " logits the classes are 0 to "
                  + (classes - 1));
        }
      }
      return x;
    }
  }

  private static Tensor alongAxis(String name, Op op, Tensor x, int axis) {
    Rows.requireFloating(name, x);
    int normal = x.shape().axis(name, axis);
    return Structure.moveAxis(Dispatch.apply(op, Structure.moveAxis(x, normal, -1)), -1, normal);
  }

  /** e^x along an axis, divided by its sum. */
  public static Tensor softmax(Tensor x, int axis) {
    return alongAxis("softmax", new SoftmaxOp(), x, axis);
  }

  /** The logarithm of the softmax. */
  public static Tensor logSoftmax(Tensor x, int axis) {
    return alongAxis("logSoftmax", new LogSoftmax(), x, axis);
  }

  /** log(sum(e^x)) over some axes, over all without {@code axes}. */
  public static Tensor logSumExp(Tensor x, int... axes) {
    Rows.requireFloating("logSumExp", x);
    Axes normal = Reductions.normalAxes("logSumExp", x, axes);
    return Dispatch.apply(new LogSumExp(), Rows.of(x, normal));
  }

  /** -p log q, where p = 0 gives 0 even for log q = -infinity. */
  private static final Pointwise SURPRISE =
      Pointwise.of("surprise", (p, logQ) -> p.zmul(logQ).neg());

  /**
   * The mean over all leading axes of the cross-entropy between labels and the softmax of logits
   * along the last axis, in nats.
   *
   * @param logits floating-point, {@code [..., classes]}
   * @param labels class indices {@code [...]} in I32 or I64, or probabilities {@code [...,
   *     classes]} in the dtype of the logits
   * @throws IllegalArgumentException if the labels are neither, or an index is no class
   */
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    Rows.requireFloating("crossEntropy", logits);
    Shape shape = logits.shape();
    boolean indices = labels.dtype() == DType.I32 || labels.dtype() == DType.I64;
    if (shape.rank() > 0 && indices && labels.shape().equals(shape.dropLast(1))) {
      Tensor classes = Dispatch.apply(new ClassIndices(shape.size(-1)), labels);
      return Reductions.mean(Extremes.pick(logSoftmax(logits, -1), classes)).neg();
    }
    if (shape.rank() > 0 && labels.type().equals(logits.type())) {
      return Reductions.mean(Rows.sum(SURPRISE.apply(labels, logSoftmax(logits, -1))));
    }
    throw new IllegalArgumentException(
        "crossEntropy of logits "
            + logits.type()
            + " needs labels I32"
            + (shape.rank() > 0 ? shape.dropLast(1) : shape)
            + " (or I64) with class indices, or "
            + logits.type()
            + " with probabilities, got "
            + labels.type());
  }
}
