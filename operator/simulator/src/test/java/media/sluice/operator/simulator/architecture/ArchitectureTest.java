package media.sluice.operator.simulator.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import media.sluice.rules.CommonArchitecture;
import media.sluice.rules.Production;
import org.junit.jupiter.api.Test;

final class ArchitectureTest implements CommonArchitecture {

    private static final String SIMULATOR = "media.sluice.operator.simulator";

    /** R15: raise it as the simulator grows. */
    private static final JavaClasses CLASSES = Production.importedFrom(SIMULATOR, 20);

    @Test
    void knowsOfTheOperatorOnlyWhatItDecides() {
        check(
                ArchRuleDefinition.classes()
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                SIMULATOR + "..",
                                "media.sluice.operator.scaling..",
                                "java..",
                                "org.jspecify..")
                        .because(
                                "the simulator runs the very code that decides, and nothing that needs a"
                                        + " cluster"));
    }

    @Override
    public JavaClasses production() {
        return CLASSES;
    }

    @Override
    public String root() {
        return "media.sluice.operator";
    }
}
