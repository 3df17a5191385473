/** Demand that is known ahead: when schedules begin and end, as functions of the time. Pure. */
@NullMarked
package media.sluice.operator.demand;

import org.jspecify.annotations.NullMarked;
