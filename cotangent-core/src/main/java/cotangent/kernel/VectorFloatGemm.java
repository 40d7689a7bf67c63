package cotangent.kernel;

import java.util.concurrent.ArrayBlockingQueue;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Gemm} for {@code float} with the Vector API.
 *
 * <p>Large products are blocked as in "Anatomy of High-Performance Matrix Multiplication" (Goto and
 * van de Geijn), with this difference: the left operand is read in place when its rows are
 * contiguous, since the tile takes from it single elements only. A tile of six rows and two vectors
 * stays in registers while {@code k} runs over a block; a panel of the right operand, two vectors
 * wide, is copied together so that it stays in the first-level cache.
 *
 * <p>The file is long because C2 keeps in registers what has a name, and not what has an index.
 */
final class VectorFloatGemm {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();
  private static final int ROWS = 6;
  private static final int WIDTH = 2 * LENGTH;

  /** The largest block of rows, of columns and of the inner dimension. */
  private static final int MAX_M = 40 * ROWS;

  private static final int MAX_N = 4 * WIDTH;
  private static final int MAX_K = 288;

  /** From this many rows on, copying panels of the right operand pays. */
  private static final int PACKED = 3 * ROWS;

  /** Up to this many multiplications, blocking does not pay. */
  private static final int TINY = 1 << 13;

  /**
   * Parts of a buffer: a block of the left operand, one of the right operand, a tile of the result.
   */
  private static final int RIGHT = MAX_M * MAX_K;

  private static final int TILE = RIGHT + MAX_K * MAX_N;
  private static final int BUFFER = TILE + ROWS * WIDTH;

  /**
   * Buffers for reuse; a thread that finds none makes one, and a buffer that finds no room is
   * garbage.
   */
  private static final ArrayBlockingQueue<float[]> BUFFERS = new ArrayBlockingQueue<>(16);

  private VectorFloatGemm() {}

  /** {@code c += a b}, where element (i, j) of {@code c} lies at {@code co + i * crs + j * ccs}. */
  static void add(
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int ars,
      int acs,
      float[] b,
      int bo,
      int brs,
      int bcs,
      float[] c,
      int co,
      int crs,
      int ccs) {
    boolean tiny = (long) m * n * k <= TINY;
    if ((m < 4 || tiny) && bcs == 1 && ccs == 1) {
      for (int i = 0; i < m; i++) {
        row(n, k, a, ao + i * ars, acs, b, bo, brs, c, co + i * crs);
      }
    } else if ((n < 4 || tiny) && ars == 1 && crs == 1) {
      for (int j = 0; j < n; j++) {
        row(m, k, b, bo + j * bcs, brs, a, ao, acs, c, co + j * ccs);
      }
    } else if ((n < 4 || tiny) && acs == 1) {
      for (int j = 0; j < n; j++) {
        FloatGemm.dots(m, k, a, ao, ars, b, bo + j * bcs, brs, c, co + j * ccs, crs);
      }
    } else if ((m < 4 || tiny) && brs == 1) {
      for (int i = 0; i < m; i++) {
        FloatGemm.dots(n, k, b, bo, bcs, a, ao + i * ars, acs, c, co + i * crs, ccs);
      }
    } else if ((bcs != 1 && m < n) || (acs != 1 && ars == 1 && n <= WIDTH && 2 * n < m)) {
      // The transposed product: it copies the smaller operand.
      blocks(n, m, k, b, bo, bcs, brs, a, ao, acs, ars, c, co, ccs, crs);
    } else {
      blocks(m, n, k, a, ao, ars, acs, b, bo, brs, bcs, c, co, crs, ccs);
    }
  }

