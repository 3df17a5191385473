package media.sluice.rules;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.resolvers.SelectedClassResolverFromClasspath;

/** The production classes of one module, as the rules see them. */
public final class Production {

    /**
     * Packages whose types are read from the class path when ours refer to them, because a rule
     * asks what they extend. Reading everything a framework touches would cost a minute and tell
     * nothing.
     */
    private static final String[] HIERARCHIES = {
        "java.io", "java.lang", "java.util", "java.nio", "java.security", "io.grpc", "media.sluice"
    };

    private Production() {}

    /**
     * Imports the classes under a root package (R15).
     *
     * @param atLeast fewer classes than this and the import has gone wrong: a renamed root or an
     *     empty class path would make every rule pass
     */
    public static JavaClasses importedFrom(String rootPackage, int atLeast) {
        ArchConfiguration.get().setClassResolver(SelectedClassResolverFromClasspath.class);
        ArchConfiguration.get().setClassResolverArguments(HIERARCHIES);
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
