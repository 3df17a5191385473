/** The rules that hold here (R4, R10, R13, R15), run on the module's class files. */
@NullMarked
package media.sluice.credentials.architecture;

import org.jspecify.annotations.NullMarked;
