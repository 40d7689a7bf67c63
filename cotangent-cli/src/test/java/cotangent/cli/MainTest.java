package cotangent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void versionIsTheBuilds() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString()).containsPattern("^cotangent \\d+\\.\\d+\\.\\d+").contains("Java ");
  }

  @Test
  void withoutArgumentsItSaysWhatItCanDo() {
    assertThat(execute()).isZero();
    assertThat(out.toString()).startsWith("Usage: cotangent").contains("cotangent run FILE");
  }

  @Test
  void anUnknownCommandIsAnErrorThatNamesIt() {
    assertThat(execute("mnits")).isEqualTo(2);
    assertThat(err.toString()).contains("mnits").contains("cotangent mnist");
    assertThat(out.toString()).isEmpty();
  }

  private int execute(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
