package cotangent.nn.train;

/**
 * Is told how training goes: to show progress, to save, to evaluate. What it throws ends the
 * training; it changes nothing else.
 */
public interface Listener<M> {
  /** After each batch. */
  default void batch(Progress progress) {}

  /**
   * After each epoch.
   *
   * @param training what training goes on from
   * @param loss the mean over all examples of the losses during the epoch
   */
  default void epoch(Training<M> training, double loss) {}

  /**
   * How far an epoch has come.
   *
   * @param epoch the number of the epoch, from 1
   * @param batch the number of batches done in it
   * @param batches the number of batches in it
   * @param loss the loss of the last batch
   * @param meanLoss the mean over the examples of the epoch so far
   */
  record Progress(int epoch, int batch, int batches, double loss, double meanLoss) {}
}
