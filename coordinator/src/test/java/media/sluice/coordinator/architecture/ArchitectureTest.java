package media.sluice.coordinator.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import media.sluice.rules.PackageLevels;
import media.sluice.rules.Production;
import media.sluice.rules.SharedRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

    private static final String COORDINATOR = "media.sluice.coordinator";

    /** R15: raise it as the coordinator grows. */
    private static final JavaClasses CLASSES = Production.importedFrom(COORDINATOR, 20);

    @Test
    void packagesKnowOnlyLowerLevelsAndAdaptersNotEachOther() {
        check(
                PackageLevels.under(COORDINATOR, "R8")
                        .level("access", "sdp")
                        .level("room")
                        .level("placement")
                        .level("port")
                        .level("peer")
                        .level("usecase")
                        .level("livekit", "config")
                        .level(
                                "signaling",
                                "api",
                                "store",
                                "nodes",
                                "cluster",
                                "webhook",
                                "jwt",
                                "metrics")
                        .level("app")
                        .rule());
    }

    @Test
    void theModelUsesTheJdkOnly() {
        check(
                ArchRuleDefinition.classes()
                        .that()
                        .resideInAnyPackage(model())
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                and(model(), "java..", "javax.crypto..", "org.jspecify.."))
                        .because(
                                "R8: decisions are pure, so that they can be tested without a server. Pass"
                                        + " what they need as values; talk to the world through a port."));
    }

    @Test
    void packagesFormNoCycle() {
        check(SharedRules.noPackageCycles(COORDINATOR));
    }

    @Test
    void contractsStopAtTheEdge() {
        check(
                SharedRules.generatedTypesOnlyIn(
                        "media.sluice.proto..",
                        COORDINATOR + ".nodes.grpc..",
                        COORDINATOR + ".cluster.."));
    }

    @Test
    void clientMessagesStopAtTheEdge() {
        check(
                SharedRules.generatedTypesOnlyIn(
                        "livekit..",
                        COORDINATOR + ".livekit..",
                        COORDINATOR + ".signaling.livekit..",
                        COORDINATOR + ".api..",
                        COORDINATOR + ".webhook..",
                        COORDINATOR + ".agents.."));
    }

    @Test
    void makesNoNativeCalls() {
        check(SharedRules.nativeCallsOnlyIn());
    }

    @Test
    void everyPackageIsNullMarked() {
        check(SharedRules.everyPackageIsNullMarked());
    }

    @Test
    void usesNoStandardStreams() {
        check(SharedRules.noStandardStreams());
    }

    @Test
    void usesNoJavaUtilLogging() {
        check(SharedRules.noJavaUtilLogging());
    }

    @Test
    void throwsNoGenericExceptions() {
        check(SharedRules.noGenericExceptions());
    }

    private static String[] model() {
        return new String[] {
            COORDINATOR + ".room..",
            COORDINATOR + ".placement..",
            COORDINATOR + ".access..",
            COORDINATOR + ".sdp.."
        };
    }

    private static String[] and(String[] some, String... more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }
}
