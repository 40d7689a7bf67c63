package cotangent;

import static cotangent.Derivatives.checkpoint;
import static cotangent.Derivatives.customGradient;
import static cotangent.Derivatives.derivative;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.valueAndGrad;
import static cotangent.Derivatives.vjp;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.op.Buffer;
import cotangent.op.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What transformations refuse, and what they say then. */
class ErrorsTest {
  private static final Tensor ONE = Tensor.of(1.0);
  private static final Tensor ROW = Tensor.linspace(0, 1, 3);

  /** The line of this file from which it is called. */
  private static String line(int below) {
    int line =
        StackWalker.getInstance()
            .walk(frames -> frames.skip(1).findFirst())
            .orElseThrow()
            .getLineNumber();
    return "ErrorsTest.java:" + (line + below);
  }

  @Test
  void leakedValuesAreErrors() {
    List<Tensor> leaked = new ArrayList<>();
    Function<Tensor, Tensor> leaking =
        x -> {
          leaked.add(x.mul(2));
          return x.sum();
        };
    var runs =
        List.<Runnable>of(
            () -> assertThat(grad(leaking).apply(ROW)).isNotNull(),
            () -> assertThat(jvp(leaking, ROW, ROW)).isNotNull(),
            () -> assertThat(vmap(leaking).apply(ROW)).isNotNull(),
            () -> assertThat(trace(leaking, ROW)).isNotNull(),
            () -> assertThat(checkpoint(leaking).apply(ROW)).isNotNull());
    var names = List.of("grad", "jvp", "vmap", "trace", "checkpoint");
    for (int i = 0; i < runs.size(); i++) {
      leaked.clear();
      runs.get(i).run();
      Tensor value = leaked.getFirst();
      assertThatThrownBy(() -> value.exp())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("exp")
          .hasMessageContaining(names.get(i))
          .hasMessageContaining("has returned")
          .hasMessageContaining("return the value from the function");
    }
  }

  private record Holding(ArrayList<Tensor> parts) {}

  @Test
  void aRecordThatCannotBeRebuiltIsNamed() {
    var holding = new Holding(new ArrayList<>(List.of(ONE)));
    assertThatThrownBy(() -> grad((Holding h) -> h.parts().getFirst()).apply(holding))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("component parts of record")
        .hasMessageContaining("Holding")
        .hasMessageContaining("declare it as List");
  }

