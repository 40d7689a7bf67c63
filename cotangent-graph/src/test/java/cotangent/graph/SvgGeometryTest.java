package cotangent.graph;

import static org.assertj.core.api.Assertions.assertThat;

import cotangent.graph.SvgPicture.Point;
import cotangent.graph.SvgPicture.Rectangle;
import cotangent.graph.SvgPicture.Segment;
import cotangent.graph.SvgPicture.Text;
import cotangent.graph.SvgPicture.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That nothing in a picture lies on anything else, and that every edge leads where it should. */
class SvgGeometryTest {

  record Drawn(Graph graph, SvgPicture picture) {}

  private static final List<Named<Drawn>> DRAWN =
      Stream.concat(
              Stream.of(
                  Named.of("matrix product", Samples.matrixProduct()),
                  Named.of("lesson", Samples.lesson()),
                  Named.of("training step", Samples.trainingStep()),
                  Named.of("chain", Samples.chain(300)),
                  Named.of("one variable", Samples.chain(0)),
                  Named.of("wide", Samples.wide(40)),
                  Named.of("updates", Samples.updates(6)),
                  Named.of("large random graph", Samples.random(99, 400))),
              IntStream.range(0, Integer.getInteger("cotangent.graph.seeds", 40))
                  .mapToObj(
                      seed -> Named.of("random " + seed, Samples.random(seed, 4 + seed % 80))))
          .map(named -> {
            Graph graph = named.getPayload();
            return Named.of(named.getName(), new Drawn(graph, SvgPicture.read(graph.toSvg())));
          })
          .toList();

  static List<Named<Drawn>> drawn() {
    return DRAWN;
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void nothingLiesOnAnythingElse(Drawn drawn) {
    SvgPicture picture = drawn.picture();
    List<Rectangle> boxes = picture.boxes();
    var page = new Rectangle(0, 0, picture.width(), picture.height());
    assertThat(boxes).hasSameSizeAs(drawn.graph().vertices()).allMatch(page::contains);
    for (int i = 0; i < boxes.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertApart("boxes", boxes.get(i).grown(2), boxes.get(j).grown(2));
      }
    }
    List<Text> labels = picture.labels();
    for (int i = 0; i < labels.size(); i++) {
      Rectangle label = labels.get(i).place();
      assertThat(page.contains(label)).as("label %s on the page", labels.get(i)).isTrue();
      boxes.forEach(box -> assertApart("label and box", label, box));
      for (int j = 0; j < i; j++) {
        assertApart("labels", label, labels.get(j).place());
      }
    }
    for (Text text : picture.inBoxes()) {
      Rectangle box = boxes.get(text.vertex());
      assertThat(box.grown(-1).contains(text.place())).as("%s in %s", text, box).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void edgesRunThroughNeitherBoxesNorLabels(Drawn drawn) {
    SvgPicture picture = drawn.picture();
    for (Wire wire : picture.wires().values()) {
      for (Segment s : wire.segments()) {
        assertThat(s.vertical() || s.horizontal()).as("%s", s).isTrue();
        picture.boxes().forEach(box -> assertApart("edge and box", s.box(), box.grown(-0.2)));
        picture.labels().forEach(t -> assertApart("edge and label", s.box(), t.place()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void edgesOfDifferentValuesOnlyCross(Drawn drawn) {
    SvgPicture picture = drawn.picture();
    var wires = new ArrayList<>(picture.wires().values());
    for (int i = 0; i < wires.size(); i++) {
      for (int j = 0; j < i; j++) {
        for (Segment a : wires.get(i).segments()) {
          for (Segment b : wires.get(j).segments()) {
            if ((a.vertical() && b.vertical()) || (a.horizontal() && b.horizontal())) {
              assertApart("edges", a.box().grown(1), b.box().grown(1));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void everyEdgeLeadsFromItsVertexToItsOperand(Drawn drawn) {
    Graph graph = drawn.graph();
    SvgPicture picture = drawn.picture();
    var next = new HashMap<List<Integer>, Integer>();
    for (Edge e : graph.edges()) {
      var key = List.of(e.from(), e.result());
      Wire wire = picture.wires().get(key);
      int i = next.merge(key, 1, Integer::sum) - 1;
      Rectangle from = picture.boxes().get(e.from());
      Rectangle to = picture.boxes().get(e.to());
      Point start = wire.lines().get(i).getFirst();
      Point end = wire.lines().get(i).getLast();
      Point tip = wire.tips().get(i);
      assertThat(start.y()).as("leaves below").isEqualTo(from.bottom());
      assertThat(start.x()).isBetween(from.left() + 5, from.right() - 5);
      assertThat(start)
          .as("all edges of a value start at one point")
          .isEqualTo(wire.lines().getFirst().getFirst());
      assertThat(tip.y()).as("enters above").isEqualTo(to.top());
      assertThat(tip.x()).isBetween(to.left() + 5, to.right() - 5);
      assertThat(end.x()).as("the line ends where its head begins").isEqualTo(tip.x());
      assertThat(tip.y() - end.y()).isBetween(6.8, 7.2);
    }
    next.forEach((key, count) -> assertThat(picture.wires().get(key).lines()).hasSize(count));
    assertThat(picture.wires().keySet()).isEqualTo(next.keySet());
    operandsEnterFromLeftToRight(graph, picture);
  }

  private static void operandsEnterFromLeftToRight(Graph graph, SvgPicture picture) {
    var next = new HashMap<List<Integer>, Integer>();
    var at = new HashMap<List<Integer>, Double>();
    for (Edge e : graph.edges()) {
      var key = List.of(e.from(), e.result());
      int i = next.merge(key, 1, Integer::sum) - 1;
      at.put(List.of(e.to(), e.operand()), picture.wires().get(key).tips().get(i).x());
    }
    at.forEach((operand, x) -> {
      Double before = at.get(List.of(operand.get(0), operand.get(1) - 1));
      assertThat(before == null || before + 5 < x).as("operand %s", operand).isTrue();
    });
  }

  @Test
  void whatWouldBeMuchWiderThanHighIsFolded() {
    SvgPicture picture = SvgPicture.read(Samples.updates(12).toSvg());
    assertThat(picture.width()).isLessThan(2 * picture.height());
  }

  private static void assertApart(String what, Rectangle a, Rectangle b) {
    if (a.overlaps(b)) {
      throw new AssertionError("%s overlap: %s and %s".formatted(what, a, b));
    }
  }
}
