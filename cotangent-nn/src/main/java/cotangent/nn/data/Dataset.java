package cotangent.nn.data;

import cotangent.Key;
import cotangent.Tensor;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Examples in memory.
 *
 * @param inputs the examples along axis 0
 * @param labels what belongs to them, along axis 0
 */
public record Dataset(Tensor inputs, Tensor labels) {
  /**
   * Checks that there are as many labels as examples.
   *
   * @throws IllegalArgumentException if not
   */
  public Dataset {
    if (inputs.shape().rank() == 0
        || labels.shape().rank() == 0
        || inputs.shape().size(0) != labels.shape().size(0)) {
      throw new IllegalArgumentException(
          "a dataset needs as many labels as inputs along axis 0, got inputs "
              + inputs.type()
              + " and labels "
              + labels.type());
    }
  }

  /** The number of examples. */
  public int size() {
    return inputs.shape().size(0);
  }

  /**
   * The examples from {@code from} up to and without {@code to}, as views.
   *
   * @throws IllegalArgumentException if there are no such examples
   */
  public Dataset part(int from, int to) {
    if (from < 0 || from > to || to > size()) {
      throw new IllegalArgumentException(
          "a dataset of " + size() + " examples has no part from " + from + " to " + to);
    }
    return new Dataset(rows(inputs, from, to), rows(labels, from, to));
  }

  /**
   * The examples in order, so many at a time; the last batch holds the rest. A batch is made when
   * it is asked for.
   *
   * @throws IllegalArgumentException if the size is not positive
   */
  public List<Batch> batches(int batchSize) {
    return new Batches(
        size(), batchSize, (from, to) -> new Batch(rows(inputs, from, to), rows(labels, from, to)));
  }

  /**
   * The examples in an order that the key decides, so many at a time; the last batch holds the
   * rest, so that each example occurs once. A batch is made when it is asked for.
   *
   * @throws IllegalArgumentException if the size is not positive
   */
  public List<Batch> batches(int batchSize, Key key) {
    Tensor order = Tensor.permutation(key, size());
    return new Batches(
        size(),
        batchSize,
        (from, to) -> {
          Tensor places = rows(order, from, to);
          return new Batch(inputs.take(places, 0), labels.take(places, 0));
        });
  }

  private static Tensor rows(Tensor x, int from, int to) {
    return Tensor.split(x, 0, from, to - from, x.shape().size(0) - to).get(1);
  }

  /** Makes the batch of some consecutive places. */
  private interface Maker {
    Batch make(int from, int to);
  }

  private static final class Batches extends AbstractList<Batch> implements RandomAccess {
    private final int examples;
    private final int batchSize;
    private final Maker maker;

    Batches(int examples, int batchSize, Maker maker) {
      if (batchSize <= 0) {
        throw new IllegalArgumentException("the batch size must be positive, got " + batchSize);
      }
      this.examples = examples;
      this.batchSize = batchSize;
      this.maker = maker;
    }

    @Override
    public Batch get(int i) {
      int from = Objects.checkIndex(i, size()) * batchSize;
      return maker.make(from, Math.min(examples - from, batchSize) + from);
    }

    @Override
    public int size() {
      return Math.ceilDiv(examples, batchSize);
    }
  }
}
