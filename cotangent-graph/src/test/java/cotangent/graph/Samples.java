package cotangent.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Graphs to draw. */
final class Samples {
  /** Text that a format might take for its own. */
  static final List<String> HOSTILE =
      List.of(
          "",
          "a\"b",
          "a\\b\\",
          "\\N\\G\\n\\\"",
          "<b>&amp;&lt;&#65;</b>",
          "]]>-->",
          "two\nlines",
          "tab\tcr\rnul\0nel\u0085",
          "\uD800 alone",
          "日本語 λ∇ 🙂",
          "%d %s {} $1",
          "x];\n}",
          "'quotes'");

  private final List<Vertex> vertices = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();

  record Value(int vertex, int result, String type) {}

  Value variable(String name, String type) {
    vertices.add(new Vertex.Variable(name));
    return new Value(vertices.size() - 1, 0, type);
  }

  Value constant(String value, String type) {
    vertices.add(new Vertex.Constant(value));
    return new Value(vertices.size() - 1, 0, type);
  }

  Value op(String name, String parameters, String type, Value... operands) {
    vertices.add(new Vertex.Operation(name, parameters));
    connect(operands);
    return new Value(vertices.size() - 1, 0, type);
  }

  Value op(String name, String type, Value... operands) {
    return op(name, "", type, operands);
  }

  Value result(Value of, int result, String type) {
    return new Value(of.vertex, result, type);
  }

  void root(String name, Value value) {
    vertices.add(new Vertex.Result(name));
    connect(value);
  }

  private void connect(Value... operands) {
    for (int i = 0; i < operands.length; i++) {
      edges.add(
          new Edge(
              operands[i].vertex, operands[i].result, vertices.size() - 1, i, operands[i].type));
    }
  }

  Graph graph() {
    return new Graph(vertices, edges);
  }

  /** z = sum(y x). */
  static Graph matrixProduct() {
    var s = new Samples();
    var x = s.variable("x", "F64[3,3]");
    var y = s.variable("y", "F64[1,3]");
    s.root("z", s.op("sum", "axes=[-2,-1]", "F64[]", s.op("matmul", "F64[1,3]", y, x)));
    return s.graph();
  }

  /** The worked lesson: v = w x, z = v + b, h = relu(z), yhat = h + z, J = (y - yhat)^2. */
  static Graph lesson() {
    var s = new Samples();
    var x = s.variable("x", "F64[]");
    var w = s.variable("w", "F64[]");
    var b = s.variable("b", "F64[]");
    var y = s.variable("y", "F64[]");
    var z = s.op("add", "F64[]", s.op("mul", "F64[]", w, x), b);
    var h = s.op("relu", "F64[]", z);
    s.root("J", s.op("square", "F64[]", s.op("sub", "F64[]", y, s.op("add", "F64[]", h, z))));
    return s.graph();
  }

  /**
   * Loss, gradient and Adam of a network with three layers: about the size of what people look at.
   */
  static Graph trainingStep() {
    var s = new Samples();
    var images = s.variable("images", "F32[64,784]");
    var labels = s.variable("labels", "I32[64]");
    int[] sizes = {784, 800, 800, 10};
    var value = images;
    Value[] w = new Value[3];
    Value[] b = new Value[3];
    Value[] in = new Value[3];
    Value[] pre = new Value[3];
    Value[] mask = new Value[3];
    for (int i = 0; i < 3; i++) {
      String out = "F32[64," + sizes[i + 1] + "]";
      w[i] = s.variable("layers[" + i + "].weights", "F32[" + sizes[i] + "," + sizes[i + 1] + "]");
      b[i] = s.variable("layers[" + i + "].bias", "F32[" + sizes[i + 1] + "]");
      in[i] = value;
      var p = s.op("matmul", out, value, w[i]);
      var bb = s.op("broadcastTo", "shape=[64," + sizes[i + 1] + "]", out, b[i]);
      pre[i] = s.op("add", out, p, bb);
      value = pre[i];
      if (i < 2) {
        value = s.op("relu", out, value);
        mask[i] = s.op("bernoulli", "p=0.5", out, s.constant("key", "I64[2]"));
        value = s.op("mul", out, value, mask[i]);
      }
    }
    var log = s.op("logSoftmax", "axis=-1", "F32[64,10]", value);
    var hot = s.op("oneHot", "classes=10", "F32[64,10]", labels);
    var prod = s.op("mul", "F32[64,10]", log, hot);
    var loss = s.op("neg", "F32[]", s.op("mean", "axes=[-2,-1]", "F32[]", prod));
    s.root("loss", loss);
    var sm = s.op("exp", "F32[64,10]", log);
    var ct =
        s.op(
            "mul",
            "F32[64,10]",
            s.op("sub", "F32[64,10]", sm, hot),
            s.op("broadcastTo", "shape=[64,10]", "F32[64,10]", s.constant("0.015625", "F32[]")));
    var lr = s.variable("rate", "F32[]");
    var adamed = new ArrayList<Object[]>();
    for (int i = 2; i >= 0; i--) {
      String wt = w[i].type;
      var gw =
          s.op(
              "matmul", wt, s.op("transpose", "axes=[1,0]", "F32[" + sizes[i] + ",64]", in[i]), ct);
      var gb = s.op("sum", "axes=[-2]", b[i].type, ct);
      adamed.add(new Object[] {"layers[" + i + "].weights", w[i], gw});
      adamed.add(new Object[] {"layers[" + i + "].bias", b[i], gb});
      if (i > 0) {
        var wT =
            s.op("transpose", "axes=[1,0]", "F32[" + sizes[i + 1] + "," + sizes[i] + "]", w[i]);
        String t = in[i].type;
        ct = s.op("matmul", t, ct, wT);
        ct = s.op("mul", t, ct, mask[i - 1]);
        ct =
            s.op(
                "where",
                t,
                s.op("greater", "BOOL" + t.substring(3), pre[i - 1], s.constant("0", "F32[]")),
                ct,
                s.constant("0", "F32[]"));
      }
    }
    for (Object[] a : adamed) {
      Value p = (Value) a[1];
      Value g = (Value) a[2];
      var m = s.variable("m", p.type);
      var v = s.variable("v", p.type);
      var up = s.op("pointwise", "adam, rate, b1=0.9, b2=0.999, eps=1e-8", p.type, p, g, m, v, lr);
      s.root((String) a[0], up);
      s.root("m", s.result(up, 1, p.type));
      s.root("v", s.result(up, 2, p.type));
    }
    return s.graph();
  }

