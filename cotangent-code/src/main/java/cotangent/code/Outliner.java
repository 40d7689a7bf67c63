package cotangent.code;

import cotangent.code.Block.End;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Moves regions of a method into methods of their own, the method's parts, and leaves calls behind.
 * What a region uses becomes a parameter. What it makes comes back as the result, if it is one
 * value, and else in small arrays, the frames; if control may leave the region to several places,
 * the result tells to which.
 *
 * <p>A frame is filled by the part and only read afterwards, so what lies in one is never passed
 * on: other parts get the frame and read it themselves. In a derivative the shadow of the frame
 * carries tangents or adjoints. What shares a frame shares its fate, so that nothing becomes active
 * by being moved: reals that all vary or all do not, and references of one group.
 *
 * <p>Longer than most files, since what leaves a region and how its caller reads it are two halves
 * of one thing.
 */
final class Outliner {
  /** As many arguments are passed one by one; beyond that, they go through frames, too. */
  private static final int ARGUMENTS = 40;

  private final Body body;
  private final Splits.Parts parts;
  private final Kinds kinds;

  /** What was loaded from frames. */
  private final Set<Value> reads = new LinkedHashSet<>();

  Outliner(Body body, Splits.Parts parts, Kinds kinds) {
    this.body = body;
    this.parts = parts;
    this.kinds = kinds;
  }

  @Nullable Boundary boundary(Region region) {
    var boundary = Boundary.of(region, body, reads);
    return boundary == null || boundary.exits().isEmpty() ? null : boundary;
  }

  /** Makes the region a part; returns the block that calls it. */
  Block outline(Boundary boundary) {
    return new Move(boundary).run();
  }

  /** The move of one region. */
  private final class Move {
    private final Boundary boundary;
    private final Region region;

    /** The block that takes the region's place. */
    private final Block call = new Block();

    private final Block start = new Block();
    private final Block end = new Block();
    private final List<Value> arguments = new ArrayList<>();
    private final List<Value> params = new ArrayList<>();
    private final Map<Value, Value> inside = new LinkedHashMap<>();

    /** What stands for a value of the region from now on. */
    private final Map<Value, Value> after = new LinkedHashMap<>();

    private final Map<Block, Block> stubs = new LinkedHashMap<>();
    private final int line;

    Move(Boundary boundary) {
      this.boundary = boundary;
      this.region = boundary.region();
      this.line =
          body.blocks.stream()
              .filter(region::contains)
              .flatMap(b -> b.code.stream())
              .mapToInt(v -> v.line)
              .filter(l -> l > 0)
              .findFirst()
              .orElse(-1);
    }

    Block run() {
      inputs();
      var outputs = outputs();
      boolean several = boundary.exits().size() > 1;
      var result = several ? null : result(outputs);
      outputs.remove(result);
      makeStubs();
      var frames = frames(outputs);
      rewire();
      var value = several ? way() : result == null ? null : result;
      var ref = part(value);
      var type = value == null ? "V" : value.type;
      var made =
          add(call, new Op.Call(Opcode.INVOKESTATIC, ref), type, arguments.toArray(Value[]::new));
      if (result != null) {
        after.put(result, made);
        kinds.inherit(result, made);
      }
      frames.forEach((frame, held) -> read(frame, held));
      var single = leave(several ? made : null);
      boundary.merged().forEach(after::remove);
      single.forEach(phi -> after.put(phi, phi.in[0]));
      reshape();
      return call;
    }

    private Value add(Block block, Op op, String type, Value... in) {
      var v = new Value(op, type, block, line, in);
      block.code.add(v);
      return v;
    }

    private static Value constant(int x) {
      return new Value(new Op.Const(x), "I", new Block(), -1);
    }

    // ------------------------------------------------------------------------------- inputs

    private Value parameter(Value argument) {
      var p = new Value(new Op.Param(params.size()), argument.type, start, -1);
      arguments.add(argument);
      params.add(p);
      return p;
    }

    private void inputs() {
      var bins = new LinkedHashMap<Kinds.Bin, List<Value>>();
      for (var x : boundary.in()) {
        bins.computeIfAbsent(kinds.bin(x), _ -> new ArrayList<>()).add(x);
      }
      boolean many = boundary.in().size() > ARGUMENTS;
      for (var all : bins.values()) {
        if (many && all.size() > 2) {
          var frame = frame(all);
          var p = parameter(frame);
          for (int i = 0; i < all.size(); i++) {
            add(call, new Op.Store(), "V", frame, constant(i), all.get(i));
            inside.put(all.get(i), load(start, p, i, all.get(i).type));
          }
        } else {
          all.forEach(x -> inside.put(x, parameter(x)));
        }
      }
    }

