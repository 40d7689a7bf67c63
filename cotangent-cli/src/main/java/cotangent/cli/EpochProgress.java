package cotangent.cli;

import cotangent.nn.train.Listener;
import cotangent.nn.train.Training;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how training goes: a bar on stderr while an epoch runs, and a line on stdout behind it. */
final class EpochProgress implements AutoCloseable {
  /** What is done at the end of an epoch: save, and measure the accuracy in percent. */
  interface EndOfEpoch<M> {
    double accuracy(Training<M> now) throws IOException;
  }

  private final int epochs;
  private final PrintWriter out;
  private @Nullable ProgressBar bar;
  private long started = System.nanoTime();

  EpochProgress(int epochs, PrintWriter out) {
    this.epochs = epochs;
    this.out = out;
  }

  <M> Listener<M> listener(EndOfEpoch<M> end) {
    return new Listener<>() {
      @Override
      public void batch(Progress progress) {
        advance(progress);
      }

      @Override
      public void epoch(Training<M> training, double loss) {
        close();
        try {
          double accuracy = end.accuracy(training);
          out.printf(
              Locale.ROOT,
              "epoch %2d/%d  loss %.4f  test accuracy %.2f%%  %.1f s%n",
              training.epochs(),
              epochs,
              loss,
              accuracy,
              (System.nanoTime() - started) / 1e9);
          out.flush();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        started = System.nanoTime();
      }
    };
  }

  private void advance(Listener.Progress progress) {
    ProgressBar now = bar;
    if (now == null) {
      now =
          new ProgressBarBuilder()
              .setTaskName("epoch %d/%d".formatted(progress.epoch(), epochs))
              .setInitialMax(progress.batches())
              .setStyle(ProgressBarStyle.ASCII)
              .clearDisplayOnFinish()
              .build();
      bar = now;
    }
    now.setExtraMessage(String.format(Locale.ROOT, "loss %.4f", progress.meanLoss()));
    now.stepTo(progress.batch());
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
