package cotangent.benchmarks;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import cotangent.nn.data.Dataset;
import java.util.Random;

/** The network of {@link MnistEpoch} in libtorch, through DJL. */
final class MnistLibtorch implements AutoCloseable {
  private final Model model;
  private final Trainer trainer;
  private final Loss loss = Loss.softmaxCrossEntropyLoss();
  private final NDArray images;
  private final NDArray labels;
  private final int size;
  private final int batchSize;
  private final Random random = new Random(1);
  private long[] order = {};
  private int next;

  MnistLibtorch(Dataset data, int batchSize) {
    this.batchSize = batchSize;
    size = data.size();
    model = Model.newInstance("mnist", "PyTorch");
    model.setBlock(
        new SequentialBlock()
            .add(Linear.builder().setUnits(800).build())
            .add(Activation::relu)
            .add(Dropout.builder().optRate(0.5f).build())
            .add(Linear.builder().setUnits(800).build())
            .add(Activation::relu)
            .add(Dropout.builder().optRate(0.5f).build())
            .add(Linear.builder().setUnits(10).build()));
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(loss)
                .optOptimizer(Adam.builder().optLearningRateTracker(Tracker.fixed(1e-3f)).build()));
    trainer.initialize(new Shape(batchSize, 784));
    NDManager manager = model.getNDManager();
    images = manager.create(data.inputs().toFloats(), new Shape(size, 784));
    labels = manager.create(data.labels().toInts(), new Shape(size));
  }

  /** Trains for so many batches and returns the mean loss. */
  double train(int batches) {
    double sum = 0;
    for (int i = 0; i < batches; i++) {
      if (next + batchSize > order.length) {
        order = random.longs(size, 0, size).toArray();
        next = 0;
      }
      try (NDManager scope = model.getNDManager().newSubManager()) {
        long[] places = java.util.Arrays.copyOfRange(order, next, next + batchSize);
        next += batchSize;
        NDArray at = scope.create(places);
        NDList x = picked(images, at);
        NDList y = picked(labels, at);
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDList logits = trainer.forward(x);
          logits.attach(scope);
          NDArray value = loss.evaluate(y, logits);
          value.attach(scope);
          collector.backward(value);
          sum += value.getFloat();
        }
        trainer.step();
      }
    }
    return sum / batches;
  }

  /** Some rows, freed together with the indices. */
  private static NDList picked(NDArray rows, NDArray at) {
    NDArray picked = rows.get(at);
    picked.attach(at.getManager());
    return new NDList(picked);
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
