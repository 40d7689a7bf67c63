package cotangent.transform;

import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.op.Bilinear;
import cotangent.op.Broadcasting;
import cotangent.op.Call;
import cotangent.op.Custom;
import cotangent.op.Discrete;
import cotangent.op.Linear;
import cotangent.op.Op;
import cotangent.op.Pointwise;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The derivative of each kind of op, in both directions. A null tangent or cotangent is zero. */
final class Rules {
  private Rules() {}

  /** The tangents of the results, or null where all are zero. */
  static @Nullable Tensor @Nullable [] pushforward(
      Op op, Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    return switch (op) {
      case Pointwise p -> p.pushforward(x, y, dx);
      case Linear l -> {
        Tensor[] moved = x.clone();
        boolean any = false;
        for (int i = 0; i < x.length; i++) {
          if (l.linearIn(i)) {
            Tensor t = dx[i];
            any |= t != null;
            moved[i] = t == null ? zeros(x[i].type()) : t;
          }
        }
        yield any ? Dispatch.bind(op, moved) : null;
      }
      case Bilinear b -> {
        Tensor left = dx[0] == null ? null : Dispatch.apply(b, dx[0], x[1]);
        Tensor right = dx[1] == null ? null : Dispatch.apply(b, x[0], dx[1]);
        Tensor sum = add(left, right);
        yield sum == null ? null : new Tensor[] {sum};
      }
      case Discrete d -> null;
      case Custom c ->
          fitting(
              op,
              "pushforward",
              c.pushforward(Arrays.asList(x), Arrays.asList(y), filled(dx, x))
                  .toArray(Tensor[]::new),
              y);
      case Call c -> throw new AssertionError("levels interpret calls themselves");
    };
  }

  /** The cotangents of the operands that are needed; the others are null. */
  static @Nullable Tensor[] pullback(
      Op op, Tensor[] x, Tensor[] y, @Nullable Tensor[] ct, boolean[] needed) {
    @Nullable Tensor[] out = new Tensor[x.length];
    switch (op) {
      case Pointwise p -> {
        Tensor[] full = filledArray(ct, y);
        for (int i = 0; i < x.length; i++) {
          out[i] = needed[i] ? p.pullback(i, x, y, full) : null;
        }
      }
      case Linear l -> {
        List<Tensor> operands = Arrays.asList(x);
        List<Tensor> cts = filled(ct, y);
        for (int i = 0; i < x.length; i++) {
          out[i] = needed[i] && l.linearIn(i) ? l.transpose(i, operands, cts) : null;
        }
        fitting(op, "transpose", out, x);
      }
      case Bilinear b -> {
        Tensor c = ct[0];
        if (c != null) {
          out[0] = needed[0] ? b.transposeLeft(x[0], x[1], c) : null;
          out[1] = needed[1] ? b.transposeRight(x[0], x[1], c) : null;
          fitting(op, "transposes", out, x);
        }
      }
      case Discrete d -> {}
      case Custom c -> {
        Tensor[] cts =
            c.pullback(Arrays.asList(x), Arrays.asList(y), filled(ct, y)).toArray(Tensor[]::new);
        fitting(op, "pullback", cts, x);
        for (int i = 0; i < x.length; i++) {
          out[i] = needed[i] ? cts[i] : null;
        }
      }
      case Call c -> {
        @Nullable Tensor[] cts = c.pullback(x, y, filledArray(ct, y), needed);
        for (int i = 0; i < x.length; i++) {
          out[i] = needed[i] ? cts[i] : null;
        }
      }
    }
    return out;
  }

  /** Refuses what a stated derivative gives if it has not the types of what it belongs to. */
  private static <T extends @Nullable Tensor> T[] fitting(Op op, String rule, T[] d, Tensor[] of) {
    boolean fits = d.length == of.length;
    for (int i = 0; fits && i < d.length; i++) {
      Tensor t = d[i];
      fits = t == null || !of[i].dtype().isFloating() || t.type().equals(of[i].type());
    }
    if (!fits) {
      throw new IllegalStateException(
          op.name()
              + ": the "
              + rule
              + " of "
              + op.getClass().getName()
              + " should give the types "
              + Arrays.stream(of).map(Tensor::type).toList()
              + " and gives "
              + Arrays.stream(d).map(t -> t == null ? "-" : t.type().toString()).toList());
    }
    return d;
  }

  private static List<Tensor> filled(@Nullable Tensor[] d, Tensor[] like) {
    return Arrays.asList(filledArray(d, like));
  }

  /** With zeros in the place of nulls. */
  static Tensor[] filledArray(@Nullable Tensor[] d, Tensor[] like) {
    Tensor[] out = new Tensor[d.length];
    for (int i = 0; i < d.length; i++) {
      Tensor t = d[i];
      out[i] = t == null ? zeros(like[i].type()) : t;
    }
    return out;
  }

  /** Zeros that take no memory. */
  static Tensor zeros(TensorType type) {
    return Broadcasting.broadcastTo(NdArray.zeros(type.withShape(Shape.SCALAR)), type.shape());
  }

  static @Nullable Tensor add(@Nullable Tensor a, @Nullable Tensor b) {
    return a == null ? b : b == null ? a : a.add(b);
  }
}