    /** A new array that can hold these values. */
    private Value frame(List<Value> held) {
      boolean same = held.stream().allMatch(v -> v.type.equals(held.getFirst().type));
      var type = "[" + (same ? held.getFirst().type : Types.OBJECT);
      return add(call, new Op.NewArray(type), type, constant(held.size()));
    }

    private Value load(Block block, Value frame, int i, String type) {
      var element = Types.element(frame.type);
      var loaded = add(block, new Op.Load(), element, frame, constant(i));
      return element.equals(type) ? loaded : add(block, new Op.Cast(type), type, loaded);
    }

    /** What stands for a value within the part. */
    private Value map(Value x) {
      if (region.defines(x)) {
        return x;
      }
      var known = inside.get(x);
      if (known != null) {
        return known;
      }
      Value made;
      if (x.op instanceof Op.Const) {
        made = new Value(x.op, x.type, start, x.line);
      } else {
        var in = Arrays.stream(x.in).map(this::map).toArray(Value[]::new);
        made = new Value(x.op, x.type, start, x.line, in);
        start.code.add(made);
      }
      inside.put(x, made);
      return made;
    }

    // ------------------------------------------------------------------------------- outputs

    /** The values that leave, and the phis outside whose choice among them is made inside. */
    private List<Value> outputs() {
      var outputs = new ArrayList<>(boundary.out());
      outputs.addAll(boundary.merged());
      return outputs;
    }

    /** A reference had best be the result, since its frame would share its group. */
    private @Nullable Value result(List<Value> outputs) {
      for (var v : outputs) {
        if (v.isReference()) {
          return v;
        }
      }
      for (var v : outputs) {
        if (kinds.active().contains(v)) {
          return v;
        }
      }
      return outputs.isEmpty() ? null : outputs.getFirst();
    }

    private final Map<Value, Value> choices = new LinkedHashMap<>();

    /** One block for each exit, in which everything is put where the caller finds it. */
    private void makeStubs() {
      for (var exit : boundary.exits()) {
        var stub = new Block();
        stubs.put(exit, stub);
        for (var phi : exit.phis) {
          if (boundary.merged().contains(phi)) {
            var in =
                boundary.edges().stream()
                    .filter(e -> e.to() == exit)
                    .map(e -> map(phi.in[e.k()]))
                    .toArray(Value[]::new);
            var choice = new Value(new Op.Phi(), phi.type, stub, -1, in);
            stub.phis.add(choice);
            choices.put(phi, choice);
          }
        }
      }
    }

    /** Stores what leaves in frames; returns which frame holds what. */
    private Map<Value, List<Value>> frames(List<Value> outputs) {
      var bins = new LinkedHashMap<Kinds.Bin, List<Value>>();
      for (var v : outputs) {
        bins.computeIfAbsent(kinds.bin(v), _ -> new ArrayList<>()).add(v);
      }
      var frames = new LinkedHashMap<Value, List<Value>>();
      for (var held : bins.values()) {
        var frame = frame(held);
        var p = parameter(frame);
        frames.put(frame, held);
        for (int i = 0; i < held.size(); i++) {
          for (var exit : boundary.exits()) {
            if (isPresent(held.get(i), exit)) {
              var stub = Objects.requireNonNull(stubs.get(exit));
              add(stub, new Op.Store(), "V", p, constant(i), choice(held.get(i)));
            }
          }
        }
      }
      return frames;
    }

    private Value choice(Value v) {
      return choices.getOrDefault(v, v);
    }

    private boolean isPresent(Value v, Block exit) {
      return boundary.merged().contains(v) ? v.block == exit : boundary.reaches(v, exit);
    }

    private void read(Value frame, List<Value> held) {
      for (int i = 0; i < held.size(); i++) {
        var v = held.get(i);
        var loaded = load(call, frame, i, v.type);
        reads.add(loaded.stripped());
        reads.add(loaded);
        kinds.inherit(v, loaded);
        after.put(v, loaded);
      }
    }

    // ------------------------------------------------------------------------------- control flow

