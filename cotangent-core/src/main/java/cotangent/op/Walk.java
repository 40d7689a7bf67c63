package cotangent.op;

import cotangent.array.NdArray;
import java.util.Arrays;

/** Copies runs of a strided tensor's elements, in row-major order, into a strip. */
final class Walk {
  private final Object data;
  private final int offset;
  private final int[] sizes;
  private final int[] strides;

  Walk(NdArray x) {
    int[] all = x.strides();
    int[] n = new int[all.length + 1];
    int[] s = new int[all.length + 1];
    int axes = 0;
    for (int i = 0; i < all.length; i++) {
      int size = x.shape().size(i);
      if (size == 1) {
        continue;
      }
      if (axes > 0 && s[axes - 1] == all[i] * size) {
        n[axes - 1] *= size;
        s[axes - 1] = all[i];
      } else {
        n[axes] = size;
        s[axes] = all[i];
        axes++;
      }
    }
    data = x.data();
    offset = x.offset();
    sizes = Arrays.copyOf(n, axes);
    strides = Arrays.copyOf(s, axes);
  }

  /** Whether all elements are one and the same. */
  boolean isConstant() {
    return sizes.length == 0 || (sizes.length == 1 && strides[0] == 0);
  }

  /** Copies elements {@code start} to {@code start + n} to the beginning of the strip. */
  void load(int start, int n, Object strip) {
    int inner = sizes.length - 1;
    if (inner < 0) {
      fill(offset, strip, 0, n);
      return;
    }
    int[] at = new int[sizes.length];
    int position = offset;
    int rest = start;
    for (int i = inner; i >= 0; i--) {
      at[i] = rest % sizes[i];
      rest /= sizes[i];
      position += at[i] * strides[i];
    }
    int done = 0;
    while (true) {
      int run = Math.min(n - done, sizes[inner] - at[inner]);
      copy(position, strides[inner], strip, done, run);
      done += run;
      if (done == n) {
        return;
      }
      position -= at[inner] * strides[inner];
      at[inner] = 0;
      for (int i = inner - 1; i >= 0; i--) {
        position += strides[i];
        if (++at[i] < sizes[i]) {
          break;
        }
        position -= sizes[i] * strides[i];
        at[i] = 0;
      }
    }
  }

  private void copy(int from, int stride, Object strip, int to, int n) {
    if (stride == 1) {
      System.arraycopy(data, from, strip, to, n);
      return;
    }
    if (stride == 0) {
      fill(from, strip, to, n);
      return;
    }
    switch (data) {
      case float[] x -> {
        float[] y = (float[]) strip;
        for (int i = 0; i < n; i++) {
          y[to + i] = x[from + i * stride];
        }
      }
      case double[] x -> {
        double[] y = (double[]) strip;
        for (int i = 0; i < n; i++) {
          y[to + i] = x[from + i * stride];
        }
      }
      case int[] x -> {
        int[] y = (int[]) strip;
        for (int i = 0; i < n; i++) {
          y[to + i] = x[from + i * stride];
        }
      }
      case long[] x -> {
        long[] y = (long[]) strip;
        for (int i = 0; i < n; i++) {
          y[to + i] = x[from + i * stride];
        }
      }
      case byte[] x -> {
        byte[] y = (byte[]) strip;
        for (int i = 0; i < n; i++) {
          y[to + i] = x[from + i * stride];
        }
      }
      default -> throw new AssertionError("no tensor is stored in a " + data.getClass());
    }
  }

  private void fill(int from, Object strip, int to, int n) {
    switch (data) {
      case float[] x -> Arrays.fill((float[]) strip, to, to + n, x[from]);
      case double[] x -> Arrays.fill((double[]) strip, to, to + n, x[from]);
      case int[] x -> Arrays.fill((int[]) strip, to, to + n, x[from]);
      case long[] x -> Arrays.fill((long[]) strip, to, to + n, x[from]);
      case byte[] x -> Arrays.fill((byte[]) strip, to, to + n, x[from]);
      default -> throw new AssertionError("no tensor is stored in a " + data.getClass());
    }
  }
}
