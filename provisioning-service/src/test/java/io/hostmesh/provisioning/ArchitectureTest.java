package io.hostmesh.provisioning;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.driver.Driver;
import java.util.List;
import java.util.Set;

/** The walls inside of provisioning. */
@AnalyzeClasses(packages = "io.hostmesh.provisioning", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** What decides, and what it decides about. */
    private static final Set<String> PURE = Set.of(
            "Server",
            "ServerDescription",
            "ServerCommand",
            "ServerDecision",
            "ServerDecider",
            "MachineDecider",
            "ActionType",
            "ActionEffect",
            "ActionProgress",
            "ServerStates",
            "Group",
            "GroupDescription",
            "GroupCommand",
            "GroupDecision",
            "GroupDecider",
            "ScalingRule",
            "TickRule",
            "Filling",
            "Victims",
            "Protection",
            "MemberRules",
            "Rollout",
            "RollingUpdate",
            "Replacements",
            "Suspension",
            "OwnerChange",
            "Template",
            "Given",
            "Situation",
            "Shortage",
            "Memory",
            "Creations",
            "Restraint",
            "Pace",
            "Member",
            "Activity");

    @ArchTest
    static final ArchRule WHAT_DECIDES_IS_PURE = classes()
            .that(DescribedPredicate.describe("decide", (JavaClass type) -> PURE.contains(outermost(type))))
            .should()
            .onlyDependOnClassesThat(DescribedPredicate.describe(
                    "are pure too",
                    (JavaClass type) -> type.getPackageName().startsWith("java.")
                            || type.getBaseComponentType().isPrimitive()
                            || type.getPackageName().equals("io.hostmesh.contracts")
                            || type.getPackageName().equals("io.hostmesh.provisioning.policy")
                            || type.getPackageName().equals("io.hostmesh.provisioning.refusal")
                            || type.getPackageName().equals("org.jspecify.annotations")
                            || PURE.contains(outermost(type))));

    @ArchTest
    static final ArchRule POLICIES_ARE_PURE = classes()
            .that()
            .resideInAPackage("..policy..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "io.hostmesh.contracts",
                    "io.hostmesh.provisioning.policy",
                    "org.jspecify.annotations",
                    "com.cronutils..");

    /** Problems are of a type that is in a list, by which the API's document shows them. */
    @ArchTest
    static final ArchRule PROBLEMS_ARE_OF_A_KNOWN_TYPE = noClasses()
            .should()
            .callMethod(Problem.class, "of", String.class, int.class, String.class)
            .orShould()
            .callConstructor(Problem.class, String.class, String.class, int.class, String.class, List.class)
            .orShould()
            .callMethod(Problems.class, "conflict", String.class, String.class)
            .orShould()
            .callMethod(Problems.class, "unprocessable", String.class, String.class)
            .orShould()
            .callMethod(Problems.class, "forbidden", String.class, String.class);

    @ArchTest
    static final ArchRule ONLY_HANDLERS_OPEN_TRANSACTIONS = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Handler")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Transactions.class);

    /** A call takes as long as a location likes, and would hold a transaction and its locks for that long. */
    @ArchTest
    static final ArchRule TRANSACTIONS_DO_NOT_WAIT_FOR_DRIVERS = noClasses()
            .that(DescribedPredicate.describe(
                    "are handlers", (JavaClass type) -> outermost(type).endsWith("Handler")))
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "is a driver's, but its name",
                    (JavaMethodCall call) -> call.getTargetOwner().isAssignableTo(Driver.class)
                            && !call.getName().equals("name")));

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES = SlicesRuleDefinition.slices()
            .matching("io.hostmesh.provisioning.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule STORES_STAY_INSIDE_THEIR_FEATURE = classes()
            .that()
            .haveSimpleNameEndingWith("Store")
            .or()
            .haveSimpleNameEndingWith("Row")
            .should()
            .bePackagePrivate();

    @ArchTest
    static final ArchRule DRIVERS_KNOW_NOTHING_OF_SERVERS = noClasses()
            .that()
            .resideInAnyPackage("..driver..", "..process..", "..simulated..", "..docker..", "..kubernetes..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..server..", "..group..", "..catalogue..", "io.hostmesh.kit..");

    /** They are known by their names in the configuration only. */
    @ArchTest
    static final ArchRule ONLY_DRIVERS_KNOW_WHAT_MACHINES_ARE_MADE_OF = noClasses()
            .that()
            .resideInAnyPackage("..driver..", "..server..", "..group..", "..catalogue..", "..balancer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.hostmesh.provisioning.process..",
                    "io.hostmesh.provisioning.simulated..",
                    "io.hostmesh.provisioning.docker..",
                    "io.hostmesh.provisioning.kubernetes..");

    /** Ways to balance are known by their names in the configuration only, and know a group by its id only. */
    @ArchTest
    static final ArchRule BALANCERS_KNOW_ONLY_WHAT_THEY_ARE_TOLD = classes()
            .that()
            .resideInAnyPackage("io.hostmesh.provisioning.embedded..", "io.hostmesh.provisioning.haproxy..")
            .should()
            .onlyBeAccessed()
            .byAnyPackage("io.hostmesh.provisioning.embedded..", "io.hostmesh.provisioning.haproxy..")
            .andShould()
            .onlyDependOnClassesThat(DescribedPredicate.describe(
                    "are no other part of provisioning",
                    (JavaClass type) -> !type.getPackageName().startsWith("io.hostmesh.")
                            || type.getPackageName().equals("io.hostmesh.provisioning.balancer")
                            || type.getPackageName().equals("io.hostmesh.provisioning.embedded")
                            || type.getPackageName().equals("io.hostmesh.provisioning.haproxy")));

    private static String outermost(JavaClass type) {
        JavaClass outer = type.getBaseComponentType();
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getSimpleName();
    }
}
