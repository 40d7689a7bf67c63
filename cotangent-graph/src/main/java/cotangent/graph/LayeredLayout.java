package cotangent.graph;

import cotangent.graph.Layout.Box;
import cotangent.graph.Layout.Label;
import cotangent.graph.Layout.Point;
import cotangent.graph.Layout.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.LayeringStrategy;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.PortConstraints;
import org.eclipse.elk.core.options.PortSide;
import org.eclipse.elk.core.util.ElkUtil;
import org.eclipse.elk.core.util.NullElkProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.ElkPort;
import org.eclipse.elk.graph.properties.IProperty;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.jspecify.annotations.Nullable;

/**
 * The layout, by the layered algorithm of the Eclipse Layout Kernel (ELK): vertices in rows, edges
 * downwards in horizontal and vertical pieces.
 *
 * <p>Where an edge meets a box is decided here, so that operands enter from left to right in their
 * order and every result has its own place to leave from. All edges that carry the same value start
 * at one point, and the value's label stands there once.
 */
final class LayeredLayout {
  /** Between two edges that enter or leave the same box. */
  private static final double BETWEEN_PORTS = 14;

  private static final double BESIDE_LABEL = 5;
  private static final double MARGIN = 24;

  /**
   * Up to so many crossed rows the boxes are placed by the method that gives the most compact
   * pictures; its time grows much faster than the graph does (a second or two at this size).
   */
  private static final int CAREFUL = 3_000;

  /** The width from which on it matters that a picture is much wider than high. */
  private static final double TOO_WIDE = 2_000;

  /** Bytes; reserved, not used, unless a graph needs them. */
  private static final long STACK = 256L << 20;

  private final Graph graph;
  private final ElkNode root = ElkGraphUtil.createGraph();
  private final List<Place> places = new ArrayList<>();
  private final List<ElkEdge> edges = new ArrayList<>();

  /** A vertex while it is being placed; ports by the number of the operand or of the result. */
  private record Place(
      Box box,
      ElkNode node,
      SortedMap<Integer, ElkPort> operands,
      SortedMap<Integer, ElkPort> results,
      SortedMap<Integer, ElkLabel> labels) {}

  private LayeredLayout(Graph graph) {
    this.graph = graph;
  }

  /**
   * A layout whose edges are short; if that is too wide to be looked at, one with narrow rows, if
   * that is smaller.
   */
  static Layout of(Graph graph) {
    boolean careful = rowsCrossed(graph) <= CAREFUL;
    Layout layout = new LayeredLayout(graph).run(careful, LayeringStrategy.NETWORK_SIMPLEX);
    if (!careful || layout.width() < TOO_WIDE || layout.width() < 2 * layout.height()) {
      return layout;
    }
    Layout narrow = new LayeredLayout(graph).run(true, LayeringStrategy.MIN_WIDTH);
    return longerSide(narrow) < longerSide(layout) ? narrow : layout;
  }

  private static double longerSide(Layout layout) {
    return Math.max(layout.width(), layout.height());
  }

  private Layout run(boolean careful, LayeringStrategy rows) {
    for (Vertex vertex : graph.vertices()) {
      ElkNode node = ElkGraphUtil.createNode(root);
      places.add(
          new Place(
              Layout.measure(vertex), node, new TreeMap<>(), new TreeMap<>(), new TreeMap<>()));
    }
    graph.edges().forEach(this::connect);
    places.forEach(LayeredLayout::arrange);
    setOptions(careful, rows);
    // Fills a table of ELK's on first use, without which its options have no default values.
    LayoutMetaDataService.getInstance();
    onDeepStack(() -> new LayeredLayoutProvider().layout(root, new NullElkProgressMonitor()));
    return read();
  }

