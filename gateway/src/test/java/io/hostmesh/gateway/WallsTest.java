package io.hostmesh.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class WallsTest {

    private static final String BASE = "io.hostmesh.gateway.";

    private final JavaClasses gateway = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.hostmesh.gateway");

    @Test
    void shouldHaveNoCyclesBetweenFeatures() {
        slices().matching(BASE + "(*)..").should().beFreeOfCycles().check(gateway);
    }

    @Test
    void shouldLetOnlyTheDoorKnowTheOthers() {
        onlyKnows("account");
        onlyKnows("limit");
        onlyKnows("audit");
        onlyKnows("event");
        onlyKnows("key", "account");
        onlyKnows("identity", "account", "key");
        onlyKnows("openapi", "proxy");
        onlyKnows("proxy", "identity", "limit", "audit");
    }

    @Test
    void shouldHaveNoOtherClockThanTheGivenOne() {
        noClasses().should().callMethod(java.time.Instant.class, "now").check(gateway);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(gateway);
    }

    @Test
    void shouldKeepTheServicesApartFromTheirDatabaseDrivers() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "io.vertx.pgclient..", "org.apache.kafka.clients.producer..")
                .check(gateway);
    }

    @Test
    void shouldHideEntitiesAndStores() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Store")
                .or()
                .haveSimpleNameEndingWith("Entry")
                .should()
                .notBePublic()
                .check(gateway);
    }

    private void onlyKnows(String feature, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = BASE + feature + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = BASE + others[i] + "..";
        }
        classes()
                .that()
                .resideInAPackage(BASE + feature + "..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.or(
                        Predicates.resideOutsideOfPackage("io.hostmesh.gateway.."),
                        Predicates.resideInAnyPackage(allowed)))
                .check(gateway);
    }
}
