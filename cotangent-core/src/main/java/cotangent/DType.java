package cotangent;

/**
 * The element types of tensors. The dtype follows Java: {@code double} gives F64, {@code float}
 * F32.
 */
public enum DType {
  /** IEEE 754 single precision, stored as {@code float}. */
  F32(true, 4),
  /** IEEE 754 double precision, stored as {@code double}. */
  F64(true, 8),
  /** 32-bit two's complement integers, stored as {@code int}; arithmetic wraps as in Java. */
  I32(false, 4),
  /** 64-bit two's complement integers, stored as {@code long}; arithmetic wraps as in Java. */
  I64(false, 8),
  /** Truth values, stored as {@code byte}: 0 is false, 1 is true. */
  BOOL(false, 1);

  private final boolean floating;
  private final int bytes;

  DType(boolean floating, int bytes) {
    this.floating = floating;
    this.bytes = bytes;
  }

  /** Whether values of this type can carry a derivative. */
  public boolean isFloating() {
    return floating;
  }

  /** Whether arithmetic is defined: every type but {@link #BOOL}. */
  public boolean isNumeric() {
    return this != BOOL;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }
}
