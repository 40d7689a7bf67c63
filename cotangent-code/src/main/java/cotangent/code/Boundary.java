package cotangent.code;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What crosses the edge of a region.
 *
 * @param in the values from outside that it uses
 * @param out the values it makes that are used outside
 * @param merged the phis outside that choose among several values of the region
 * @param edges the ways out
 * @param exits the blocks that the ways out lead to
 */
record Boundary(
    Region region,
    Set<Value> in,
    Set<Value> out,
    Set<Value> merged,
    List<Edge> edges,
    List<Block> exits) {

  /** A way out: the i-th from its block, the k-th into its target. */
  record Edge(Block from, int i, Block to, int k) {}

  /**
   * Finds the boundary.
   *
   * @param reads values that are read anew rather than passed on: what was loaded from frames
   * @return null if a lambda crosses the edge that cannot be made again on the other side
   */
  static @Nullable Boundary of(Region region, Body body, Set<Value> reads) {
    var in = new LinkedHashSet<Value>();
    var out = new LinkedHashSet<Value>();
    var merged = new LinkedHashSet<Value>();
    var edges = new ArrayList<Edge>();
    var exits = new LinkedHashSet<Block>();
    for (var block : body.blocks) {
      if (region.contains(block)) {
        for (int i = 0; i < block.succ.size(); i++) {
          var to = block.succ.get(i);
          if (!region.contains(to)) {
            edges.add(new Edge(block, i, to, block.edge(i)));
            exits.add(to);
          }
        }
        for (var x : uses(block, region)) {
          if (!enter(x, region, reads, in)) {
            return null;
          }
        }
      } else {
        outside(block, region).stream().filter(region::defines).forEach(out::add);
      }
    }
    for (var exit : exits) {
      for (var phi : exit.phis) {
        var arriving = new LinkedHashSet<Value>();
        for (var edge : edges) {
          if (edge.to == exit) {
            arriving.add(phi.in[edge.k]);
          }
        }
        if (arriving.size() > 1) {
          merged.add(phi);
          for (var x : arriving) {
            if (!region.defines(x) && !enter(x, region, reads, in)) {
              return null;
            }
          }
        } else {
          arriving.stream().filter(region::defines).forEach(out::add);
        }
      }
    }
    return lambdasStay(region, out, merged)
        ? new Boundary(region, in, out, merged, edges, List.copyOf(exits))
        : null;
  }

  private static boolean lambdasStay(Region region, Set<Value> out, Set<Value> merged) {
    for (var v : out) {
      if (v.stripped().op instanceof Op.Closure) {
        return false;
      }
    }
    for (var phi : merged) {
      if (Arrays.stream(phi.in).anyMatch(x -> x.stripped().op instanceof Op.Closure)) {
        return false;
      }
    }
    for (var block : region.blocks()) {
      for (var v : block.code) {
        if (v.op instanceof Op.Closure(var lambda) && lambda.site() == null) {
          return false;
        }
      }
    }
    return true;
  }

  /** The operands of a block of the region. */
  private static List<Value> uses(Block block, Region region) {
    var uses = new ArrayList<Value>();
    if (region.hasPhisOf(block)) {
      block.phis.forEach(phi -> uses.addAll(Arrays.asList(phi.in)));
    }
    block.code.forEach(v -> uses.addAll(Arrays.asList(v.in)));
    uses.addAll(block.end.operands());
    return uses;
  }

  /** The operands of a block outside, but for what comes along the edges of the region. */
  private static List<Value> outside(Block block, Region region) {
    var uses = new ArrayList<>(block.end.operands());
    block.code.forEach(v -> uses.addAll(Arrays.asList(v.in)));
    for (var phi : block.phis) {
      for (int k = 0; k < phi.in.length; k++) {
        if (!region.contains(block.pred.get(k))) {
          uses.add(phi.in[k]);
        }
      }
    }
    return uses;
  }

  private static boolean enter(Value x, Region region, Set<Value> reads, Set<Value> in) {
    if (region.defines(x) || x.op instanceof Op.Const) {
      return true;
    }
    if (x.op instanceof Op.Closure(var lambda)) {
      return lambda.site() != null
          && Arrays.stream(x.in).allMatch(y -> enter(y, region, reads, in));
    }
    if (x.stripped().op instanceof Op.Closure) {
      return false;
    }
    in.add(reads.contains(x) ? x.stripped().in[0] : x);
    return true;
  }

  /** Whether a value has been computed whenever control leaves for this exit. */
  boolean reaches(Value v, Block exit) {
    return edges.stream().allMatch(e -> e.to != exit || v.block.dominates(e.from));
  }
}
