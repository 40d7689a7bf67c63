package cotangent.nn.storage;

import cotangent.Tensor;
import cotangent.TensorType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Reads and writes safetensors files: tensors with names, and a few texts. The Python library of
 * that name reads and writes the same bytes.
 *
 * <p>A file is never trusted: whatever it holds, reading it takes memory in proportion to its size,
 * and ends with its tensors or an {@link IOException} that names the file and what is wrong.
 */
public final class Safetensors {
  private static final int CHUNK = 1 << 16;

  private Safetensors() {}

  /**
   * What a file holds.
   *
   * @param tensors by their names, in the order of the file
   * @param metadata any texts
   */
  public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {}

  /**
   * Writes a file, or replaces it in one step: after an interruption the old one is still whole.
   *
   * @throws IOException if the disk refuses
   * @throws IllegalArgumentException if a name or the list of all of them is too long for a header
   */
  public static void write(Path path, Contents contents) throws IOException {
    Map<String, TensorType> types = new LinkedHashMap<>();
    contents.tensors.forEach((name, tensor) -> types.put(name, tensor.type()));
    Header header = Header.of(types, new TreeMap<>(contents.metadata));
    ByteBuffer prefix = prefix(header.toJson(), header.dataBytes());
    AtomicFile.write(
        path,
        out -> {
          writeFully(out, prefix);
          ByteBuffer chunk = chunk();
          for (Header.Entry entry : header.entries()) {
            writeElements(out, chunk, Objects.requireNonNull(contents.tensors.get(entry.name())));
          }
        });
  }

  /** The header with its length before and spaces after it, a multiple of 8 bytes. */
  private static ByteBuffer prefix(String json, long dataBytes) {
    try {
      Header.parse(json, dataBytes);
    } catch (Header.FormatException e) {
      throw new IllegalArgumentException("safetensors cannot hold this: " + e.getMessage(), e);
    }
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    int length = (text.length + 7) & ~7;
    if (length > Header.MAX_BYTES) {
      throw new IllegalArgumentException(
          "safetensors: the names take " + length + " bytes; " + Header.MAX_BYTES + " is the most");
    }
    ByteBuffer prefix = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
    prefix.putLong(length).put(text);
    while (prefix.hasRemaining()) {
      prefix.put((byte) ' ');
    }
    return prefix.flip();
  }

  private static void writeElements(FileChannel out, ByteBuffer chunk, Tensor tensor)
      throws IOException {
    Object elements = tensor.reshape(-1).toArray();
    int size = tensor.dtype().bytes();
    int n = tensor.shape().elements();
    for (int i = 0, count; i < n; i += count) {
      count = Math.min(n - i, CHUNK / size);
      chunk.clear();
      switch (elements) {
        case float[] x -> chunk.asFloatBuffer().put(x, i, count);
        case double[] x -> chunk.asDoubleBuffer().put(x, i, count);
        case int[] x -> chunk.asIntBuffer().put(x, i, count);
        case long[] x -> chunk.asLongBuffer().put(x, i, count);
        case boolean[] x -> {
          for (int j = 0; j < count; j++) {
            chunk.put(j, (byte) (x[i + j] ? 1 : 0));
          }
        }
        default -> throw new AssertionError(elements.getClass());
      }
      writeFully(out, chunk.limit(count * size));
    }
  }

  private static ByteBuffer chunk() {
    return ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /**
   * Reads a whole file.
   *
   * @throws IOException if it cannot be read, is damaged, is no safetensors file, or holds a dtype
   *     that tensors do not have
   */
  public static Contents read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder, not a safetensors file");
    }
    try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
      Header header = readHeader(in);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      ByteBuffer chunk = chunk();
      for (Header.Entry entry : header.entries()) {
        tensors.put(entry.name(), readElements(in, chunk, entry));
      }
      return new Contents(tensors, header.metadata());
    } catch (Header.FormatException e) {
      throw new IOException(path + " is no valid safetensors file: " + e.getMessage(), e);
    } catch (EOFException e) {
      throw new IOException(path + " became shorter while it was read", e);
    }
  }

  /** Reads the header and leaves the channel at the first byte after it. */
  private static Header readHeader(FileChannel in) throws IOException, Header.FormatException {
    long size = in.size();
    if (size < 8) {
      throw new Header.FormatException(
          "it has " + size + " bytes, less than the 8 that tell the length of the header");
    }
    long length = read(in, 8).getLong();
    if (length < 0 || length > size - 8) {
      throw new Header.FormatException(
          "the header should have "
              + Long.toUnsignedString(length)
              + " bytes, but the file has "
              + size
              + " in all");
    }
    if (length > Header.MAX_BYTES) {
      throw new Header.FormatException(
          "the header has " + length + " bytes; " + Header.MAX_BYTES + " is the most");
    }
    CharBuffer json;
    try {
      json = StandardCharsets.UTF_8.newDecoder().decode(read(in, (int) length));
    } catch (CharacterCodingException e) {
      throw new Header.FormatException("the header is not UTF-8");
    }
    return Header.parse(json.toString(), size - 8 - length);
  }

  private static Tensor readElements(FileChannel in, ByteBuffer chunk, Header.Entry entry)
      throws IOException, Header.FormatException {
    int n = entry.type().shape().elements();
    int size = entry.type().dtype().bytes();
    Object elements =
        switch (entry.type().dtype()) {
          case F32 -> new float[n];
          case F64 -> new double[n];
          case I32 -> new int[n];
          case I64 -> new long[n];
          case BOOL -> new boolean[n];
        };
    for (int i = 0, count; i < n; i += count) {
      count = Math.min(n - i, CHUNK / size);
      readFully(in, chunk.clear().limit(count * size));
      switch (elements) {
        case float[] x -> chunk.asFloatBuffer().get(x, i, count);
        case double[] x -> chunk.asDoubleBuffer().get(x, i, count);
        case int[] x -> chunk.asIntBuffer().get(x, i, count);
        case long[] x -> chunk.asLongBuffer().get(x, i, count);
        case boolean[] x -> {
          for (int j = 0; j < count; j++) {
            x[i + j] = truth(entry, chunk.get(j));
          }
        }
        default -> throw new AssertionError(elements.getClass());
      }
    }
    return Tensor.of(elements).reshape(entry.type().shape().toArray());
  }

  private static boolean truth(Header.Entry entry, byte b) throws Header.FormatException {
    if (b != 0 && b != 1) {
      throw new Header.FormatException(
          Header.quoted(entry.name()) + " holds the byte " + b + ", which is no truth value");
    }
    return b == 1;
  }

  private static ByteBuffer read(FileChannel in, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    readFully(in, buffer);
    return buffer;
  }

  /** Fills a buffer up to its limit and makes it ready to be read. */
  private static void readFully(FileChannel in, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer) < 0) {
        throw new EOFException();
      }
    }
    buffer.flip();
  }
}
