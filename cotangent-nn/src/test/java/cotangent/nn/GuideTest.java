package cotangent.nn;

import static cotangent.Derivatives.valueAndGrad;
import static org.assertj.core.api.Assertions.assertThat;

import cotangent.DType;
import cotangent.Key;
import cotangent.Tensor;
import cotangent.nn.data.Batch;
import cotangent.nn.data.Dataset;
import cotangent.nn.optim.Adam;
import cotangent.nn.optim.AdamW;
import cotangent.nn.optim.Clip;
import cotangent.nn.optim.FusedOptimizer;
import cotangent.nn.optim.Optimizer;
import cotangent.nn.optim.OptimizerState;
import cotangent.nn.optim.Schedule;
import cotangent.nn.optim.Updated;
import cotangent.nn.storage.Models;
import cotangent.nn.train.Listener;
import cotangent.nn.train.Metrics;
import cotangent.nn.train.Trainer;
import cotangent.nn.train.Training;
import cotangent.op.Pointwise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the packages' descriptions, on a few random digits. */
class GuideTest {
  private static final Key key = Key.of(1);

  private static final Dataset digits =
      new Dataset(
          Tensor.uniform(key, DType.F32, 20, 784),
          Tensor.uniformInt(key.next(), DType.I32, 0, 10, 20));

  @TempDir Path folder;

  private static Sequential model() {
    var model =
        Sequential.of(
            Dense.init(key.fold(0), 784, 80),
            new Activation(Tensor::relu),
            new Dropout(0.5),
            Dense.init(key.fold(1), 80, 10));
    return model;
  }

  @Test
  void optimisersTakeGradientsOfModels() {
    Sequential model = model();
    var lossAndGrad =
        valueAndGrad((Sequential m, Batch b, Key k) ->
            Losses.crossEntropy(m.apply(b.inputs(), k), b.labels()));
    Optimizer optimizer =
        new AdamW(Schedule.cosine(1e-3, 0, 10_000).warmedUp(500), 0.01)
            .clipped(new Clip.GlobalNorm(1));
    var state = optimizer.init(model);
    for (Batch batch : digits.batches(8, key)) {
      var loss = lossAndGrad.apply(model, batch, key);
      var next = optimizer.update(loss.grad(), state, model);
      model = next.params();
      state = next.state();
    }
    assertThat(state.step().item()).isEqualTo(3);
  }

  @Test
  void trainingGoesOnFromAFile() throws IOException {
    Path file = folder.resolve("digits.safetensors");
    Listener<Sequential> listener = new Listener<>() {};
    for (int epochs : new int[] {2, 3}) {
      var trainer =
          new Trainer<Sequential>(
              (m, b, k) -> Losses.crossEntropy(m.apply(b.inputs(), k), b.labels()),
              new Adam(1e-3),
              k -> digits.batches(8, k));
      Training<Sequential> training = trainer.start(Key.of(1), model());
      if (Files.exists(file)) {
        training = Models.load(file, training);
      }
      while (training.epochs() < epochs) {
        training = trainer.epoch(training, listener);
        Models.save(file, training);
      }
      double[] scores =
          Metrics.evaluate(training.model()::apply, digits.batches(1000), Metrics::accuracy);
      assertThat(scores[0]).isBetween(0.0, 1.0);
      assertThat(training.epochs()).isEqualTo(epochs);
    }
  }

  record SignDescent(double rate) implements FusedOptimizer {
    private static final Pointwise RULE =
        Pointwise.of("signDescent", 3, x -> List.of(x.get(0).sub(x.get(2).mul(x.get(1).sign()))));

    @Override
    public Pointwise rule() {
      return RULE;
    }

    @Override
    public List<Tensor> coefficients(Tensor step) {
      return List.of(Tensor.of(rate));
    }
  }

  @Test
  void anOptimiserOfOnesOwnIsAFormula() {
    Optimizer optimizer = new SignDescent(0.5);
    Map<String, Tensor> params = Map.of("w", Tensor.of(new double[] {1, 2, 3}));
    OptimizerState<Map<String, Tensor>> state = optimizer.init(params);
    Updated<Map<String, Tensor>> updated =
        optimizer.update(Map.of("w", Tensor.of(new double[] {-7, 0, 9})), state, params);
    assertThat(updated.params().get("w").toDoubles()).containsExactly(1.5, 2, 2.5);
  }

  record Mlp(Dense hidden, Dense out) implements Layer {
    static Mlp init(Key key) {
      return new Mlp(Dense.init(key, 2, 3), Dense.init(key.next(), 3, 1));
    }

    @Override
    public Tensor apply(Tensor x) {
      return out.apply(hidden.apply(x).relu());
    }
  }

  @Test
  void aModelIsSavedAndLoaded() throws IOException {
    Path path = folder.resolve("model.safetensors");
    Mlp model = Mlp.init(key);
    Models.save(path, model, Map.of("trained-on", "MNIST"));
    Mlp again = Models.load(path, Mlp.init(key.next()));
    assertThat(again.hidden().weight().contentEquals(model.hidden().weight())).isTrue();
  }
}
