package media.sluice.credentials.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import media.sluice.rules.CommonArchitecture;
import media.sluice.rules.Production;

final class ArchitectureTest implements CommonArchitecture {

    private static final String ROOT = "media.sluice.credentials";

    private static final JavaClasses CLASSES = Production.importedFrom(ROOT, 6);

    @Override
    public JavaClasses production() {
        return CLASSES;
    }

    /** One package has no cycle with itself: the rule wants something below the root. */
    @Override
    public String root() {
        return "media.sluice";
    }
}
