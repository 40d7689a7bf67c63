package cotangent.benchmarks.code;

import cotangent.benchmarks.code.Workload.ByHand;
import java.util.Arrays;
import java.util.Random;

/**
 * Bundle adjustment: the sum of the squared distances, weighted, of where points are seen from
 * where they should be. The parameters are {@value #CAMERA} numbers for each camera, three for each
 * point and a weight for each observation.
 */
final class Bundle {
  /** A camera: rotation (3), centre (3), focal length, principal point (2), distortion (2). */
  private static final int CAMERA = 11;

  private Bundle() {}

  /**
   * Who sees what, where.
   *
   * @param camera, point the first parameter of the camera and of the point
   * @param weights the first of the weights, one for each observation
   * @param u, v where the point is seen
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Observations(int[] camera, int[] point, int weights, double[] u, double[] v) {}

  static Workload workload(int cameras, int points, int observations) {
    var random = new Random(1);
    int weights = cameras * CAMERA + points * 3;
    var x = random.doubles(weights + observations, 0.1, 1).toArray();
    for (int c = 0; c < cameras; c++) {
      for (int i = 0; i < 6; i++) {
        x[c * CAMERA + i] -= 0.5;
      }
      x[c * CAMERA + 9] *= 0.1;
      x[c * CAMERA + 10] *= 0.01;
    }
    var camera = new int[observations];
    var point = new int[observations];
    for (int i = 0; i < observations; i++) {
      camera[i] = random.nextInt(cameras) * CAMERA;
      point[i] = cameras * CAMERA + random.nextInt(points) * 3;
    }
    for (int p = 0; p < points; p++) {
      x[cameras * CAMERA + 3 * p + 2] += 4;
    }
    var seen =
        new Observations(
            camera,
            point,
            weights,
            random.doubles(observations, 0, 1).toArray(),
            random.doubles(observations, 0, 1).toArray());
    return new Workload("bundle", p -> value(p, seen), new Adjoint(seen), t -> onTape(t, seen), x);
  }

  static double value(double[] x, Observations seen) {
    double sum = 0;
    for (int i = 0; i < seen.u.length; i++) {
      sum += error(x, seen.camera[i], seen.point[i], x[seen.weights + i], seen.u[i], seen.v[i]);
    }
    return sum;
  }

  private static double error(
      double[] x, int camera, int point, double weight, double u, double v) {
    double dx = x[point] - x[camera + 3];
    double dy = x[point + 1] - x[camera + 4];
    double dz = x[point + 2] - x[camera + 5];
    double a = x[camera];
    double b = x[camera + 1];
    double c = x[camera + 2];
    double square = a * a + b * b + c * c;
    double rx;
    double ry;
    double rz;
    if (square > 0) {
      // Rodrigues' formula about the axis (a, b, c).
      double angle = Math.sqrt(square);
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      a /= angle;
      b /= angle;
      c /= angle;
      double along = (a * dx + b * dy + c * dz) * (1 - cos);
      rx = dx * cos + (b * dz - c * dy) * sin + a * along;
      ry = dy * cos + (c * dx - a * dz) * sin + b * along;
      rz = dz * cos + (a * dy - b * dx) * sin + c * along;
    } else {
      rx = dx + b * dz - c * dy;
      ry = dy + c * dx - a * dz;
      rz = dz + a * dy - b * dx;
    }
    double px = rx / rz;
    double py = ry / rz;
    double r2 = px * px + py * py;
    double stretch = (1 + (x[camera + 9] + x[camera + 10] * r2) * r2) * x[camera + 6];
    double eu = weight * (px * stretch + x[camera + 7] - u);
    double ev = weight * (py * stretch + x[camera + 8] - v);
    return eu * eu + ev * ev;
  }

  /** Each observation forward and straight back, in local variables. */
  private record Adjoint(Observations seen) implements ByHand {
    @Override
    public double apply(double[] x, double[] gradient) {
      Arrays.fill(gradient, 0);
      double sum = 0;
      for (int i = 0; i < seen.u.length; i++) {
        sum += error(x, gradient, i);
      }
      return sum;
    }

