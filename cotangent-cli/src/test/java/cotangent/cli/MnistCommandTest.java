package cotangent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, on a small database of the real one's format. */
class MnistCommandTest {
  private static final int TRAIN = 300;
  private static final int TEST = 100;

  @TempDir private Path folder;

  @BeforeEach
  void writeDatabase() throws IOException {
    Random random = new Random(1);
    write("train", TRAIN, random);
    write("t10k", TEST, random);
  }

  /** Images with a bright bar whose row tells the digit, in noise. */
  private void write(String name, int n, Random random) throws IOException {
    try (var images = gzip(name + "-images-idx3-ubyte.gz");
        var labels = gzip(name + "-labels-idx1-ubyte.gz")) {
      images.writeInt(0x803);
      images.writeInt(n);
      images.writeInt(28);
      images.writeInt(28);
      labels.writeInt(0x801);
      labels.writeInt(n);
      for (int i = 0; i < n; i++) {
        int digit = i % 10;
        labels.write(digit);
        for (int pixel = 0; pixel < 28 * 28; pixel++) {
          images.write(pixel / 28 / 2 == digit + 2 ? 255 : random.nextInt(100));
        }
      }
    }
  }

  private DataOutputStream gzip(String file) throws IOException {
    return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(folder.resolve(file))));
  }

  @Test
  void itLearnsSavesDrawsAndEvaluates() throws IOException {
    Result trained = train("a", "--epochs", "3");
    assertThat(trained.code).as(trained.err).isZero();
    assertThat(trained.out).contains("epoch  1/3").contains("epoch  3/3");
    String verdict = lastPercentage(trained.out);
    assertThat(Double.parseDouble(verdict)).isGreaterThan(90);

    Result evaluated =
        run("mnist", "--data", folder.toString(), "--evaluate", folder.resolve("a").toString());
    assertThat(evaluated.code).as(evaluated.err).isZero();
    assertThat(lastPercentage(evaluated.out)).isEqualTo(verdict);
    assertThat(Files.readString(folder.resolve("a.svg"))).startsWith("<svg").contains("matmul");
  }

  @Test
  void resumedTrainingGivesTheSameBits() throws IOException {
    assertThat(train("whole", "--epochs", "2", "--batch", "50").code).isZero();
    assertThat(train("parts", "--epochs", "1", "--batch", "50").code).isZero();
    Result resumed = train("parts", "--epochs", "2", "--resume");
    assertThat(resumed.code).as(resumed.err).isZero();
    assertThat(resumed.out).contains("going on after epoch 1");
    assertThat(Files.mismatch(folder.resolve("whole"), folder.resolve("parts"))).isEqualTo(-1);
  }

  @Test
  void resumingWithOtherSettingsIsRefused() {
    assertThat(train("a", "--epochs", "1").code).isZero();
    Result other = train("a", "--resume", "--rate", "0.1");
    assertThat(other.code).isEqualTo(2);
    assertThat(other.err).contains("--batch 100 --rate 0.001 --seed 1");
    Result nothing = train("b", "--resume");
    assertThat(nothing.code).isEqualTo(2);
    assertThat(nothing.err).contains("b does not exist");
  }

  @Test
  void wishesThatCannotBeMetAreRefusedBeforeTraining() {
    assertRefused("--epochs must be at least 1, got 0", "--epochs", "0");
    assertRefused("--batch must be at least 1, got 0", "--batch", "0");
    assertRefused("--rate must be a positive number, got -1.0", "--rate", "-1");
    assertRefused("--rate must be a positive number, got NaN", "--rate", "NaN");
    Result nowhere = train("nowhere/a");
    assertThat(nowhere.code).isEqualTo(2);
    assertThat(nowhere.err).contains("--model").contains("there is no folder");
    Result folderItself = train(".");
    assertThat(folderItself.code).isEqualTo(2);
    assertThat(folderItself.err).contains("this is a folder");
  }

  private void assertRefused(String why, String... options) {
    Result result = train("a", options);
    assertThat(result.code).isEqualTo(2);
    assertThat(result.out).isEmpty();
    assertThat(result.err).contains(why);
  }

  @Test
  void anInterruptionLeavesTheLastCompleteEpoch() throws Exception {
    Path model = folder.resolve("model");
    Process training =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "mnist",
                "--data",
                folder.toString(),
                "--epochs",
                "1000000",
                "--model",
                model.toString(),
                "--graph",
                folder.resolve("graph.svg").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      for (int i = 0; i < 600 && !Files.exists(model) && training.isAlive(); i++) {
        Thread.sleep(100);
      }
    } finally {
      training.destroy();
      assertThat(training.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(model).as(Files.readString(folder.resolve("log"))).exists();
    Result evaluated = run("mnist", "--data", folder.toString(), "--evaluate", model.toString());
    assertThat(evaluated.code).as(evaluated.err).isZero();
  }

  @Test
  void missingAndForeignFilesAreNamed() throws IOException {
    Path images = folder.resolve("train-images-idx3-ubyte.gz");
    byte[] whole = Files.readAllBytes(images);
    Files.write(images, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertFails(images, "truncated");
    Files.writeString(images, "no images");
    assertFails(images, "gzip");
    Files.delete(images);
    assertFails(images, "missing");
  }

  private void assertFails(Path file, String why) {
    Result result = train("a");
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).contains(file.toString()).contains(why).doesNotContain("\tat ");
  }

  @Test
  void aFileThatIsNoModelIsNamed() throws IOException {
    Path file = folder.resolve("model");
    Files.writeString(file, "no model");
    Result result = run("mnist", "--data", folder.toString(), "--evaluate", file.toString());
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).contains(file.toString()).doesNotContain("\tat ");
  }

  private Result train(String model, String... options) {
    String[] all = {
      "mnist",
      "--data",
      folder.toString(),
      "--model",
      folder.resolve(model).toString(),
      "--graph",
      folder.resolve(model + ".svg").toString()
    };
    String[] args = java.util.Arrays.copyOf(all, all.length + options.length);
    System.arraycopy(options, 0, args, all.length, options.length);
    return run(args);
  }

  private record Result(int code, String out, String err) {}

  private static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    return new Result(code, out.toString(), err.toString());
  }

  private static String lastPercentage(String text) {
    return Pattern.compile("([0-9.]+)% of the")
        .matcher(text)
        .results()
        .reduce((a, b) -> b)
        .orElseThrow()
        .group(1);
  }
}
