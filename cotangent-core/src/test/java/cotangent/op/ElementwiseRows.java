package cotangent.op;

import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.binary;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.row;
import static cotangent.op.OpRow.unary;

import cotangent.Tensor;
import java.util.List;

/** The rows of {@link Elementwise}. */
final class ElementwiseRows {
  private ElementwiseRows() {}

  /** A formula of a user: the density of a normal distribution without its factor. */
  private static final Pointwise PROBABILITY =
      Pointwise.of(
          "probability",
          (x, mean, s) -> x.sub(mean).mul(s.exp()).square().mul(-0.5).exp().mul(s.exp()));

  /** A formula of a user: the step of an optimiser. */
  private static final Pointwise UPDATE =
      Pointwise.of("update", (p, g, m, v) -> p.sub(m.mul(0.9).add(g).div(v.sqrt().add(0.1))));

  static final List<OpRow> ROWS =
      List.of(
          unary("neg", Tensor::neg).also(I32, I64).is(x -> -x),
          unary("abs", Tensor::abs).also(I32, I64).awayFrom(0).is(Math::abs),
          unary("sign", Tensor::sign).also(I32, I64).awayFrom(0).is(Math::signum),
          unary("square", Tensor::square).also(I32, I64).is(x -> x * x),
          unary("sqrt", Tensor::sqrt).in(0.2, 3).is(Math::sqrt),
          unary("rsqrt", Tensor::rsqrt).in(0.2, 3).is(x -> 1 / Math.sqrt(x)),
          unary("cbrt", Tensor::cbrt).awayFrom(0).is(Math::cbrt),
          unary("reciprocal", Tensor::reciprocal).in(0.3, 3).is(x -> 1 / x),
          unary("exp", Tensor::exp).is(Math::exp),
          unary("expm1", Tensor::expm1).is(Math::expm1),
          unary("log", Tensor::log).in(0.1, 3).is(Math::log),
          unary("log1p", Tensor::log1p).in(-0.8, 3).is(Math::log1p),
          unary("sin", Tensor::sin).in(-7, 7).is(Math::sin),
          unary("cos", Tensor::cos).in(-7, 7).is(Math::cos),
          unary("tan", Tensor::tan).in(-1.2, 1.2).is(Math::tan),
          unary("asin", Tensor::asin).in(-0.9, 0.9).is(Math::asin),
          unary("acos", Tensor::acos).in(-0.9, 0.9).is(Math::acos),
          unary("atan", Tensor::atan).is(Math::atan),
          unary("sinh", Tensor::sinh).is(Math::sinh),
          unary("cosh", Tensor::cosh).is(Math::cosh),
          unary("tanh", Tensor::tanh).is(Math::tanh),
          unary("asinh", Tensor::asinh).is(x -> Math.log(x + Math.sqrt(x * x + 1))),
          unary("acosh", Tensor::acosh).in(1.2, 4).is(x -> Math.log(x + Math.sqrt(x * x - 1))),
          unary("atanh", Tensor::atanh).in(-0.9, 0.9).is(x -> Math.log((1 + x) / (1 - x)) / 2),
          unary("sigmoid", Tensor::sigmoid).is(x -> 1 / (1 + Math.exp(-x))),
          unary("softplus", Tensor::softplus).is(x -> Math.log1p(Math.exp(x))),
          unary("erf", Tensor::erf).is(ElementwiseRows::erf),
          unary("floor", Tensor::floor).awayFrom(-2, -1, 0, 1, 2).is(Math::floor),
          unary("ceil", Tensor::ceil).awayFrom(-2, -1, 0, 1, 2).is(Math::ceil),
          unary("round", Tensor::round).awayFrom(-1.5, -0.5, 0.5, 1.5).is(Math::rint),
          unary("relu", Tensor::relu).also(I32).awayFrom(0).is(x -> Math.max(x, 0)),
          unary("silu", Tensor::silu).is(x -> x / (1 + Math.exp(-x))),
          unary("gelu", Tensor::gelu).is(x -> x / 2 * (1 + erf(x / Math.sqrt(2)))),
          unary("leakyRelu", x -> x.leakyRelu(0.1)).awayFrom(0).is(x -> x > 0 ? x : 0.1 * x),
          unary("elu", x -> x.elu(0.7)).awayFrom(0).is(x -> x > 0 ? x : 0.7 * Math.expm1(x)),
          unary("clamp", x -> x.clamp(-1, 0.5))
              .awayFrom(-1, 0.5)
              .is(x -> Math.min(Math.max(x, -1), 0.5)),
          binary("add", Tensor::add).also(I32, I64).is((a, b) -> a + b),
          binary("sub", Tensor::sub).also(I32, I64).is((a, b) -> a - b),
          binary("mul", Tensor::mul).also(I32, I64).is((a, b) -> a * b),
          binary("div", Tensor::div).also(I32, I64).in(0.5, 3).awayFrom(0).is((a, b) -> a / b),
          binary("pow", Tensor::pow).also(I32, I64).in(0.4, 2).is(Math::pow),
          binary("atan2", Tensor::atan2).awayFrom(0).is(Math::atan2),
          binary("minimum", Tensor::minimum).also(I32, I64).is(Math::min),
          binary("maximum", Tensor::maximum).also(I32, I64).is(Math::max),
          binary("mod", Tensor::mod).in(2.2, 2.7, 0.95, 1.05).is((a, b) -> a - 2 * b),
          binary("lt", Tensor::lt).also(I32, I64).is((a, b) -> a < b ? 1 : 0),
          binary("le", Tensor::le).also(I32, I64).is((a, b) -> a <= b ? 1 : 0),
          binary("gt", Tensor::gt).also(I32, I64).is((a, b) -> a > b ? 1 : 0),
          binary("ge", Tensor::ge).also(I32, I64).is((a, b) -> a >= b ? 1 : 0),
          binary("eq", Tensor::eq).also(I32, I64).is((a, b) -> a == b ? 1 : 0),
          binary("ne", Tensor::ne).also(I32, I64).is((a, b) -> a != b ? 1 : 0),
          binary("and", Tensor::and).onTruths(),
          binary("or", Tensor::or).onTruths(),
          binary("xor", Tensor::xor).onTruths(),
          unary("not", Tensor::not).onTruths(),
          row("fused", x -> PROBABILITY.apply(x.get(0), x.get(1), x.get(2)))
              .on(f(3, 4), f(4), f())
              .on(f(0), f(0), f()),
          row("fused of four", x -> UPDATE.apply(x.get(0), x.get(1), x.get(2), x.get(3)))
              .on(f(3, 4), f(3, 4), f(4), f())
              .on(f(0), f(0), f(), f())
              .in(-2, 2, -2, 2, -2, 2, 0.5, 2));

  /**
   * The error function by its Taylor series (Abramowitz and Stegun, 7.1.6, of positive terms, so
   * that nothing cancels).
   */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 200; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
}
