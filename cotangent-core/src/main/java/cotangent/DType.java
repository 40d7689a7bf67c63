package cotangent;

/** The type of a tensor's elements. */
public enum DType {
  F32,
  F64,
  I32,
  I64,
  BOOL
}
