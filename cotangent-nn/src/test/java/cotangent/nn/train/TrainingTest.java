package cotangent.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cotangent.DType;
import cotangent.Key;
import cotangent.Tensor;
import cotangent.Tree;
import cotangent.nn.Activation;
import cotangent.nn.Dense;
import cotangent.nn.Dropout;
import cotangent.nn.Initializer;
import cotangent.nn.Layer;
import cotangent.nn.Losses;
import cotangent.nn.Sequential;
import cotangent.nn.data.Batch;
import cotangent.nn.data.Dataset;
import cotangent.nn.data.Generated;
import cotangent.nn.optim.Adam;
import cotangent.nn.optim.AdamW;
import cotangent.nn.optim.Clip;
import cotangent.nn.optim.Momentum;
import cotangent.nn.optim.Optimizer;
import cotangent.nn.optim.Schedule;
import cotangent.nn.storage.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {
  @TempDir Path folder;

  private static Tensor crossEntropy(Layer model, Batch batch, Key key) {
    return Losses.crossEntropy(model.apply(batch.inputs(), key), batch.labels());
  }

  private static <M> Listener<M> silent() {
    return new Listener<>() {};
  }

  private static double accuracy(Layer model, Dataset data) {
    return Metrics.evaluate(model::apply, data.batches(100), Metrics::accuracy)[0];
  }

  /** Two hidden units are just enough, so that some beginnings end in a local minimum. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void xorIsLearntWithTwoHiddenUnits(long seed) {
    Dataset xor = Generated.xor();
    Trainer<Sequential> trainer =
        new Trainer<>(TrainingTest::crossEntropy, new Adam(0.1), key -> xor.batches(4, key));
    Key key = Key.of(seed);
    Sequential model =
        Sequential.of(
            Dense.init(key.fold(0), 2, 2, Initializer.GLOROT_NORMAL),
            new Activation(Tensor::tanh),
            Dense.init(key.fold(1), 2, 2, Initializer.GLOROT_NORMAL));
    Training<Sequential> trained = trainer.run(trainer.start(key.fold(2), model), 300, silent());
    assertThat(accuracy(trained.model(), xor)).isEqualTo(1);
    assertThat(Losses.crossEntropy(trained.model().apply(xor.inputs()), xor.labels()).item())
        .isLessThan(0.05);
  }

  @Test
  void moonsAreLearnt() {
    Dataset train = Generated.moons(Key.of(1), 500, 0.15);
    Dataset test = Generated.moons(Key.of(2), 500, 0.15);
    Key key = Key.of(3);
    Sequential model =
        Sequential.of(
            Dense.init(key.fold(0), 2, 16, Initializer.HE_NORMAL),
            new Activation(Tensor::relu),
            Dense.init(key.fold(1), 16, 16, Initializer.HE_NORMAL),
            new Activation(Tensor::relu),
            Dense.init(key.fold(2), 16, 2));
    Trainer<Sequential> trainer =
        new Trainer<>(
            TrainingTest::crossEntropy,
            new Momentum(Schedule.cosine(0.1, 0, 1000), 0.9),
            k -> train.batches(25, k));
    List<Double> losses = new ArrayList<>();
    Training<Sequential> trained =
        trainer.run(
            trainer.start(key.fold(3), model),
            50,
            new Listener<>() {
              @Override
              public void epoch(Training<Sequential> training, double loss) {
                losses.add(loss);
              }
            });
    assertThat(losses).hasSize(50);
    assertThat(losses.getLast()).isLessThan(losses.getFirst() / 4);
    assertThat(accuracy(trained.model(), train)).isGreaterThan(0.97);
    assertThat(accuracy(trained.model(), test)).isGreaterThan(0.97);
  }

  /** The maximum of the likelihood is found by Newton's method in plain loops. */
  @Test
  void logisticRegressionFindsTheMaximumOfTheLikelihood() {
    int n = 200;
    Tensor x = Tensor.normal(Key.of(1), n, 1);
    Tensor y = Tensor.uniform(Key.of(2), n, 1).lt(x.mul(1.5).sub(0.5).sigmoid()).cast(DType.F64);
    Dataset data = new Dataset(x, y);
    Trainer<Dense> trainer =
        new Trainer<>(
            (m, b, k) -> Losses.binaryCrossEntropyWithLogits(m.apply(b.inputs()), b.labels()),
            new Momentum(1, 0.9),
            k -> data.batches(n));
    Dense model = Dense.init(Key.of(3), DType.F64, 1, 1, Initializer.LECUN_NORMAL);
    Dense trained = trainer.run(trainer.start(Key.of(4), model), 400, silent()).model();

    double[] expected = newton(x.toDoubles(), y.toDoubles());
    assertThat(trained.weight().item()).isCloseTo(expected[0], within(1e-6));
    assertThat(trained.bias().item()).isCloseTo(expected[1], within(1e-6));
    assertThat(Metrics.evaluate(trained::apply, data.batches(64), Metrics::binaryAccuracy)[0])
        .isBetween(0.7, 0.95);
  }

  private static double[] newton(double[] x, double[] y) {
    double w = 0;
    double b = 0;
    for (int step = 0; step < 20; step++) {
      double gw = 0;
      double gb = 0;
      double ww = 0;
      double wb = 0;
      double bb = 0;
      for (int i = 0; i < x.length; i++) {
        double p = 1 / (1 + Math.exp(-(w * x[i] + b)));
        gw += (p - y[i]) * x[i];
        gb += p - y[i];
        ww += p * (1 - p) * x[i] * x[i];
        wb += p * (1 - p) * x[i];
        bb += p * (1 - p);
      }
      double determinant = ww * bb - wb * wb;
      w -= (bb * gw - wb * gb) / determinant;
      b -= (ww * gb - wb * gw) / determinant;
    }
    return new double[] {w, b};
  }

  // ---- the loop ----

  /** Blurred bars at ten places: small images of ten classes, with dropout, as for MNIST. */
  private static Dataset bars(long seed, int n) {
    Tensor labels = Tensor.uniformInt(Key.of(seed), DType.I32, 0, 10, n);
    Tensor distance = Tensor.arange(0, 100).sub(labels.mul(10).add(5).expandDims(1));
    Tensor bright = distance.cast(DType.F32).div(4).square().neg().exp();
    return new Dataset(
        bright.add(Tensor.normal(Key.of(seed).next(), DType.F32, n, 100).mul(0.3)), labels);
  }

  private static Sequential barsModel() {
    Key key = Key.of(11);
    return Sequential.of(
        Dense.init(key.fold(0), 100, 32, Initializer.HE_NORMAL),
        new Activation(Tensor::relu),
        new Dropout(0.5),
        Dense.init(key.fold(1), 32, 10));
  }

  private static Trainer<Sequential> barsTrainer(Optimizer optimizer) {
    Dataset data = bars(21, 330);
    return new Trainer<>(TrainingTest::crossEntropy, optimizer, key -> data.batches(32, key));
  }

  @Test
  void imagesOfTenClassesAreLearntWithDropout() {
    Trainer<Sequential> trainer = barsTrainer(new Adam(0.01));
    Training<Sequential> trained = trainer.run(trainer.start(Key.of(5), barsModel()), 5, silent());
    assertThat(accuracy(trained.model(), bars(22, 300))).isGreaterThan(0.97);
  }

  @Test
  void trainingThatGoesOnFromAFileGivesTheSameBits() throws IOException {
    Optimizer optimizer =
        new AdamW(Schedule.cosine(0.01, 0.001, 30).warmedUp(5), 0.01)
            .clipped(new Clip.GlobalNorm(1));
    Trainer<Sequential> trainer = barsTrainer(optimizer);
    Training<Sequential> start = trainer.start(Key.of(5), barsModel());
    Training<Sequential> whole = trainer.run(start, 4, silent());

    for (int stop = 0; stop <= 4; stop++) {
      Path file = folder.resolve("epoch-" + stop);
      Models.save(file, trainer.run(start, stop, silent()));
      // A new program: a new trainer, and another model whose numbers do not matter.
      Trainer<Sequential> again = barsTrainer(optimizer);
      Sequential other = Tree.map(barsModel(), p -> p.mul(0));
      Training<Sequential> loaded = Models.load(file, again.start(Key.of(0), other));
      assertThat(loaded.epochs()).isEqualTo(stop);
      Training<Sequential> resumed = again.run(loaded, 4, silent());

      assertThat(Tree.paths(resumed)).isEqualTo(Tree.paths(whole)).contains("key.state", "epoch");
      for (int i = 0; i < Tree.leaves(whole).size(); i++) {
        assertThat(Tree.leaves(resumed).get(i).contentEquals(Tree.leaves(whole).get(i)))
            .as("%s after a stop at epoch %d", Tree.paths(whole).get(i), stop)
            .isTrue();
      }
    }
  }

  @Test
  void theModelIsLoadedFromTheStateOfATraining() throws IOException {
    Trainer<Sequential> trainer = barsTrainer(new Adam(0.01));
    Training<Sequential> trained = trainer.run(trainer.start(Key.of(5), barsModel()), 1, silent());
    Path file = folder.resolve("training.safetensors");
    Models.save(file, trained);
    Sequential model = Models.load(file, "model", barsModel());
    Tensor x = bars(22, 7).inputs();
    assertThat(model.apply(x).contentEquals(trained.model().apply(x))).isTrue();
  }

  @Test
  void listenersHearOfBatchesAndEpochs() {
    Trainer<Sequential> trainer = barsTrainer(new Adam(0.01));
    List<Listener.Progress> heard = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    Training<Sequential> start = trainer.start(Key.of(5), barsModel());
    trainer.run(
        start,
        2,
        new Listener<>() {
          @Override
          public void batch(Progress progress) {
            heard.add(progress);
          }

          @Override
          public void epoch(Training<Sequential> training, double loss) {
            assertThat(training.epochs()).isEqualTo(losses.size() + 1);
            losses.add(loss);
          }
        });
    assertThat(heard).hasSize(22);
    assertThat(heard.get(12))
        .extracting(Listener.Progress::epoch, Listener.Progress::batch, Listener.Progress::batches)
        .containsExactly(2, 2, 11);
    assertThat(heard.getLast().meanLoss()).isEqualTo(losses.get(1));
    // Ten batches of 32 and one of 10.
    double sum = 0;
    for (Listener.Progress progress : heard.subList(0, 11)) {
      sum += progress.loss() * (progress.batch() == 11 ? 10 : 32);
    }
    assertThat(losses.get(0)).isCloseTo(sum / 330, within(1e-12));
    assertThat(start.epochs()).isZero();
  }

  /** What an interruption leaves is the file of the last complete epoch. */
  @Test
  void anInterruptedTrainingLeavesTheLastCompleteEpoch() throws IOException {
    Trainer<Sequential> trainer = barsTrainer(new Adam(0.01));
    Training<Sequential> start = trainer.start(Key.of(5), barsModel());
    Path file = folder.resolve("training.safetensors");
    Listener<Sequential> saving =
        new Listener<>() {
          @Override
          public void batch(Progress progress) {
            if (progress.epoch() == 3 && progress.batch() == 4) {
              throw new IllegalStateException("interrupted");
            }
          }

          @Override
          public void epoch(Training<Sequential> training, double loss) {
            try {
              Models.save(file, training);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    assertThatThrownBy(() -> trainer.run(start, 5, saving)).hasMessage("interrupted");
    assertThat(Models.load(file, start).epochs()).isEqualTo(2);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  // ---- metrics ----

  @Test
  void meansAreThoseOfTheExamplesAndNotOfTheBatches() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 10});
    Dataset data = new Dataset(x, x);
    double[] means =
        Metrics.evaluate(
            t -> t.mul(2), data.batches(2), Losses::meanAbsoluteError, Losses::meanSquaredError);
    assertThat(means).containsExactly(new double[] {4, 26}, within(1e-12));
    assertThat(Metrics.evaluate(t -> t, List.of(), Losses::meanAbsoluteError)[0]).isNaN();
  }

  @Test
  void accuracyCountsTheRightClasses() {
    Tensor logits = Tensor.of(new float[][] {{1, 2}, {3, 0}, {0, 1}, {5, 4}});
    Tensor labels = Tensor.of(new long[] {1, 0, 0, 0});
    assertThat(Metrics.accuracy(logits, labels).item()).isEqualTo(0.75);
    assertThat(Metrics.accuracy(logits, labels.oneHot(2, DType.F32)).item()).isEqualTo(0.75);
    assertThat(
            Metrics.binaryAccuracy(
                    Tensor.of(new double[] {-1, 2, 3}), Tensor.of(new int[] {0, 1, 0}))
                .item())
        .isCloseTo(2 / 3.0, within(1e-15));
    assertThatThrownBy(() -> Metrics.accuracy(logits, Tensor.zeros(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("accuracy: logits F32[4,2] do not fit labels F64[3]");
    assertThatThrownBy(() -> Metrics.binaryAccuracy(Tensor.zeros(3, 1), Tensor.zeros(3)))
        .hasMessage("binaryAccuracy: logits F64[3,1] do not fit labels F64[3]");
  }
}
