package media.sluice.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Rules that hold in every module. */
public final class SharedRules {

    private SharedRules() {}

    /** R4. */
    public static ArchRule noPackageCycles(String root) {
        return SlicesRuleDefinition.slices()
                .matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .because(
                        "R4: packages in a cycle can only be read together. Move the shared type down, or"
                                + " pass the upper package's part in as an argument.");
    }

    /** R6. */
    public static ArchRule nativeCallsOnlyIn(String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .because(
                        "R6: a wrong native call takes the whole process down. Downcalls live in two"
                                + " packages with a portable fallback; memory segments are free everywhere.");
    }

    /** R7, one family of generated types. */
    public static ArchRule generatedTypesOnlyIn(String generated, String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(generated)
                .because(
                        "R7: generated messages stop at the edge. Parse them there into a type of ours"
                                + " that cannot be wrong.");
    }

    /** R10. */
    public static ArchRule everyPackageIsNullMarked() {
        return classes()
                .should(beInANullMarkedPackage())
                .because(
                        "R10: without @NullMarked NullAway is blind. Add a package-info.java with"
                                + " @NullMarked and a sentence on what the package is.");
    }

    /** R13. */
    public static ArchRule noStandardStreams() {
        return GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because(
                "R13: nobody reads a server's standard output. Count it, or log a constant phrase with"
                        + " key-values in the shell.");
    }

    /** R13. */
    public static ArchRule noJavaUtilLogging() {
        return GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.because(
                "R13: the shell logs through one logger (JBoss Logging), the core not at all.");
    }

    /** R13. */
    public static ArchRule noGenericExceptions() {
        return GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.because(
                "R13: a caller cannot tell generic exceptions apart. Throw the one that says which"
                        + " request or invariant failed, with the values.");
    }

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        DescribedPredicate<JavaClass> marked =
                DescribedPredicate.describe(
                        "in a @NullMarked package",
                        type ->
                                type.getPackage()
                                        .tryGetPackageInfo()
                                        .map(info ->
                                                info.isAnnotatedWith(
                                                        "org.jspecify.annotations.NullMarked"))
                                        .orElse(false));
        return new ArchCondition<>("be in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!marked.test(type)) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    type,
                                    "R10: package "
                                            + type.getPackageName()
                                            + " is not @NullMarked (class "
                                            + type.getSimpleName()
                                            + ")"));
                }
            }
        };
    }
}
