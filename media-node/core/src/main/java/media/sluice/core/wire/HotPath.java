package media.sluice.core.wire;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a package or type whose code runs once per packet: no allocation, lock, exception, boxing,
 * stream, log or clock there. The architecture tests read it from the class files. {@link ColdPath}
 * exempts a single type.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.PACKAGE, ElementType.TYPE})
public @interface HotPath {}
