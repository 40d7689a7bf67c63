package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which Java is started: the source launcher, JShell, a named module. */
final class LaunchTest {
  @TempDir private Path directory;

  private static String classes() throws Exception {
    var source = Differentiate.class.getProtectionDomain().getCodeSource();
    return Path.of(source.getLocation().toURI()).toString();
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    var out = directory.resolve("out.txt");
    var process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return Files.readString(out);
  }

  @Test
  void compactSourceFile() throws Exception {
    Files.writeString(
        directory.resolve("Example.java"),
        """
        import static cotangent.code.Differentiate.*;

        double rosenbrock(double[] x) {
          double s = 0;
          for (int i = 0; i + 1 < x.length; i++) {
            double a = 1 - x[i], b = x[i + 1] - x[i] * x[i];
            s += a * a + 100 * b * b;
          }
          return s;
        }

        void main() {
          var gradient = gradient(x -> rosenbrock(x));
          IO.println(java.util.Arrays.toString(gradient.apply(new double[] {-1.2, 1})));
          IO.println(derivative(derivative(x -> x * x * x)).apply(2));
        }
        """);
    assertThat(run(List.of(tool("java"), "-cp", classes(), "Example.java")))
        .isEqualToNormalizingNewlines("[-215.59999999999997, -87.99999999999999]\n12.0\n");
  }

  @Test
  void sourceFileWithClass() throws Exception {
    Files.createDirectories(directory.resolve("demo"));
    Files.writeString(
        directory.resolve("demo/Demo.java"),
        """
        package demo;

        import cotangent.code.Differentiate;

        public class Demo {
          private record Point(double x, double y) {}

          private static double f(double[] v) {
            var p = new Point(v[0], v[1]);
            return p.x() * p.y();
          }

          public static void main(String[] args) {
            System.out.println(Differentiate.gradient(Demo::f).apply(new double[] {2, 3})[0]);
          }
        }
        """);
    assertThat(run(List.of(tool("java"), "-cp", classes(), "demo/Demo.java")).strip())
        .isEqualTo("3.0");
  }

  @Test
  void jshell() throws Exception {
    Files.writeString(
        directory.resolve("script.jsh"),
        """
        import static cotangent.code.Differentiate.*
        double f(double[] x) { return x[0] * x[0] * x[1]; }
        System.out.println(gradient(x -> f(x)).apply(new double[] {2, 3})[0])
        System.out.println(hessian(x -> f(x)).apply(new double[] {2, 3})[0][1])
        /exit
        """);
    var out = run(List.of(tool("jshell"), "--class-path", classes(), "-s", "script.jsh"));
    assertThat(out.lines().map(String::strip).toList()).contains("12.0", "4.0");
  }

  private String module(String opens, String call) throws Exception {
    var source = directory.resolve("src");
    Files.createDirectories(source.resolve("app/main"));
    Files.writeString(
        source.resolve("module-info.java"),
        "module app { requires cotangent.code; " + opens + " }");
    Files.writeString(
        source.resolve("app/main/Main.java"),
        """
        package app.main;

        import cotangent.code.Differentiate;
        import java.lang.invoke.MethodHandles;

        public class Main {
          private static double f(double[] v) {
            return v[0] * v[1];
          }

          public static void main(String[] args) {
            System.out.println(%s.apply(new double[] {2, 3})[0]);
          }
        }
        """
            .formatted(call));
    var javac =
        new ArrayList<>(
            List.of(tool("javac"), "-p", classes(), "-d", directory.resolve("mod").toString()));
    javac.add(source.resolve("module-info.java").toString());
    javac.add(source.resolve("app/main/Main.java").toString());
    assertThat(run(javac)).doesNotContain("error:");
    return run(
        List.of(
            tool("java"),
            "-p",
            classes() + java.io.File.pathSeparator + directory.resolve("mod"),
            "-m",
            "app/app.main.Main"));
  }

  @Test
  void namedModuleThatOpensItsPackage() throws Exception {
    assertThat(
            module("opens app.main to cotangent.code;", "Differentiate.gradient(Main::f)").strip())
        .isEqualTo("3.0");
  }

  @Test
  void namedModuleWithLookup() throws Exception {
    assertThat(module("", "Differentiate.gradient(MethodHandles.lookup(), Main::f)").strip())
        .isEqualTo("3.0");
  }

  @Test
  void namedModuleThatStaysClosedIsTold() throws Exception {
    assertThat(module("", "Differentiate.gradient(Main::f)"))
        .contains("opens app.main to cotangent.code;", "MethodHandles.lookup()");
  }
}
