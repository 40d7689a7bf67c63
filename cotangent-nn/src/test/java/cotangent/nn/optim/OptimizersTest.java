package cotangent.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cotangent.DType;
import cotangent.Tensor;
import cotangent.Tree;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Optimisers against plain loops written from the papers' formulas, in double. */
class OptimizersTest {
  private static final int N = 7;
  private static final int STEPS = 6;

  /** One step on one number by a published rule; {@code s} holds what the rule remembers. */
  private interface Reference {
    double step(double p, double g, double[] s, int t);
  }

  private static void assertFollows(Optimizer optimizer, Reference reference) {
    Random random = new Random(3);
    double[] p = random.doubles(N, -1, 1).toArray();
    double[][] s = new double[N][4];
    Tensor params = Tensor.of(p);
    OptimizerState<Tensor> state = optimizer.init(params);
    for (int t = 1; t <= STEPS; t++) {
      double[] g = random.doubles(N, -2, 2).toArray();
      g[0] = 0;
      for (int i = 0; i < N; i++) {
        p[i] = reference.step(p[i], g[i], s[i], t);
      }
      Updated<Tensor> updated = optimizer.update(Tensor.of(g), state, params);
      params = updated.params();
      state = updated.state();
      assertThat(params.toDoubles()).containsExactly(p, within(1e-14));
    }
    assertThat(state.step().toLongs()).containsExactly(STEPS);
  }

  @Test
  void gradientDescent() {
    assertFollows(new Sgd(0.1), (p, g, s, t) -> p - 0.1 * g);
  }

  @Test
  void momentum() {
    assertFollows(
        new Momentum(0.1, 0.9),
        (p, g, s, t) -> {
          s[0] = 0.9 * s[0] - 0.1 * g;
          return p + s[0];
        });
  }

  /** The rule as Sutskever et al. write it: the gradient belongs to the point theta + mu v. */
  @Test
  void nesterov() {
    double mu = 0.9;
    double rate = 0.05;
    double theta = 2;
    double v = 0;
    Optimizer optimizer = new Nesterov(rate, mu);
    Tensor ahead = Tensor.of(theta);
    OptimizerState<Tensor> state = optimizer.init(ahead);
    for (int t = 1; t <= STEPS; t++) {
      double point = theta + mu * v;
      v = mu * v - rate * Math.cos(point);
      theta += v;

      Updated<Tensor> updated = optimizer.update(ahead.cos(), state, ahead);
      ahead = updated.params();
      state = updated.state();
      assertThat(ahead.item()).isCloseTo(theta + mu * v, within(1e-14));
    }
  }

  @Test
  void adagrad() {
    assertFollows(
        new Adagrad(0.1),
        (p, g, s, t) -> {
          s[0] += g * g;
          return p - 0.1 * g / (Math.sqrt(s[0]) + 1e-10);
        });
  }

  @Test
  void rmsProp() {
    assertFollows(
        new RmsProp(0.01),
        (p, g, s, t) -> {
          s[0] = 0.9 * s[0] + (1 - 0.9) * g * g;
          return p - 0.01 * g / (Math.sqrt(s[0]) + 1e-8);
        });
  }

  private static double adam(double g, double[] s, int t, double rate) {
    s[0] = 0.9 * s[0] + (1 - 0.9) * g;
    s[1] = 0.999 * s[1] + (1 - 0.999) * g * g;
    double m = s[0] / (1 - Math.pow(0.9, t));
    double v = s[1] / (1 - Math.pow(0.999, t));
    return rate * m / (Math.sqrt(v) + 1e-8);
  }

  @Test
  void adam() {
    assertFollows(new Adam(0.01), (p, g, s, t) -> p - adam(g, s, t, 0.01));
  }

  @Test
  void adamWithAChangingRate() {
    assertFollows(
        new Adam(Schedule.exponential(0.01, 0.5, 2)),
        (p, g, s, t) -> p - adam(g, s, t, 0.01 * Math.pow(0.5, (t - 1) / 2.0)));
  }

  @Test
  void adamW() {
    assertFollows(new AdamW(0.01, 0.1), (p, g, s, t) -> p - adam(g, s, t, 0.01) - 0.01 * 0.1 * p);
  }

