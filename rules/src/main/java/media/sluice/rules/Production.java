package media.sluice.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The production classes of one module, as the rules see them. */
public final class Production {

    private Production() {}

    /**
     * Imports the classes under a root package (R15).
     *
     * @param atLeast fewer classes than this and the import has gone wrong: a renamed root or an
     *     empty class path would make every rule pass
     */
    public static JavaClasses importedFrom(String rootPackage, int atLeast) {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(rootPackage);
        if (classes.size() < atLeast) {
            throw new AssertionError(
                    "R15: found "
                            + classes.size()
                            + " classes under "
                            + rootPackage
                            + " but expected at least "
                            + atLeast
                            + ". With too few classes every rule passes and checks nothing: mend the root"
                            + " package, or lower the number if classes were removed on purpose.");
        }
        return classes;
    }
}
