package cotangent.nn.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Unsigned bytes in the IDX format of the MNIST database, compressed by gzip: two zeros, the type
 * 8, the number of axes, the sizes of the axes as big-endian integers, the elements.
 */
final class Idx {
  private static final int UNSIGNED_BYTES = 8;

  private final int[] sizes;
  private final byte[] bytes;

  private Idx(int[] sizes, byte[] bytes) {
    this.sizes = sizes;
    this.bytes = bytes;
  }

  /** The size of an axis. */
  int size(int axis) {
    return sizes[axis];
  }

  /** The number of elements. */
  int length() {
    return bytes.length;
  }

  /** An element in row-major order, from 0 to 255. */
  int at(int i) {
    return bytes[i] & 0xff;
  }

  /**
   * Reads a file; it takes memory in proportion to what the file really holds, whatever its header
   * says.
   *
   * @param rank the number of axes it should have
   * @throws IOException if it is missing, damaged or another file; the message names it and what
   *     was expected
   */
  static Idx read(Path path, int rank) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(
          path.toString(),
          null,
          "the file is missing; the folder should hold the four gzip files of MNIST");
    }
    try (InputStream file = Files.newInputStream(path);
        DataInputStream in = new DataInputStream(new GZIPInputStream(file, 1 << 16))) {
      return read(path, rank, in);
    } catch (EOFException e) {
      throw new IOException(path + " is truncated: load it anew", e);
    } catch (ZipException e) {
      throw new IOException(
          path + " is no intact gzip file (" + e.getMessage() + "): load it anew", e);
    }
  }

  private static Idx read(Path path, int rank, DataInputStream in) throws IOException {
    int magic = in.readInt();
    if (magic != (UNSIGNED_BYTES << 8 | rank)) {
      throw new IOException(
          String.format(
              "%s is no IDX file of unsigned bytes with %d axes: it begins with %08x, not %08x",
              path, rank, magic, UNSIGNED_BYTES << 8 | rank));
    }
    int[] sizes = new int[rank];
    long count = 1;
    for (int i = 0; i < rank; i++) {
      sizes[i] = in.readInt();
      count = sizes[i] < 0 ? -1 : count * sizes[i];
      if (count < 0 || count > Integer.MAX_VALUE - 8) {
        throw new IOException(path + " claims impossible sizes: " + Arrays.toString(sizes));
      }
    }
    byte[] bytes = in.readNBytes((int) count);
    if (bytes.length < count) {
      throw new IOException(
          path
              + " is truncated: it should hold "
              + Arrays.toString(sizes)
              + " = "
              + count
              + " bytes and holds "
              + bytes.length);
    }
    if (in.read() >= 0) {
      throw new IOException(
          path + " holds more than the " + count + " bytes of its sizes " + Arrays.toString(sizes));
    }
    return new Idx(sizes, bytes);
  }
}
