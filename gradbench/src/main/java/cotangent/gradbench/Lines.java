package cotangent.gradbench;

import java.io.IOException;
import java.io.InputStream;

/** Reads lines of any length into one buffer, which grows to the longest of them. */
final class Lines {
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];

  /** The buffer holds what has been read and not been taken: from start to end. */
  private int start;

  private int end;
  private int length;
  private int lineStart;

  Lines(InputStream in) {
    this.in = in;
  }

  /**
   * Goes to the next line.
   *
   * @return false if there is none
   * @throws IOException if reading fails, or the line is longer than an array can be
   */
  boolean next() throws IOException {
    int seen = start;
    while (true) {
      for (int i = seen; i < end; i++) {
        if (buffer[i] == '\n') {
          take(i);
          return true;
        }
      }
      seen = makeRoom(end);
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        boolean rest = end > start;
        take(end);
        start = end;
        return rest;
      }
      end += count;
    }
  }

  private void take(int lineEnd) {
    lineStart = start;
    length = lineEnd - start;
    start = lineEnd + 1;
  }

  /** Moves what is left to the front, or into a longer buffer if that is full. */
  private int makeRoom(int seen) throws IOException {
    if (end < buffer.length) {
      return seen;
    }
    int held = end - start;
    var target = buffer;
    if (held > buffer.length / 2) {
      if (buffer.length == LARGEST) {
        throw new IOException("a line is longer than " + LARGEST + " bytes");
      }
      target = new byte[(int) Math.min(LARGEST, 2L * buffer.length)];
    }
    System.arraycopy(buffer, start, target, 0, held);
    buffer = target;
    start = 0;
    end = held;
    return held;
  }

  /** What the line's bytes are in; valid until the next call of {@link #next()}. */
  byte[] bytes() {
    return buffer;
  }

  /** Where in {@link #bytes()} the line begins. */
  int offset() {
    return lineStart;
  }

  /** How many bytes the line has, without its end. */
  int length() {
    return length;
  }

  /** Whether the line is empty but for spaces. */
  boolean isBlank() {
    for (int i = lineStart; i < lineStart + length; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
