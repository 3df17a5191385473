package media.sluice.operator.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import media.sluice.rules.CommonArchitecture;
import media.sluice.rules.Production;
import media.sluice.rules.SharedRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest implements CommonArchitecture {

    private static final String OPERATOR = "media.sluice.operator";

    /** R15: raise it as the operator grows. */
    private static final JavaClasses CLASSES = Production.importedFrom(OPERATOR, 110);

    private static final Set<String> WRITING_METHODS =
            Set.of(
                    "create",
                    "createOr",
                    "createOrReplace",
                    "update",
                    "updateStatus",
                    "replace",
                    "replaceStatus",
                    "patch",
                    "patchStatus",
                    "patchResource",
                    "patchResourceAndStatus",
                    "edit",
                    "editStatus",
                    "accept",
                    "serverSideApply",
                    "delete",
                    "scale",
                    "raw",
                    "resourceOperations");

    private static final DescribedPredicate<JavaMethodCall> WRITES_BY_ITSELF =
            DescribedPredicate.describe(
                    "writes to the cluster by itself",
                    call ->
                            WRITING_METHODS.contains(call.getName())
                                    && (call.getTargetOwner()
                                                    .getPackageName()
                                                    .startsWith("io.fabric8.kubernetes.client")
                                            || call.getTargetOwner()
                                                    .getPackageName()
                                                    .startsWith("io.javaoperatorsdk")));

    @Test
    void scalingUsesTheJdkOnly() {
        check(
                ArchRuleDefinition.classes()
                        .that()
                        .resideInAPackage(OPERATOR + ".scaling..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                OPERATOR + ".scaling..",
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "org.jspecify..")
                        .because(
                                "R9: how a pool is scaled is decided without a cluster, so that a year of"
                                        + " it can be simulated in seconds. Pass in what it needs as values."));
    }

    @Test
    void decisionsSeeNoCluster() {
        check(
                ArchRuleDefinition.noClasses()
                        .that()
                        .resideInAnyPackage(
                                OPERATOR + ".desired..",
                                OPERATOR + ".rollout..",
                                OPERATOR + ".status..",
                                OPERATOR + ".scaling..",
                                OPERATOR + ".drain..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.javaoperatorsdk..",
                                "io.fabric8.kubernetes.client..",
                                "io.quarkus..",
                                "io.grpc..")
                        .because(
                                "R9: what should be is decided from values; reconcilers read the cluster"
                                        + " before and write to it after."));
    }

    @Test
    void onlyTheWriterWrites() {
        check(
                ArchRuleDefinition.noClasses()
                        .that()
                        .resideOutsideOfPackages(OPERATOR + ".writes..", OPERATOR + ".leader..")
                        .should()
                        .callMethodWhere(WRITES_BY_ITSELF)
                        .because(
                                "every write must compare, be fenced and be counted: go through"
                                        + " writes.Writer, and return UpdateControl.noUpdate()."));
    }

    @Test
    void scalingReadsNoClockAndMakesNoRandomness() {
        check(
                ArchRuleDefinition.noClasses()
                        .that()
                        .resideInAPackage(OPERATOR + ".scaling..")
                        .should()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(java.time.Instant.class, "now")
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(java.util.random.RandomGenerator.class)
                        .because(
                                "R9: the same observation must give the same decision. Time comes in"
                                        + " as an argument."));
    }

    @Test
    void makesNoNativeCalls() {
        check(SharedRules.nativeCallsOnlyIn());
    }

    @Override
    public JavaClasses production() {
        return CLASSES;
    }

    @Override
    public String root() {
        return OPERATOR;
    }
}
