package media.sluice.core.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** What makes the core sans-IO (R1, R2): everything from outside comes in as an argument. */
final class SansIoRules {

    private static final Set<String> PACKAGES =
            Set.of(
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.foreign",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.nio",
                    "java.nio.charset",
                    "java.security",
                    "java.security.spec",
                    "java.time",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.util.zip",
                    "javax.crypto",
                    "javax.crypto.spec",
                    "org.jspecify.annotations");

    /** In the packages above, but a way out to threads, processes or the machine. */
    private static final Set<String> BANNED =
            Set.of(
                    "java.lang.InheritableThreadLocal",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.ProcessHandle",
                    "java.lang.Runtime",
                    "java.lang.ScopedValue",
                    "java.lang.Thread",
                    "java.lang.ThreadGroup",
                    "java.lang.ThreadLocal",
                    "java.lang.foreign.Linker",
                    "java.lang.foreign.SymbolLookup",
                    "java.util.Timer",
                    "java.util.Scanner");

    private static final Set<String> CLOCKS = Set.of("nanoTime", "currentTimeMillis");

    private static final Set<String> RANDOMNESS =
            Set.of(
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.security.SecureRandom",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.util.random.RandomGenerator");

    private SansIoRules() {}

    /** R1. */
    static ArchRule onlyWhiteListedTypes() {
        return classes()
                .should(useOnlyTheWhiteList())
                .because(
                        "R1: the core is sans-IO and knows the JDK's plain types only. Take time, random"
                                + " bytes and data as arguments; ciphers and handshakes come in through"
                                + " core.crypto; sockets, threads and libraries belong to the server.");
    }

    /** R2, clocks. */
    static ArchRule noClock() {
        return noClasses()
                .should()
                .accessTargetWhere(
                        DescribedPredicate.describe("reads a clock", SansIoRules::readsClock))
                .because(
                        "R2: the core never reads a clock. Take long nowNanos as an argument; the worker"
                                + " reads the clock once per duty cycle.");
    }

    /** R2, randomness. */
    static ArchRule noRandomness() {
        return noClasses()
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "make randomness", type -> RANDOMNESS.contains(type.getName())))
                .orShould()
                .accessTargetWhere(
                        DescribedPredicate.describe(
                                "makes randomness", SansIoRules::makesRandomness))
                .because(
                        "R2: the core makes no randomness. Take a wire.RandomSource, so that a test with a"
                                + " printed seed replays exactly.");
    }

    private static boolean readsClock(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        String owner = target.getOwner().getName();
        return (owner.equals("java.lang.System") && CLOCKS.contains(target.getName()))
                || (owner.startsWith("java.time.") && target.getName().equals("now"))
                || owner.equals("java.time.Clock")
                || owner.equals("java.time.InstantSource")
                || (owner.equals("java.util.Date") && target.getName().equals("<init>"));
    }

    private static boolean makesRandomness(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        String owner = target.getOwner().getName();
        return (owner.equals("java.util.UUID") && target.getName().equals("randomUUID"))
                || (owner.equals("java.lang.Math") && target.getName().equals("random"));
    }

    private static ArchCondition<JavaClass> useOnlyTheWhiteList() {
        return new ArchCondition<>("use only the core and the white list") {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                    JavaClass to = dependency.getTargetClass().getBaseComponentType();
                    if (!isAllowed(to)) {
                        events.add(
                                SimpleConditionEvent.violated(
                                        from, "R1: " + dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean isAllowed(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        String outer = nested < 0 ? name : name.substring(0, nested);
        return type.isPrimitive()
                || type.getPackageName().startsWith("media.sluice.core")
                || (PACKAGES.contains(type.getPackageName()) && !BANNED.contains(outer));
    }
}
