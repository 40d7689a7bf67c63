package cotangent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the module system cannot say about the packages of this module. */
class ArchitectureTest {

  /**
   * What each package may use besides itself and the JDK. The API, the ops and the interpreters
   * know each other (a tensor has {@code tanh()} and {@code backward()}) and are one unit;
   * otherwise the arrows point one way.
   */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "cotangent.kernel",
          Set.of(),
          "cotangent",
          Set.of("cotangent.array", "cotangent.op", "cotangent.program", "cotangent.transform"),
          "cotangent.array",
          Set.of("cotangent"),
          "cotangent.op",
          Set.of("cotangent", "cotangent.array", "cotangent.transform", "cotangent.kernel"),
          "cotangent.program",
          Set.of("cotangent", "cotangent.op"),
          "cotangent.transform",
          Set.of("cotangent", "cotangent.array", "cotangent.op", "cotangent.program"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("cotangent");

  @Test
  void everyPackageHasItsRule() {
    assertThat(CLASSES.stream().map(type -> type.getPackageName()))
        .isNotEmpty()
        .isSubsetOf(MAY_USE.keySet());
  }

  @TestFactory
  Stream<DynamicTest> packagesUseOnlyWhatTheyMay() {
    return MAY_USE.entrySet().stream()
        .map(rule -> {
          var allowed =
              Stream.concat(Stream.of(rule.getKey()), rule.getValue().stream())
                  .toArray(String[]::new);
          return DynamicTest.dynamicTest(
              rule.getKey(),
              () ->
                  check(
                      noClasses()
                          .that()
                          .resideInAPackage(rule.getKey())
                          .should()
                          .dependOnClassesThat(
                              resideInAnyPackage("cotangent..")
                                  .and(not(resideInAnyPackage(allowed))))));
        });
  }

  @Test
  void nothingIsPrintedOrLogged() {
    check(noClasses().should().accessField(System.class, "out"));
    check(noClasses().should().accessField(System.class, "err"));
    check(noClasses().should().dependOnClassesThat().areAssignableTo(System.Logger.class));
    check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
  }

  @Test
  void noStaticFieldCanBeSet() {
    check(fields().that().areStatic().should().beFinal());
  }

  @Test
  void theCoreNeedsOnlyTheJdk() {
    check(
        classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("cotangent..", "java..", "jdk.incubator.vector", "org.jspecify.."));
  }

  /** A module that is needed by nobody at run time shall not be needed to compile against this. */
  @Test
  void usersNeedNoOtherModule() throws IOException {
    try (InputStream in = Files.newInputStream(Path.of("target", "classes", "module-info.class"))) {
      assertThat(ModuleDescriptor.read(in).requires())
          .filteredOn(needed -> needed.modifiers().contains(Requires.Modifier.TRANSITIVE))
          .isEmpty();
    }
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