    /** Cuts the region out. */
    private void rewire() {
      var entry = region.entry();
      if (region.startsWithLoop()) {
        int k =
            IntStream.range(0, entry.pred.size())
                .filter(i -> !region.contains(entry.pred.get(i)))
                .findFirst()
                .orElseThrow();
        var before = entry.pred.get(k);
        before.succ.replaceAll(s -> s == entry ? call : s);
        call.pred.add(before);
        entry.pred.set(k, start);
        start.succ.add(entry);
      } else {
        for (var p : Set.copyOf(entry.pred)) {
          p.succ.replaceAll(s -> s == entry ? call : s);
        }
        call.pred.addAll(entry.pred);
        call.phis.addAll(entry.phis);
        call.phis.forEach(phi -> phi.block = call);
        entry.phis.clear();
        entry.pred.clear();
        start.to(entry);
      }
      for (var block : region.blocks()) {
        for (var list : List.of(block.phis, block.code)) {
          list.forEach(v -> v.in = Arrays.stream(v.in).map(this::map).toArray(Value[]::new));
        }
        block.end = block.end.map(this::map);
      }
      for (var edge : boundary.edges()) {
        var stub = Objects.requireNonNull(stubs.get(edge.to()));
        edge.from().succ.set(edge.i(), stub);
        stub.pred.add(edge.from());
      }
      stubs.values().forEach(stub -> stub.to(end));
    }

    /** The number of the exit, as a value. */
    private Value way() {
      var in = IntStream.range(0, stubs.size()).mapToObj(Move::constant).toArray(Value[]::new);
      var phi = new Value(new Op.Phi(), "I", end, -1, in);
      end.phis.add(phi);
      return phi;
    }

    private MethodRef part(@Nullable Value result) {
      var value = result == null ? null : choice(result);
      var types = params.stream().map(p -> p.type).toList();
      return parts.add(
          Types.method(types, value == null ? "V" : value.type),
          ref -> {
            var part = new Body(ref);
            part.params.addAll(params);
            part.entry.code.addAll(start.code);
            part.entry.succ.addAll(start.succ);
            start.succ.forEach(s -> s.pred.replaceAll(p -> p == start ? part.entry : p));
            part.exit.phis.addAll(end.phis);
            part.exit.pred.addAll(end.pred);
            end.pred.forEach(p -> p.succ.replaceAll(s -> s == end ? part.exit : s));
            part.exit.end = new End.Return(value);
            part.reshape();
            part.number();
            return part;
          });
    }

    /** Leads from the call to where the region led; returns phis that choose no longer. */
    private List<Value> leave(@Nullable Value way) {
      var single = new ArrayList<Value>();
      for (var exit : boundary.exits()) {
        var kept =
            IntStream.range(0, exit.pred.size())
                .filter(k -> !region.contains(exit.pred.get(k)))
                .boxed()
                .toList();
        for (var phi : exit.phis) {
          var in = new ArrayList<Value>();
          kept.forEach(k -> in.add(phi.in[k]));
          in.add(arriving(phi, exit));
          phi.in = in.toArray(Value[]::new);
        }
        var pred = new ArrayList<Block>();
        kept.forEach(k -> pred.add(exit.pred.get(k)));
        boolean merges = exit.pred.size() > 1;
        exit.pred.clear();
        exit.pred.addAll(pred);
        call.to(exit);
        if (merges && pred.isEmpty()) {
          single.addAll(exit.phis);
          exit.phis.clear();
        }
      }
      int n = boundary.exits().size();
      if (way != null) {
        call.end =
            n == 2
                ? new End.If(Opcode.IFNE, way, null)
                : new End.Switch(way, IntStream.range(0, n - 1).boxed().toList());
      }
      return single;
    }

    private Value arriving(Value phi, Block exit) {
      var own = boundary.merged().contains(phi) ? phi : null;
      for (var edge : boundary.edges()) {
        if (edge.to() == exit) {
          var x = own == null ? phi.in[edge.k()] : own;
          return after.getOrDefault(x, x);
        }
      }
      throw new AssertionError("no edge");
    }

    private void reshape() {
      body.reshape();
      body.replace(after);
      while (dropReads()) {}
      body.number();
    }

    /** Drops what is read and not used, from the outside in. */
    private boolean dropReads() {
      var used = new LinkedHashSet<Value>();
      for (var block : body.blocks) {
        block.phis.forEach(v -> used.addAll(Arrays.asList(v.in)));
        block.code.forEach(v -> used.addAll(Arrays.asList(v.in)));
        used.addAll(block.end.operands());
      }
      boolean any = false;
      for (var block : body.blocks) {
        any |= block.code.removeIf(v -> reads.contains(v) && !used.contains(v));
      }
      return any;
    }
  }
}
