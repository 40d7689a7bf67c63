package cotangent.transform;

import cotangent.Tensor;
import cotangent.array.NdArray;

/** The way of values out of the library into Java, which derivatives cannot follow. */
public final class Exports {
  private Exports() {}

  /** The single element of a tensor. */
  public static double item(Tensor x) {
    if (x.shape().elements() != 1) {
      throw new IllegalArgumentException(
          "item needs a tensor of one element, got "
              + x.type()
              + "; pick one with at(...), or export with toArray()");
    }
    return switch (x) {
      case NdArray plain -> plain.doubleAt(plain.offset());
      case Node node -> item(node.primal());
      case Dual dual -> item(dual.primal());
      case Substituted substituted -> item(substituted.value());
      case Batched batched ->
          throw new IllegalStateException(
              "item under vmap, at "
                  + UserLine.find()
                  + ": there is one value for each element of the batch; use where(...)"
                  + " instead of a branch");
      case Abstract traced ->
          throw new IllegalStateException(
              "item of a traced value, at "
                  + UserLine.find()
                  + ": a trace has no numbers, and a branch in Java would be frozen;"
                  + " use where(...), or leave the function untraced");
    };
  }

  /** A tensor that no transformation watches, for export. */
  public static Tensor plain(String name, Tensor x) {
    return switch (x) {
      case NdArray plain -> plain;
      case Node node -> throw watched(name, "reverse mode");
      case Dual dual -> throw watched(name, "jvp");
      case Substituted substituted -> throw watched(name, "checkpoint");
      case Batched batched ->
          throw new IllegalStateException(
              name
                  + " under vmap, at "
                  + UserLine.find()
                  + ": there is one value for each element of the batch; return it from the"
                  + " function and export the result");
      case Abstract traced ->
          throw new IllegalStateException(
              name
                  + " of a traced value, at "
                  + UserLine.find()
                  + ": a trace has no numbers; return it from the function and"
                  + " export the result");
    };
  }

  private static IllegalStateException watched(String name, String transformation) {
    return new IllegalStateException(
        name
            + ", at "
            + UserLine.find()
            + ": this value is watched by "
            + transformation
            + ", and the derivative would vanish silently in a Java array; use stopGradient() first if that is meant");
  }

  /** The cotangent of a scalar root. */
  public static Tensor one(String name, Tensor x) {
    if (x.shape().rank() != 0) {
      throw new IllegalArgumentException(
          name
              + " of "
              + x.type()
              + ": only a scalar has one gradient; take a sum, or give the cotangent");
    }
    return NdArray.scalar(x.dtype(), 1);
  }
}
