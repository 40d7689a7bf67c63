package cotangent.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every program that the project prints: the {@code java} blocks of README.md and docs/, whose
 * output has to be that of the {@code text} block right below, and the examples.
 */
class DocsRunTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** How an example says with which arguments the build runs it, if with any. */
  private static final Pattern ARGUMENTS =
      Pattern.compile("^// The build runs this with: (.*)$", Pattern.MULTILINE);

  @TestFactory
  Stream<DynamicTest> documents() throws IOException {
    return documentFiles().stream().flatMap(DocsRunTest::programsOf);
  }

  @TestFactory
  Stream<DynamicTest> examples() throws IOException {
    return exampleFiles().stream()
        .map(file -> dynamicTest(name(file), file.toUri(), () -> runExample(file)));
  }

  private static Stream<DynamicTest> programsOf(Path file) {
    List<Markdown.Block> programs;
    try {
      programs = Markdown.programs(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new AssertionError(name(file) + ": " + e.getMessage(), e);
    }
    return programs.stream()
        .map(block ->
            dynamicTest(name(file) + ":" + block.line(), file.toUri(), () -> runBlock(block)));
  }

  private static void runBlock(Markdown.Block block) {
    String printed = new Program("Program", block.source()).run(LIMIT);
    block
        .output()
        .ifPresent(expected -> assertThat(printed).isEqualToNormalizingNewlines(expected));
  }

  private static void runExample(Path file) throws IOException {
    String source = Files.readString(file);
    Matcher given = ARGUMENTS.matcher(source);
    String[] arguments = given.find() ? given.group(1).strip().split(" +") : new String[0];
    String name = file.getFileName().toString().replace(".java", "");
    assertThat(new Program(name, source).run(LIMIT, arguments)).isNotBlank();
  }

  private static List<Path> documentFiles() throws IOException {
    try (var docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static List<Path> exampleFiles() throws IOException {
    try (var files = Files.list(ROOT.resolve("examples"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static String name(Path file) {
    return ROOT.relativize(file).toString();
  }
}
