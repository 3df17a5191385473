/** API keys: when they are replaced, and how coordinators and programs are given them. Pure. */
@NullMarked
package media.sluice.operator.desired.keys;

import org.jspecify.annotations.NullMarked;
