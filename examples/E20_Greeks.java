import static cotangent.code.Differentiate.*;

/**
 * Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.2.17; absolute error below
 * 7.5e-8.
 */
double normal(double x) {
  double t = 1 / (1 + 0.2316419 * Math.abs(x));
  double tail =
      Math.exp(-x * x / 2)
          / Math.sqrt(2 * Math.PI)
          * t
          * (0.319381530
              + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x < 0 ? tail : 1 - tail;
}

/** Price of a European call by Black and Scholes. */
double call(double[] p) {
  double spot = p[0], rate = p[1], volatility = p[2], time = p[3], strike = 105;
  double d1 =
      (Math.log(spot / strike) + (rate + volatility * volatility / 2) * time)
          / (volatility * Math.sqrt(time));
  double d2 = d1 - volatility * Math.sqrt(time);
  return spot * normal(d1) - strike * Math.exp(-rate * time) * normal(d2);
}

void main() {
  double[] market = {100, 0.02, 0.25, 0.5};
  var result = valueAndGradient(p -> call(p)).apply(market);
  var g = result.gradient();
  IO.println("price %.4f".formatted(result.value()));
  IO.println("delta %.4f  rho %.4f  vega %.4f  theta %.4f".formatted(g[0], g[1], g[2], -g[3]));
  var second = hessian(p -> call(p)).apply(market);
  IO.println(
      "gamma %.5f  vanna %.5f  volga %.5f".formatted(second[0][0], second[0][2], second[2][2]));
}
