package media.sluice.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/**
 * The tests that hold in every module: a module's architecture test implements it, and adds its
 * own.
 */
public interface CommonArchitecture {

    /** The module's production classes. */
    JavaClasses production();

    /** The package that contains all others of the module. */
    String root();

    /** Holds the module against a rule. */
    default void check(ArchRule rule) {
        rule.check(production());
    }

    @Test
    default void packagesFormNoCycle() {
        check(SharedRules.noPackageCycles(root()));
    }

    @Test
    default void everyPackageIsNullMarked() {
        check(SharedRules.everyPackageIsNullMarked());
    }

    @Test
    default void usesNoStandardStreams() {
        check(SharedRules.noStandardStreams());
    }

    @Test
    default void usesNoJavaUtilLogging() {
        check(SharedRules.noJavaUtilLogging());
    }

    @Test
    default void throwsNoGenericExceptions() {
        check(SharedRules.noGenericExceptions());
    }
}
