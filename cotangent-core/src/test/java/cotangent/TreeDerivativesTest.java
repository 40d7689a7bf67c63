package cotangent;

import static cotangent.Derivatives.checkpoint;
import static cotangent.Derivatives.customGradient;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.hvp;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.linearize;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.valueAndGradWithAux;
import static cotangent.Derivatives.vjp;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.Derivatives.WithAux;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transformations of functions of records, lists, maps and arrays. */
class TreeDerivativesTest {
  /** A layer with a name, which is no tensor. */
  record Linear(String name, Tensor weight, Tensor bias) {
    Tensor apply(Tensor x) {
      return x.matmul(weight).add(bias);
    }
  }

  /** A generic record in a record, with static parts and nothing. */
  record Model<T>(T first, List<T> rest, double scale, Tensor missing, Tensor steps) {}

  private static Linear linear(int in, int out) {
    Tensor weight = Tensor.linspace(-1, 1, in * out).reshape(in, out);
    return new Linear(in + "-" + out, weight, Tensor.linspace(0, 1, out));
  }

  private static Model<Linear> model() {
    return new Model<>(
        linear(3, 2), List.of(linear(2, 2), linear(2, 1)), 0.5, null, Tensor.of(new int[] {7}));
  }

  private static Tensor run(Model<Linear> model, Tensor x) {
    Tensor y = model.first.apply(x);
    for (Linear layer : model.rest) {
      y = layer.apply(y.tanh());
    }
    return y.mul(model.scale).sum();
  }

  @Test
  void theGradientOfARecordIsARecordOfTheSameType() {
    Tensor x = Tensor.linspace(0, 1, 6).reshape(2, 3);
    Model<Linear> g = grad((Model<Linear> m, Tensor in) -> run(m, in)).apply(model(), x);
    assertThat(g.first.name).isEqualTo("3-2");
    assertThat(g.first.weight.shape()).isEqualTo(Shape.of(3, 2));
    assertThat(g.rest).hasSize(2);
    assertThat(g.rest.get(1).bias.toDoubles()).containsExactly(1);
    assertThat(g.scale).isEqualTo(0.5);
    assertThat(g.missing).isNull();
    assertThat(g.steps.toInts()).as("integer leaves are copied").containsExactly(7);
    // the same number by number, through a vector
    var flat = Tree.ravel(List.of(model().first, model().rest));
    assertThat(flat.vector().shape()).isEqualTo(Shape.of(8 + 6 + 3));
  }

