package cotangent.nn.optim;

import cotangent.Tensor;

/** A learning rate as a function of the step. Schedules compose by {@link #then}. */
@FunctionalInterface
public interface Schedule {
  /**
   * The rate.
   *
   * @param step the number of updates done before, an F64 scalar
   * @return an F64 scalar
   */
  Tensor at(Tensor step);

  /** Always the same rate. */
  static Schedule constant(double rate) {
    return step -> Tensor.of(rate);
  }

  /** A straight line from one rate to another, which is reached after so many steps and kept. */
  static Schedule linear(double from, double to, int steps) {
    return step -> fraction(step, steps).mul(to - from).add(from);
  }

  /** The rate times {@code factor} to the power of {@code step / steps}. */
  static Schedule exponential(double rate, double factor, int steps) {
    requirePositive(steps);
    return step -> Tensor.of(factor).pow(step.div(steps)).mul(rate);
  }

  /**
   * Half a period of a cosine from one rate to another, which is reached after so many steps and
   * kept: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017,
   * equation 5.
   */
  static Schedule cosine(double from, double to, int steps) {
    return step -> fraction(step, steps).mul(Math.PI).cos().add(1).mul((from - to) / 2).add(to);
  }

  /**
   * This schedule for so many steps, then another one from its start. Piecewise constant rates are
   * {@code constant(0.1).then(1000, constant(0.01))}.
   */
  default Schedule then(int steps, Schedule next) {
    return step -> Tensor.where(step.lt(steps), at(step), next.at(step.sub(steps).maximum(0)));
  }

  /**
   * A line from 0 up to this schedule's first rate, then this schedule from its start. The first of
   * the steps has the rate of the line after one step, since one with rate 0 would be lost.
   */
  default Schedule warmedUp(int steps) {
    Schedule rise = step -> at(Tensor.of(0.0)).mul(fraction(step.add(1), steps));
    return rise.then(steps, this);
  }

  private static Tensor fraction(Tensor step, int steps) {
    requirePositive(steps);
    return step.div(steps).minimum(1);
  }

  private static void requirePositive(int steps) {
    if (steps <= 0) {
      throw new IllegalArgumentException(
          "a schedule needs a positive number of steps, got " + steps);
    }
  }
}
