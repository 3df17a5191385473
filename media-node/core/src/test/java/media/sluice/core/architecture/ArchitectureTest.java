package media.sluice.core.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import media.sluice.rules.CommonArchitecture;
import media.sluice.rules.HotPathRule;
import media.sluice.rules.PackageLevels;
import media.sluice.rules.Production;
import media.sluice.rules.SharedRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest implements CommonArchitecture {

    private static final String CORE = "media.sluice.core";

    /** R15: raise it as the core grows. */
    private static final JavaClasses CLASSES = Production.importedFrom(CORE, 10);

    @Test
    void usesOnlyItselfAndTheWhiteList() {
        check(SansIoRules.onlyWhiteListedTypes());
    }

    @Test
    void readsNoClockAndMakesNoRandomness() {
        check(SansIoRules.noClock());
        check(SansIoRules.noRandomness());
    }

    @Test
    void packagesKnowOnlyLowerLevels() {
        check(
                PackageLevels.under(CORE, "R3")
                        .level("wire")
                        .level("rtp", "codec", "crypto")
                        .level("rtcp", "srtp", "stun", "dtls", "sctp", "trunk")
                        .level("ice", "congestion", "stream")
                        .level("forwarding")
                        .level("session")
                        .level("room")
                        .rule());
    }

    @Test
    void hotPathAllocatesNothingVisible() {
        check(HotPathRule.rule());
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
        return CORE;
    }
}
