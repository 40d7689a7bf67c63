package cotangent.graph;

import cotangent.graph.Collector.Source;
import cotangent.program.Program;
import cotangent.program.Program.Variable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The graph of a program. */
final class Equations {
  private Equations() {}

  static Graph of(Program program, List<String> inputNames, List<String> outputNames) {
    var collector = new Collector();
    Map<Variable, Source> defined = new HashMap<>();
    for (int i = 0; i < program.inputs().size(); i++) {
      Variable input = program.inputs().get(i);
      int v = collector.add(new Vertex.Variable(name(inputNames, i, input)), List.of());
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
    for (int i = 0; i < program.outputs().size(); i++) {
      Variable output = program.outputs().get(i);
      collector.add(
          new Vertex.Result(name(outputNames, i, output)), sources(List.of(output), defined));
    }
    return collector.graph();
  }

  private static String name(List<String> names, int i, Variable variable) {
    return i < names.size() && !names.get(i).isEmpty() ? names.get(i) : variable.name();
  }

  private static List<Source> sources(List<Variable> variables, Map<Variable, Source> defined) {
    return variables.stream()
        .map(v -> Objects.requireNonNull(defined.get(v), () -> "no equation defines " + v))
        .toList();
  }
}