  private static void blocks(
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int ars,
      int acs,
      float[] b,
      int bo,
      int brs,
      int bcs,
      float[] c,
      int co,
      int crs,
      int ccs) {
    var buffer = BUFFERS.poll();
    if (buffer == null) {
      buffer = new float[BUFFER];
    }
    int parts = (k + MAX_K - 1) / MAX_K;
    for (int part = 0; part < parts; part++) {
      int p = (int) ((long) k * part / parts);
      int kc = (int) ((long) k * (part + 1) / parts) - p;
      for (int i = 0; i < m; i += MAX_M) {
        int mc = Math.min(MAX_M, m - i);
        int at = ao + i * ars + p * acs;
        if (acs != 1) {
          transpose(mc, kc, a, at, ars, acs, buffer);
        }
        for (int j = 0; j < n; j += MAX_N) {
          int nc = Math.min(MAX_N, n - j);
          block(
              mc,
              nc,
              kc,
              acs == 1 ? a : buffer,
              acs == 1 ? at : 0,
              acs == 1 ? ars : kc,
              b,
              bo + p * brs + j * bcs,
              brs,
              bcs,
              c,
              co + i * crs + j * ccs,
              crs,
              ccs,
              buffer);
        }
      }
    }
    BUFFERS.offer(buffer);
  }

  private static void block(
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int ars,
      float[] b,
      int bo,
      int brs,
      int bcs,
      float[] c,
      int co,
      int crs,
      int ccs,
      float[] buffer) {
    boolean pack = m >= PACKED || bcs != 1;
    int whole = n / WIDTH * WIDTH;
    if (pack) {
      pack(k, n, b, bo, brs, bcs, buffer);
    } else if (whole < n) {
      pack(k, n - whole, b, bo + whole, brs, 1, buffer);
    }
    for (int j = 0; j < n; j += WIDTH) {
      int width = Math.min(WIDTH, n - j);
      boolean direct = !pack && width == WIDTH;
      var panel = direct ? b : buffer;
      int po = direct ? bo + j : pack ? RIGHT + j * k : RIGHT;
      int ps = direct ? brs : WIDTH;
      for (int i = 0; i < m; i += ROWS) {
        int rows = Math.min(ROWS, m - i);
        int at = ao + i * ars;
        int to = co + i * crs + j * ccs;
        if (rows == ROWS && width == WIDTH && ccs == 1) {
          tile(WIDTH, k, a, at, ars, ROWS, panel, po, ps, c, to, crs);
        } else {
          copy(rows, width, c, to, crs, ccs, buffer, TILE, WIDTH, 1);
          tile(width, k, a, at, ars, rows, panel, po, ps, buffer, TILE, WIDTH);
          copy(rows, width, buffer, TILE, WIDTH, 1, c, to, crs, ccs);
        }
      }
    }
  }

  /** A tile with fewer rows repeats its last one. */
  private static void tile(
      int width,
      int k,
      float[] a,
      int ao,
      int ars,
      int rows,
      float[] b,
      int bo,
      int bs,
      float[] c,
      int co,
      int ldc) {
    int last = rows - 1;
    int a1 = ao + Math.min(1, last) * ars;
    int a2 = ao + Math.min(2, last) * ars;
    int a3 = ao + Math.min(3, last) * ars;
    int a4 = ao + Math.min(4, last) * ars;
    int a5 = ao + last * ars;
    if (width > LENGTH) {
      tile2(k, a, ao, a1, a2, a3, a4, a5, b, bo, bs, c, co, ldc);
    } else {
      tile1(k, a, ao, a1, a2, a3, a4, a5, b, bo, bs, c, co, ldc);
    }
  }

