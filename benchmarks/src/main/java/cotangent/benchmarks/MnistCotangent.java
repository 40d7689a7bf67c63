package cotangent.benchmarks;

import cotangent.Derivatives;
import cotangent.Derivatives.Function3;
import cotangent.Derivatives.ValueAndGrad;
import cotangent.Key;
import cotangent.Tensor;
import cotangent.nn.Dense;
import cotangent.nn.Dropout;
import cotangent.nn.Initializer;
import cotangent.nn.Layer;
import cotangent.nn.Losses;
import cotangent.nn.data.Batch;
import cotangent.nn.data.Dataset;
import cotangent.nn.data.Mnist;
import cotangent.nn.optim.Adam;
import cotangent.nn.optim.OptimizerState;
import cotangent.nn.optim.Updated;
import java.util.List;

/** The network of {@link MnistEpoch} in this library. */
final class MnistCotangent {
  private static final Adam ADAM = new Adam(1e-3);

  private record Mlp(Dense first, Dense second, Dense last) implements Layer {
    private static final Dropout DROPOUT = new Dropout(0.5);

    static Mlp init(Key key) {
      return new Mlp(
          Dense.init(key.fold(0), 784, 800, Initializer.HE_UNIFORM),
          Dense.init(key.fold(1), 800, 800, Initializer.HE_UNIFORM),
          Dense.init(key.fold(2), 800, Mnist.CLASSES));
    }

    @Override
    public Tensor apply(Tensor x) {
      return last.apply(second.apply(first.apply(x).relu()).relu());
    }

    @Override
    public Tensor apply(Tensor x, Key key) {
      Tensor h = DROPOUT.apply(first.apply(x).relu(), key.fold(0));
      return last.apply(DROPOUT.apply(second.apply(h).relu(), key.fold(1)));
    }
  }

  private final Dataset data;
  private final int batchSize;
  private final Function3<Mlp, Batch, Key, ValueAndGrad<Mlp>> lossAndGrad =
      Derivatives.valueAndGrad(
          (Mlp m, Batch b, Key k) -> Losses.crossEntropy(m.apply(b.inputs(), k), b.labels()));
  private Key key;
  private Mlp model;
  private OptimizerState<Mlp> state;
  private List<Batch> epoch = List.of();
  private int next;

  MnistCotangent(Dataset data, int batchSize, Key key) {
    this.data = data;
    this.batchSize = batchSize;
    this.key = key;
    this.model = Mlp.init(key);
    this.state = ADAM.init(model);
  }

  /** Trains for so many batches and returns the mean loss. */
  double train(int batches) {
    double sum = 0;
    for (int i = 0; i < batches; i++) {
      key = key.next();
      if (next == epoch.size()) {
        epoch = data.batches(batchSize, key);
        next = 0;
      }
      ValueAndGrad<Mlp> step = lossAndGrad.apply(model, epoch.get(next++), key);
      Updated<Mlp> updated = ADAM.update(step.grad(), state, model);
      model = updated.params();
      state = updated.state();
      sum += step.value().item();
    }
    return sum / batches;
  }
}
