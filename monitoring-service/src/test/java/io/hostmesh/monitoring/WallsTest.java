package io.hostmesh.monitoring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.kit.problem.Problems;

@AnalyzeClasses(packages = "io.hostmesh.monitoring", importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {

    @ArchTest
    static final ArchRule RULES_AND_SAMPLES_ARE_PURE = classes()
            .that()
            .resideInAnyPackage("..monitoring.judge", "..monitoring.sample")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "io.hostmesh.contracts..",
                    "org.jspecify..",
                    "io.hostmesh.monitoring.judge",
                    "io.hostmesh.monitoring.sample");

    @ArchTest
    static final ArchRule RULES_OVER_SERIES_ARE_PURE = classes()
            .that()
            .resideInAPackage("..monitoring.rule")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", "io.hostmesh.monitoring.rule", "io.hostmesh.monitoring.label");

    @ArchTest
    static final ArchRule RULES_HAVE_NO_CLOCK = noClasses()
            .that()
            .resideInAnyPackage("..monitoring.judge", "..monitoring.sample", "..monitoring.rule", "..monitoring.rollup")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock");

    @ArchTest
    static final ArchRule QUIETING_IS_PURE = classes()
            .that()
            .resideInAPackage("..monitoring.quiet")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", "io.hostmesh.monitoring.label", "io.hostmesh.monitoring.quiet");

    @ArchTest
    static final ArchRule ROLL_UPS_ARE_PURE = classes()
            .that()
            .resideInAPackage("..monitoring.rollup")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.hostmesh.contracts..", "io.hostmesh.monitoring.rollup");

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES =
            slices().matching("io.hostmesh.monitoring.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_THE_JUDGE_AND_THE_FORWARDER_READ_THE_SAMPLES_TOPIC = noClasses()
            .that()
            .resideOutsideOfPackages("..monitoring.watch", "..monitoring.forward")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.apache.kafka.clients.consumer.Consumer");

    /** Problems are of a type that is in a list, by which the API's document shows them. */
    @ArchTest
    static final ArchRule PROBLEMS_ARE_OF_A_KNOWN_TYPE = noClasses()
            .should()
            .callMethod(Problem.class, "of", String.class, int.class, String.class)
            .orShould()
            .callMethod(Problems.class, "conflict", String.class, String.class)
            .orShould()
            .callMethod(Problems.class, "unprocessable", String.class, String.class)
            .orShould()
            .callMethod(Problems.class, "forbidden", String.class, String.class);

    @ArchTest
    static final ArchRule NOBODY_LOOKS_AT_THE_SYSTEM_CLOCK = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
