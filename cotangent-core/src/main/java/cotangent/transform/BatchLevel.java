package cotangent.transform;

import cotangent.Tensor;
import cotangent.op.Bilinear;
import cotangent.op.Broadcasting;
import cotangent.op.Call;
import cotangent.op.Op;
import java.util.ArrayList;
import java.util.List;

/**
 * Vectorisation: an op on one element of a batch becomes the op on all of them, with one more
 * leading axis. Operands that are the same for the whole batch are broadcast to it, as views,
 * unless a bilinear op has a better way.
 */
final class BatchLevel extends Level {
  private final int size;

  BatchLevel(int size) {
    this.size = size;
  }

  @Override
  String transformation() {
    return "vmap";
  }

  Tensor wrap(Tensor stack) {
    return new Batched(this, stack);
  }

  /** The elements for the whole batch, its axis in front. */
  Tensor stack(Tensor x) {
    return x instanceof Batched batched && batched.level() == this
        ? batched.stack()
        : Broadcasting.repeated(x, size);
  }

  private boolean isShared(Tensor x) {
    return !(x instanceof Batched batched && batched.level() == this);
  }

  @Override
  Tensor[] apply(Op op, Tensor[] x) {
    if (op instanceof Bilinear bilinear && op.acceptsBatchAxes()) {
      if (isShared(x[1])) {
        return new Tensor[] {wrap(bilinear.applySharingRight(stack(x[0]), x[1]))};
      }
      if (isShared(x[0])) {
        return new Tensor[] {wrap(bilinear.applySharingLeft(x[0], stack(x[1])))};
      }
    }
    Tensor[] stacks = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      stacks[i] = stack(x[i]);
    }
    Tensor[] results =
        op instanceof Call call
            ? Dispatch.bind(Calls.batched(this, call), stacks)
            : op.acceptsBatchAxes() ? Dispatch.bind(op, stacks) : oneByOne(op, stacks);
    Tensor[] out = new Tensor[results.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = wrap(results[i]);
    }
    return out;
  }

  private Tensor[] oneByOne(Op op, Tensor[] stacks) {
    List<List<Tensor>> results = new ArrayList<>();
    for (int b = 0; b < size; b++) {
      Tensor[] x = new Tensor[stacks.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = stacks[i].at(b);
      }
      Tensor[] y = Dispatch.bind(op, x);
      for (int i = 0; i < y.length; i++) {
        if (b == 0) {
          results.add(new ArrayList<>());
        }
        results.get(i).add(y[i]);
      }
    }
    if (results.isEmpty()) {
      throw new IllegalArgumentException(
          op.name()
              + " does not accept batch axes, so vmap cannot tell its result for an empty batch");
    }
    return results.stream().map(parts -> Tensor.stack(parts, 0)).toArray(Tensor[]::new);
  }
}
