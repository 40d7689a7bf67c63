package cotangent.transform;

import cotangent.Tensor;
import cotangent.op.Op;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One running invocation of a transformation. Levels are ordered by their tags: the highest one
 * among the operands of an op interprets it, and everything else is a constant to it. So an inner
 * derivative never meets the perturbations of an outer one.
 */
abstract sealed class Level
    permits ReverseLevel, ForwardLevel, BatchLevel, TraceLevel, SubstitutionLevel {
  private static final AtomicLong TAGS = new AtomicLong();

  private final long tag;
  private volatile boolean closed;

  /** A level inside all that exist. */
  Level() {
    this(TAGS.incrementAndGet());
  }

  Level(long tag) {
    this.tag = tag;
  }

  final long tag() {
    return tag;
  }

  /** Ends the invocation: its values must not be used any more. */
  final void close() {
    closed = true;
  }

  final boolean isClosed() {
    return closed;
  }

  /** What users know the transformation by. */
  abstract String transformation();

  /**
   * Interprets an op of which at least one operand is a value of this level, and none is of a
   * higher one.
   */
  abstract Tensor[] apply(Op op, Tensor[] x);
}