  /** Four steps by another library, optax 0.2.8 on jax 0.10.2 in double precision. */
  @Test
  void theStepsAreThoseOfOptax() {
    assertReaches(new Sgd(0.1), 0.175, -1.175, 1.8124);
    assertReaches(new Momentum(0.1, 0.9), -0.045950000000000046, -0.86495, 1.8234789999999998);
    assertReaches(new Nesterov(0.1, 0.9), -0.3163550000000001, -0.8284549999999999, 1.6535311);
    // Optax has the epsilon of Adagrad under the root, so here are none there and nearly none here.
    assertReaches(
        new Adagrad(Schedule.constant(0.1), 1e-300),
        0.37292988432873675,
        -1.2025877034125496,
        1.9001915547324144);
    assertReaches(new RmsProp(0.1), 0.09468310940109372, -1.1074350665983514, 1.6843274912679722);
    assertReaches(new Adam(0.1), 0.33349672625748883, -1.0862091294975647, 1.9342459738708606);
    assertReaches(new AdamW(0.1, 0.01), 0.33177622664206496, -1.08162810285071, 1.9263432973427563);
  }

  private static void assertReaches(Optimizer optimizer, double... expected) {
    Tensor params = Tensor.of(new double[] {0.5, -1.25, 2});
    OptimizerState<Tensor> state = optimizer.init(params);
    double[][] gradients = {{0.5, -2, 0}, {-1, 0.25, 1e-3}, {3, 1.5, -0.125}, {0.75, -0.5, 2}};
    for (double[] g : gradients) {
      Updated<Tensor> updated = optimizer.update(Tensor.of(g), state, params);
      params = updated.params();
      state = updated.state();
    }
    assertThat(params.toDoubles()).containsExactly(expected, within(1e-14));
  }

  @Test
  void singlePrecisionFollowsDouble() {
    Tensor p = Tensor.linspace(-1, 1, 9);
    Optimizer adam = new Adam(0.01);
    Updated<Tensor> f64 = adam.update(p.exp(), adam.init(p), p);
    Tensor q = p.cast(DType.F32);
    Updated<Tensor> f32 = adam.update(p.exp().cast(DType.F32), adam.init(q), q);
    assertThat(f32.params().dtype()).isEqualTo(DType.F32);
    assertThat(f32.params().cast(DType.F64).allClose(f64.params(), 1e-6, 1e-7)).isTrue();
  }

  record Params(Tensor w, Map<String, Tensor> more, Tensor steps, String name) {}

  @Test
  void treesKeepTheirTypeAndWhatIsNotFloatingPoint() {
    Params params =
        new Params(
            Tensor.ones(DType.F32, 2, 3),
            Map.of("b", Tensor.ones(2)),
            Tensor.of(new int[] {5}),
            "name");
    for (Optimizer optimizer :
        List.of(
            new Sgd(1),
            new Momentum(1, 0.5),
            new Nesterov(1, 0.5),
            new Adagrad(1),
            new RmsProp(1),
            new Adam(1),
            new AdamW(1, 0.1),
            new Sgd(1).clipped(new Clip.GlobalNorm(100)))) {
      OptimizerState<Params> state = optimizer.init(params);
      Updated<Params> updated = optimizer.update(params, state, params);
      updated = optimizer.update(params, updated.state(), updated.params());
      assertThat(updated.params().steps().toInts()).containsExactly(5);
      assertThat(updated.params().name()).isEqualTo("name");
      assertThat(updated.params().w().type()).isEqualTo(params.w().type());
      assertThat(updated.params().w().max().item()).isLessThan(0.9);
      assertThat(updated.params().more().get("b").max().item()).isLessThan(0.9);
      assertThat(state.step().item()).isZero();
      assertThat(updated.state().step().item()).isEqualTo(2);
      assertThat(Tree.paths(updated.state()).getFirst()).isEqualTo("step");
    }
  }

  @Test
  void gradientsOfAnotherFormAreRefused() {
    Optimizer sgd = new Sgd(1);
    Tensor p = Tensor.ones(2, 3);
    assertThatThrownBy(() -> sgd.update(Tensor.ones(3), sgd.init(p), p))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sgd: tensor 0 is F64[2,3] in the parameters and F64[3] in the gradient");
    assertThatThrownBy(() -> sgd.update(List.of(p), sgd.init(List.of(p, p)), List.of(p, p)))
        .hasMessage("sgd: the gradient has 1 tensors, the parameters have 2");
    assertThatThrownBy(() -> new Adam(1).update(p, sgd.init(p), p))
        .hasMessage(
            "adam: the state holds 0 moments instead of 2: it was made by another optimiser");
    Optimizer momentum = new Momentum(1, 0.5);
    assertThatThrownBy(() -> momentum.update(p, momentum.init(Tensor.ones(3)), p))
        .hasMessageContaining("F64[3] in moment 0 of the state");
  }

