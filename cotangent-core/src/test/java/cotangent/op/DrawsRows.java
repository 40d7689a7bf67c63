package cotangent.op;

import static cotangent.DType.F32;
import static cotangent.DType.F64;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.index;
import static cotangent.op.OpRow.row;

import cotangent.Key;
import cotangent.Tensor;
import java.util.List;
import java.util.function.Function;

/** The rows of {@link Draws}: the input is the seed, or the seed and a factor. */
final class DrawsRows {
  private DrawsRows() {}

  private static OpRow draw(String name, Function<Key, Tensor> f) {
    return row(name, x -> f.apply(new Key(x.getFirst().cast(I64)))).on(index(1000)).neverEmpty();
  }

  static final List<OpRow> ROWS =
      List.of(
          draw("uniform", key -> Tensor.uniform(key, F64, 3, 2)),
          draw("uniform F32", key -> Tensor.uniform(key, F32, 1030)),
          draw("normal", key -> Tensor.normal(key, F64, 3, 2)),
          draw("normal F32", key -> Tensor.normal(key, F32, 300)),
          draw("bernoulli", key -> Tensor.bernoulli(key, 0.3, 5)),
          draw("uniformInt", key -> Tensor.uniformInt(key, I64, -5, 5, 4)),
          draw("uniformInt I32", key -> Tensor.uniformInt(key, I32, 0, 100, 2, 2)),
          draw("permutation", key -> Tensor.permutation(key, 7)),
          draw("next", key -> key.next().state()),
          draw("batch", key -> key.batch(3).state()),
          draw("fold", key -> key.fold(3).state()),
          draw("no draws", key -> Tensor.normal(key, 2, 0)),
          row(
                  "times noise",
                  x ->
                      Tensor.normal(new Key(x.get(0).cast(I64)), 3)
                          .cast(x.get(1).dtype())
                          .mul(x.get(1)))
              .on(index(1000), f(3))
              .on(index(1000), f(0, 3)));
}
