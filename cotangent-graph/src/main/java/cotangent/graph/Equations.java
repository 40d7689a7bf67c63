package cotangent.graph;

import cotangent.graph.Collector.Source;
import cotangent.program.Program;
import cotangent.program.Program.Variable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The graph of a traced program: inputs and results carry the names that the printed program gives
 * them.
 */
final class Equations {
  private Equations() {}

  static Graph of(Program program) {
    var collector = new Collector();
    Map<Variable, Source> defined = new HashMap<>();
    for (Variable input : program.inputs()) {
      int v = collector.add(new Vertex.Variable(input.name()), List.of());
      defined.put(input, new Source(v, 0, input.type()));
    }
    for (Program.Constant constant : program.constants()) {
      int v = collector.add(Collector.constant(constant.value()), List.of());
      defined.put(constant.variable(), new Source(v, 0, constant.variable().type()));
    }
    for (Program.Equation equation : program.equations()) {
      int v =
          collector.add(Collector.operation(equation.op()), sources(equation.operands(), defined));
      for (int i = 0; i < equation.results().size(); i++) {
        Variable result = equation.results().get(i);
        defined.put(result, new Source(v, i, result.type()));
      }
    }
    for (Variable output : program.outputs()) {
      collector.add(new Vertex.Result(output.name()), sources(List.of(output), defined));
    }
    return collector.graph();
  }

  private static List<Source> sources(List<Variable> variables, Map<Variable, Source> defined) {
    return variables.stream()
        .map(v -> Objects.requireNonNull(defined.get(v), () -> "no equation defines " + v))
        .toList();
  }
}
