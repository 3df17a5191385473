package media.sluice.rules;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;

/**
 * R11: types of {@code @HotPath} packages (and types marked so themselves) box nothing, use no
 * stream, regular expression or Optional, and build no exception. {@code @ColdPath} exempts one
 * type, with a reason.
 *
 * <p>It reads class files, so string concatenation stays invisible: the allocation test of each
 * path (R12) covers that.
 */
public final class HotPathRule {

    private static final String HOT = "media.sluice.core.wire.HotPath";
    private static final String COLD = "media.sluice.core.wire.ColdPath";

    private static final Set<String> BOXES =
            Set.of(
                    "java.lang.Boolean",
                    "java.lang.Byte",
                    "java.lang.Character",
                    "java.lang.Double",
                    "java.lang.Float",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Short");

    private HotPathRule() {}

    public static ArchRule rule() {
        return ArchRuleDefinition.classes()
                .that(DescribedPredicate.describe("are on the hot path", HotPathRule::isHot))
                .should(allocateNothingPerPacket())
                .because(
                        "R11: this code runs once per packet. Return a primitive, an enum or a packed"
                                + " long; call wire.Invariant instead of building an exception; mark a"
                                + " type that never runs per packet @ColdPath with the reason.");
    }

    private static boolean isHot(JavaClass type) {
        for (JavaClass outer = type; ; outer = outer.getEnclosingClass().get()) {
            if (outer.isAnnotatedWith(COLD)) {
                return false;
            }
            if (outer.isAnnotatedWith(HOT)) {
                return true;
            }
            if (outer.getEnclosingClass().isEmpty()) {
                return outer.getPackage()
                        .tryGetPackageInfo()
                        .map((CanBeAnnotated info) -> info.isAnnotatedWith(HOT))
                        .orElse(false);
            }
        }
    }

    private static ArchCondition<JavaClass> allocateNothingPerPacket() {
        return new ArchCondition<>("box nothing and use no stream, regex, Optional or exception") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
                    if (isBoxing(call)) {
                        violated(events, type, "boxes: " + call.getDescription());
                    }
                }
                for (JavaConstructorCall call : type.getConstructorCallsFromSelf()) {
                    if (buildsException(call)) {
                        violated(events, type, "builds an exception: " + call.getDescription());
                    }
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (isBanned(target)) {
                        violated(
                                events,
                                type,
                                "uses "
                                        + target.getSimpleName()
                                        + ": "
                                        + dependency.getDescription());
                    }
                }
            }
        };
    }

    private static boolean isBoxing(JavaMethodCall call) {
        return call.getName().equals("valueOf")
                && BOXES.contains(call.getTargetOwner().getName())
                && call.getTarget().getRawParameterTypes().size() == 1
                && call.getTarget().getRawParameterTypes().getFirst().isPrimitive();
    }

    /**
     * javac itself builds a MatchException for a switch over a sealed type or an enum. A subclass
     * calls its super constructor: that is no construction of its own.
     */
    private static boolean buildsException(JavaConstructorCall call) {
        JavaClass built = call.getTargetOwner();
        return built.isAssignableTo(Throwable.class)
                && !built.getName().equals("java.lang.MatchException")
                && !call.getOriginOwner().isAssignableTo(Throwable.class);
    }

    private static boolean isBanned(JavaClass target) {
        String name = target.getPackageName();
        return name.equals("java.util.stream")
                || name.equals("java.util.regex")
                || target.getName().startsWith("java.util.Optional");
    }

    private static void violated(ConditionEvents events, JavaClass type, String what) {
        events.add(
                SimpleConditionEvent.violated(type, "R11: " + type.getSimpleName() + " " + what));
    }
}