  /** sin(sin(... x)). */
  static Graph chain(int length) {
    var s = new Samples();
    var value = s.variable("x", "F64[]");
    for (int i = 0; i < length; i++) {
      value = s.op("sin", "F64[]", value);
    }
    s.root("", value);
    return s.graph();
  }

  /** One value taken apart into many and put together again in the opposite order. */
  static Graph wide(int parts) {
    var s = new Samples();
    var split = s.op("split", "axis=-1", "F32[1]", s.variable("x", "F32[" + parts + "]"));
    Value[] pieces = new Value[parts];
    for (int i = 0; i < parts; i++) {
      pieces[parts - 1 - i] = s.result(split, i, "F32[1]");
    }
    s.root("", s.op("concat", "axis=-1", "F32[" + parts + "]", pieces));
    return s.graph();
  }

  /** Many operations of many operands side by side, as the updates of an optimiser are. */
  static Graph updates(int count) {
    var s = new Samples();
    var rate = s.variable("rate", "F32[]");
    for (int i = 0; i < count; i++) {
      String type = "F32[800," + i + "]";
      var x = s.variable("model.layers." + i + ".weight", type);
      var m = s.variable("optimizer.moments.layers." + i + ".weight", type);
      var g = s.op("square", type, x);
      var b = s.op("broadcast", "to=" + type, type, rate);
      var y = s.op("update", type, x, g, m, b, s.constant("0.9", type));
      s.root("model.layers." + i + ".weight", y);
      s.root("optimizer.moments.layers." + i + ".weight", s.result(y, 1, type));
    }
    return s.graph();
  }

  /**
   * A graph of about so many vertices with sharing, long edges and operations with several operands
   * and results.
   */
  static Graph random(long seed, int size) {
    RandomGenerator r = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var s = new Samples();
    var values = new ArrayList<Value>();
    String[] types = {"F32[]", "F64[3]", "F32[64,800]", "I64[2,3,5,7]", "BOOL[128,1,28,28]", ""};
    String[] names = {"add", "mul", "matmul", "logSumExp", "x", "broadcastTo", "where"};
    String[] parameters = {
      "",
      "",
      "",
      "axes=[-2,-1]",
      "shape=[64,800], keep=true",
      "starts=[0,0,0,0], stops=[64,800,3,3], steps=[1,1,-1,2]"
    };
    for (int i = 0; i < size; i++) {
      String type = types[r.nextInt(types.length)];
      int kind = r.nextInt(10);
      if (values.isEmpty() || kind == 0) {
        values.add(s.variable(r.nextBoolean() ? "" : "layers[" + i + "].weights", type));
      } else if (kind == 1) {
        values.add(s.constant(r.nextBoolean() ? "" : "0.5", type));
      } else {
        Value[] operands = new Value[kind == 2 ? r.nextInt(8) : 1 + r.nextInt(3)];
        for (int k = 0; k < operands.length; k++) {
          int back = r.nextInt(4) == 0 ? values.size() : Math.min(values.size(), 8);
          operands[k] = values.get(values.size() - 1 - r.nextInt(back));
        }
        var v =
            s.op(
                names[r.nextInt(names.length)],
                parameters[r.nextInt(parameters.length)],
                type,
                operands);
        values.add(v);
        if (kind == 3) {
          values.add(s.result(v, 1, type));
          values.add(s.result(v, 2, types[r.nextInt(types.length)]));
        }
      }
    }
    s.root("", values.getLast());
    s.root("loss", values.get(values.size() / 2));
    return s.graph();
  }
}
