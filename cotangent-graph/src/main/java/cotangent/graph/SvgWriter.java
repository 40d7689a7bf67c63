package cotangent.graph;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import cotangent.graph.Layout.Box;
import cotangent.graph.Layout.Label;
import cotangent.graph.Layout.Point;
import cotangent.graph.Layout.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Writes a layout as SVG. Only what every viewer knows is used: paths, rectangles, text and a style
 * sheet of plain classes, whose names have a prefix of their own, since a style sheet inside a web
 * page is valid in the whole page.
 */
final class SvgWriter {
  /** Radius of an edge's bends. */
  private static final double BEND = 5;

  private static final double HEAD_LENGTH = 7;
  private static final double HEAD_WIDTH = 6;

  private final Layout layout;
  private final StringBuilder out = new StringBuilder();

  private SvgWriter(Layout layout) {
    this.layout = layout;
  }

  static String write(Layout layout) {
    return new SvgWriter(layout).write();
  }

  private String write() {
    String width = number(Math.ceil(layout.width()));
    String height = number(Math.ceil(layout.height()));
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\">"
            .formatted(width, height, width, height));
    line("<title>Graph of a computation</title>");
    line("<style>\n%s</style>".formatted(style()));
    line("<rect class=\"cotangent-page\" width=\"%s\" height=\"%s\"/>".formatted(width, height));
    layout.routes().stream()
        .collect(
            groupingBy(
                r -> List.of(r.edge().from(), r.edge().result()), LinkedHashMap::new, toList()))
        .values()
        .forEach(this::value);
    for (Point p : layout.junctions()) {
      line(
          "<circle class=\"cotangent-head\" cx=\"%s\" cy=\"%s\" r=\"2.2\"/>"
              .formatted(number(p.x()), number(p.y())));
    }
    layout.labels().forEach(this::label);
    for (int v = 0; v < layout.boxes().size(); v++) {
      vertex(v, layout.boxes().get(v));
    }
    return out.append("</svg>\n").toString();
  }

  private static String style() {
    var css = new StringBuilder();
    css.append(
        """
        .cotangent-line { fill: none; stroke-width: 1.2px; }
        .cotangent-label, .cotangent-title, .cotangent-detail { font-family: Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace; }
        .cotangent-label { font-size: %spx; }
        .cotangent-title { font-size: %spx; font-weight: bold; text-anchor: middle; }
        .cotangent-detail { font-size: %spx; text-anchor: middle; }
        .cotangent-box { stroke-width: 1.3px; }
        .cotangent-constant { stroke-dasharray: 4 3; }
        """
            .formatted(
                number(Layout.LABEL_SIZE), number(Layout.TITLE_SIZE), number(Layout.DETAIL_SIZE)));
    css.append(colours(false));
    css.append("@media (prefers-color-scheme: dark) {\n");
    css.append(colours(true).indent(2));
    return css.append("}\n").toString();
  }

  private static String colours(boolean dark) {
    Colours page = Colours.page(dark);
    var css = new StringBuilder();
    css.append(
        """
        .cotangent-page { fill: %s; }
        .cotangent-line { stroke: %s; }
        .cotangent-head { fill: %s; }
        .cotangent-label { fill: %s; }
        """
            .formatted(page.fill(), page.stroke(), page.stroke(), page.text()));
    for (Kind kind : Kind.values()) {
      Colours c = Colours.of(kind, dark);
      css.append(
          """
          .cotangent-%s { fill: %s; stroke: %s; }
          .cotangent-on-%s { fill: %s; }
          """
              .formatted(name(kind), c.fill(), c.stroke(), name(kind), c.text()));
    }
    return css.toString();
  }

  /**
   * The edges that carry one value, as one path: what they share is drawn once, and not darker than
   * the rest.
   */
  private void value(List<Route> routes) {
    Edge first = routes.getFirst().edge();
    line("<g data-from=\"%s\" data-result=\"%s\">".formatted(first.from(), first.result()));
    line("<title>%s</title>".formatted(Words.xml(description(routes))));
    var lines = new StringJoiner(" ");
    var heads = new StringJoiner(" ");
    for (Route r : routes) {
      Point tip = r.points().getLast();
      Point base = towards(tip, r.points().get(r.points().size() - 2), HEAD_LENGTH);
      var points = new ArrayList<>(r.points());
      points.set(points.size() - 1, base);
      lines.add(rounded(points));
      double x = (base.y() - tip.y()) / HEAD_LENGTH * HEAD_WIDTH / 2;
      double y = (tip.x() - base.x()) / HEAD_LENGTH * HEAD_WIDTH / 2;
      heads.add(
          "M"
              + at(tip)
              + " L"
              + at(base.x() + x, base.y() + y)
              + " L"
              + at(base.x() - x, base.y() - y)
              + " Z");
    }
    line("<path class=\"cotangent-line\" d=\"%s\"/>".formatted(lines));
    line("<path class=\"cotangent-head\" d=\"%s\"/>".formatted(heads));
    line("</g>");
  }

  private String description(List<Route> routes) {
    Edge first = routes.getFirst().edge();
    var text = new StringJoiner("\n");
    if (!first.label().isEmpty()) {
      text.add(first.label());
    }
    text.add("result " + first.result() + " of " + title(first.from()));
    for (Route r : routes) {
      text.add("operand " + r.edge().operand() + " of " + title(r.edge().to()));
    }
    return text.toString();
  }

  private String title(int vertex) {
    return layout.boxes().get(vertex).vertex().title();
  }

  /** A path through the points, its corners rounded except where edges part. */
  private String rounded(List<Point> points) {
    var d = new StringBuilder("M").append(at(points.getFirst()));
    for (int i = 1; i + 1 < points.size(); i++) {
      Point p = points.get(i);
      Point before = points.get(i - 1);
      Point after = points.get(i + 1);
      double r =
          layout.junctions().contains(p)
              ? 0
              : Math.min(BEND, Math.min(distance(before, p), distance(p, after)) / 2);
      if (r < 0.5) {
        d.append(" L").append(at(p));
      } else {
        d.append(" L").append(at(towards(p, before, r)));
        d.append(" Q").append(at(p)).append(' ').append(at(towards(p, after, r)));
      }
    }
    return d.append(" L").append(at(points.getLast())).toString();
  }

  private void label(Label l) {
    double baseline = l.y() + l.height() / 2 + 0.35 * Layout.LABEL_SIZE;
    line(
        "<text class=\"cotangent-label\" x=\"%s\" y=\"%s\">%s</text>"
            .formatted(number(l.x()), number(baseline), Words.xml(l.text())));
  }

  private void vertex(int v, Box b) {
    Kind kind = Kind.of(b.vertex());
    line("<g data-vertex=\"%s\">".formatted(v));
    String full =
        b.vertex().detail().isEmpty()
            ? b.vertex().title()
            : b.vertex().title() + "\n" + b.vertex().detail();
    line("<title>%s</title>".formatted(Words.xml(name(kind) + " " + full)));
    line("<%s class=\"cotangent-%s cotangent-box\"/>".formatted(shape(kind, b), name(kind)));
    double middle = b.x() + b.width() / 2;
    double centre = b.y() + b.height() / 2;
    double up = b.detail().isEmpty() ? 0 : 7.5;
    text(kind, "title", middle, centre - up + 0.35 * Layout.TITLE_SIZE, b.title());
    if (!b.detail().isEmpty()) {
      text(kind, "detail", middle, centre + 9 + 0.35 * Layout.DETAIL_SIZE, b.detail());
    }
    line("</g>");
  }

  private void text(Kind kind, String role, double x, double y, String text) {
    line(
        "<text class=\"cotangent-%s cotangent-on-%s\" x=\"%s\" y=\"%s\">%s</text>"
            .formatted(role, name(kind), number(x), number(y), Words.xml(text)));
  }

  private static String shape(Kind kind, Box b) {
    return switch (kind) {
      case VARIABLE -> rectangle(b, b.height() / 2);
      case CONSTANT -> rectangle(b, 0);
      case OPERATION -> rectangle(b, 5);
      case RESULT -> hexagon(b, 9);
    };
  }

  private static String rectangle(Box b, double corner) {
    return "rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\""
        .formatted(
            number(b.x()), number(b.y()), number(b.width()), number(b.height()), number(corner));
  }

  private static String hexagon(Box b, double cut) {
    double right = b.x() + b.width();
    double bottom = b.y() + b.height();
    double middle = b.y() + b.height() / 2;
    return "path d=\"M%s L%s L%s L%s L%s L%s Z\""
        .formatted(
            at(b.x() + cut, b.y()),
            at(right - cut, b.y()),
            at(right, middle),
            at(right - cut, bottom),
            at(b.x() + cut, bottom),
            at(b.x(), middle));
  }

  private static double distance(Point a, Point b) {
    return Math.hypot(a.x() - b.x(), a.y() - b.y());
  }

  /** The point that lies so far from {@code a} on the way to {@code b}. */
  private static Point towards(Point a, Point b, double far) {
    double part = far / distance(a, b);
    return new Point(a.x() + part * (b.x() - a.x()), a.y() + part * (b.y() - a.y()));
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String at(Point p) {
    return at(p.x(), p.y());
  }

  private static String at(double x, double y) {
    return number(x) + "," + number(y);
  }

  /** With at most one decimal, which is finer than a viewer shows. */
  private static String number(double v) {
    long tenths = Math.round(v * 10);
    return tenths % 10 == 0
        ? Long.toString(tenths / 10)
        : (tenths < 0 ? "-" : "") + Math.abs(tenths / 10) + "." + Math.abs(tenths % 10);
  }
}