  /** {@code 6} rows and 2 vectors of columns. */
  private static void tile2(
      int k,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int a5,
      float[] b,
      int bo,
      int bs,
      float[] c,
      int co,
      int ldc) {
    int c0 = co;
    int c1 = co + ldc;
    int c2 = co + 2 * ldc;
    int c3 = co + 3 * ldc;
    int c4 = co + 4 * ldc;
    int c5 = co + 5 * ldc;
    var s00 = FloatVector.fromArray(SPECIES, c, c0);
    var s01 = FloatVector.fromArray(SPECIES, c, c0 + LENGTH);
    var s10 = FloatVector.fromArray(SPECIES, c, c1);
    var s11 = FloatVector.fromArray(SPECIES, c, c1 + LENGTH);
    var s20 = FloatVector.fromArray(SPECIES, c, c2);
    var s21 = FloatVector.fromArray(SPECIES, c, c2 + LENGTH);
    var s30 = FloatVector.fromArray(SPECIES, c, c3);
    var s31 = FloatVector.fromArray(SPECIES, c, c3 + LENGTH);
    var s40 = FloatVector.fromArray(SPECIES, c, c4);
    var s41 = FloatVector.fromArray(SPECIES, c, c4 + LENGTH);
    var s50 = FloatVector.fromArray(SPECIES, c, c5);
    var s51 = FloatVector.fromArray(SPECIES, c, c5 + LENGTH);
    for (int p = 0; p < k; p++) {
      var b0 = FloatVector.fromArray(SPECIES, b, bo + p * bs);
      var b1 = FloatVector.fromArray(SPECIES, b, bo + p * bs + LENGTH);
      var x0 = FloatVector.broadcast(SPECIES, a[a0 + p]);
      s00 = x0.fma(b0, s00);
      s01 = x0.fma(b1, s01);
      var x1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
      s10 = x1.fma(b0, s10);
      s11 = x1.fma(b1, s11);
      var x2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
      s20 = x2.fma(b0, s20);
      s21 = x2.fma(b1, s21);
      var x3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
      s30 = x3.fma(b0, s30);
      s31 = x3.fma(b1, s31);
      var x4 = FloatVector.broadcast(SPECIES, a[a4 + p]);
      s40 = x4.fma(b0, s40);
      s41 = x4.fma(b1, s41);
      var x5 = FloatVector.broadcast(SPECIES, a[a5 + p]);
      s50 = x5.fma(b0, s50);
      s51 = x5.fma(b1, s51);
    }
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + LENGTH);
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + LENGTH);
    s20.intoArray(c, c2);
    s21.intoArray(c, c2 + LENGTH);
    s30.intoArray(c, c3);
    s31.intoArray(c, c3 + LENGTH);
    s40.intoArray(c, c4);
    s41.intoArray(c, c4 + LENGTH);
    s50.intoArray(c, c5);
    s51.intoArray(c, c5 + LENGTH);
  }

  /** {@code 6} rows and 1 vector of columns. */
  private static void tile1(
      int k,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int a5,
      float[] b,
      int bo,
      int bs,
      float[] c,
      int co,
      int ldc) {
    int c0 = co;
    int c1 = co + ldc;
    int c2 = co + 2 * ldc;
    int c3 = co + 3 * ldc;
    int c4 = co + 4 * ldc;
    int c5 = co + 5 * ldc;
    var s00 = FloatVector.fromArray(SPECIES, c, c0);
    var s10 = FloatVector.fromArray(SPECIES, c, c1);
    var s20 = FloatVector.fromArray(SPECIES, c, c2);
    var s30 = FloatVector.fromArray(SPECIES, c, c3);
    var s40 = FloatVector.fromArray(SPECIES, c, c4);
    var s50 = FloatVector.fromArray(SPECIES, c, c5);
    for (int p = 0; p < k; p++) {
      var b0 = FloatVector.fromArray(SPECIES, b, bo + p * bs);
      var x0 = FloatVector.broadcast(SPECIES, a[a0 + p]);
      s00 = x0.fma(b0, s00);
      var x1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
      s10 = x1.fma(b0, s10);
      var x2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
      s20 = x2.fma(b0, s20);
      var x3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
      s30 = x3.fma(b0, s30);
      var x4 = FloatVector.broadcast(SPECIES, a[a4 + p]);
      s40 = x4.fma(b0, s40);
      var x5 = FloatVector.broadcast(SPECIES, a[a5 + p]);
      s50 = x5.fma(b0, s50);
    }
    s00.intoArray(c, c0);
    s10.intoArray(c, c1);
    s20.intoArray(c, c2);
    s30.intoArray(c, c3);
    s40.intoArray(c, c4);
    s50.intoArray(c, c5);
  }

  /** Adds to one row of the result, four vectors at a time while there are as many. */
  private static void row(
      int n, int k, float[] a, int ao, int acs, float[] b, int bo, int brs, float[] c, int co) {
    int j = 0;
    for (; j <= n - 4 * LENGTH; j += 4 * LENGTH) {
      row4(k, a, ao, acs, b, bo + j, brs, c, co + j);
    }
    for (; j <= n - LENGTH; j += LENGTH) {
      row1(k, a, ao, acs, b, bo + j, brs, c, co + j);
    }
    if (j < n) {
      rowRest(n - j, k, a, ao, acs, b, bo + j, brs, c, co + j);
    }
  }

  private static void row4(
      int k, float[] a, int ao, int acs, float[] b, int bo, int brs, float[] c, int co) {
    var s0 = FloatVector.fromArray(SPECIES, c, co);
    var s1 = FloatVector.fromArray(SPECIES, c, co + LENGTH);
    var s2 = FloatVector.fromArray(SPECIES, c, co + 2 * LENGTH);
    var s3 = FloatVector.fromArray(SPECIES, c, co + 3 * LENGTH);
    for (int p = 0; p < k; p++) {
      var x = FloatVector.broadcast(SPECIES, a[ao + p * acs]);
      int at = bo + p * brs;
      s0 = x.fma(FloatVector.fromArray(SPECIES, b, at), s0);
      s1 = x.fma(FloatVector.fromArray(SPECIES, b, at + LENGTH), s1);
      s2 = x.fma(FloatVector.fromArray(SPECIES, b, at + 2 * LENGTH), s2);
      s3 = x.fma(FloatVector.fromArray(SPECIES, b, at + 3 * LENGTH), s3);
    }
    s0.intoArray(c, co);
    s1.intoArray(c, co + LENGTH);
    s2.intoArray(c, co + 2 * LENGTH);
    s3.intoArray(c, co + 3 * LENGTH);
  }

  private static void row1(
      int k, float[] a, int ao, int acs, float[] b, int bo, int brs, float[] c, int co) {
    var s = FloatVector.fromArray(SPECIES, c, co);
    for (int p = 0; p < k; p++) {
      s =
          FloatVector.broadcast(SPECIES, a[ao + p * acs])
              .fma(FloatVector.fromArray(SPECIES, b, bo + p * brs), s);
    }
    s.intoArray(c, co);
  }

  private static void rowRest(
      int n, int k, float[] a, int ao, int acs, float[] b, int bo, int brs, float[] c, int co) {
    var mask = SPECIES.indexInRange(0, n);
    var s = FloatVector.fromArray(SPECIES, c, co, mask);
    for (int p = 0; p < k; p++) {
      s =
          FloatVector.broadcast(SPECIES, a[ao + p * acs])
              .fma(FloatVector.fromArray(SPECIES, b, bo + p * brs, mask), s);
    }
    s.intoArray(c, co, mask);
  }

  /** Copies a block of the left operand so that its rows are contiguous. */
  private static void transpose(int m, int k, float[] a, int ao, int ars, int acs, float[] buffer) {
    for (int i = 0; i < m; i += ROWS) {
      int rows = Math.min(ROWS, m - i);
      for (int p = 0; p < k; p++) {
        int at = ao + i * ars + p * acs;
        for (int r = 0; r < rows; r++) {
          buffer[(i + r) * k + p] = a[at + r * ars];
        }
      }
    }
  }

  /** Copies columns of the right operand to panels of {@code WIDTH} contiguous columns. */
  private static void pack(int k, int n, float[] b, int bo, int brs, int bcs, float[] buffer) {
    for (int j = 0; j < n; j += WIDTH) {
      int width = Math.min(WIDTH, n - j);
      int to = RIGHT + j * k;
      int at = bo + j * bcs;
      if (bcs == 1 && width == WIDTH) {
        for (int p = 0; p < k; p++) {
          FloatVector.fromArray(SPECIES, b, at + p * brs).intoArray(buffer, to + p * WIDTH);
          FloatVector.fromArray(SPECIES, b, at + p * brs + LENGTH)
              .intoArray(buffer, to + p * WIDTH + LENGTH);
        }
      } else {
        copy(k, width, b, at, brs, bcs, buffer, to, WIDTH, 1);
      }
    }
  }

  private static void copy(
      int m, int n, float[] x, int xo, int xrs, int xcs, float[] y, int yo, int yrs, int ycs) {
    if (xrs < xcs) {
      for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++) {
          y[yo + i * yrs + j * ycs] = x[xo + i * xrs + j * xcs];
        }
      }
      return;
    }
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        y[yo + i * yrs + j * ycs] = x[xo + i * xrs + j * xcs];
      }
    }
  }
}
