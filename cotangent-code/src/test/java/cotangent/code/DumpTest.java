package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated classes are written where the property says. */
final class DumpTest {
  static double cube(double[] x) {
    return x[0] * x[0] * x[0];
  }

  static double[] cubes(double[] x) {
    return new double[] {cube(x)};
  }

  @Test
  void classFilesArriveInTheFolder(@TempDir Path folder) throws IOException {
    System.setProperty(Dump.FOLDER, folder.toString());
    try {
      var gradient = Differentiate.gradient(DumpTest::cube);
      assertThat(gradient.apply(new double[] {2})).containsExactly(12);
      var pullback = Differentiate.vjp(DumpTest::cubes);
      assertThat(pullback.apply(new double[] {2}, new double[] {1})).containsExactly(12);
    } finally {
      System.clearProperty(Dump.FOLDER);
    }
    var methods = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(folder.resolve("cotangent/code/DumpTest"))) {
      for (var file : files) {
        for (var method : ClassFile.of().parse(file).methods()) {
          methods.add(method.methodName().stringValue());
        }
      }
    }
    assertThat(methods)
        .contains("into", "apply", "cube$0$joint", "cubes$0$forward", "cubes$0$reverse");
  }
}
