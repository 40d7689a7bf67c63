package cotangent.cli;

import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.valueAndGrad;

import cotangent.Key;
import cotangent.Tensor;
import cotangent.Tree;
import cotangent.graph.Graph;
import cotangent.nn.Activation;
import cotangent.nn.Dense;
import cotangent.nn.Dropout;
import cotangent.nn.Initializer;
import cotangent.nn.Sequential;
import cotangent.nn.data.Batch;
import cotangent.nn.data.Dataset;
import cotangent.nn.data.Mnist;
import cotangent.nn.optim.Adam;
import cotangent.nn.optim.OptimizerState;
import cotangent.nn.optim.Updated;
import cotangent.nn.storage.Models;
import cotangent.nn.storage.Safetensors;
import cotangent.nn.train.Metrics;
import cotangent.nn.train.Trainer;
import cotangent.nn.train.Training;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains and evaluates a network on the MNIST database. */
@Command(
    name = "mnist",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a network to read handwritten digits, and draws the graph of one step.",
      "",
      "After each epoch the model is saved with all that training needs to go on. An",
      "interruption (Ctrl-C) leaves the last complete epoch; --resume goes on from it,",
      "to the same bits as training that was never interrupted.",
      ""
    })
final class MnistCommand implements Callable<Integer> {
  private static final int HIDDEN = 800;
  private static final double DROPOUT = 0.5;
  private static final int EVALUATION_BATCH = 1000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where the four gzip files are. Default: data/mnist of the project.")
  private @Nullable Path data;

  @Option(names = "--epochs", description = "Train until so many are complete: ${DEFAULT-VALUE}.")
  private int epochs = 15;

  @Option(names = "--batch", description = "Examples in a batch. Default: 100.")
  private @Nullable Integer batch;

  @Option(names = "--rate", description = "The rate of Adam. Default: 0.001.")
  private @Nullable Double rate;

  @Option(names = "--seed", description = "Where all randomness comes from. Default: 1.")
  private @Nullable Long seed;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The file to save to. Default: ${DEFAULT-VALUE}.")
  private Path model = Path.of("mnist.safetensors");

  @Option(
      names = "--graph",
      paramLabel = "FILE",
      description = "The picture of one training step. Default: ${DEFAULT-VALUE}.")
  private Path graph = Path.of("mnist.svg");

  @Option(names = "--resume", description = "Go on from the file given by --model.")
  private boolean resume;

  @Option(
      names = "--evaluate",
      paramLabel = "FILE",
      description = "Only say how good a saved model is.")
  private @Nullable Path evaluate;

  private MnistCommand() {}

  @Override
  public Integer call() throws IOException {
    return evaluate == null ? train() : evaluate(evaluate);
  }

