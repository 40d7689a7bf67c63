package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What checkpointed loops refuse, when the derivative is made and when it runs. */
final class CheckpointRefusalTest {
  private static void refuses(RealFunction f, String... words) {
    assertThatThrownBy(() -> Differentiate.gradient(f))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("CheckpointRefusalTest.java:")
        .hasMessageContainingAll(words);
  }

  @Test
  void whatAStepMustNotWrite() {
    refuses(
        x -> {
          double[] trace = new double[4];
          double[] y =
              Checkpoint.loop(
                  4,
                  2,
                  x,
                  (i, s) -> {
                    trace[i] = s[0];
                    return new double[] {s[0] * s[0]};
                  });
          return y[0] + trace[2];
        },
        "writes to double[] that it captures",
        "part of the state");
    var count = new AtomicInteger();
    refuses(
        x -> Checkpoint.loop(4, 2, x[0], (i, s) -> s * s + 0 * count.incrementAndGet()),
        "writes to AtomicInteger that it captures");
    refuses(
        x -> Checkpoint.loop(4, 2, x[0], (i, s) -> s * counted()), "static fields", "its state");
  }

  private static int calls;

  private static int counted() {
    return ++calls;
  }

  @Test
  void statesThatCannotBeKept() {
    refuses(
        x -> {
          double[] y = {x[0], 1};
          double[] z =
              Checkpoint.loop(
                  4,
                  2,
                  y,
                  (i, s) -> {
                    s[0] *= 2;
                    return new double[] {s[0], s[1]};
                  });
          return y[0] + z[1];
        },
        "writes to its state and may return another");
    refuses(
        x -> {
          double[] y = {x[0], 1};
          Checkpoint.update(4, 2, y, (i, s) -> s[0] += y[1]);
          return y[0];
        },
        "shares memory with what it captures",
        "copy");
  }

  private static final class Counter {
    private double value = 1;

    Counter add(double x) {
      value += x * value;
      return this;
    }
  }

  @Test
  void objectsThatChangeInPlaceMustBeCopied() {
    refuses(
        x -> Checkpoint.update(3, 2, new Counter(), (i, c) -> c.add(x[0])).value,
        "Counter",
        "cannot be copied",
        "Checkpoint.update how to copy");
    // A copy that is none shows in the reverse sweep.
    var gradient =
        Differentiate.gradient(
            x -> Checkpoint.update(5, 2, new Counter(), c -> c, (i, c) -> c.add(x[0])).value);
    assertThatThrownBy(() -> gradient.apply(new double[] {0.5}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another state");
  }

  private static double rate = 1;

  @Test
  void staticFieldsThatChange() {
    refuses(
        x -> {
          double y = Checkpoint.loop(4, 2, x[0], (i, s) -> s * rate);
          rate = 2;
          return y;
        },
        "reads the static field",
        "rate");
  }

  @Test
  void aStepThatDiffersIsFound() {
    var gradient =
        Differentiate.gradient(x ->
            Checkpoint.loop(5, 2, new double[] {x[0]}, (i, s) -> new double[] {s[0] * noise()})[0]);
    assertThatThrownBy(() -> gradient.apply(new double[] {2}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("step 4 gave another state", "no random numbers");
    var forward =
        Differentiate.jvp(x ->
            Checkpoint.loop(5, 2, new double[] {x[0]}, (i, s) -> new double[] {s[0] * noise()}));
    assertThat(forward.apply(new double[] {2}, new double[] {0})).containsExactly(0);
  }

  private static double noise() {
    return 1 + Math.random();
  }

  @Test
  void arguments() {
    Step<double[]> step = (i, s) -> s;
    Update<double[]> update = (i, s) -> s[0] = i;
    var x = new double[] {1};
    for (var f :
        new RealFunction[] {
          v -> Checkpoint.loop(-1, 2, v, step)[0], v -> Checkpoint.update(-1, 2, v, update)[0]
        }) {
      assertThatThrownBy(() -> f.apply(x))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1 steps");
      assertThatThrownBy(() -> Differentiate.gradient(f).apply(x))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1 steps");
    }
    RealFunction none = v -> Checkpoint.loop(1, 0, v, step)[0];
    assertThatThrownBy(() -> none.apply(x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 snapshots");
    assertThatThrownBy(() -> Differentiate.gradient(none).apply(x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 snapshots");
    assertThatThrownBy(() -> Checkpoint.loop(1, 1, x, nothing()))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("the step is null");
    assertThatThrownBy(() -> Checkpoint.loop(1, 1, nothing(), step))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("state is null");
    RealFunction lost = v -> Checkpoint.loop(5, 2, v, (i, s) -> i == 3 ? nothing() : s.clone())[0];
    assertThatThrownBy(() -> Differentiate.gradient(lost).apply(x))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("step 3 returned null");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what the checks are for
  private static <T> T nothing() {
    return null;
  }

  @Test
  void exceptionsComeOutAndTheNextEvaluationIsRight() {
    var gradient =
        Differentiate.gradient(x ->
            Checkpoint.loop(
                6,
                2,
                x,
                (i, s) -> {
                  if (s[0] > 100) {
                    throw new ArithmeticException("too large at step " + i);
                  }
                  return new double[] {s[0] * s[0]};
                })[0]);
    var expected = gradient.apply(new double[] {0.9});
    assertThat(expected[0])
        .isCloseTo(64 * Math.pow(0.9, 63), org.assertj.core.data.Offset.offset(1e-12));
    for (int k = 0; k < 3; k++) {
      assertThatThrownBy(() -> gradient.apply(new double[] {3}))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage("too large at step 3");
      assertThat(gradient.apply(new double[] {0.9})).isEqualTo(expected);
    }
  }

  @Test
  void outsideDerivativesItIsALoop() {
    var y = new double[] {1, 2};
    assertThat(Checkpoint.update(3, 1, y, (i, s) -> s[0] += s[1] * i)).isSameAs(y);
    assertThat(y).containsExactly(7, 2);
    assertThat(Checkpoint.loop(0, 1, y, (i, s) -> new double[0])).isSameAs(y);
    assertThat(Checkpoint.loop(3, 1, "a", (i, s) -> s + i)).isEqualTo("a012");
    assertThat(Checkpoint.<double[]>call(() -> Arrays.copyOf(y, 1))).containsExactly(7);
  }
}
