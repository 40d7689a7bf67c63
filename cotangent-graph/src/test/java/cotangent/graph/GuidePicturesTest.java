package cotangent.graph;

import static cotangent.Derivatives.gradients;
import static org.assertj.core.api.Assertions.assertThat;

import cotangent.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pictures in the guide are those that its programs draw. */
class GuidePicturesTest {
  private static final Path GUIDE = Path.of("..", "docs", "guide", "pictures");

  @Test
  void lesson() throws IOException {
    Tensor x = Tensor.of(5.0).variable("x");
    Tensor w = Tensor.of(2.0).variable("w");
    Tensor b = Tensor.of(-3.0).variable("b");
    Tensor y = Tensor.of(7.0).variable("y");
    Tensor z = w.mul(x).add(b);
    Tensor h = z.relu();
    Tensor loss = y.sub(h.add(z)).square();
    assertShown("lesson.svg", Graph.of(Map.of("loss", loss)));
  }

  @Test
  void gradient() throws IOException {
    Tensor x = Tensor.of(new double[] {1, 2, 3}).variable("x");
    Tensor z = x.sin().exp().sum();
    Tensor dx = gradients(z, List.of(x)).getFirst();
    assertShown("gradient.svg", Graph.of(Map.of("z", z, "dz/dx", dx)));
  }

  private static void assertShown(String name, Graph graph) throws IOException {
    Path drawn = Path.of("target", name);
    graph.writeSvg(drawn);
    assertThat(GUIDE.resolve(name))
        .as("if %s is what should be shown, copy it there", drawn)
        .hasSameTextualContentAs(drawn);
  }
}
