package cotangent.nn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the module system cannot say about the packages of this module. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("cotangent.nn");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("(cotangent.nn..)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyFilesKnowJson() {
    noClasses()
        .that()
        .resideOutsideOfPackage("cotangent.nn.storage")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void nothingElseIsNeeded() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "cotangent..", "java..", "com.fasterxml.jackson.core..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void nothingIsPrintedAndNothingIsGlobal() {
    noClasses().should().accessField(System.class, "out").check(CLASSES);
    noClasses().should().accessField(System.class, "err").check(CLASSES);
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }
}
