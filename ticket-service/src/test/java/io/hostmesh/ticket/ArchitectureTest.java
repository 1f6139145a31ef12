package io.hostmesh.ticket;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of this service. */
@AnalyzeClasses(packages = "io.hostmesh.ticket", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String DOMAIN = "io\\.hostmesh\\.ticket\\..*\\."
            + "(Ticket|TicketCommand|TicketChange|TicketFacts|TicketDecider|Decision|Author|Severity|Message|Evidence"
            + "|TimelineEntry|Diagnosed|DiagnosisDecider|Failure(Report|Reports|Case|Decider|Decision|Evidence|Texts)|ExitStatuses|Steps)(\\$.*)?";

    private static final DescribedPredicate<JavaClass> PURE = DescribedPredicate.describe(
            "the domain, the language and the contracts",
            type -> type.getBaseComponentType().isPrimitive()
                    || type.getBaseComponentType()
                            .getName()
                            .matches(DOMAIN + "|(java|io\\.hostmesh\\.contracts|org\\.jspecify)\\..*"));

    @ArchTest
    static final ArchRule RULES_ARE_PURE =
            classes().that().haveNameMatching(DOMAIN).should().onlyDependOnClassesThat(PURE);

    @ArchTest
    static final ArchRule TICKETS_DO_NOT_KNOW_WHERE_REPORTS_COME_FROM = noClasses()
            .that()
            .resideInAPackage("..ticket.ticket..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..ticket.failure..");

    @ArchTest
    static final ArchRule ONLY_HANDLERS_AND_QUERIES_OPEN_TRANSACTIONS = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Handler")
            .and()
            .haveSimpleNameNotEndingWith("Queries")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.hostmesh.kit.transaction.Transactions");

    @ArchTest
    static final ArchRule ONLY_THE_OUTBOX_SPEAKS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.eclipse.microprofile.reactive.messaging.spi..", "org.apache.kafka.clients.producer..")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("Emitter");

    @ArchTest
    static final ArchRule TIME_IS_AN_INPUT = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
