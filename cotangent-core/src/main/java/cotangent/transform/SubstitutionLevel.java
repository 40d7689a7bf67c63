package cotangent.transform;

import cotangent.Tensor;
import cotangent.op.Body;
import cotangent.op.Call;
import cotangent.op.Op;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Runs a function with the values that it captures from outer transformations replaced by others.
 */
final class SubstitutionLevel extends Level {
  /**
   * Bound while a function runs again. It may then meet values of transformations that have
   * returned, and compute with them: what comes of it is replaced before it is used.
   */
  static final ScopedValue<Boolean> AGAIN = ScopedValue.newInstance();

  private final UnaryOperator<Tensor> substitute;

  private SubstitutionLevel(UnaryOperator<Tensor> substitute) {
    this.substitute = substitute;
  }

  /** The results of a function in which each captured value is replaced when it is first met. */
  static Tensor[] run(Body f, Tensor[] x, UnaryOperator<Tensor> substitute) {
    SubstitutionLevel level = new SubstitutionLevel(substitute);
    Tensor[] inputs = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      inputs[i] = new Substituted(level, x[i]);
    }
    try {
      return level.values(f.apply(inputs));
    } finally {
      level.close();
    }
  }

  /** {@link #run} of a function that ran before. */
  static Tensor[] runAgain(Body f, Tensor[] x, UnaryOperator<Tensor> substitute) {
    return ScopedValue.where(AGAIN, true).call(() -> run(f, x, substitute));
  }

  @Override
  String transformation() {
    return "checkpoint or customGradient";
  }

  private Tensor[] values(Tensor[] x) {
    Tensor[] values = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      values[i] = value(x[i]);
    }
    return values;
  }

  private Tensor value(Tensor x) {
    return x instanceof Substituted s && s.level() == this
        ? s.value()
        : x instanceof Value ? substitute.apply(x) : x;
  }

  @Override
  Tensor[] apply(Op op, Tensor[] x) {
    Tensor[] operands = values(x);
    Op inner = op;
    if (op instanceof Call call) {
      List<Tensor> known = call.known();
      inner = call.withKnown(known == null ? null : values(known.toArray(Tensor[]::new)));
    }
    Tensor[] results = Dispatch.bind(inner, operands);
    Tensor[] wrapped = new Tensor[results.length];
    for (int i = 0; i < results.length; i++) {
      wrapped[i] = new Substituted(this, results[i]);
    }
    return wrapped;
  }
}
