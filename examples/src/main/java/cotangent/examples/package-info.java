/** What the tests run printed programs with. The examples themselves lie beside the pom. */
@NullMarked
package cotangent.examples;

import org.jspecify.annotations.NullMarked;
