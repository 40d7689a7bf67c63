package cotangent.nn;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cotangent.DType;
import cotangent.Derivatives;
import cotangent.Derivatives.WithAux;
import cotangent.Key;
import cotangent.Tensor;
import cotangent.Tree;
import org.junit.jupiter.api.Test;

class LayersTest {
  record Mlp(Dense hidden, Dense out) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
      return out.apply(hidden.apply(x).tanh());
    }
  }

  private static Mlp mlp() {
    Key key = Key.of(5);
    return new Mlp(
        Dense.init(key, DType.F64, 3, 4, Initializer.GLOROT_NORMAL),
        Dense.init(key.next(), DType.F64, 4, 2, Initializer.GLOROT_NORMAL));
  }

  @Test
  void denseIsAProductAndASum() {
    Dense dense =
        new Dense(
            Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}), Tensor.of(new double[] {10, 20}));
    assertThat(dense.apply(Tensor.of(new double[] {1, 0, 2})).toDoubles()).containsExactly(21, 34);
    Tensor stack = dense.apply(Tensor.ones(2, 4, 3));
    assertThat(stack.type()).hasToString("F64[2,4,2]");
    assertThat(stack.at(1, 3).toDoubles()).containsExactly(19, 32);
  }

  @Test
  void denseBeginsInSinglePrecisionWithoutBias() {
    Dense dense = Dense.init(Key.of(1), 3, 2);
    assertThat(dense.weight().type()).hasToString("F32[3,2]");
    assertThat(dense.bias().toFloats()).containsExactly(0, 0);
  }

  @Test
  void denseRefusesWhatDoesNotFit() {
    Dense dense = Dense.init(Key.of(1), 3, 2);
    assertThatThrownBy(() -> dense.apply(Tensor.zeros(DType.F32, 5, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Dense: the input is F32[5,4], but a layer with weights F32[3,2] takes F32[...,3]:"
                + " reshape or cast it");
    assertThatThrownBy(() -> dense.apply(Tensor.zeros(5, 3))).hasMessageContaining("F64[5,3]");
    assertThatThrownBy(() -> dense.apply(Tensor.of(1f))).hasMessageContaining("F32[]");
  }

  @Test
  void theGradientOfARecordIsSuchARecord() {
    Mlp model = mlp();
    Tensor x = Tensor.normal(Key.of(2), 6, 3);
    Mlp g = grad((Mlp m) -> m.apply(x).square().sum()).apply(model);
    // By central differences, one weight after the other.
    Tree.Raveled<Mlp> flat = Tree.ravel(model);
    double[] expected = new double[flat.vector().shape().elements()];
    double h = 1e-6;
    for (int i = 0; i < expected.length; i++) {
      Tensor step = Tensor.arange(0, expected.length).eq(i).cast(DType.F64).mul(h);
      double up = flat.unravel().apply(flat.vector().add(step)).apply(x).square().sum().item();
      double down = flat.unravel().apply(flat.vector().sub(step)).apply(x).square().sum().item();
      expected[i] = (up - down) / (2 * h);
    }
    assertThat(Tree.ravel(g).vector().toDoubles()).containsExactly(expected, within(1e-7));
  }

  @Test
  void gradientsOfSingleExamplesAreABatchOfRecords() {
    Mlp model = mlp();
    Tensor x = Tensor.normal(Key.of(2), 6, 3);
    Mlp each =
        vmap((Tensor one) -> grad((Mlp m) -> m.apply(one).square().sum()).apply(model)).apply(x);
    Mlp all = grad((Mlp m) -> m.apply(x).square().sum()).apply(model);
    assertThat(each.hidden().weight().type()).hasToString("F64[6,3,4]");
    assertThat(each.hidden().weight().sum(0).allClose(all.hidden().weight(), 1e-12, 1e-12))
        .isTrue();
  }

  // ---- dropout ----

  @Test
  void dropoutIsTheIdentityInUse() {
    Tensor x = Tensor.linspace(0, 1, 5);
    assertThat(new Dropout(0.5).apply(x)).isSameAs(x);
    assertThat(new Dropout(0).apply(x, Key.of(1))).isSameAs(x);
  }

  @Test
  void dropoutKeepsTheExpectation() {
    int n = 100_000;
    for (double rate : new double[] {0.2, 0.5, 0.9}) {
      Tensor y = new Dropout(rate).apply(Tensor.full(3, DType.F32, 100, n / 100), Key.of(4));
      double dropped = y.eq(0).cast(DType.F64).mean().item();
      // Five standard deviations of a binomial distribution.
      assertThat(dropped).isCloseTo(rate, within(5 * Math.sqrt(rate * (1 - rate) / n)));
      double kept = y.max().item();
      assertThat(kept).isCloseTo(3 / (1 - rate), within(1e-5));
      assertThat(y.eq(0).or(y.eq(y.max())).cast(DType.I32).min().item()).isOne();
    }
  }

  @Test
  void theDerivativeOfDropoutIsItsMask() {
    Dropout half = new Dropout(0.5);
    Tensor x = Tensor.linspace(1, 2, 50);
    Tensor y = half.apply(x, Key.of(9));
    Tensor g = grad((Tensor t) -> half.apply(t, Key.of(9)).sum()).apply(x);
    assertThat(g.contentEquals(y.ne(0).cast(DType.F64).mul(2))).isTrue();
    assertThat(half.apply(x, Key.of(9)).contentEquals(y)).isTrue();
    assertThat(half.apply(x, Key.of(10)).contentEquals(y)).isFalse();
  }

  @Test
  void dropoutDropsInfinityToo() {
    Tensor x = Tensor.full(Double.POSITIVE_INFINITY, DType.F64, 100);
    double[] y = new Dropout(0.5).apply(x, Key.of(1)).toDoubles();
    assertThat(y).contains(0, Double.POSITIVE_INFINITY).doesNotContain(Double.NaN);
  }

  @Test
  void ratesAreChecked() {
    for (double rate : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> new Dropout(rate))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got " + rate);
    }
  }

  // ---- composition ----

  @Test
  void sequentialGivesEachLayerAKeyOfItsOwn() {
    Tensor x = Tensor.ones(1000);
    Key key = Key.of(3);
    Sequential two = Sequential.of(new Dropout(0.5), new Dropout(0.5));
    Tensor y = two.apply(x, key);
    Tensor expected = new Dropout(0.5).apply(new Dropout(0.5).apply(x, key.fold(0)), key.fold(1));
    assertThat(y.contentEquals(expected)).isTrue();
    assertThat(y.eq(0).cast(DType.F64).mean().item()).isCloseTo(0.75, within(0.07));
    assertThat(two.apply(x)).isSameAs(x);
  }

  @Test
  void sequentialAppliesItsLayersInOrder() {
    Sequential model = Sequential.of(new Activation(x -> x.add(1)), new Activation(Tensor::square));
    assertThat(model.apply(Tensor.of(2.0)).item()).isEqualTo(9);
    assertThat(model.apply(Tensor.of(2.0), Key.of(1)).item()).isEqualTo(9);
    assertThat(Sequential.of().apply(Tensor.of(2.0)).item()).isEqualTo(2);
  }

  /** A layer that remembers, as the package's guide describes: training gives its successor. */
  record Centred(Tensor mean) implements Layer {
    record Trained(Tensor value, Centred next) {}

    @Override
    public Tensor apply(Tensor x) {
      return x.sub(mean);
    }

    Trained train(Tensor x) {
      Tensor now = x.mean(0);
      Centred next = new Centred(mean.mul(0.9).add(now.mul(0.1)).stopGradient());
      return new Trained(x.sub(now), next);
    }
  }

  @Test
  void aLayerWithStateReturnsItsSuccessorThroughTheDerivative() {
    record Model(Centred centre, Dense out) {}
    Model model =
        new Model(
            new Centred(Tensor.zeros(3)),
            Dense.init(Key.of(1), DType.F64, 3, 1, Initializer.HE_NORMAL));
    Tensor x = Tensor.normal(Key.of(2), 6, 3).add(5);
    var result =
        Derivatives.valueAndGradWithAux(
                (Model m) -> {
                  Centred.Trained centred = m.centre.train(x);
                  Tensor loss = m.out.apply(centred.value).square().mean();
                  return new WithAux<>(loss, new Model(centred.next, m.out));
                })
            .apply(model);
    assertThat(result.aux().centre.mean.allClose(x.mean(0).mul(0.1), 1e-12, 0)).isTrue();
    assertThat(result.aux().out.weight().contentEquals(model.out.weight())).isTrue();
    assertThat(result.grad().centre.mean.toDoubles()).containsOnly(0);
    assertThat(result.grad().out.weight().toDoubles()).doesNotContain(0);
  }

  // ---- initial weights ----

  @Test
  void initialisersHaveThePublishedVariances() {
    assertVariance(Initializer.HE_NORMAL, 2.0 / 200, 2.0 / (12 * 50));
    assertVariance(Initializer.HE_UNIFORM, 2.0 / 200, 2.0 / (12 * 50));
    assertVariance(Initializer.GLOROT_NORMAL, 2.0 / 500, 2.0 / (12 * 150));
    assertVariance(Initializer.GLOROT_UNIFORM, 2.0 / 500, 2.0 / (12 * 150));
    assertVariance(Initializer.LECUN_NORMAL, 1.0 / 200, 1.0 / (12 * 50));
    assertVariance(Initializer.LECUN_UNIFORM, 1.0 / 200, 1.0 / (12 * 50));
  }

  /** For a matrix of 200 by 300, and for kernels of 3 by 4 from 50 to 100 channels. */
  private static void assertVariance(Initializer init, double matrix, double kernels) {
    assertVariance(init.init(Key.of(8), DType.F64, 200, 300), matrix);
    assertVariance(init.init(Key.of(8), DType.F32, 3, 4, 50, 100).cast(DType.F64), kernels);
  }

  private static void assertVariance(Tensor w, double variance) {
    double deviation = Math.sqrt(variance / w.shape().elements());
    assertThat(w.mean().item()).isCloseTo(0, within(5 * deviation));
    assertThat(w.square().mean().item()).isCloseTo(variance, within(0.03 * variance));
  }

  @Test
  void uniformWeightsAreBoundedAndNormalOnesAreNot() {
    double bound = Math.sqrt(3 * 2.0 / 200);
    assertThat(Initializer.HE_UNIFORM.init(Key.of(8), DType.F64, 200, 300).abs().max().item())
        .isBetween(0.999 * bound, bound);
    assertThat(Initializer.HE_NORMAL.init(Key.of(8), DType.F64, 200, 300).abs().max().item())
        .isGreaterThan(2 * bound);
  }

  @Test
  void aFanNeedsTwoAxes() {
    assertThatThrownBy(() -> Initializer.HE_NORMAL.init(Key.of(1), DType.F32, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[..., in, out]")
        .hasMessageContaining("got [5]");
  }
}
