package cotangent.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import cotangent.graph.SvgPicture.Point;
import cotangent.graph.SvgPicture.Rectangle;
import cotangent.graph.SvgPicture.Segment;
import cotangent.graph.SvgPicture.Text;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That a renderer which knows nothing of this module paints what was meant. */
class SvgPixelTest {

  /** Held, so that its level stays: the renderer tells of every style rule it does not know. */
  private static final Logger RENDERER = Logger.getLogger("com.github.weisj.jsvg");

  @BeforeAll
  static void silence() {
    RENDERER.setLevel(Level.SEVERE);
  }

  @Test
  void boxesLinesHeadsAndTextArePainted() {
    Graph graph = Samples.trainingStep();
    SvgPicture picture = SvgPicture.read(graph.toSvg());
    BufferedImage image = render(graph.toSvg());
    int paper = rgb(Colours.page(false).fill());
    assertThat(image.getRGB(0, 0) & 0xFFFFFF).isEqualTo(paper);
    for (int v = 0; v < graph.vertices().size(); v++) {
      Rectangle box = picture.boxes().get(v);
      int fill = rgb(Colours.of(Kind.of(graph.vertices().get(v)), false).fill());
      assertThat(pixel(image, (box.left() + box.right()) / 2, box.top() + 3))
          .as("%s", box)
          .isEqualTo(fill);
      assertThat(pixel(image, (box.left() + box.right()) / 2, box.bottom() - 3)).isEqualTo(fill);
      assertThat(pixel(image, box.left() - 3, box.top() - 3)).isNotEqualTo(fill);
    }
    picture
        .wires()
        .values()
        .forEach(wire -> {
          for (Point tip : wire.tips()) {
            assertThat(pixel(image, tip.x(), tip.y() - 5))
                .as("head at %s", tip)
                .isNotEqualTo(paper);
          }
          for (Segment s : wire.segments()) {
            double x = (s.from().x() + s.to().x()) / 2;
            double y = (s.from().y() + s.to().y()) / 2;
            assertThat(pixel(image, x, y)).as("line at %s %s", x, y).isNotEqualTo(paper);
          }
        });
    if (hasFonts()) {
      for (Text text : picture.labels()) {
        assertThat(inked(image, text.place(), paper)).as("%s", text).isBetween(0.05, 0.6);
      }
    }
  }

  /** Java 2D cannot write text on a machine without any font. */
  private static boolean hasFonts() {
    try {
      return GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length
          > 0;
    } catch (RuntimeException | InternalError e) {
      return false;
    }
  }

  private static BufferedImage render(String svg) {
    SVGDocument document =
        Objects.requireNonNull(
            new SVGLoader()
                .load(
                    new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                    null,
                    LoaderContext.createDefault()));
    int width = (int) document.size().width;
    int height = (int) document.size().height;
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    document.render(null, graphics, new ViewBox(0, 0, width, height));
    graphics.dispose();
    return image;
  }

  private static int pixel(BufferedImage image, double x, double y) {
    return image.getRGB((int) x, (int) y) & 0xFFFFFF;
  }

  /** The share of pixels that differ from the paper. */
  private static double inked(BufferedImage image, Rectangle place, int paper) {
    int inked = 0;
    int all = 0;
    for (int y = (int) place.top(); y < place.bottom(); y++) {
      for (int x = (int) place.left(); x < place.right(); x++) {
        all++;
        inked += pixel(image, x, y) == paper ? 0 : 1;
      }
    }
    return (double) inked / all;
  }

  private static int rgb(String colour) {
    return Integer.parseInt(colour.substring(1), 16);
  }
}
