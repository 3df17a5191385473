package media.sluice.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.HashMap;
import java.util.Map;

/**
 * Packages under one root, sorted into levels: an edge goes only to a lower level (R3, R5). A
 * package is named by its first segment under the root; one without a level is a violation too.
 */
public final class PackageLevels {

    private final String root;
    private final String rule;
    private final Map<String, Integer> levels = new HashMap<>();
    private int nextLevel;

    private PackageLevels(String root, String rule) {
        this.root = root;
        this.rule = rule;
    }

    /** Levels of the packages under a root; {@code rule} begins each message. */
    public static PackageLevels under(String root, String rule) {
        return new PackageLevels(root, rule);
    }

    /** The next level up. */
    public PackageLevels level(String... packages) {
        for (String name : packages) {
            levels.put(name, nextLevel);
        }
        nextLevel++;
        return this;
    }

    public ArchRule rule() {
        return ArchRuleDefinition.classes()
                .that()
                .resideInAPackage(root + "..")
                .should(dependOnlyDownwards())
                .because(
                        rule
                                + ": a package may know only lower levels. Move the shared type down, or"
                                + " let the lower package return what the upper one acts on.");
    }

    private ArchCondition<JavaClass> dependOnlyDownwards() {
        return new ArchCondition<>("depend only on lower levels") {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                String origin = segment(from);
                if (!levels.containsKey(origin)) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    from,
                                    rule
                                            + ": package "
                                            + from.getPackageName()
                                            + " has no level; give it one in the architecture test"));
                    return;
                }
                for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                    JavaClass to = dependency.getTargetClass().getBaseComponentType();
                    if (!to.getPackageName().startsWith(root)) {
                        continue;
                    }
                    if (!isDownwards(origin, segment(to))) {
                        events.add(
                                SimpleConditionEvent.violated(
                                        from,
                                        rule
                                                + ": "
                                                + origin
                                                + " must not know "
                                                + segment(to)
                                                + ": "
                                                + dependency.getDescription()));
                    }
                }
            }
        };
    }

    private boolean isDownwards(String origin, String target) {
        if (origin.equals(target)) {
            return true;
        }
        Integer from = levels.get(origin);
        Integer to = levels.get(target);
        return from != null && to != null && to < from;
    }

    /** First package segment under the root; empty for the root package itself. */
    private String segment(JavaClass type) {
        String below = type.getPackageName().substring(root.length());
        if (below.isEmpty()) {
            return "";
        }
        int end = below.indexOf('.', 1);
        return end < 0 ? below.substring(1) : below.substring(1, end);
    }
}
