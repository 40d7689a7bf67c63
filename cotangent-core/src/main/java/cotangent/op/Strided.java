package cotangent.op;

import cotangent.array.NdArray;

/** An op whose kernel works on strided operands: most ops of the library, views above all. */
interface Strided {

  /** The results for operands whose types fit. */
  NdArray[] evaluate(NdArray[] x);
}