  @Test
  void valuesWithoutADerivativeHaveNoJacobian() {
    for (var mode : Derivatives.Mode.values()) {
      assertThatThrownBy(() -> Derivatives.jacobian((Tensor x) -> x.argMax(), mode).apply(ROW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("jacobian")
          .hasMessageContaining("I32[]");
    }
  }

  @Test
  void aNumberOfATraceNamesTheLine() {
    String[] line = new String[1];
    assertThatThrownBy(() ->
            trace(
                (Tensor x) -> {
                  line[0] = line(1);
                  return x.item() > 0 ? x : x.neg();
                },
                ONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("item")
        .hasMessageContaining("where(")
        .satisfies(e -> assertThat(e).hasMessageContaining(line[0]));
    assertThatThrownBy(() ->
            trace(
                (Tensor x) -> {
                  line[0] = line(1);
                  return x.gt(0).isTrue() ? x : x.neg();
                },
                ONE))
        .isInstanceOf(IllegalStateException.class)
        .satisfies(e -> assertThat(e).hasMessageContaining(line[0]));
  }

  @Test
  void aNumberUnderVmapNamesTheLine() {
    String[] line = new String[1];
    assertThatThrownBy(() ->
            vmap(
                    (Tensor x) -> {
                      line[0] = line(1);
                      return x.item() > 0 ? x : x.neg();
                    })
                .apply(ROW))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("vmap")
        .hasMessageContaining("where(")
        .satisfies(e -> assertThat(e).hasMessageContaining(line[0]));
    // so it is inside of derivatives under vmap, and of vmap under derivatives
    assertThatThrownBy(() -> vmap(grad((Tensor x) -> x.mul(x.item()))).apply(ROW))
        .hasMessageContaining("item under vmap");
    assertThatThrownBy(
            () -> grad((Tensor v) -> vmap((Tensor x) -> x.mul(x.item())).apply(v).sum()).apply(ROW))
        .hasMessageContaining("item under vmap");
  }

  @Test
  void numbersAndBranchesUnderDerivativesAreFine() {
    Function<Tensor, Tensor> f = x -> x.item() > 0 ? x.mul(x) : x.neg();
    assertThat(grad(f).apply(Tensor.of(3.0)).item()).isEqualTo(6);
    assertThat(derivative(f).apply(Tensor.of(-3.0)).item()).isEqualTo(-1);
    assertThat(grad(checkpoint(f)).apply(Tensor.of(3.0)).item()).isEqualTo(6);
    assertThat(derivative(grad(f)).apply(Tensor.of(3.0)).item()).isEqualTo(2);
    assertThat(grad((Tensor x) -> x.mul(x.item())).apply(Tensor.of(3.0)).item()).isEqualTo(3);
  }

  @Test
  void exportOfAWatchedValueAsksForStopGradient() {
    for (Function<Tensor, Object> export :
        List.<Function<Tensor, Object>>of(
            Tensor::toArray,
            Tensor::toDoubles,
            Tensor::toFloats,
            Tensor::toInts,
            Tensor::toLongs,
            x -> x.contentEquals(x),
            x -> x.allClose(x, 0, 0))) {
      Function<Tensor, Tensor> f =
          x -> {
            assertThat(export.apply(x)).isNotNull();
            return x.sum();
          };
      for (Runnable run :
          List.<Runnable>of(
              () -> grad(f).apply(ROW).item(),
              () -> jvp(f, ROW, ROW).tangent().item(),
              () -> f.apply(ROW.variable()).item())) {
        assertThatThrownBy(run::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("stopGradient()")
            .hasMessageContaining("ErrorsTest.java:");
      }
    }
    Function<Tensor, Tensor> allowed = x -> x.mul(x.stopGradient().toDoubles()[0]).sum();
    assertThat(grad(allowed).apply(Tensor.of(new double[] {3, 4})).toDoubles())
        .containsExactly(3, 3);
  }

  @Test
  void gradientsNeedAFloatingScalar() {
    assertThatThrownBy(() -> grad((Tensor x) -> x.mul(2)).apply(ROW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("grad")
        .hasMessageContaining("F64[3]")
        .hasMessageContaining("jacobian");
    assertThatThrownBy(() -> valueAndGrad((Tensor x) -> x.gt(0).sum()).apply(ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("I64[]");
    assertThatThrownBy(() -> grad((Tensor x) -> x).apply(Tensor.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("I32[]")
        .hasMessageContaining("F32 or F64");
    assertThatThrownBy(() -> grad((List<Tensor> x) -> ONE).apply(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> derivative((Tensor x) -> x.expandDims(0)).apply(ROW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("derivative")
        .hasMessageContaining("F64[1]");
  }

  @Test
  void directionsMustFit() {
    assertThatThrownBy(() -> jvp((Tensor x) -> x, ROW, ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tangent")
        .hasMessageContaining("F64[3]")
        .hasMessageContaining("F64[]");
    assertThatThrownBy(() -> jvp((Tensor x) -> x, ROW, ROW.cast(DType.F32)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("F32[3]");
    assertThatThrownBy(() -> vjp((Tensor x) -> x.sum(), ROW).pullback().apply(ROW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cotangent of vjp")
        .hasMessageContaining("F64[3]");
    assertThatThrownBy(() ->
            grad(customGradient((Tensor x) -> x.sum(), (x, y, dx) -> dx.sum(), (x, y, ct) -> ct))
                .apply(ROW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pullback rule")
        .hasMessageContaining("F64[3]");
  }

  @Test
  void vmapNeedsOneBatch() {
    assertThatThrownBy(() -> vmap((Tensor x) -> x).apply(ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scalar");
    assertThatThrownBy(() -> vmap((Tensor x, Tensor y) -> x).apply(ROW, Tensor.zeros(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3")
        .hasMessageContaining("4");
  }

  @Test
  void aTraceIsForOneTypeOfArguments() {
    assertThatThrownBy(() -> trace(Tensor::exp, ROW).apply(ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("F64[3]")
        .hasMessageContaining("F64[]")
        .hasMessageContaining("trace the function again");
  }

  @Test
  void afterAnErrorEverythingGoesOn() {
    Function<Tensor, Tensor> failing =
        x -> {
          if (x.item() > 2) {
            throw new IllegalArgumentException("too large");
          }
          return x.mul(x);
        };
    for (Function<Tensor, Tensor> d :
        List.of(grad(failing), derivative(failing), grad(checkpoint(failing)))) {
      assertThatThrownBy(() -> d.apply(Tensor.of(3.0))).hasMessage("too large");
      assertThat(d.apply(Tensor.of(1.0)).item()).isEqualTo(2);
    }
  }

  @Test
  void dtypesDoNotMix() {
    assertThatThrownBy(() -> ROW.add(ROW.cast(DType.F32)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("add")
        .hasMessageContaining("F64")
        .hasMessageContaining("F32")
        .hasMessageContaining("cast");
    assertThatThrownBy(() -> ROW.add(Tensor.zeros(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[3]")
        .hasMessageContaining("[4]");
    assertThatThrownBy(() -> Tensor.of(1).exp())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exp")
        .hasMessageContaining("I32");
  }

  @Test
  void numbersThatAnIntegerTensorCannotHoldAreRefused() {
    Tensor integers = Tensor.of(new int[] {1, 2, 3});
    assertThat(integers.mul(2).toInts()).containsExactly(2, 4, 6);
    assertThatThrownBy(() -> integers.mul(0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "mul: 0.5 is no number of I32[3]; nothing is rounded silently, use cast(F64) on the tensor");
    assertThatThrownBy(() -> integers.lt(2.5)).hasMessageStartingWith("lt: 2.5");
    assertThatThrownBy(() -> integers.add(3e9)).hasMessageStartingWith("add: 3.0E9");
  }

  @Test
  void integersDividedByZeroNameTheOp() {
    Tensor integers = Tensor.of(new int[] {1, 2, 3});
    assertThatThrownBy(() -> integers.div(0))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("div of [I32[3]");
  }

  @Test
  void anAxisThatDoesNotExistNamesTheOperation() {
    assertThatThrownBy(() -> ROW.sum(1))
        .hasMessage("sum: axis 1 does not exist in shape [3]: give -1 to 0");
    assertThatThrownBy(() -> ROW.softmax(1)).hasMessageStartingWith("softmax: axis 1");
    assertThatThrownBy(() -> ROW.cumSum(-2)).hasMessageStartingWith("cumSum: axis -2");
    assertThatThrownBy(() -> ROW.sort(1)).hasMessageStartingWith("sort: axis 1");
    assertThatThrownBy(() -> ROW.transpose(0, 1)).hasMessageStartingWith("transpose: axis 1");
  }

  @Test
  void anArgumentWithoutTensorsSaysWhereTheyAreFound() {
    assertThatThrownBy(() -> grad((Object x) -> ONE).apply(new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tensors are found in records, lists, maps and arrays");
  }

  @Test
  void aStatedDerivativeOfAnotherTypeIsRefused() {
    record Doubled() implements Linear {
      @Override
      public List<TensorType> types(List<TensorType> x) {
        return x;
      }

      @Override
      public void kernel(List<Buffer> x, List<Buffer> y) {
        for (int i = 0; i < x.getFirst().shape().elements(); i++) {
          y.getFirst().set(i, 2 * x.getFirst().get(i));
        }
      }

      @Override
      public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
        return ct.getFirst().mul(2).sum();
      }
    }
    assertThatThrownBy(() -> grad((Tensor x) -> new Doubled().apply(x).sum()).apply(ROW))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("doubled: the transpose of")
        .hasMessageContaining("should give the types [F64[3]] and gives [F64[]]");
  }

  @Test
  void aFunctionThatGivesAnotherTypeWhenRunAgainIsRefused() {
    int[] runs = {0};
    assertThatThrownBy(() ->
            grad((Tensor x) -> checkpoint((Tensor y) -> runs[0]++ == 0 ? y.sum() : y).apply(x))
                .apply(ROW))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("checkpoint: the function gave [F64[]]")
        .hasMessageContaining("it must do the same whenever it is called");
  }
}