  private void require(boolean fulfilled, String otherwise) {
    if (!fulfilled) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  /** What cannot be written should fail now, not after the first epoch. */
  private void requireFolder(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    require(
        folder != null && Files.isDirectory(folder) && !Files.isDirectory(file),
        "%s %s: %s"
            .formatted(
                option,
                file,
                Files.isDirectory(file) ? "this is a folder" : "there is no folder " + folder));
    require(
        Files.isWritable(Files.exists(file) ? file : java.util.Objects.requireNonNull(folder)),
        "%s %s: it cannot be written".formatted(option, file));
  }

  private int evaluate(Path file) throws IOException {
    Sequential network = Models.load(file, "model", network(Key.of(0)));
    Dataset test = Mnist.test(folder());
    out()
        .printf(
            "%.2f%% of the %,d test images are read right%n", percent(network, test), test.size());
    return 0;
  }

  private int train() throws IOException {
    Settings settings = resume ? resumed() : Settings.of(batch, rate, seed);
    require(epochs >= 1, "--epochs must be at least 1, got " + epochs);
    require(settings.batch() >= 1, "--batch must be at least 1, got " + settings.batch());
    require(
        settings.rate() > 0 && Double.isFinite(settings.rate()),
        "--rate must be a positive number, got " + settings.rate());
    requireFolder("--model", model);
    requireFolder("--graph", graph);
    Dataset digits = Mnist.train(folder());
    Dataset test = Mnist.test(folder());
    Trainer<Sequential> trainer =
        new Trainer<>(
            MnistCommand::loss,
            new Adam(settings.rate()),
            key -> digits.batches(settings.batch(), key));
    Key key = Key.of(settings.seed());
    Training<Sequential> training = trainer.start(key.fold(0), network(key.fold(1)));
    if (resume) {
      training = Models.load(model, training);
      out().printf("going on after epoch %d%n", training.epochs());
    } else {
      out()
          .printf(
              "a network with %,d parameters, %,d images to learn from, %,d to be tested on%n",
              Tree.leaves(training.model()).stream()
                  .mapToInt(leaf -> leaf.shape().elements())
                  .sum(),
              digits.size(),
              test.size());
    }
    try (EpochProgress progress = new EpochProgress(epochs, out())) {
      training =
          trainer.run(
              training,
              epochs,
              progress.listener(now -> {
                Models.save(model, now, settings.metadata());
                return percent(now.model(), test);
              }));
    }
    out()
        .printf(
            "%.2f%% of the %,d test images are read right%n",
            percent(training.model(), test), test.size());
    out().printf("saved %s%n", model);
    picture(trainer, training, digits.part(0, Math.min(digits.size(), settings.batch())));
    out().printf("drew one training step in %s%n", graph);
    return 0;
  }

  /** 784-800-800-10, with dropout behind the hidden layers. */
  private static Sequential network(Key key) {
    return Sequential.of(
        Dense.init(key.fold(0), Mnist.SIDE * Mnist.SIDE, HIDDEN, Initializer.HE_NORMAL),
        new Activation(Tensor::relu),
        new Dropout(DROPOUT),
        Dense.init(key.fold(1), HIDDEN, HIDDEN, Initializer.HE_NORMAL),
        new Activation(Tensor::relu),
        new Dropout(DROPOUT),
        Dense.init(key.fold(2), HIDDEN, Mnist.CLASSES, Initializer.GLOROT_UNIFORM));
  }

  private static Tensor loss(Sequential network, Batch batch, Key key) {
    return network.apply(batch.inputs(), key).crossEntropy(batch.labels());
  }

  private static double percent(Sequential network, Dataset test) {
    return 100
        * Metrics.evaluate(network::apply, test.batches(EVALUATION_BATCH), Metrics::accuracy)[0];
  }

  private void picture(Trainer<Sequential> trainer, Training<Sequential> training, Dataset some)
      throws IOException {
    Batch batch = some.batches(some.size()).getFirst();
    var step = new Step(training.model(), training.optimizer(), batch, training.key());
    var traced =
        trace(
            (Step s) -> {
              var loss = valueAndGrad(trainer.loss()).apply(s.model, s.batch, s.key);
              return new Trained(
                  loss.value(), trainer.optimizer().update(loss.grad(), s.state, s.model));
            },
            step);
    Graph.of(traced).writeSvg(graph);
  }

  /** What one step of training takes. */
  private record Step(Sequential model, OptimizerState<Sequential> state, Batch batch, Key key) {}

  /** What one step of training gives. */
  private record Trained(Tensor loss, Updated<Sequential> next) {}

  /** The folder of the database: what was asked for, or that of the project. */
  private Path folder() {
    if (data != null) {
      return data;
    }
    String home = System.getProperty("cotangent.home", ".");
    return Path.of(home, "data", "mnist");
  }

  /** What the run to be resumed was started with; other wishes would give other bits. */
  private Settings resumed() throws IOException {
    if (!Files.exists(model)) {
      throw new ParameterException(
          spec.commandLine(), "there is nothing to resume: " + model + " does not exist");
    }
    Settings before = Settings.parse(model, Safetensors.read(model).metadata());
    Settings wished =
        Settings.of(
            batch == null ? Integer.valueOf(before.batch()) : batch,
            rate == null ? Double.valueOf(before.rate()) : rate,
            seed == null ? Long.valueOf(before.seed()) : seed);
    if (!wished.equals(before)) {
      throw new ParameterException(
          spec.commandLine(),
          "%s was trained with %s; leave these options away to resume it".formatted(model, before));
    }
    return before;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** What a run depends on besides the data. */
  private record Settings(int batch, double rate, long seed) {
    static Settings of(@Nullable Integer batch, @Nullable Double rate, @Nullable Long seed) {
      return new Settings(
          batch == null ? 100 : batch, rate == null ? 1e-3 : rate, seed == null ? 1 : seed);
    }

    static Settings parse(Path file, Map<String, String> metadata) throws IOException {
      try {
        return new Settings(
            Integer.parseInt(text(metadata, "batch")),
            Double.parseDouble(text(metadata, "rate")),
            Long.parseLong(text(metadata, "seed")));
      } catch (NumberFormatException e) {
        throw new IOException(
            file + " was not saved by this command: its metadata is " + metadata, e);
      }
    }

    private static String text(Map<String, String> metadata, String name) {
      String text = metadata.get(name);
      if (text == null) {
        throw new NumberFormatException(name + " is missing");
      }
      return text;
    }

    Map<String, String> metadata() {
      return Map.of(
          "batch",
          Integer.toString(batch),
          "rate",
          Double.toString(rate),
          "seed",
          Long.toString(seed));
    }

    @Override
    public String toString() {
      return "--batch " + batch + " --rate " + rate + " --seed " + seed;
    }
  }
}
