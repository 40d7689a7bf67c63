package cotangent.code;

import java.lang.classfile.ClassBuilder;
import java.lang.constant.ClassDesc;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/** The methods that are made of all those that are reached from a root. */
enum Sweeps {
  TANGENT {
    @Override
    BiConsumer<ClassBuilder, Variant> of(Variant root, ClassDesc self) {
      return tangents(root, self);
    }
  },
  ADJOINT {
    @Override
    BiConsumer<ClassBuilder, Variant> of(Variant root, ClassDesc self) {
      return adjoints(root, self);
    }
  },

  /** Adjoints of a method whose real result has an adjoint that is known beforehand. */
  JOINT {
    @Override
    BiConsumer<ClassBuilder, Variant> of(Variant root, ClassDesc self) {
      return adjoints(root, self);
    }
  };

  /** Prepares to make them. */
  abstract BiConsumer<ClassBuilder, Variant> of(Variant root, ClassDesc self);

  /** The methods that are reached from a root. */
  static Set<Variant> all(Variant root) {
    var all = new LinkedHashSet<Variant>();
    Program.reach(root, all);
    return all;
  }

  static void tangents(ClassBuilder cb, Variant root, ClassDesc self) {
    tangents(cb, root, 1, self);
  }

  static void tangents(ClassBuilder cb, Variant root, int lanes, ClassDesc self) {
    var make = tangents(root, lanes, self);
    all(root).forEach(v -> make.accept(cb, v));
  }

  static BiConsumer<ClassBuilder, Variant> tangents(Variant root, ClassDesc self) {
    return tangents(root, 1, self);
  }

  private static BiConsumer<ClassBuilder, Variant> tangents(
      Variant root, int lanes, ClassDesc self) {
    return (cb, v) -> {
      Compiler.method(
          cb,
          TangentEmitter.name(v),
          TangentEmitter.type(v, lanes).descriptorString(),
          code -> guarded(v, () -> TangentEmitter.emit(v, lanes, code, self)));
      if (lanes == 1 && CheckpointLoop.is(v)) {
        var outside = Objects.requireNonNull(Stability.solve(root).get(v));
        CheckpointTangent.emit(cb, v, outside, self);
      }
    };
  }

  static void adjoints(ClassBuilder cb, Variant root, ClassDesc self) {
    var make = adjoints(root, self);
    var primals = new LinkedHashSet<Variant>();
    for (var v : all(root)) {
      make.accept(cb, v);
      if (CheckpointLoop.is(v)) {
        primals.addAll(CheckpointEmitter.primals(v));
      }
    }
    for (var v : primals) {
      Compiler.method(
          cb,
          PrimalEmitter.name(v),
          PrimalEmitter.type(v).descriptorString(),
          code -> guarded(v, () -> PrimalEmitter.emit(v, code, self)));
    }
  }

  static BiConsumer<ClassBuilder, Variant> adjoints(Variant root, ClassDesc self) {
    var unstable = Stability.solve(root);
    return (cb, v) -> {
      if (CheckpointLoop.is(v)) {
        CheckpointEmitter.emit(cb, v, Objects.requireNonNull(unstable.get(v)), self);
        return;
      }
      var stability = new Stability(v.analysis(), Objects.requireNonNull(unstable.get(v)));
      if (v.joint) {
        Compiler.method(
            cb,
            Joint.name(v),
            Joint.type(v).descriptorString(),
            code -> guarded(v, () -> Joint.emit(v, stability, code, self)));
      }
      if (!v.isApart()) {
        return;
      }
      var plan = new Plan(v.analysis(), stability);
      Compiler.method(
          cb,
          ForwardEmitter.name(v),
          ForwardEmitter.type(v).descriptorString(),
          code -> guarded(v, () -> ForwardEmitter.emit(v, plan, code, self)));
      Compiler.method(
          cb,
          ReverseEmitter.name(v),
          ReverseEmitter.type(v).descriptorString(),
          code -> guarded(v, () -> ReverseEmitter.emit(v, plan, code, self)));
    };
  }

  private static void guarded(Variant v, Runnable emission) {
    try {
      emission.run();
    } catch (Refusal e) {
      throw v.refuse(e);
    }
  }
}
