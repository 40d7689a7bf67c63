package cotangent.graph;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What an SVG picture of a graph shows, read from the SVG itself: the JDK's XML parser and the
 * coordinates in the elements, nothing of the classes that wrote them.
 *
 * @param boxes the vertices' rectangles, in the graph's order
 * @param wires what carries a value, by its vertex and result
 */
record SvgPicture(
    double width,
    double height,
    List<Rectangle> boxes,
    Map<List<Integer>, Wire> wires,
    List<Text> labels,
    List<Text> inBoxes) {

  record Point(double x, double y) {}

  record Rectangle(double left, double top, double right, double bottom) {
    boolean overlaps(Rectangle o) {
      return left < o.right && o.left < right && top < o.bottom && o.top < bottom;
    }

    Rectangle grown(double by) {
      return new Rectangle(left - by, top - by, right + by, bottom + by);
    }

    boolean contains(Rectangle o) {
      return left <= o.left && top <= o.top && right >= o.right && bottom >= o.bottom;
    }
  }

  /** A horizontal or vertical piece of an edge. */
  record Segment(Point from, Point to) {
    Rectangle box() {
      return new Rectangle(
          Math.min(from.x, to.x),
          Math.min(from.y, to.y),
          Math.max(from.x, to.x),
          Math.max(from.y, to.y));
    }

    boolean vertical() {
      return Math.abs(from.x - to.x) < 0.2;
    }

    boolean horizontal() {
      return Math.abs(from.y - to.y) < 0.2;
    }
  }

  /** The polylines of one value, one an edge, and the tips of their arrow heads. */
  record Wire(List<List<Point>> lines, List<Point> tips) {
    List<Segment> segments() {
      return lines.stream()
          .flatMap(line ->
              IntStream.range(1, line.size())
                  .mapToObj(i -> new Segment(line.get(i - 1), line.get(i))))
          .toList();
    }
  }

  /** A text and the place it takes, were every letter 0.605 of the type size wide. */
  record Text(String text, Rectangle place, int vertex) {}

  static SvgPicture read(String svg) {
    Element root = parse(svg).getDocumentElement();
    var boxes = new HashMap<Integer, Rectangle>();
    var wires = new HashMap<List<Integer>, Wire>();
    var inBoxes = new ArrayList<Text>();
    for (Element g : elements(root, "g")) {
      if (g.hasAttribute("data-vertex")) {
        int vertex = Integer.parseInt(g.getAttribute("data-vertex"));
        boxes.put(vertex, shape(g));
        for (Element t : elements(g, "text")) {
          inBoxes.add(text(t, vertex));
        }
      } else {
        List<Element> paths = elements(g, "path");
        var key =
            List.of(
                Integer.valueOf(g.getAttribute("data-from")),
                Integer.valueOf(g.getAttribute("data-result")));
        List<Point> tips = polylines(paths.get(1)).stream().map(List::getFirst).toList();
        wires.put(key, new Wire(polylines(paths.get(0)), tips));
      }
    }
    List<Text> labels =
        elements(root, "text").stream()
            .filter(t -> t.getAttribute("class").contains("label"))
            .map(t -> text(t, -1))
            .toList();
    return new SvgPicture(
        Double.parseDouble(root.getAttribute("width")),
        Double.parseDouble(root.getAttribute("height")),
        IntStream.range(0, boxes.size()).mapToObj(boxes::get).toList(),
        wires,
        labels,
        inBoxes);
  }

  static Document parse(String svg) {
    try {
      var factory = DocumentBuilderFactory.newDefaultNSInstance();
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("not well-formed: " + e.getMessage() + "\n" + svg, e);
    }
  }

  static List<Element> elements(Element root, String name) {
    NodeList found = root.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static Rectangle shape(Element group) {
    List<Element> rects = elements(group, "rect");
    if (!rects.isEmpty()) {
      Element r = rects.getFirst();
      double x = value(r, "x");
      double y = value(r, "y");
      return new Rectangle(x, y, x + value(r, "width"), y + value(r, "height"));
    }
    List<Point> corners = polylines(elements(group, "path").getFirst()).getFirst();
    return new Rectangle(
        corners.stream().mapToDouble(Point::x).min().orElseThrow(),
        corners.stream().mapToDouble(Point::y).min().orElseThrow(),
        corners.stream().mapToDouble(Point::x).max().orElseThrow(),
        corners.stream().mapToDouble(Point::y).max().orElseThrow());
  }

  private static Text text(Element t, int vertex) {
    String kind = t.getAttribute("class");
    double size = kind.contains("title") ? 13 : 10.5;
    double width = 0.605 * size * t.getTextContent().codePointCount(0, t.getTextContent().length());
    double left = value(t, "x") - (kind.contains("label") ? 0 : width / 2);
    double baseline = value(t, "y");
    var place = new Rectangle(left, baseline - 0.75 * size, left + width, baseline + 0.2 * size);
    return new Text(t.getTextContent(), place, vertex);
  }

  private static double value(Element e, String attribute) {
    return Double.parseDouble(e.getAttribute(attribute));
  }

  /** The corners of a path's parts; of a rounded bend, the corner that was rounded. */
  private static List<List<Point>> polylines(Element path) {
    var lines = new ArrayList<List<Point>>();
    for (String part : path.getAttribute("d").split("M", -1)) {
      if (part.isBlank()) {
        continue;
      }
      var line = new ArrayList<Point>();
      for (String at : part.replaceAll("[LQZ]", " ").strip().split(" +", -1)) {
        String[] xy = at.split(",", -1);
        line.add(new Point(Double.parseDouble(xy[0]), Double.parseDouble(xy[1])));
      }
      lines.add(line);
    }
    return lines;
  }
}
