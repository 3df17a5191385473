/**
 * The rules that the build holds over every module: ArchUnit rules that any module can run on its
 * own classes, and the ledger of executed and skipped tests. Knows no module.
 */
@NullMarked
package media.sluice.rules;

import org.jspecify.annotations.NullMarked;
