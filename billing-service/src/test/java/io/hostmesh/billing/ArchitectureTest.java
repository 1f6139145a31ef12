package io.hostmesh.billing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.transaction.Transactions;
import jakarta.persistence.Entity;
import java.time.Clock;
import java.time.Instant;

/** The walls of the service. */
@AnalyzeClasses(packages = "io.hostmesh.billing", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule domainIsPure = classes()
            .that(simpleNameEndingWith("Decider")
                    .or(simpleNameEndingWith("Calculator"))
                    .or(resideInAnyPackage("io.hostmesh.billing.rate")))
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("java..", "org.jspecify..", "io.hostmesh.contracts", "io.hostmesh.billing.."));

    @ArchTest
    static final ArchRule domainDoesNotReachOutside = noClasses()
            .that(simpleNameEndingWith("Decider").or(simpleNameEndingWith("Calculator")))
            .should()
            .dependOnClassesThat(simpleNameEndingWith("Store")
                    .or(simpleNameEndingWith("Row"))
                    .or(simpleNameEndingWith("Handler"))
                    .or(simpleNameEndingWith("Resource")));

    @ArchTest
    static final ArchRule featuresDoNotDependOnEachOtherInCircles =
            slices().matching("io.hostmesh.billing.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyHandlersOpenTransactions = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Handler")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Transactions.class);

    @ArchTest
    static final ArchRule rowsStayInside =
            classes().that().areAnnotatedWith(Entity.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule resourcesDoNotTouchStoresNorTheOutbox = noClasses()
            .that()
            .haveSimpleNameEndingWith("Resource")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Outbox.class)
            .orShould()
            .dependOnClassesThat()
            .areAnnotatedWith(Entity.class);

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
