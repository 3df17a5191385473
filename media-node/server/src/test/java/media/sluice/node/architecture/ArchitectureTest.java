package media.sluice.node.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import media.sluice.rules.CommonArchitecture;
import media.sluice.rules.HotPathRule;
import media.sluice.rules.PackageLevels;
import media.sluice.rules.Production;
import media.sluice.rules.SharedRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest implements CommonArchitecture {

    private static final String NODE = "media.sluice.node";

    /** R15: raise it as the shell grows. */
    private static final JavaClasses CLASSES = Production.importedFrom(NODE, 30);

    @Test
    void packagesKnowOnlyLowerLevels() {
        check(
                PackageLevels.under(NODE, "R5")
                        .level("fault", "counters", "config")
                        .level("lifecycle", "crypto")
                        .level("net")
                        .level("relay")
                        .level("worker")
                        .level("control", "admin")
                        .level("app")
                        .rule());
    }

    @Test
    void nativeCallsHaveTwoHomes() {
        check(SharedRules.nativeCallsOnlyIn(NODE + ".net.ffm..", NODE + ".crypto.openssl.."));
    }

    @Test
    void contractsStopAtTheEdge() {
        check(
                SharedRules.generatedTypesOnlyIn(
                        "media.sluice.proto..",
                        NODE + ".control..",
                        NODE + ".relay..",
                        NODE + ".admin.."));
    }

    @Test
    void hotPathAllocatesNothingVisible() {
        // No hot type yet is no fault here: the packet loop is marked when the worker marks it.
        check(HotPathRule.rule().allowEmptyShould(true));
    }

    @Override
    public JavaClasses production() {
        return CLASSES;
    }

    @Override
    public String root() {
        return NODE;
    }
}
