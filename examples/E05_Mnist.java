// The build runs this with: 1 2000
import cotangent.*;
import cotangent.nn.*;
import cotangent.nn.data.*;
import cotangent.nn.optim.*;
import cotangent.nn.train.*;
import java.io.IOException;
import java.nio.file.Path;

// Trains a network on handwritten digits; arguments: the number of epochs, and of images to learn
// from.

void main(String[] args) throws IOException {
  int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 10;
  Path folder = Path.of(System.getProperty("cotangent.home", "."), "data", "mnist");
  Dataset all = Mnist.train(folder);
  Dataset digits = all.part(0, args.length > 1 ? Integer.parseInt(args[1]) : all.size());
  Dataset test = Mnist.test(folder);

  Key key = Key.of(1);
  var model =
      Sequential.of(
          Dense.init(key.fold(0), 784, 800, Initializer.HE_NORMAL),
          new Activation(Tensor::relu),
          new Dropout(0.5),
          Dense.init(key.fold(1), 800, 800, Initializer.HE_NORMAL),
          new Activation(Tensor::relu),
          new Dropout(0.5),
          Dense.init(key.fold(2), 800, 10));
  var trainer =
      new Trainer<Sequential>(
          (m, batch, k) -> Losses.crossEntropy(m.apply(batch.inputs(), k), batch.labels()),
          new Adam(1e-3),
          k -> digits.batches(100, k));

  trainer.run(
      trainer.start(key.fold(3), model),
      epochs,
      new Listener<>() {
        @Override
        public void epoch(Training<Sequential> now, double loss) {
          double accuracy =
              Metrics.evaluate(now.model()::apply, test.batches(1000), Metrics::accuracy)[0];
          IO.println(
              "epoch %d  loss %.4f  test accuracy %.2f%%"
                  .formatted(now.epochs(), loss, 100 * accuracy));
        }
      });
}
