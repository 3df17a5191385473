package media.sluice.core.wire;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type inside a {@link HotPath} package that never runs per packet (set-up, export, broken
 * invariants), so it may allocate and build exceptions.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ColdPath {

    /** Why this type is not on the packet path. */
    String value();
}