  private void setOptions(boolean careful, LayeringStrategy rows) {
    set(LayeredOptions.DIRECTION, Direction.DOWN);
    set(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    set(LayeredOptions.PADDING, new ElkPadding(MARGIN));
    set(LayeredOptions.SPACING_NODE_NODE, 24.0);
    set(LayeredOptions.SPACING_EDGE_NODE, 14.0);
    set(LayeredOptions.SPACING_EDGE_EDGE, 12.0);
    set(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 24.0);
    set(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 16.0);
    set(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, 10.0);
    set(LayeredOptions.SPACING_EDGE_LABEL, BESIDE_LABEL);
    set(LayeredOptions.LAYERING_STRATEGY, rows);
    if (careful) {
      set(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
      set(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.PREFER_EDGES);
      set(LayeredOptions.THOROUGHNESS, 100);
    } else {
      set(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.BRANDES_KOEPF);
      set(LayeredOptions.THOROUGHNESS, 1);
    }
  }

  private <T> void set(IProperty<? super T> option, T value) {
    root.setProperty(option, value);
  }

  /**
   * How many rows all edges cross together, if every vertex stands as high as it can: what the
   * layout's time depends on.
   */
  private static long rowsCrossed(Graph graph) {
    int[] row = new int[graph.vertices().size()];
    var byTarget = new ArrayList<>(graph.edges());
    byTarget.sort(Comparator.comparingInt(Edge::to));
    long sum = 0;
    for (Edge e : byTarget) {
      row[e.to()] = Math.max(row[e.to()], row[e.from()] + 1);
    }
    for (Edge e : byTarget) {
      sum += row[e.to()] - row[e.from()];
    }
    return sum;
  }

  /** Runs a task that recurses as deeply as the graph is long. */
  private static void onDeepStack(Runnable task) {
    var run = new FutureTask<@Nullable Void>(task, null);
    Thread.ofPlatform().name("cotangent-graph-layout").stackSize(STACK).start(run);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          run.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("toSvg: the layout failed: " + e.getCause(), e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void connect(Edge e) {
    Place from = places.get(e.from());
    Place to = places.get(e.to());
    ElkPort out = from.results.computeIfAbsent(e.result(), _ -> port(from.node, PortSide.SOUTH));
    ElkPort in = to.operands.computeIfAbsent(e.operand(), _ -> port(to.node, PortSide.NORTH));
    ElkEdge edge = ElkGraphUtil.createSimpleEdge(out, in);
    edges.add(edge);
    if (!e.label().isEmpty() && !from.labels.containsKey(e.result())) {
      Label size = Layout.measure(e.label());
      ElkLabel label = ElkGraphUtil.createLabel(size.text(), edge);
      label.setDimensions(size.width(), size.height());
      label.setProperty(LayeredOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.TAIL);
      from.labels.put(e.result(), label);
    }
  }

  private static ElkPort port(ElkNode node, PortSide side) {
    ElkPort port = ElkGraphUtil.createPort(node);
    port.setProperty(LayeredOptions.PORT_SIDE, side);
    return port;
  }

  /**
   * Gives a box its width and spreads its ports: operands evenly, results with room for the label
   * of each.
   */
  private static void arrange(Place p) {
    var offsets = new ArrayList<Double>();
    double end = 0;
    double last = 0;
    for (int result : p.results.keySet()) {
      ElkLabel label = p.labels.get(result);
      offsets.add(end);
      last = end;
      end += label == null ? BETWEEN_PORTS : label.getWidth() + 3 * BESIDE_LABEL;
    }
    double above = (p.operands.size() + 1) * BETWEEN_PORTS;
    double below = last + 2 * BETWEEN_PORTS;
    double width = Math.max(p.box.width(), Math.max(above, below));
    double height = p.box.height();
    p.node.setDimensions(width, height);
    p.node.setProperty(LayeredOptions.PORT_CONSTRAINTS, PortConstraints.FIXED_POS);
    int i = 0;
    for (ElkPort port : p.operands.values()) {
      port.setLocation(width * ++i / (p.operands.size() + 1), 0);
    }
    i = 0;
    for (ElkPort port : p.results.values()) {
      port.setLocation((width - last) / 2 + offsets.get(i++), height);
    }
  }

  private Layout read() {
    var boxes = new ArrayList<Box>();
    for (Place p : places) {
      ElkNode n = p.node;
      boxes.add(
          new Box(
              p.box.vertex(),
              p.box.title(),
              p.box.detail(),
              n.getX(),
              n.getY(),
              n.getWidth(),
              n.getHeight()));
    }
    var routes = new ArrayList<Route>();
    for (int i = 0; i < edges.size(); i++) {
      routes.add(new Route(graph.edges().get(i), points(edges.get(i))));
    }
    var labels =
        places.stream().flatMap(p -> p.labels.values().stream()).map(LayeredLayout::label).toList();
    // In the order of the edges, so that the picture is the same every time.
    var junctions = new LinkedHashSet<Point>();
    for (ElkEdge e : edges) {
      for (KVector p : e.getProperty(LayeredOptions.JUNCTION_POINTS)) {
        junctions.add(new Point(p.x, p.y));
      }
    }
    return new Layout(
        root.getWidth(),
        root.getHeight(),
        List.copyOf(boxes),
        List.copyOf(routes),
        labels,
        Collections.unmodifiableSet(junctions));
  }

  private static List<Point> points(ElkEdge edge) {
    ElkEdgeSection section = ElkGraphUtil.firstEdgeSection(edge, false, false);
    return ElkUtil.createVectorChain(section).stream().map(p -> new Point(p.x, p.y)).toList();
  }

  private static Label label(ElkLabel l) {
    return new Label(l.getText(), l.getX(), l.getY(), l.getWidth(), l.getHeight());
  }
}
