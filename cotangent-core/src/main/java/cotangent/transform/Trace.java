package cotangent.transform;

import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.op.Body;
import cotangent.program.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tracing of functions of lists of tensors, and evaluation of what was traced. */
public final class Trace {
  private Trace() {}

  /**
   * A traced function.
   *
   * @param program its inputs are the function's, followed by the captured values
   * @param captured values of outer transformations that the function used
   */
  public record Result(Program program, List<Tensor> captured) {}

  /** Writes down what a function does to inputs of these types. */
  public static Result trace(Body f, List<TensorType> types) {
    TraceLevel level = new TraceLevel();
    List<Program.Variable> inputs = types.stream().map(level::fresh).toList();
    try {
      Tensor[] y = f.apply(inputs.stream().map(level::wrap).toArray(Tensor[]::new));
      return level.finish(inputs, y);
    } finally {
      level.close();
    }
  }

  /** Runs a program, op by op, on values that may be watched by transformations. */
  public static Tensor[] evaluate(Program program, Tensor[] x) {
    if (x.length != program.inputs().size()) {
      throw new IllegalArgumentException(
          "the program has " + program.inputs().size() + " inputs, got " + x.length);
    }
    Map<Program.Variable, Tensor> values = new HashMap<>();
    for (int i = 0; i < x.length; i++) {
      Program.Variable input = program.inputs().get(i);
      if (!input.type().equals(x[i].type())) {
        throw new IllegalArgumentException(
            "the program was traced for "
                + input
                + ", got "
                + x[i].type()
                + ": trace the function again for it");
      }
      values.put(input, x[i]);
    }
    for (Program.Constant constant : program.constants()) {
      values.put(constant.variable(), constant.value());
    }
    for (Program.Equation equation : program.equations()) {
      Tensor[] operands = equation.operands().stream().map(values::get).toArray(Tensor[]::new);
      Tensor[] results = Dispatch.bind(equation.op(), operands);
      for (int i = 0; i < results.length; i++) {
        values.put(equation.results().get(i), results[i]);
      }
    }
    return program.outputs().stream().map(values::get).toArray(Tensor[]::new);
  }
}
