package cotangent.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgramTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void aCompactSourceFileRuns() {
    assertThat(run("record P(int x) {}\nvoid main() { IO.println(new P(3)); }"))
        .isEqualToNormalizingNewlines("P[x=3]\n");
  }

  @Test
  void aClassRunsWithItsArguments() {
    var program =
        new Program(
            "Echo",
            "class Echo { public static void main(String[] a) { IO.print(String.join(\"+\", a)); } }");
    assertThat(program.run(LIMIT, "1", "2")).isEqualTo("1+2");
  }

  @Test
  void aProgramCanReadItsOwnClassFile() {
    assertThat(
            run(
                "void main() { IO.print("
                    + "getClass().getResourceAsStream(\"/Program.class\") != null); }"))
        .isEqualTo("true");
  }

  @Test
  void theLibraryIsOnTheClassPath() {
    assertThat(run("import cotangent.*;\nvoid main() { IO.print(DType.F64); }")).isEqualTo("F64");
  }

  @Test
  void errorsAndWarningsOfTheCompilerFailIt() {
    assertThatThrownBy(() -> run("void main() { int x = true; }"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("incompatible types");
    assertThatThrownBy(() -> run("void main() { IO.println(new Integer(3)); }"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("deprecated");
  }

  @Test
  void whatItThrowsFailsIt() {
    assertThatThrownBy(() -> run("void main() { IO.print(\"before\"); throw new Error(\"why\"); }"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("before")
        .hasRootCauseMessage("why");
  }

  @Test
  void aProgramThatDoesNotEndFailsIt() {
    var endless =
        new Program(
            "Endless",
            "void main() throws InterruptedException { IO.print(\"so far\"); Thread.sleep(600_000); }");
    assertThatThrownBy(() -> endless.run(Duration.ofMillis(500)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("still running")
        .hasMessageContaining("so far");
  }

  @Test
  void aProgramNeedsAMain() {
    assertThatThrownBy(() -> run("class Program {}"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("main");
  }

  private static String run(String source) {
    return new Program("Program", source).run(LIMIT);
  }
}
