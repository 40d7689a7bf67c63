package cotangent.nn.train;

import cotangent.DType;
import cotangent.Tensor;
import cotangent.nn.data.Batch;
import java.util.List;
import java.util.function.UnaryOperator;

/** Measures of a model that are not differentiated. */
public final class Metrics {
  private Metrics() {}

  /** A measure of predictions; the losses are such, too. */
  @FunctionalInterface
  public interface Metric {
    /** The mean over the examples of a batch, a scalar. */
    Tensor of(Tensor predictions, Tensor labels);
  }

  /**
   * The means of some measures over all examples.
   *
   * @param model from inputs to predictions, such as {@code model::apply}
   * @return one number for each measure; NaN where there are no examples
   */
  public static double[] evaluate(
      UnaryOperator<Tensor> model, List<Batch> batches, Metric... metrics) {
    double[] sums = new double[metrics.length];
    long examples = 0;
    for (Batch batch : batches) {
      Tensor predictions = model.apply(batch.inputs());
      for (int i = 0; i < sums.length; i++) {
        sums[i] += metrics[i].of(predictions, batch.labels()).item() * batch.size();
      }
      examples += batch.size();
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= examples;
    }
    return sums;
  }

  /**
   * The share of examples whose largest logit is that of the right class, an F64 scalar.
   *
   * @param logits {@code [..., classes]}; probabilities do as well
   * @param labels class indices {@code [...]}, or {@code [..., classes]} with the largest number at
   *     the right class
   * @throws IllegalArgumentException if the shapes are others
   */
  public static Tensor accuracy(Tensor logits, Tensor labels) {
    Tensor right = logits.shape().equals(labels.shape()) ? labels.argMax(-1) : labels;
    Tensor found = logits.argMax(-1);
    requireEqual("accuracy", logits, labels, found, right);
    return found.eq(right.cast(found.dtype())).cast(DType.F64).mean();
  }

  /**
   * The share of elements where a logit is positive if and only if the label is above 1/2, an F64
   * scalar.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor binaryAccuracy(Tensor logits, Tensor labels) {
    requireEqual("binaryAccuracy", logits, labels, logits, labels);
    return logits.gt(0).eq(labels.cast(DType.F64).gt(0.5)).cast(DType.F64).mean();
  }

  private static void requireEqual(
      String name, Tensor logits, Tensor labels, Tensor found, Tensor right) {
    if (!found.shape().equals(right.shape())) {
      throw new IllegalArgumentException(
          name + ": logits " + logits.type() + " do not fit labels " + labels.type());
    }
  }
}
