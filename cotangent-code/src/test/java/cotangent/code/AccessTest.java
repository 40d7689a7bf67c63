package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Private members of other nests, which generated code reaches as the original does. */
final class AccessTest {
  @Test
  void privateMembersOfAnotherNest() {
    int before = Elsewhere.calls();
    var e = Elsewhere.of(3);
    var gradient = Differentiate.gradient(x -> Elsewhere.viaPrivates(x, e));
    assertThat(gradient.apply(new double[] {5, 7})).containsExactly(3 * 2 * 7, 5 * 3 * 2);
    assertThat(Elsewhere.calls()).isEqualTo(before + 1);
  }

  @Test
  void objectsWithPrivateFieldsMadeInside() {
    Checks.all("total", x -> Elsewhere.of(x[0]).total(x), 0.7, 1.3, -0.4);
  }

  @Test
  void aCapturedObjectThatTheFunctionChanges() {
    var e = Elsewhere.of(2);
    var gradient = Differentiate.gradient(x -> e.total(x));
    assertThat(gradient.apply(new double[] {1, 3})).containsExactly(2, 96);
  }
}
