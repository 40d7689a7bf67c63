package cotangent.graph;

import static cotangent.Derivatives.checkpoint;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.gradients;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.DType;
import cotangent.Tensor;
import cotangent.program.Program;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Graphs of real computations. */
class GraphOfTest {

  private final Tensor x = Tensor.of(new double[] {0.5, 1, 2}).variable("x");

  @Test
  void recordedOpsWithTheirParametersAndTypes() {
    Tensor a = Tensor.eye(3).variable("a");
    Tensor b = Tensor.of(new float[][] {{2, 0, -2}}).cast(DType.F64).variable();
    assertThat(Graph.of(b.matmul(a).sum()))
        .isEqualTo(
            new Graph(
                List.of(
                    new Vertex.Variable(""),
                    new Vertex.Variable("a"),
                    new Vertex.Operation("matmul", ""),
                    new Vertex.Operation("sum", "axes=(-2,-1)"),
                    new Vertex.Result("")),
                List.of(
                    new Edge(0, 0, 2, 0, "F64[1,3]"),
                    new Edge(1, 0, 2, 1, "F64[3,3]"),
                    new Edge(2, 0, 3, 0, "F64[1,3]"),
                    new Edge(3, 0, 4, 0, "F64[]"))));
  }

  @Test
  void theLesson() {
    Tensor x = Tensor.of(5.0).variable("x");
    Tensor w = Tensor.of(2.0).variable("w");
    Tensor b = Tensor.of(-3.0).variable("b");
    Tensor y = Tensor.of(7.0).variable("y");
    Tensor z = w.mul(x).add(b);
    Tensor h = z.relu();
    Tensor loss = y.sub(h.add(z)).square();
    assertThat(Graph.of(Map.of("J", loss))).hasToString(Samples.lesson().toText());
  }

  @Test
  void oneValueUsedTwiceIsOneVertexAndTwoEdges() {
    Graph graph = Graph.of(x.mul(x));
    assertThat(graph.vertices()).hasSize(3);
    assertThat(graph.edges())
        .startsWith(new Edge(0, 0, 1, 0, "F64[3]"), new Edge(0, 0, 1, 1, "F64[3]"));
  }

  @Test
  void severalResultsOfOneOp() {
    List<Tensor> parts = Tensor.split(x, 0, 1, 2);
    Graph graph = Graph.of(Map.of("a", parts.get(1), "b", parts.get(0)));
    assertThat(graph.vertices()).filteredOn(v -> v instanceof Vertex.Operation).hasSize(1);
    assertThat(graph.edges())
        .contains(new Edge(1, 1, 2, 0, "F64[2]"), new Edge(1, 0, 3, 0, "F64[1]"));
    assertThat(graph.vertices().subList(2, 4))
        .containsExactly(new Vertex.Result("a"), new Vertex.Result("b"));
  }

  @Test
  void constantsShowWhatIsShortEnoughToRead() {
    assertThat(constant(x.mul(2))).isEqualTo("2.0");
    assertThat(constant(x.mul(Tensor.of(new double[] {1, -2, 3})))).contains("1.0", "-2.0", "3.0");
    assertThat(constant(x.mul(Tensor.of(new double[] {Double.NaN, Double.NaN, Double.NaN}))))
        .isEqualTo("NaN");
    assertThat(constant(x.mul(Tensor.of(new double[] {0.0, -0.0, 0.0})))).contains(",");
    assertThat(constant(x.sum().mul(Tensor.of(new double[] {1, 2, 3, 4, 5})))).isEmpty();
    assertThat(constant(x.sum().mul(Tensor.full(3, DType.F64, 100, 100)))).isEqualTo("3.0");
    assertThat(constant(x.sum().mul(Tensor.full(3, DType.F64, 2100, 2000)))).isEmpty();
    assertThat(constant(x.sum().mul(Tensor.zeros(0, 4)))).isEmpty();
  }

  private static String constant(Tensor z) {
    return Graph.of(z).vertices().stream()
        .filter(v -> v instanceof Vertex.Constant)
        .map(v -> ((Vertex.Constant) v).value())
        .reduce((a, b) -> {
          throw new AssertionError("two constants: " + a + ", " + b);
        })
        .orElseThrow();
  }

  @Test
  void resultsWithoutDerivativeAreConstants() {
    Tensor picked = Tensor.where(x.gt(1), x, x.neg());
    assertThat(Graph.of(picked).edges()).extracting(Edge::label).contains("BOOL[3]");
    assertThat(Graph.of(picked).vertices())
        .filteredOn(v -> v instanceof Vertex.Constant)
        .hasSize(1);
  }

