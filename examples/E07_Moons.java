import cotangent.*;
import cotangent.nn.*;
import cotangent.nn.data.*;
import cotangent.nn.optim.*;
import cotangent.nn.train.*;

// Two half circles that reach into each other, told apart by a small network, and drawn.

void main() {
  Key key = Key.of(1);
  Dataset train = Generated.moons(key.fold(0), 400, 0.15);
  Dataset test = Generated.moons(key.fold(1), 400, 0.15);
  var model =
      Sequential.of(
          Dense.init(key.fold(2), 2, 16, Initializer.HE_NORMAL),
          new Activation(Tensor::relu),
          Dense.init(key.fold(3), 16, 16, Initializer.HE_NORMAL),
          new Activation(Tensor::relu),
          Dense.init(key.fold(4), 16, 2));
  var trainer =
      new Trainer<Sequential>(
          (m, batch, k) -> Losses.crossEntropy(m.apply(batch.inputs(), k), batch.labels()),
          new AdamW(Schedule.cosine(0.02, 0, 400).warmedUp(20), 1e-3),
          k -> train.batches(40, k));
  var trained = trainer.run(trainer.start(key.fold(5), model), 40, new Listener<>() {});

  double[] scores =
      Metrics.evaluate(
          trained.model()::apply, test.batches(400), Losses::crossEntropy, Metrics::accuracy);
  IO.println("loss %.4f, right %.1f%%".formatted(scores[0], 100 * scores[1]));

  // The plane: # where the upper half circle is more likely.
  for (double y = 1.5; y >= -1; y -= 0.25) {
    StringBuilder line = new StringBuilder();
    for (double x = -1.5; x <= 2.5; x += 0.0625) {
      Tensor logits = trained.model().apply(Tensor.of(new float[] {(float) x, (float) y}));
      line.append(logits.argMax().item() == 0 ? '#' : '.');
    }
    IO.println(line);
  }
}