    private double error(double[] x, double[] g, int i) {
      int camera = seen.camera[i];
      int point = seen.point[i];
      double dx = x[point] - x[camera + 3];
      double dy = x[point + 1] - x[camera + 4];
      double dz = x[point + 2] - x[camera + 5];
      double a = x[camera];
      double b = x[camera + 1];
      double c = x[camera + 2];
      double angle = Math.sqrt(a * a + b * b + c * c);
      double inverse = 0;
      double cos = 1;
      double sin = 1; // of the limit: the axis is not divided by the angle then
      if (angle > 0) {
        inverse = 1 / angle;
        cos = Math.cos(angle);
        sin = Math.sin(angle);
        a *= inverse;
        b *= inverse;
        c *= inverse;
      }
      double versine = 1 - cos;
      double dot = a * dx + b * dy + c * dz;
      double crossX = b * dz - c * dy;
      double crossY = c * dx - a * dz;
      double crossZ = a * dy - b * dx;
      double along = dot * versine;
      double depth = 1 / (dz * cos + crossZ * sin + c * along);
      double px = (dx * cos + crossX * sin + a * along) * depth;
      double py = (dy * cos + crossY * sin + b * along) * depth;
      double r2 = px * px + py * py;
      double k1 = x[camera + 9];
      double k2 = x[camera + 10];
      double focal = x[camera + 6];
      double distortion = 1 + (k1 + k2 * r2) * r2;
      double stretch = distortion * focal;
      double weight = x[seen.weights + i];
      double du = px * stretch + x[camera + 7] - seen.u[i];
      double dv = py * stretch + x[camera + 8] - seen.v[i];
      double eu = weight * du;
      double ev = weight * dv;

      g[seen.weights + i] = 2 * (eu * du + ev * dv);
      double au = 2 * eu * weight;
      double av = 2 * ev * weight;
      g[camera + 7] += au;
      g[camera + 8] += av;
      double ofStretch = au * px + av * py;
      g[camera + 6] += ofStretch * distortion;
      double ofDistortion = ofStretch * focal;
      g[camera + 9] += ofDistortion * r2;
      g[camera + 10] += ofDistortion * r2 * r2;
      double ofR2 = ofDistortion * (k1 + 2 * k2 * r2);
      double apx = au * stretch + 2 * px * ofR2;
      double apy = av * stretch + 2 * py * ofR2;
      double rx = apx * depth;
      double ry = apy * depth;
      double rz = -(rx * px + ry * py);

      // (rx, ry, rz) is the adjoint of the rotated vector.
      double axis = rx * a + ry * b + rz * c;
      double bend = axis * versine;
      double adx = rx * cos + (ry * c - rz * b) * sin + a * bend;
      double ady = ry * cos + (rz * a - rx * c) * sin + b * bend;
      double adz = rz * cos + (rx * b - ry * a) * sin + c * bend;
      g[point] += adx;
      g[point + 1] += ady;
      g[point + 2] += adz;
      g[camera + 3] -= adx;
      g[camera + 4] -= ady;
      g[camera + 5] -= adz;
      double aa = (dy * rz - dz * ry) * sin + rx * along + dx * bend;
      double ab = (dz * rx - dx * rz) * sin + ry * along + dy * bend;
      double ac = (dx * ry - dy * rx) * sin + rz * along + dz * bend;
      if (angle > 0) {
        double ofCos = rx * dx + ry * dy + rz * dz - axis * dot;
        double ofSin = rx * crossX + ry * crossY + rz * crossZ;
        double ofAngle = cos * ofSin - sin * ofCos - (aa * a + ab * b + ac * c) * inverse;
        aa = aa * inverse + ofAngle * a;
        ab = ab * inverse + ofAngle * b;
        ac = ac * inverse + ofAngle * c;
      }
      g[camera] += aa;
      g[camera + 1] += ab;
      g[camera + 2] += ac;
      return eu * eu + ev * ev;
    }
  }

  private static int onTape(OperationTape t, Observations seen) {
    int sum = t.constant(0);
    for (int i = 0; i < seen.u.length; i++) {
      int error = error(t, seen.camera[i], seen.point[i], seen.weights + i, seen.u[i], seen.v[i]);
      sum = t.add(sum, error);
    }
    return sum;
  }

  private static int error(OperationTape t, int camera, int point, int weight, double u, double v) {
    int dx = t.sub(point, camera + 3);
    int dy = t.sub(point + 1, camera + 4);
    int dz = t.sub(point + 2, camera + 5);
    int a = camera;
    int b = camera + 1;
    int c = camera + 2;
    int square = t.add(t.add(t.square(a), t.square(b)), t.square(c));
    int rx;
    int ry;
    int rz;
    if (t.value(square) > 0) {
      int angle = t.sqrt(square);
      int cos = t.cos(angle);
      int sin = t.sin(angle);
      a = t.div(a, angle);
      b = t.div(b, angle);
      c = t.div(c, angle);
      int dot = t.add(t.add(t.mul(a, dx), t.mul(b, dy)), t.mul(c, dz));
      int along = t.mul(dot, t.from(1, cos));
      rx = rotated(t, dx, cos, cross(t, b, dz, c, dy), sin, a, along);
      ry = rotated(t, dy, cos, cross(t, c, dx, a, dz), sin, b, along);
      rz = rotated(t, dz, cos, cross(t, a, dy, b, dx), sin, c, along);
    } else {
      rx = t.add(dx, cross(t, b, dz, c, dy));
      ry = t.add(dy, cross(t, c, dx, a, dz));
      rz = t.add(dz, cross(t, a, dy, b, dx));
    }
    int px = t.div(rx, rz);
    int py = t.div(ry, rz);
    int r2 = t.add(t.square(px), t.square(py));
    int distortion = t.shift(t.mul(t.add(camera + 9, t.mul(camera + 10, r2)), r2), 1);
    int stretch = t.mul(distortion, camera + 6);
    int eu = t.mul(weight, t.shift(t.add(t.mul(px, stretch), camera + 7), -u));
    int ev = t.mul(weight, t.shift(t.add(t.mul(py, stretch), camera + 8), -v));
    return t.add(t.square(eu), t.square(ev));
  }

  private static int cross(OperationTape t, int b, int z, int c, int y) {
    return t.sub(t.mul(b, z), t.mul(c, y));
  }

  private static int rotated(
      OperationTape t, int d, int cos, int cross, int sin, int axis, int along) {
    return t.add(t.add(t.mul(d, cos), t.mul(cross, sin)), t.mul(axis, along));
  }
}