  @Test
  void theGraphOfAGradientContinuesTheGraphOfTheValue() {
    Tensor z = x.sin().exp().sum();
    Tensor dx = gradients(z, List.of(x)).getFirst();
    Graph value = Graph.of(z);
    Graph both = Graph.of(z, dx);
    assertThat(both.vertices()).startsWith(value.vertices().toArray(Vertex[]::new));
    assertThat(both.edges()).startsWith(value.edges().toArray(Edge[]::new));
    assertThat(both.vertices()).filteredOn(new Vertex.Operation("exp", "")::equals).hasSize(1);
    assertThat(both.vertices()).filteredOn(v -> v instanceof Vertex.Variable).hasSize(1);
    Tensor again = gradients(dx.sum(), List.of(x)).getFirst();
    assertThat(Graph.of(again).vertices()).hasSizeGreaterThan(both.vertices().size());
    assertThat(Graph.of(z, dx).toSvg()).isEqualTo(both.toSvg());
  }

  @Test
  void aCallIsOneVertex() {
    Function<Tensor, Tensor> f = checkpoint(t -> t.sin().cos().sin());
    assertThat(Graph.of(f.apply(x)).vertices())
        .containsExactly(
            new Vertex.Variable("x"),
            new Vertex.Operation("checkpoint", ""),
            new Vertex.Result(""));
  }

  @Test
  void aVariableMayBeAResult() {
    assertThat(Graph.of(x)).hasToString("result\n└─ variable x : F64[3]");
  }

  @Test
  void programs() {
    Tensor scale = Tensor.of(new double[] {1, 2, 3});
    Function<Tensor, Tensor> f = t -> t.mul(scale).sin().mul(t).sum();
    Program program =
        trace((Tensor t) -> List.of(f.apply(t), grad(f).apply(t)), Tensor.zeros(3)).program();
    Graph graph = Graph.of(program);
    assertThat(graph.vertices())
        .hasSize(
            program.inputs().size()
                + program.constants().size()
                + program.equations().size()
                + program.outputs().size());
    assertThat(graph.edges())
        .hasSize(
            program.equations().stream().mapToInt(e -> e.operands().size()).sum()
                + program.outputs().size());
    assertThat(graph.vertices())
        .filteredOn(v -> v instanceof Vertex.Operation)
        .extracting(Vertex::title)
        .containsExactlyElementsOf(program.equations().stream().map(e -> e.op().name()).toList());
    assertThat(graph.vertices()).startsWith(new Vertex.Variable("a"));
    assertThat(graph.vertices())
        .filteredOn(v -> v instanceof Vertex.Result)
        .extracting(Vertex::title)
        .containsExactlyElementsOf(program.outputs().stream().map(Program.Variable::name).toList());
    for (Edge e : graph.edges()) {
      assertThat(e.label()).isIn("F64[3]", "F64[]");
    }
  }

  record Line(Tensor slope, Tensor offset) {}

  @Test
  void tracedFunctionsNameWhatTheyTakeAndGive() {
    Tensor captured = Tensor.of(2.0).variable("captured");
    Graph graph =
        Graph.of(
            trace(
                (Line line) -> Map.of("y", line.slope().mul(captured).add(line.offset())),
                new Line(Tensor.of(1.0), Tensor.of(0.0))));
    assertThat(graph)
        .hasToString(
            """
            result y
            └─ add : F64[]
               ├─ mul : F64[]
               │  ├─ variable slope : F64[]
               │  └─ variable c : F64[]
               └─ variable offset : F64[]
            """
                .stripTrailing());
  }

  @Test
  void aLongHistory() {
    Tensor z = x.sum();
    for (int i = 0; i < 200_000; i++) {
      z = z.sin();
    }
    assertThat(Graph.of(z).vertices()).hasSize(200_003);
  }

  @Test
  void refusesWhatHasNoHistoryAndSaysWhatToDo() {
    assertThatThrownBy(() -> Graph.of(Tensor.eye(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("F64[2,2]")
        .hasMessageContaining("variable()");
    assertThatThrownBy(() -> Graph.of()).isInstanceOf(IllegalArgumentException.class);
    assertRunning(t -> grad((Tensor u) -> drawn(u.sin()).sum()).apply(t));
    assertRunning(t -> jvp((Tensor u) -> drawn(u.sin()), t, t).value());
    assertRunning(t -> vmap((Tensor u) -> drawn(u.sin())).apply(t));
    assertRunning(t -> trace((Tensor u) -> drawn(u.sin()), t).apply(t));
  }

  private static Tensor drawn(Tensor t) {
    assertThat(Graph.of(t).vertices()).isNotEmpty();
    return t;
  }

  private static void assertRunning(Function<Tensor, Tensor> f) {
    assertThatThrownBy(() -> f.apply(Tensor.ones(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("running transformation")
        .hasMessageContaining("trace");
  }
}