  @Test
  void coefficientsAreChecked() {
    assertThatThrownBy(() -> new Momentum(1, 1)).hasMessageContaining("mu must be");
    assertThatThrownBy(() -> new Nesterov(1, -0.1)).hasMessageContaining("mu must be");
    assertThatThrownBy(() -> new RmsProp(Schedule.constant(1), Double.NaN, 1))
        .hasMessageContaining("rho must be");
    assertThatThrownBy(() -> new Adam(Schedule.constant(1), 1, 0.9, 1))
        .hasMessageContaining("beta1 must be");
    assertThatThrownBy(() -> new AdamW(Schedule.constant(1), 0.9, 1, 1, 0))
        .hasMessageContaining("beta2 must be");
  }

  // ---- clipping ----

  @Test
  void theGlobalNormIsThatOfAllLeaves() {
    List<Tensor> grads =
        List.of(Tensor.of(new double[] {3, 0}), Tensor.of(new float[][] {{0, -4}}));
    List<Tensor> clipped = new Clip.GlobalNorm(1).apply(grads);
    assertThat(clipped.get(0).toDoubles()).containsExactly(new double[] {0.6, 0}, within(1e-15));
    assertThat(clipped.get(1).toDoubles()).containsExactly(new double[] {0, -0.8}, within(1e-7));
    List<Tensor> kept = new Clip.GlobalNorm(5).apply(grads);
    assertThat(kept.get(0).contentEquals(grads.get(0))).isTrue();
    assertThat(kept.get(1).contentEquals(grads.get(1))).isTrue();
  }

  @Test
  void hugeGradientsAreClippedWithoutOverflow() {
    Tensor clipped = new Clip.GlobalNorm(1).apply(Tensor.of(new float[] {3e30f, 4e30f}));
    assertThat(clipped.toDoubles()).containsExactly(new double[] {0.6, 0.8}, within(1e-6));
  }

  @Test
  void valuesAreClippedOneByOne() {
    Tensor clipped = new Clip.Value(2).apply(Tensor.of(new double[] {-3, 1, 5}));
    assertThat(clipped.toDoubles()).containsExactly(-2, 1, 2);
  }

  @Test
  void aClippedOptimizerSeesClippedGradients() {
    Tensor p = Tensor.of(new double[] {0, 0});
    Optimizer sgd = new Sgd(1).clipped(new Clip.Value(3)).clipped(new Clip.GlobalNorm(1));
    Updated<Tensor> updated = sgd.update(Tensor.of(new double[] {30, 40}), sgd.init(p), p);
    assertThat(updated.params().toDoubles())
        .containsExactly(new double[] {-0.6, -0.8}, within(1e-15));
    assertThatThrownBy(() -> new Clip.GlobalNorm(0)).hasMessageContaining("must be positive");
  }

  // ---- schedules ----

  private static double at(Schedule schedule, int step) {
    return schedule.at(Tensor.of((double) step)).item();
  }

  @Test
  void schedulesAreFunctionsOfTheStep() {
    assertThat(at(Schedule.constant(0.3), 1000)).isEqualTo(0.3);
    assertThat(at(Schedule.linear(1, 3, 4), 1)).isEqualTo(1.5);
    assertThat(at(Schedule.linear(1, 3, 4), 9)).isEqualTo(3);
    assertThat(at(Schedule.exponential(2, 0.5, 10), 30)).isCloseTo(0.25, within(1e-15));
    Schedule cosine = Schedule.cosine(1, 0.2, 8);
    for (int t = 0; t <= 8; t++) {
      assertThat(at(cosine, t))
          .isCloseTo(0.2 + 0.5 * 0.8 * (1 + Math.cos(Math.PI * t / 8)), within(1e-15));
    }
    assertThat(at(cosine, 100)).isCloseTo(0.2, within(1e-15));
  }

  @Test
  void schedulesCompose() {
    Schedule steps =
        Schedule.constant(3).then(2, Schedule.constant(2)).then(5, Schedule.constant(1));
    double[] rates = new double[7];
    java.util.Arrays.setAll(rates, t -> at(steps, t));
    assertThat(rates).containsExactly(3, 3, 2, 2, 2, 1, 1);

    Schedule warm = Schedule.cosine(4, 0, 10).warmedUp(4);
    assertThat(new double[] {at(warm, 0), at(warm, 1), at(warm, 2), at(warm, 3)})
        .containsExactly(1, 2, 3, 4);
    assertThat(at(warm, 4)).isEqualTo(4);
    assertThat(at(warm, 9)).isCloseTo(2, within(1e-15));
    assertThatThrownBy(() -> at(Schedule.linear(0, 1, 0), 1))
        .hasMessageContaining("positive number of steps");
  }
}
