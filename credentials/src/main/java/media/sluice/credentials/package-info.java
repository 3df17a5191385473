/**
 * Keys and certificates in files that change while the program runs. Whoever opens them owns them
 * and says when they are looked at; what is in use is changed whole, or not at all.
 */
@NullMarked
package media.sluice.credentials;

import org.jspecify.annotations.NullMarked;