  @Test
  void allTransformationsTakeTrees() {
    Tensor x = Tensor.linspace(0, 1, 6).reshape(2, 3);
    Function<Model<Linear>, Tensor> f = m -> run(m, x);
    Model<Linear> at = model();
    Model<Linear> direction = Tree.map(at, t -> t.dtype().isFloating() ? t.mul(0).add(1) : t);
    Model<Linear> g = grad(f).apply(at);
    double expected =
        Tree.leaves(g).stream()
            .filter(t -> t.dtype().isFloating())
            .mapToDouble(t -> t.sum().item())
            .sum();
    assertThat(jvp(f, at, direction).tangent().item())
        .isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-13));
    assertThat(linearize(f, at).pushforward().apply(direction).item())
        .isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-13));
    assertSameTree(vjp(f, at).pullback().apply(Tensor.of(1.0)), g);
    assertSameTree(grad(checkpoint(f)).apply(at), g);
    assertSameTree(grad(trace(f, at)).apply(at), g);
    assertSameTree(trace(grad(f), at).apply(at), g);
    assertThat(Tree.leaves(hvp(f, at, direction))).hasSameSizeAs(Tree.leaves(g));
    Model<Linear> batch = Tree.map(at, t -> Tensor.stack(List.of(t, t), 0));
    assertSameTree(Tree.map(vmap(grad(f)).apply(batch), t -> t.at(1)), g);
  }

  private static void assertSameTree(Object actual, Object expected) {
    List<Tensor> a = Tree.leaves(actual);
    List<Tensor> b = Tree.leaves(expected);
    assertThat(a).hasSameSizeAs(b);
    for (int i = 0; i < a.size(); i++) {
      assertThat(a.get(i).allClose(b.get(i), 1e-14, 1e-14)).isTrue();
    }
  }

  @Test
  void mapsListsArraysAndNothing() {
    Map<String, Object> tree = new HashMap<>();
    tree.put("b", new Tensor[] {Tensor.of(2.0), Tensor.of(3.0)});
    tree.put("a", Arrays.asList(Tensor.of(5.0), null, "text"));
    Map<String, Object> g =
        grad((Map<String, Object> t) -> Tree.leaves(t).stream().reduce(Tensor::mul).orElseThrow())
            .apply(tree);
    assertThat(g.keySet()).containsExactly("a", "b");
    assertThat(((Tensor[]) g.get("b"))[0].item()).isEqualTo(15);
    assertThat(((Tensor[]) g.get("b"))[1].item()).isEqualTo(10);
    List<?> list = (List<?>) g.get("a");
    assertThat(((Tensor) list.get(0)).item()).isEqualTo(6);
    assertThat(list.get(1)).isNull();
    assertThat(list.get(2)).isEqualTo("text");
    assertThat(Tree.leaves(null)).isEmpty();
  }

  @Test
  void mapsWhoseKeysHaveNoOrderAreRefused() {
    Map<Object, Tensor> tree = Map.of("a", Tensor.of(1.0), 1, Tensor.of(2.0));
    assertThatThrownBy(() -> Tree.leaves(tree))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("comparable");
  }

  @Test
  void ravelAndBack() {
    Linear layer = linear(3, 2);
    var flat = Tree.ravel(layer);
    assertThat(flat.vector().toDoubles()).hasSize(8).endsWith(0, 1);
    Linear again = flat.unravel().apply(flat.vector().mul(2));
    assertThat(again.name).isEqualTo("3-2");
    assertThat(again.weight.contentEquals(layer.weight.mul(2))).isTrue();
    Function<Tensor, Tensor> f = v -> flat.unravel().apply(v).weight.square().sum();
    assertThat(grad(f).apply(flat.vector()).toDoubles())
        .containsExactly(
            Tensor.concat(List.of(layer.weight.mul(2).reshape(-1), Tensor.zeros(2)), 0)
                .toDoubles());
    assertThatThrownBy(() -> Tree.ravel(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no tensor");
    assertThatThrownBy(() -> Tree.ravel(List.of(Tensor.of(1.0), Tensor.of(1f))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("F32");
    assertThatThrownBy(() -> flat.unravel().apply(Tensor.zeros(9)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatComesBesides() {
    var result =
        valueAndGradWithAux(
                (Tensor x) -> {
                  Tensor y = x.mul(x);
                  return new WithAux<>(y.sum(), Map.of("y", y, "count", Tensor.of(3)));
                })
            .apply(Tensor.of(new double[] {1, 2, 3}));
    assertThat(result.value().item()).isEqualTo(14);
    assertThat(result.aux().get("y").toDoubles()).containsExactly(1, 4, 9);
    assertThat(result.aux().get("count").item()).isEqualTo(3);
    assertThat(result.grad().toDoubles()).containsExactly(2, 4, 6);
  }

  @Test
  void severalArguments() {
    Tensor x = Tensor.of(2.0);
    assertThat(grad((Tensor a, Tensor b) -> a.mul(a).mul(b)).apply(x, Tensor.of(3.0)).item())
        .isEqualTo(12);
    assertThat(
            grad((Tensor a, Tensor b, Integer n) -> a.mul(b).mul(n))
                .apply(x, Tensor.of(3.0), 4)
                .item())
        .isEqualTo(12);
    assertThat(
            vmap((Tensor a, Tensor b, Tensor c) -> a.mul(b).add(c))
                .apply(Tensor.ones(2), Tensor.linspace(0, 1, 2), Tensor.ones(2))
                .toDoubles())
        .containsExactly(1, 2);
  }

  @Test
  void customGradientsOfTrees() {
    record Pair(Tensor a, Tensor b) {}
    Function<Pair, Tensor> product =
        customGradient(
            p -> p.a.mul(p.b),
            (p, y, dp) -> dp.a.mul(p.b).add(p.a.mul(dp.b)),
            (p, y, ct) -> new Pair(ct.mul(p.b), ct.mul(p.a)));
    Pair at = new Pair(Tensor.of(2.0), Tensor.of(5.0));
    Pair g = grad(product).apply(at);
    assertThat(g.a.item()).isEqualTo(5);
    assertThat(g.b.item()).isEqualTo(2);
    Pair second = jvp(grad(product), at, new Pair(Tensor.of(1.0), Tensor.of(10.0))).tangent();
    assertThat(second.a.item()).isEqualTo(10);
    assertThat(second.b.item()).isEqualTo(1);
  }

  @Test
  void whatARecordsConstructorRefusesComesThrough() {
    record Positive(Tensor x) {
      Positive {
        if (x.shape().rank() == 0 && x.item() < 0) {
          throw new IllegalArgumentException("negative");
        }
      }
    }
    assertThatThrownBy(() -> Tree.map(new Positive(Tensor.of(1.0)), Tensor::neg))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative");
  }

  /** A record in a package that its module does not open: the error prints the line to add. */
  @Test
  void recordsOfClosedModules(@TempDir Path folder) throws Exception {
    compile(
        folder,
        Map.of(
            "module-info", "module closed.module {}",
            "secret.Point", "package secret; record Point(Object x) {}"));
    var finder = java.lang.module.ModuleFinder.of(folder);
    var configuration =
        ModuleLayer.boot()
            .configuration()
            .resolve(finder, java.lang.module.ModuleFinder.of(), List.of("closed.module"));
    var layer =
        ModuleLayer.boot()
            .defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
    Class<?> type = layer.findLoader("closed.module").loadClass("secret.Point");
    assertThatThrownBy(() -> cotangent.array.RecordAccess.of(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("secret.Point")
        .hasMessageContaining("module closed.module")
        .hasMessageContaining("opens secret to cotangent;");
  }

  private static void compile(Path folder, Map<String, String> sources) throws IOException {
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((name, text) ->
        units.add(
            new SimpleJavaFileObject(
                URI.create("string:///" + name.replace('.', '/') + ".java"),
                JavaFileObject.Kind.SOURCE) {
              @Override
              public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
              }
            }));
    var task =
        ToolProvider.getSystemJavaCompiler()
            .getTask(null, null, null, List.of("-d", folder.toString(), "-proc:none"), null, units);
    assertThat(task.call()).isTrue();
    assertThat(Files.exists(folder.resolve("module-info.class"))).isTrue();
  }
}
