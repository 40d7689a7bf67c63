package cotangent;

import cotangent.op.Draws;
import java.util.ArrayList;
import java.util.List;

/**
 * Where randomness comes from: the same key always gives the same numbers. Use a key once, and get
 * fresh ones from it by {@link #next}, {@link #split} or {@link #fold}; what is drawn from them is
 * independent of what is drawn from this one and of each other, however the three are mixed.
 *
 * <pre>{@code
 * Key key = Key.of(42);
 * Tensor noise = Tensor.normal(key, DType.F32, 64, 800);
 * Tensor mask = Tensor.bernoulli(key.next(), 0.5, 64, 800);
 * }</pre>
 *
 * <p>A key is a tree with one leaf: transformations pass it on, {@code vmap} takes a {@link #batch}
 * of keys, and a traced program gets its key as an input. The numbers are those of Philox-4x32-10
 * (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011) for this
 * key and a counter.
 *
 * @param state 64 bits as an I64 scalar, or a batch of them
 */
public record Key(Tensor state) {
  /**
   * Checks the state.
   *
   * @throws IllegalArgumentException if the dtype is not I64
   */
  public Key {
    if (state.dtype() != DType.I64) {
      throw new IllegalArgumentException("the state of a key is I64, not " + state.type());
    }
  }

  /** The key of a seed; seeds may be close to each other. */
  public static Key of(long seed) {
    return new Key(Tensor.of(seed));
  }

  /** A fresh key. */
  public Key next() {
    return new Key(Draws.derive(this, Draws.Stream.NEXT, Shape.SCALAR));
  }

  /**
   * {@code n} fresh keys. The first ones are the same for any {@code n}.
   *
   * @throws IllegalArgumentException if n is negative
   */
  public List<Key> split(int n) {
    Tensor states = batch(n).state;
    List<Key> keys = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      keys.add(new Key(states.at(i)));
    }
    return List.copyOf(keys);
  }

  /**
   * The keys of {@link #split} in one, with a leading axis of size {@code n}: an argument for
   * {@code vmap}.
   */
  public Key batch(int n) {
    return new Key(Draws.derive(this, Draws.Stream.SPLIT, Shape.of(n)));
  }

  /** The fresh key that belongs to a number, such as that of a step or of a layer. */
  public Key fold(long number) {
    return fold(Tensor.of(number));
  }

  /** The fresh key that belongs to a number, an I64 scalar, which may be traced. */
  public Key fold(Tensor number) {
    return new Key(Draws.fold(this, number));
  }
}
